/** A small server of decisions that keeps state, knows operations by id, and can go away. */
import { ApiError } from "../src/api/call";
import type {
  Decision,
  DecisionFailure,
  DecisionSet,
  LiveEvent,
  Operation,
} from "../src/api/shapes";
import { applied, UNDECIDED, type Me, type ObjState } from "../src/core/states";

export const ME: Me = { id: 1, username: "ana" };
export const GROUP = 7;

/** Something that the feed says about the object "a". */
export const event = (type: string, data: Record<string, unknown>, who = "ben"): LiveEvent => ({
  cursor: "1:1:1",
  type,
  at: "2026-01-02T00:00:00",
  actor: { id: who === "ben" ? 2 : 1, username: who },
  obj_id: "a",
  group_ids: [GROUP],
  data,
});

export class DecisionServer {
  readonly states = new Map<string, ObjState>();
  readonly received: Operation[][] = [];
  reachable = true;
  refuses: DecisionFailure["error"] | null = null;
  /** When set, answers wait until it is called. */
  gate: Promise<void> | null = null;
  #lastId = 100;
  readonly #done = new Map<string, Decision>();

  constructor(private readonly me: Me) {}

  readonly send = async (operations: Operation[]): Promise<(Decision | DecisionFailure)[]> => {
    this.received.push(operations);
    if (this.gate) await this.gate;
    if (!this.reachable) throw new ApiError(0, "offline", "gone", null);
    return operations.map((operation) => this.#decide(operation));
  };

  state(id: string): ObjState {
    return this.states.get(id) ?? UNDECIDED;
  }

  #decide({ op_id, obj_id, set, expected }: Operation): Decision | DecisionFailure {
    if (this.refuses) return { op_id, error: this.refuses };
    const known = this.#done.get(op_id);
    if (known) return known;
    const before = this.state(obj_id);
    const ids = (set.classify ?? []).map(() => ++this.#lastId);
    if ((set.unclassify ?? []).some((id) => !before.classifications.some((one) => one.id === id))) {
      return { op_id, error: { code: "conflict", message: "It has changed since." } };
    }
    const versions = Object.entries(expected?.classifications ?? {});
    if (versions.some(([id, version]) => this.#version(before, Number(id)) !== version)) {
      return { op_id, error: { code: "conflict", message: "It is not as you saw it." } };
    }
    const after = applied(before, set, this.me, { at: "2026-01-01T00:00:00", ids });
    this.states.set(obj_id, after);
    const answer: Decision = {
      op_id,
      obj_id,
      state: after,
      inverse: {
        obj_id,
        set: this.#inverse(before, set, ids),
        expected: {
          classifications: Object.fromEntries([
            ...ids.map((id) => [id, this.#version(after, id)]),
            ...(set.unclassify ?? []).map((id) => [id, null]),
          ]),
        },
      },
    };
    this.#done.set(op_id, answer);
    return answer;
  }

  #version(state: ObjState, id: number): number | null {
    return state.classifications.find((label) => label.id === id)?.version ?? null;
  }

  #inverse(before: ObjState, set: DecisionSet, ids: number[]): DecisionSet {
    const inverse: DecisionSet = {};
    const fresh = (set.save ?? []).filter((id) => !before.saved.some((one) => one.group_id === id));
    if (fresh.length > 0) inverse.unsave = fresh;
    if (set.unsave?.length) inverse.save = set.unsave;
    if (set.reject === "me") inverse.unreject = "me";
    if (set.unreject === "me" && before.rejected.me) inverse.reject = "me";
    if (ids.length > 0) inverse.unclassify = ids;
    const gone = before.classifications.filter((one) => set.unclassify?.includes(one.id));
    if (gone.length > 0) {
      inverse.classify = gone.map(({ taxonomy_id, classification }) => ({
        taxonomy_id,
        classification,
      }));
    }
    return inverse;
  }
}
