/** Asks to sign in again without leaving the page, so that nothing unsent is lost. */
import { call, signedOut } from "../api/call";
import { Dialog } from "./dialog";
import { useSession, useSignal } from "./hooks";

export function SessionExpired() {
  const session = useSession();
  const out = useSignal(signedOut);
  const { waiting } = useSignal(session.decisions.outgoing.status);
  if (!out) return null;
  const check = async () => {
    const me = await call("GET /api/internal/profile").catch(() => null);
    if (!me) return;
    if (me.id !== session.me.id) location.reload();
    signedOut.set(false);
    session.feed.wake();
    session.decisions.outgoing.resume();
  };
  return (
    <Dialog title="Signed out" onClose={() => signedOut.set(false)} testId="session-expired">
      <h2>You are signed out</h2>
      <p>
        Sign in again in another tab, then come back here. Nothing on this page is lost
        {waiting > 0 && `; ${waiting} decisions wait and will be sent`}.
      </p>
      <p className="buttons">
        <a className="button primary" href="/sign-in" target="_blank" rel="noreferrer">
          Sign in in a new tab
        </a>
        <button type="button" onClick={() => void check()}>
          I am back
        </button>
      </p>
    </Dialog>
  );
}
