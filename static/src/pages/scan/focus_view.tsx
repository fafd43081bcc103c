/** One object at a time: large cutouts, a large curve, everything known, the last decisions. */
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useDeferredValue, useEffect, useRef } from "react";
import { chosenFacts, otherFacts } from "../../core/facts";
import { markOf, UNDECIDED } from "../../core/states";
import { useEntity, usePhone, useSession, useSignal } from "../../ui/hooks";
import { useCutouts } from "./card";
import { CurveCanvas } from "./curve_canvas";
import { CutoutStrip } from "./cutout_strip";
import { FactList, LabelChips, OtherFacts, Position, Simulated, Standing } from "./facts";
import { useSwipe } from "./swipes";
import { useTriage } from "./triage_context";

const Comments = lazy(() => import("./info_panel").then((m) => ({ default: m.Comments })));

export function FocusView() {
  const triage = useTriage();
  const index = useSignal(triage.queue.cursor);
  useSignal(triage.queue.progress);
  const id = triage.queue.ids[index];
  const phone = usePhone();
  useEffect(() => triage.want(index, index), [triage, index]);
  return (
    <div className="focus-view" role="feed" aria-label="Candidates" data-testid="focus">
      {id && <FocusCard id={id} index={index} key={phone ? id : "one"} />}
      {!phone && <RecentSteps />}
    </div>
  );
}

function FocusCard({ id, index }: { id: string; index: number }) {
  const session = useSession();
  const triage = useTriage();
  const candidate = useEntity(triage.queue.candidates, id);
  const state = useEntity(session.decisions.shown, id) ?? UNDECIDED;
  const row = useEntity(triage.queue.marks, id);
  const curve = useEntity(session.curves, id);
  const ring = useEntity(session.rings, id);
  const { total } = useSignal(triage.queue.progress);
  const phone = usePhone();
  // Comments may lag behind the cursor; the cursor never waits for them.
  const settled = useDeferredValue(id);
  const blinking = useSignal(triage.blinking);
  const cutouts = useCutouts(id);
  const card = useRef<HTMLElement>(null);
  useSwipe(card, triage);
  if (!candidate) return null;
  const mark = markOf(state, triage.groupId);
  return (
    <article
      ref={card}
      className="card focus-card"
      data-obj-id={id}
      data-state={mark}
      data-selected={row?.selected || undefined}
      aria-current="true"
      aria-posinset={index + 1}
      aria-setsize={total}
      aria-label={`${id}, ${mark}`}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the feed pattern
      tabIndex={0}
    >
      <CutoutStrip cutouts={cutouts} blinking={blinking} />
      <CurveCanvas curve={curve} />
      <div className="card-facts">
        <header>
          <Link to="/source/$id" params={{ id }} className="name">
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
        {!phone && (
          <Suspense>
            <Comments id={settled} />
          </Suspense>
        )}
      </div>
      {row?.selected && <span className="tick">selected</span>}
      {ring && (
        <span className="ring" role="status" data-testid="ring">
          {ring.who} {ring.what}
        </span>
      )}
    </article>
  );
}

/** The last ten decisions; each leads back to its object. */
function RecentSteps() {
  const session = useSession();
  const triage = useTriage();
  const { undo } = useSignal(session.decisions.history);
  const steps = undo.slice(-10).reverse();
  if (steps.length === 0) return null;
  return (
    <ol className="recent" aria-label="Last decisions">
      {steps.map((step) => {
        const id = step.parts[0]?.obj_id ?? "";
        const place = triage.queue.place(id);
        return (
          <li key={`${step.at} ${id}`}>
            <button
              type="button"
              tabIndex={-1}
              disabled={place === undefined}
              onClick={() => place !== undefined && triage.queue.moveTo(place)}
            >
              <b>{step.label}</b> {step.parts.length > 1 ? `${step.parts.length} objects` : id}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
