/** Mantine, for the pages that are loaded when needed; its colours are ours. */
import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/UnstyledButton.layer.css";
import "@mantine/core/styles/Button.layer.css";
import "@mantine/core/styles/Input.layer.css";
import "@mantine/core/styles/FloatingIndicator.layer.css";
import "@mantine/core/styles/SegmentedControl.layer.css";
import "@mantine/core/styles/Table.layer.css";
import "@mantine/core/styles/Progress.layer.css";
import "@mantine/core/styles/Loader.layer.css";
import "./pages.css";
import "./manage.css";
import { createTheme, MantineProvider, type CSSVariablesResolver } from "@mantine/core";
import type { ReactNode } from "react";
import { dark } from "../core/themes";
import { useSignal } from "./hooks";

const theme = createTheme({
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  primaryColor: "indigo",
  primaryShade: 8,
  defaultRadius: 6,
  cursorType: "pointer",
  fontSizes: { sm: "13.5px", xs: "12px" },
  focusRing: "auto",
  respectReducedMotion: true,
});

const ours: CSSVariablesResolver = () => {
  const variables = {
    "--mantine-color-body": "var(--panel)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--muted)",
    "--mantine-color-default": "var(--raised)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--line)",
    "--mantine-color-placeholder": "var(--muted)",
    "--mantine-color-error": "var(--red)",
  };
  return { variables: {}, light: variables, dark: variables };
};

export function Kit({ children }: { children: ReactNode }) {
  const isDark = useSignal(dark);
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={isDark ? "dark" : "light"}
      cssVariablesResolver={ours}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  );
}
