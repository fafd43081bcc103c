/** Says all the time that one sees the platform through somebody else's eyes, and ends it. */
import { call } from "../api/call";
import { useState } from "react";
import { useSession } from "./hooks";
import { nameOf } from "./user_menu";

export function Supporting() {
  const { me, toasts } = useSession();
  const [busy, setBusy] = useState(false);
  if (!me.supporter) return null;
  const stop = async () => {
    setBusy(true);
    try {
      await call("DELETE /api/internal/impersonation");
      // Everything on the page was read as the other person.
      location.assign("/admin?tab=people");
    } catch {
      toasts.show({ kind: "error", text: "It was not stopped. Try again." });
      setBusy(false);
    }
  };
  return (
    <div className="strip amber" role="status" data-testid="supporting">
      You see the platform as <b>{me.username}</b>
      {nameOf(me) !== me.username && ` (${nameOf(me)})`}, read only.{" "}
      <button type="button" disabled={busy} onClick={() => void stop()}>
        Stop
      </button>
    </div>
  );
}
