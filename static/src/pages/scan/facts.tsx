/** What is known about an object beside its pictures: numbers, annotations, labels, who did what. */
import { memo } from "react";
import type { Classification } from "../../api/shapes";
import { positionText } from "../../core/coordinates";
import type { Fact } from "../../core/facts";
import type { ObjState } from "../../core/states";
import { agoText } from "../../core/times";
import { useSession } from "../../ui/hooks";

export const FactList = memo(function FactList({ facts }: { facts: Fact[] }) {
  return (
    <dl className="facts">
      {facts.map((fact, index) => (
        <div key={index} title={fact.title} data-wide={fact.wide}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
});

/** What else is known, in one run of text. */
export const OtherFacts = memo(function OtherFacts({ facts }: { facts: Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <p className="other-facts">
      {facts.map(({ name, value, title }) => (
        <span key={name} title={title}>
          {name} <b>{value}</b>
        </span>
      ))}
    </p>
  );
});

export function Position({ ra, dec }: { ra: number | null; dec: number | null }) {
  const session = useSession();
  if (ra === null || dec === null) return <span className="position">no position</span>;
  const shown = positionText(ra, dec);
  const copy = async () => {
    await navigator.clipboard?.writeText(shown.replace("−", "-"));
    session.toasts.show({ kind: "info", text: "Position copied" }, 1500);
  };
  return (
    <button
      type="button"
      className="position"
      tabIndex={-1}
      title="Copy the position"
      onClick={() => void copy()}
    >
      {shown}
    </button>
  );
}

/** Says that an object is not real. */
export function Simulated({ origin }: { origin: string | null }) {
  if (origin !== "simulated") return null;
  return (
    <span className="badge amber simulated" title="Made by a simulator, not observed">
      simulated
    </span>
  );
}

const MARK_TEXT = { new: "○ new", saved: "✓ saved", rejected: "✕ rejected" } as const;

interface StandingProps {
  mark: keyof typeof MARK_TEXT;
  state: ObjState;
  groupId: number;
}

/** New, saved or rejected, and by whom. */
export function Standing({ mark, state, groupId }: StandingProps) {
  const { me } = useSession();
  const saver = state.saved.find((one) => one.group_id === groupId);
  const who =
    mark === "saved" ? saver?.saved_by : mark === "rejected" && state.rejected.me ? me : null;
  const by = who ? (who.id === me.id ? "me" : who.username) : null;
  return (
    <span className={`standing ${mark}`}>
      <b>{MARK_TEXT[mark]}</b>
      {by && (
        <span className="muted" title={saver ? agoText(saver.saved_at) : undefined}>
          {" "}
          by {by}
        </span>
      )}
    </span>
  );
}

export function LabelChips({ labels }: { labels: Classification[] }) {
  const { me } = useSession();
  return (
    <span className="labels">
      {labels.map((label) => {
        const mine = label.author_id === me.id;
        const certain = label.probability === null || label.probability === 1;
        const probability = certain ? "" : ` ${Math.round(100 * (label.probability ?? 1))} %`;
        const by = label.ml ? "model" : mine ? "me" : label.author_name;
        return (
          <span
            key={label.id}
            className={mine ? "chip mine" : "chip"}
            title={`${label.classification}${probability} by ${by}, ${agoText(label.created_at)}`}
          >
            {label.classification}
            {probability && <span className="dim">{probability}</span>}
            <span className="by">{by}</span>
          </span>
        );
      })}
    </span>
  );
}
