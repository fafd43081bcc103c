/** A label that is taken away and put back comes back under another id: earlier steps must follow. */
import type { DecisionSet, Inverse } from "../api/shapes";
import type { Part } from "./outgoing";

export interface Renaming {
  from: number;
  to: number;
  /** The version that the label has under its new id. */
  version: number | null;
}

/** Write a change with labels under their new ids; the same object when none is concerned. */
export function renamedSet<T extends DecisionSet>(set: T, renamings: Renaming[]): T {
  const to = new Map(renamings.map((one) => [one.from, one.to]));
  const concerned =
    set.unclassify?.some((id) => to.has(id)) || set.reclassify?.some(({ id }) => to.has(id));
  if (!concerned) return set;
  return {
    ...set,
    unclassify: set.unclassify?.map((id) => to.get(id) ?? id),
    reclassify: set.reclassify?.map((one) => ({ ...one, id: to.get(one.id) ?? one.id })),
  };
}

function renamedInverse(inverse: Inverse, renamings: Renaming[]): Inverse {
  const expected = inverse.expected?.classifications;
  const classifications = { ...expected };
  for (const { from, to, version } of renamings) {
    // A label that is expected to be gone is gone under whatever id.
    if (typeof classifications[from] !== "number") continue;
    Reflect.deleteProperty(classifications, from);
    classifications[to] = version;
  }
  return {
    ...inverse,
    set: renamedSet(inverse.set, renamings),
    expected: inverse.expected ? { ...inverse.expected, classifications } : inverse.expected,
  };
}

/** Let a part of a step follow its labels to their new ids. */
export function renameIn(part: Part, renamings: Renaming[]): void {
  const set = renamedSet(part.set, renamings);
  if (set !== part.set) part.over = undefined;
  part.set = set;
  part.back = renamedSet(part.back, renamings);
  if (part.inverse) part.inverse = renamedInverse(part.inverse, renamings);
  if (part.inverseOf) part.inverseOf = renamedInverse(part.inverseOf, renamings);
}
