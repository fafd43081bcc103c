/** One object of the queue. Plain elements only; wakes for nothing but its own object. */
import { Link } from "@tanstack/react-router";
import { memo, useLayoutEffect, useRef } from "react";
import { chosenFacts, otherFacts } from "../../core/facts";
import { markOf, UNDECIDED } from "../../core/states";
import { useEntity, useSession, useSignal } from "../../ui/hooks";
import { CurveCanvas } from "./curve_canvas";
import { CutoutStrip } from "./cutout_strip";
import { FactList, LabelChips, OtherFacts, Position, Simulated, Standing } from "./facts";
import { useTriage } from "./triage_context";

interface CardProps {
  id: string;
  index: number;
}

/** The cutouts of an object: undefined while awaited, null when they could not be fetched. */
export function useCutouts(id: string) {
  const session = useSession();
  const arrival = useEntity(useTriage().supplies.arrivals, id);
  return session.cutouts.peek(id) ?? (arrival === null ? null : undefined);
}

export const Card = memo(function Card({ id, index }: CardProps) {
  const session = useSession();
  const triage = useTriage();
  const { queue } = triage;
  const candidate = useEntity(queue.candidates, id);
  const state = useEntity(session.decisions.shown, id) ?? UNDECIDED;
  const row = useEntity(queue.marks, id);
  const curve = useEntity(session.curves, id);
  const ring = useEntity(session.rings, id);
  const total = useSignal(queue.progress).total;
  const cutouts = useCutouts(id);
  const card = useRef<HTMLElement>(null);

  useLayoutEffect(() => {
    const focused = document.activeElement;
    if (row?.cursor && focused instanceof HTMLElement && focused.matches("article[data-obj-id]")) {
      card.current?.focus({ preventScroll: true });
    }
  }, [row?.cursor]);

  if (!candidate) return null;
  const mark = markOf(state, triage.groupId);
  return (
    <article
      ref={card}
      className="card"
      data-obj-id={id}
      data-state={mark}
      data-selected={row?.selected || undefined}
      aria-current={row?.cursor ? "true" : undefined}
      aria-posinset={index + 1}
      aria-setsize={total}
      aria-label={`${id}, ${mark}`}
      // The feed pattern: articles take the focus as the cursor moves.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={row?.cursor ? 0 : -1}
      onFocus={() => queue.moveTo(index)}
      onPointerDown={() => queue.moveTo(index)}
    >
      <CutoutStrip cutouts={cutouts} />
      <CurveCanvas curve={curve} />
      <div className="card-facts">
        <header>
          <Link to="/source/$id" params={{ id }} className="name" tabIndex={-1}>
            {id}
          </Link>
          <Standing mark={mark} state={state} groupId={triage.groupId} />
        </header>
        <LabelChips labels={state.classifications} />
        <div className="where">
          <Position ra={candidate.ra} dec={candidate.dec} />
          <Simulated origin={candidate.origin} />
        </div>
        <FactList facts={chosenFacts(candidate, curve)} />
        <OtherFacts facts={otherFacts(candidate.annotations)} />
      </div>
      {row?.selected && <span className="tick">selected</span>}
      {ring && (
        <span className="ring" role="status" data-testid="ring">
          {ring.who} {ring.what}
        </span>
      )}
    </article>
  );
});
