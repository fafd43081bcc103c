/** Light or dark: the person's choice, otherwise the system's. */
import { preferences } from "./preferences";
import { Signal } from "./signals";

const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

const resolved = () => {
  const choice = preferences.theme.value;
  return choice === "system" ? Boolean(system?.matches) : choice === "dark";
};

export const dark = new Signal(resolved());

/** Keep the document in step with the choice and the system. */
export function followTheme(root: HTMLElement): void {
  const apply = () => {
    dark.set(resolved());
    const name = dark.value ? "dark" : "light";
    root.dataset.theme = name;
    root.dataset.mantineColorScheme = name;
  };
  preferences.theme.subscribe(apply);
  system?.addEventListener("change", apply);
  apply();
}
