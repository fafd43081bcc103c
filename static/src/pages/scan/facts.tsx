/** What is known about an object beside its pictures: numbers, annotations, labels, who did what. */
import { memo } from "react";
import type { Annotation, Candidate, Classification } from "../../api/shapes";
import { positionText } from "../../core/coordinates";
import { curveFacts, type LightCurve } from "../../core/curves";
import type { ObjState } from "../../core/states";
import { agoText } from "../../core/times";
import { useSession } from "../../ui/hooks";

export interface Fact {
  name: string;
  value: string;
  title?: string;
}

const text = (value: unknown): string => {
  if (typeof value === "number") {
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

export function annotationFacts(annotations: Annotation[]): Fact[] {
  return annotations.flatMap(({ origin, data }) =>
    Object.entries(data).map(([key, value]) => ({
      name: key,
      value: text(value),
      title: `${origin}: ${key} = ${text(value)}`,
    })),
  );
}

/** What people look at first; the rest follows in the order in which it was written. */
const FIRST = [
  "drb",
  "rb",
  "sgscore1",
  "sgscore",
  "distpsnr1",
  "ssdistnr",
  "host",
  "fwhm",
  "elong",
];
/** Said elsewhere on the card, or of no use to the eye. */
const NEVER = new Set(["jd", "candid", "pid", "fid", "rcid", "field", "programid", "ra", "dec", "b", "l", "age", "magpsf", "sigmapsf", "isdiffpos", "score", "z", "redshift"]); // prettier-ignore

/** The few annotations that fit on a card: each name once, the telling ones first. */
export function chosenFacts(annotations: Annotation[], count: number): Fact[] {
  const rank = (fact: Fact) => (FIRST.indexOf(fact.name) + FIRST.length + 1) % (FIRST.length + 1);
  const byName = new Map<string, Fact>();
  for (const fact of annotationFacts(annotations)) {
    if (!NEVER.has(fact.name) && !byName.has(fact.name)) byName.set(fact.name, fact);
  }
  return [...byName.values()].sort((a, b) => rank(a) - rank(b)).slice(0, count);
}

export function objectFacts(candidate: Candidate, curve: LightCurve | undefined): Fact[] {
  const seen = curve && curveFacts(curve);
  const last = seen?.last;
  return [
    { name: "mag", value: last ? `${last.mag.toFixed(2)} ${last.band.slice(-1)}` : "–", title: "last detection" }, // prettier-ignore
    ...(candidate.score === null ? [] : [{ name: "score", value: candidate.score.toFixed(3) }]),
    { name: "age", value: typeof seen?.age === "number" ? `${seen.age.toFixed(1)} d` : "–", title: "from first to last detection" }, // prettier-ignore
    { name: "det", value: seen ? String(seen.detections) : "–", title: "detections" },
    { name: "b", value: typeof candidate.gal_lat === "number" ? `${candidate.gal_lat.toFixed(1)}°` : "–", title: "galactic latitude" }, // prettier-ignore
    { name: "z", value: candidate.redshift === null ? "–" : candidate.redshift.toFixed(4), title: "redshift" }, // prettier-ignore
  ];
}

export const FactList = memo(function FactList({ facts }: { facts: Fact[] }) {
  return (
    <dl className="facts">
      {facts.map((fact, index) => (
        <div key={index} title={fact.title}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
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
    <span className="badge amber simulated" title="simulated, not observed">
      sim
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
        const probability = label.probability === null ? "" : ` ${label.probability}`;
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
