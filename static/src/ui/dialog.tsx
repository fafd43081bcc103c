/** A native modal dialog: it traps the focus, closes with Esc and gives the focus back. */
import { useEffect, useRef, type ReactNode } from "react";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Where it stands: in the middle, at the top like a palette, or as a sheet from the left. */
  place?: "middle" | "top" | "side";
  testId?: string;
}

export function Dialog({ title, onClose, children, place = "middle", testId }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    const before = document.activeElement;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // The backdrop is the dialog itself: a click on it closes, as Esc does for the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={box}
      className={`dialog dialog-${place}`}
      aria-label={title}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === box.current) onClose();
      }}
    >
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

export function DialogHead({ title, onClose }: { title: string; onClose: () => void }) {
  return (
    <header className="dialog-head">
      <h2>{title}</h2>
      <button type="button" className="quiet icon" aria-label="Close" onClick={onClose}>
        ✕
      </button>
    </header>
  );
}
