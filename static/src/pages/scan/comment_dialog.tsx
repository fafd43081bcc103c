/** A comment on the object under the cursor, or on all selected. */
import { useState } from "react";
import { Dialog, DialogHead } from "../../ui/dialog";
import { useTriage } from "./triage_context";

export function CommentDialog({ onClose }: { onClose: () => void }) {
  const triage = useTriage();
  const [text, setText] = useState("");
  const targets = triage.targets();
  const what = targets.length > 1 ? `${targets.length} objects` : (targets[0] ?? "");
  const send = () => {
    if (text.trim() === "") return;
    triage.comment(text.trim());
    onClose();
  };
  return (
    <Dialog title={`Comment on ${what}`} onClose={onClose} testId="comment-dialog">
      <DialogHead title={`Comment on ${what}`} onClose={onClose} />
      <textarea
        rows={4}
        aria-label="Comment"
        value={text}
        data-autofocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
        }}
      />
      <p className="buttons">
        <span className="muted small">Members of {triage.groupName} will see it.</span>
        <span className="spread" />
        <button type="button" className="primary" disabled={text.trim() === ""} onClick={send}>
          Send <kbd>Ctrl+Enter</kbd>
        </button>
      </p>
    </Dialog>
  );
}
