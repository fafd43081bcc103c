/** What an act changed, as lines of "name: before → after", and what a person would gain or lose. */

export interface Change {
  name: string;
  before: string | null;
  after: string | null;
}

type Values = Record<string, unknown> | null | undefined;

function written(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(written).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** List what differs; a side that says nothing about a name is null. */
export function changes(before: Values, after: Values): Change[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names]
    .map((name) => ({
      name: name.replaceAll("_", " "),
      before: before && name in before ? written(before[name]) : null,
      after: after && name in after ? written(after[name]) : null,
    }))
    .filter((change) => change.before !== change.after);
}

export interface Difference {
  gains: string[];
  loses: string[];
}

export function difference(before: readonly string[], after: readonly string[]): Difference {
  return {
    gains: after.filter((one) => !before.includes(one)),
    loses: before.filter((one) => !after.includes(one)),
  };
}

/** Say what somebody gains and loses: "Ana gains: Classify. Ana loses: Manage users." */
export function differenceText(who: string, { gains, loses }: Difference): string {
  const sentences = [
    gains.length > 0 && `${who} gains: ${gains.join(", ")}.`,
    loses.length > 0 && `${who} loses: ${loses.join(", ")}.`,
  ];
  return sentences.filter(Boolean).join(" ") || "Nothing changes.";
}
