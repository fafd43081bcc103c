/** The messages in the corner, and the sentence that screen readers speak. */
import { useSession, useSignal } from "./hooks";

export function ToastList() {
  const { toasts } = useSession();
  const list = useSignal(toasts.list);
  const spoken = useSignal(toasts.spoken);
  return (
    <>
      <div className="toasts">
        {list.map((toast) => (
          <div key={toast.id} className={`toast ${toast.kind}`} data-testid={`toast-${toast.kind}`}>
            <span>{toast.text}</span>
            {toast.action && (
              <button type="button" onClick={toast.action.run}>
                {toast.action.label}
              </button>
            )}
            <button
              type="button"
              className="quiet icon"
              aria-label="Dismiss"
              onClick={() => toasts.dismiss(toast.id)}
            >
              ✕
            </button>
          </div>
        ))}
      </div>
      <div className="visually-hidden" role="status" aria-live="polite" data-testid="status">
        {spoken}
      </div>
    </>
  );
}
