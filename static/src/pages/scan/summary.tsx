/** The end of a queue: what was done, and what could be next. */
import { useSignal } from "../../ui/hooks";
import { useTriage } from "./triage_context";

export function Summary({ onQueue }: { onQueue: () => void }) {
  const triage = useTriage();
  const { total } = useSignal(triage.queue.progress);
  const { saved, rejected } = useSignal(triage.tally.counts);
  const posted = useSignal(triage.posted);
  if (total === 0 || saved + rejected < total) return null;
  return (
    <div className="summary" role="status" data-testid="finished">
      <b>All {total} decided:</b> {saved} saved, {rejected} rejected.
      {posted > 0 && (
        <button type="button" onClick={() => void triage.nextUndecided()}>
          Take in {posted} new
        </button>
      )}
      <button type="button" onClick={onQueue}>
        Choose another queue
      </button>
    </div>
  );
}
