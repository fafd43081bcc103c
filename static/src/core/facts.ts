/** The numbers of an object as people read them: the telling ones first, the rest in short. Pure. */
import type { Annotation, Candidate } from "../api/shapes";
import { curveFacts, type LightCurve } from "./curves";

export interface Fact {
  name: string;
  value: string;
  title?: string;
  /** Takes a whole line. */
  wide?: boolean;
}

type Values = Map<string, unknown>;

const NONE = "–";
/** Real or bogus, the newest network first. */
const SCORES = ["drb", "rb", "real-bogus", "real_bogus", "realbogus"];
const STAR_GALAXY = ["sgscore1", "sgscore", "sg_score", "isstar"];
const NEAREST = ["distpsnr1", "distpsnr"];
/** Said among the chosen facts, on the images, or of no use to the eye. */
const SAID = new Set([...SCORES, ...STAR_GALAXY, ...NEAREST, "host", "host_name", "host_offset", "age", "ndethist", "b", "l", "z", "redshift", "score", "jd", "candid", "pid", "fid", "rcid", "field", "programid", "ra", "dec", "magpsf", "sigmapsf", "isdiffpos", "drbversion", "rbversion"]); // prettier-ignore

/** A number in as many digits as mean something; everything else as it is. */
export function shortText(value: unknown): string {
  if (value === null || value === undefined) return NONE;
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value !== "number" || Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-3)) return value.toExponential(2);
  return String(Number(value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3)));
}

/** Every annotation as it was written. */
export function annotationFacts(annotations: Annotation[]): Fact[] {
  return annotations.flatMap(({ origin, data }) =>
    Object.entries(data).map(([key, value]) => {
      // A Julian date loses the time of day when it is shortened.
      const text = /^(jd|mjd)/.test(key) ? String(value) : shortText(value);
      return { name: key, value: text, title: `${origin}: ${key} = ${text}` };
    }),
  );
}

const fixed = (value: unknown, digits: number, unit = "") =>
  typeof value === "number" ? `${value.toFixed(digits)}${unit}`.replace("-", "−") : NONE;

const firstOf = (values: Values, keys: string[]) =>
  keys.find((key) => typeof values.get(key) === "number");

function scoreFact(values: Values, score: number | null): Fact {
  const key = firstOf(values, SCORES);
  if (key) return { name: key, value: fixed(values.get(key), 3), title: "real rather than bogus" };
  return { name: "score", value: fixed(score, 3), title: "score of the candidate" };
}

/** The distance to a neighbour; negative numbers stand for none in alert packets. */
const arcseconds = (value: unknown) =>
  typeof value === "number" && value >= 0 ? `${value.toFixed(value < 10 ? 1 : 0)}″` : NONE;

function hostFact(values: Values): Fact[] {
  const host = values.get("host") ?? values.get("host_name");
  if (typeof host !== "string" || host === "") return [];
  const away = arcseconds(values.get("host_offset"));
  const value = away === NONE ? host : `${host}, ${away}`;
  return [{ name: "host", value, title: `host galaxy and its distance: ${value}`, wide: true }];
}

/** What people look at first, always in the same places. */
export function chosenFacts(candidate: Candidate, curve: LightCurve | undefined): Fact[] {
  const values = valuesOf(candidate.annotations);
  const seen = curve && curveFacts(curve);
  const last = seen?.last;
  return [
    { name: "mag", value: last ? `${last.mag.toFixed(2)} ${last.band.slice(-1)}` : NONE, title: "last detection" }, // prettier-ignore
    scoreFact(values, candidate.score),
    {
      name: "age",
      value: fixed(seen?.age, 1, " d"),
      title: "from the first to the last detection",
    },
    { name: "det", value: seen ? String(seen.detections) : NONE, title: "detections" },
    { name: "b", value: fixed(candidate.gal_lat, 1, "°"), title: "galactic latitude" },
    { name: "z", value: fixed(candidate.redshift, 4), title: "redshift" },
    { name: "s/g", value: fixed(values.get(firstOf(values, STAR_GALAXY) ?? ""), 2), title: "nearest catalogued neighbour: star (1) or galaxy (0)" }, // prettier-ignore
    { name: "near", value: arcseconds(values.get(firstOf(values, NEAREST) ?? "")), title: "distance of the nearest catalogued neighbour" }, // prettier-ignore
    ...hostFact(values),
  ];
}

/** The other annotations, each name once. */
export function otherFacts(annotations: Annotation[]): Fact[] {
  const byName = new Map<string, Fact>();
  for (const fact of annotationFacts(annotations)) {
    if (!SAID.has(fact.name) && !byName.has(fact.name)) byName.set(fact.name, fact);
  }
  return [...byName.values()].filter((fact) => fact.value !== NONE);
}

/** The values by name; of two annotations with the same name the first counts. */
function valuesOf(annotations: Annotation[]): Values {
  const values: Values = new Map();
  for (const { data } of annotations) {
    for (const [key, value] of Object.entries(data)) {
      if (!values.has(key)) values.set(key, value);
    }
  }
  return values;
}
