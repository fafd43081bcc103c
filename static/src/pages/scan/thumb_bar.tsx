/** The decisions of a phone: class chips and four buttons in reach of the thumb. */
import { useEntity, useSession, useSignal } from "../../ui/hooks";
import { useTriage } from "./triage_context";

export function ThumbBar({ onClass }: { onClass: () => void }) {
  const triage = useTriage();
  const session = useSession();
  const palette = useSignal(triage.palette);
  useSignal(triage.queue.cursor);
  const { undo } = useSignal(session.decisions.history);
  const id = triage.queue.current ?? "";
  useEntity(session.decisions.shown, id);
  const mine = new Set(triage.myClasses(id).map((label) => label.classification));
  return (
    <div className="thumb-bar">
      <div className="class-chips" role="group" aria-label="Classes">
        {palette.classes.map((one) => (
          <button
            key={one.key}
            type="button"
            aria-pressed={mine.has(one.classification)}
            onClick={() => triage.classify(one)}
          >
            {one.label ?? one.classification}
          </button>
        ))}
        <button type="button" onClick={onClass}>
          Other…
        </button>
      </div>
      <div className="thumbs">
        <button type="button" className="reject" onClick={() => triage.reject()}>
          ✕ Reject
        </button>
        <button type="button" disabled={undo.length === 0} onClick={() => triage.undo()}>
          ↶ Undo
        </button>
        <button type="button" onClick={() => triage.move(1)}>
          Skip
        </button>
        <button type="button" className="save" onClick={() => triage.save()}>
          ✓ Save
        </button>
      </div>
    </div>
  );
}
