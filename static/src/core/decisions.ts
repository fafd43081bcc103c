/** Decisions: shown at once, sent in the background, undone by their inverse, kept when offline. */
import type { Decision, DecisionFailure, DecisionSet, LiveEvent } from "../api/shapes";
import type { Records } from "./kept";
import { EntityStore, Signal } from "./signals";
import { changesOf, Outgoing, withoutPreview, type Part, type Sender } from "./outgoing";
import { renameIn, type Renaming } from "./renamings";
import {
  applied,
  heard,
  inverted,
  stateOfAnswer,
  UNDECIDED,
  type Me,
  type ObjState,
} from "./states";
import { uuid7 } from "./uuids";

const STEPS = 200;
/** Events kept for answers that were asked for before they happened. */
const RECENT = 1000;
let lastTemporaryId = -Date.now() * 1000;
const temporaryId = () => --lastTemporaryId;

/** One thing a person did, to one object or to a selection. */
export interface Step {
  label: string;
  at: number;
  parts: Part[];
}

export interface History {
  undo: Step[];
  redo: Step[];
}

export interface Wanted {
  obj_id: string;
  set: DecisionSet;
}

export interface Refusal {
  obj_id: string;
  label: string;
  error: DecisionFailure["error"];
}

export interface DecisionsOptions {
  me: Me;
  send: Sender;
  records: Records;
  tab: string;
  refused?: (refusal: Refusal) => void;
}

export class Decisions {
  /** What the screen shows: what the server said, with my unanswered decisions on top. */
  readonly shown = new EntityStore<ObjState>();
  readonly history = new Signal<History>({ undo: [], redo: [] });
  readonly outgoing: Outgoing;
  readonly me: Me;
  readonly #told = new Map<string, ObjState>();
  readonly #answeredAt = new Map<string, number>();
  readonly #recent: { event: LiveEvent; at: number }[] = [];
  readonly #own = new Set<string>();
  readonly #options: DecisionsOptions;

  constructor(options: DecisionsOptions) {
    this.#options = options;
    this.me = options.me;
    this.outgoing = new Outgoing(options.send, options.records, String(options.me.id), {
      answered: (part, answer) => this.#answered(part, answer),
      failed: (part, error) => this.#failed(part, error),
    });
  }

  /** Bring back what was not sent before a reload, and the steps that can be undone. */
  async restore(): Promise<void> {
    const kept = await this.#options.records.get<History>("histories", this.#historyKey);
    if (kept && this.history.value.undo.length === 0) this.history.set(kept);
    for (const part of await this.outgoing.restore()) {
      this.#own.add(part.op_id);
      this.#show(part.obj_id);
    }
  }

