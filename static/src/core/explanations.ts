/** How an explanation reads: its verdict as a sentence, and the line that decided. */

export interface ExplainedStep {
  says: string;
  holds: boolean;
  kind: string;
  names: string[];
  steps: ExplainedStep[];
}

interface Explained {
  actor: { username: string };
  action: string;
  kind: string;
  id: string;
  allowed: boolean;
  decided_by: string;
}

export function verdict({ actor, action, kind, id, allowed }: Explained): string {
  return `${actor.username} ${allowed ? "may" : "may not"} ${action} ${kind} ${id}.`;
}

const NOT_SO = "not so: ";

/** The places of the line that decided, from the top down: [1, 0] is the second line's first. */
export function decidingPath(top: ExplainedStep, decidedBy: string): number[] | null {
  const says = decidedBy.startsWith(NOT_SO) ? decidedBy.slice(NOT_SO.length) : decidedBy;
  const find = (step: ExplainedStep): number[] | null => {
    // Where all demands were met the last one decided, elsewhere the first that went this way.
    const order = step.steps.map((_, index) => index);
    if (step.kind === "all" && step.holds) order.reverse();
    for (const index of order) {
      const inner = step.steps[index];
      if (!inner || inner.holds !== step.holds) continue;
      const path = find(inner);
      if (path) return [index, ...path];
    }
    return step.says === says ? [] : null;
  };
  return find(top);
}

export interface Line {
  /** The places of its line and of all above it, as a key: "1.0". */
  key: string;
  step: ExplainedStep;
  depth: number;
  place: number;
  siblings: number;
}

/** The lines in the order in which they stand, without those below a folded one. */
export function lines(top: ExplainedStep, folded: ReadonlySet<string>): Line[] {
  const list: Line[] = [];
  const walk = (step: ExplainedStep, key: string, depth: number, place: number, of: number) => {
    list.push({ key, step, depth, place, siblings: of });
    if (folded.has(key)) return;
    step.steps.forEach((inner, index) => {
      walk(
        inner,
        key === "" ? String(index) : `${key}.${index}`,
        depth + 1,
        index,
        step.steps.length,
      );
    });
  };
  walk(top, "", 0, 0, 1);
  return list;
}
