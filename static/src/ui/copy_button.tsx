/** Copies a text, and says so. */
import { useSession } from "./hooks";

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const { toasts } = useSession();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toasts.show({ kind: "info", text: "Copied" }, 1500),
      () => toasts.show({ kind: "error", text: "The browser did not copy. Select the text." }),
    );
  return (
    <button type="button" onClick={() => void copy()}>
      {label}
    </button>
  );
}