  /**
   * Take what the server says about an object as the ground under my own decisions. An answer that
   * was asked for at a time knows nothing of what happened since: that is put on top again.
   */
  told(objId: string, state: ObjState, askedAt = Infinity): void {
    if ((this.#answeredAt.get(objId) ?? -Infinity) >= askedAt) return;
    let current = state;
    for (const { event, at } of this.#recent) {
      if (at >= askedAt && event.obj_id === objId) current = heard(current, event, this.me);
    }
    this.#told.set(objId, current);
    this.#show(objId);
  }

  /** What the server said last, without what I decided since. */
  ground(objId: string): ObjState | undefined {
    return this.#told.get(objId);
  }

  state(objId: string): ObjState {
    return this.shown.get(objId) ?? UNDECIDED;
  }

  /** Decide about one object or many; it is one step to undo. */
  decide(label: string, wanted: Wanted[], undoable = true): Step {
    const parts = wanted.map(({ obj_id, set }) => this.#part(obj_id, set));
    const step = { label, at: Date.now(), parts };
    this.#enqueue(parts, label);
    if (undoable) {
      this.#keep({ undo: [...this.history.value.undo, step].slice(-STEPS), redo: [] });
    }
    return step;
  }

  undo(): Step | null {
    const { undo, redo } = this.history.value;
    const step = undo.at(-1);
    if (!step) return null;
    this.#keep({ undo: undo.slice(0, -1), redo: [...redo, this.#reversed(step)] });
    return step;
  }

  redo(): Step | null {
    const { undo, redo } = this.history.value;
    const step = redo.at(-1);
    if (!step) return null;
    this.#keep({ undo: [...undo, this.#reversed(step)], redo: redo.slice(0, -1) });
    return step;
  }

  /** Apply an event of the feed; true when it was somebody else's and changed what is shown. */
  hear(event: LiveEvent): boolean {
    const { obj_id } = event;
    if (event.type === "row.hidden") this.#hide(event.data);
    if (!obj_id || this.#own.has(String(event.data.op_id))) return false;
    this.#recent.push({ event, at: performance.now() });
    if (this.#recent.length > RECENT) this.#recent.shift();
    const before = this.#told.get(obj_id);
    if (!before) return false;
    const after = heard(before, event, this.me);
    if (after !== before) this.told(obj_id, after);
    return after !== before && event.actor?.id !== this.me.id;
  }

  /** A label that I may not see any more leaves every object it is on. */
  #hide({ kind, id }: LiveEvent["data"]): void {
    if (kind !== "classification") return;
    for (const [objId, state] of this.#told) {
      const classifications = state.classifications.filter((label) => label.id !== id);
      if (classifications.length < state.classifications.length) {
        this.told(objId, { ...state, classifications });
      }
    }
  }

  get #historyKey(): string {
    return `${this.me.id}:${this.#options.tab}`;
  }

  #part(obj_id: string, set: DecisionSet): Part {
    const op_id = uuid7();
    this.#own.add(op_id);
    const ids = (set.classify ?? []).map(temporaryId);
    return {
      op_id,
      obj_id,
      set,
      back: { ...inverted(this.state(obj_id), set), unclassify: ids },
      ids,
      at: new Date().toISOString().slice(0, -1),
      label: "",
    };
  }

  #reversed(step: Step): Step {
    const parts: Part[] = [];
    const sent: Part[] = [];
    for (const part of step.parts) {
      if (part.failed) continue;
      if (part.cancelled) {
        const again = this.#part(part.obj_id, part.cancelled);
        parts.push(again);
        sent.push(again);
      } else if (this.outgoing.cancel(part)) {
        this.#show(part.obj_id);
        parts.push({
          ...part,
          op_id: uuid7(),
          set: part.back,
          back: part.set,
          cancelled: part.set,
        });
      } else {
        const inverse = this.#part(part.obj_id, part.inverse?.set ?? part.back);
        inverse.undoes = part.op_id;
        inverse.inverseOf = part.inverse ?? undefined;
        if (part.inverse) inverse.restores = changesOf(part).unclassify;
        parts.push(inverse);
        sent.push(inverse);
      }
    }
    this.#enqueue(sent, `undo ${step.label}`);
    return { label: step.label, at: step.at, parts };
  }

  #enqueue(parts: Part[], label: string): void {
    for (const part of parts) part.label = label;
    this.outgoing.add(parts);
    for (const part of parts) this.#show(part.obj_id);
  }

  #show(objId: string): void {
    let state = this.#told.get(objId);
    const waiting = this.outgoing.of(objId);
    if (!state && waiting.length === 0) return;
    state ??= UNDECIDED;
    for (const part of waiting) state = this.#preview(part, state);
    this.shown.set(objId, state);
  }

  #preview(part: Part, under: ObjState): ObjState {
    if (!part.preview || part.over !== under) {
      part.preview = applied(under, part.set, this.me, part);
      part.over = under;
    }
    return part.preview;
  }

  #answered(part: Part, answer: Decision): void {
    part.inverse = answer.inverse;
    this.#answeredAt.set(part.obj_id, performance.now());
    this.#rename(part, answer);
    if (answer.state) this.told(part.obj_id, stateOfAnswer(answer.state));
    else this.#show(part.obj_id);
    this.#keep({ ...this.history.value });
  }

  /** Taking back put labels back under other ids: every other step must mean those. */
  #rename(part: Part, answer: Decision): void {
    const named = answer.inverse?.set.unclassify ?? [];
    const renamings = (part.restores ?? []).flatMap((from, index): Renaming[] => {
      const to = named[index];
      const label = answer.state?.classifications.find((one) => one.id === to);
      return to === undefined ? [] : [{ from, to, version: label?.version ?? null }];
    });
    if (renamings.length === 0) return;
    const { undo, redo } = this.history.value;
    const parts = [...undo, ...redo].flatMap((step) => step.parts);
    for (const one of parts) {
      if (one !== part && one.obj_id === part.obj_id) renameIn(one, renamings);
    }
    this.outgoing.rename(part.obj_id, renamings);
  }

  #failed(part: Part, error: DecisionFailure["error"]): void {
    part.failed = true;
    this.#show(part.obj_id);
    const alive = (step: Step) => step.parts.some((one) => !one.failed);
    const { undo, redo } = this.history.value;
    this.#keep({ undo: undo.filter(alive), redo: redo.filter(alive) });
    this.#options.refused?.({ obj_id: part.obj_id, label: part.label ?? "", error });
  }

  #keep(history: History): void {
    this.history.set(history);
    const plain = (step: Step): Step => ({ ...step, parts: step.parts.map(withoutPreview) });
    void this.#options.records.put("histories", this.#historyKey, {
      undo: history.undo.map(plain),
      redo: history.redo.map(plain),
    });
  }
}
