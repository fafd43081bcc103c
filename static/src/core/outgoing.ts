/** The queue of decisions on their way: in order per object, retried, kept over a reload. */
import type { Decision, DecisionFailure, DecisionSet, Inverse, Operation } from "../api/shapes";
import { Backoff } from "./backoff";
import type { Records } from "./kept";
import { renameIn, type Renaming } from "./renamings";
import { Signal } from "./signals";
import type { ObjState } from "./states";

/** One operation on one object, with what is needed to show it, send it and take it back. */
export interface Part {
  op_id: string;
  obj_id: string;
  set: DecisionSet;
  /** Takes the display back until the server names the true inverse. */
  back: DecisionSet;
  /** Ids of its new classifications until the server names them. */
  ids: number[];
  at: string;
  label: string;
  inverse?: Inverse | null;
  /** The operation that this one takes back, and how, once known. */
  undoes?: string;
  inverseOf?: Inverse;
  /** The labels that the operation taken back had removed, in order. */
  restores?: number[];
  /** It never left: what to send if it is wanted again. */
  cancelled?: DecisionSet;
  failed?: boolean;
  preview?: ObjState;
  over?: ObjState;
}

/** Sends operations and gives one result each; throws when nothing answered and it may be tried again. */
export type Sender = (operations: Operation[]) => Promise<(Decision | DecisionFailure)[]>;

interface Listener {
  answered(part: Part, answer: Decision): void;
  failed(part: Part, error: DecisionFailure["error"]): void;
}

const REQUESTS = 4;
const BATCH = 200;

export class Outgoing {
  /** How many wait for an answer, and whether sending is held up because nothing answers. */
  readonly status = new Signal({ waiting: 0, held: false });
  #waiting: Part[] = [];
  readonly #flying = new Set<string>();
  #requests = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #backoff = new Backoff(500, 20_000);

  constructor(
    private readonly send: Sender,
    private readonly records: Records,
    private readonly owner: string,
    private readonly listener: Listener,
  ) {}

  async restore(): Promise<Part[]> {
    const kept = await this.records.all<Part>("operations", `${this.owner}:`);
    const known = new Set(this.#waiting.map((part) => part.op_id));
    const added = kept.filter((part) => !known.has(part.op_id));
    this.#waiting = [...added, ...this.#waiting];
    this.#tell();
    this.#pump();
    return added;
  }

  add(parts: Part[]): void {
    this.#waiting.push(...parts);
    for (const part of parts) this.#save(part);
    this.#tell();
    this.#pump();
  }

  /** The unanswered operations on an object, oldest first. */
  of(objId: string): Part[] {
    return this.#waiting.filter((part) => part.obj_id === objId);
  }

  /** Take back what has not left yet; false when it is under way or done. */
  cancel(part: Part): boolean {
    const here = this.#waiting.some((one) => one.op_id === part.op_id);
    if (!here || this.#flying.has(part.op_id)) return false;
    this.#drop(part);
    return true;
  }

  /** Try again now, for example when the connection is back. */
  resume(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pump();
  }

  #pump(): void {
    while (this.#timer === null && this.#requests < REQUESTS) {
      const batch = this.#next();
      if (batch.length === 0) return;
      void this.#deliver(batch);
    }
  }

  /** The first unsent operation of every object that has none under way. */
  #next(): Part[] {
    const taken = new Set<string>();
    const batch: Part[] = [];
    for (const part of this.#waiting) {
      if (taken.has(part.obj_id)) continue;
      taken.add(part.obj_id);
      if (!this.#flying.has(part.op_id)) batch.push(part);
      if (batch.length === BATCH) break;
    }
    return batch;
  }

  async #deliver(batch: Part[]): Promise<void> {
    this.#requests += 1;
    for (const part of batch) this.#flying.add(part.op_id);
    try {
      const results = await this.send(batch.map(operationOf));
      this.#backoff.reset();
      if (this.status.value.held) this.status.set({ ...this.status.value, held: false });
      const byId = new Map(results.map((result) => [result.op_id, result]));
      for (const part of batch) this.#settle(part, byId.get(part.op_id));
    } catch {
      for (const part of batch) this.#flying.delete(part.op_id);
      this.#hold();
    } finally {
      this.#requests -= 1;
      this.#tell();
      this.#pump();
    }
  }

  #settle(part: Part, result: Decision | DecisionFailure | undefined): void {
    this.#flying.delete(part.op_id);
    this.#drop(part);
    if (result && !("error" in result)) {
      this.#learn(part, result);
      this.listener.answered(part, result);
      return;
    }
    for (const one of this.#waiting.filter((other) => other.undoes === part.op_id)) this.#drop(one);
    const error = result?.error ?? { code: "error", message: "The server gave no answer for it." };
    this.listener.failed(part, error);
  }

  /** Replace what was provisional in later operations: ids of labels, and how to take this one back. */
  #learn(part: Part, answer: Decision): void {
    const renamings: Renaming[] = [];
    part.ids.forEach((id, index) => {
      const wanted = part.set.classify?.[index];
      const match = answer.state?.classifications
        .filter(
          (label) =>
            label.classification === wanted?.classification &&
            label.taxonomy_id === wanted.taxonomy_id,
        )
        .sort((a, b) => b.id - a.id)[0];
      const named = answer.inverse?.set.unclassify?.[index] ?? match?.id;
      if (named !== undefined) renamings.push({ from: id, to: named, version: null });
    });
    for (const later of this.of(part.obj_id)) {
      renameIn(later, renamings);
      if (later.undoes === part.op_id) {
        later.restores = changesOf(part).unclassify;
        if (answer.inverse) later.inverseOf = answer.inverse;
        else this.#drop(later);
      }
      if (this.#waiting.includes(later)) this.#save(later);
    }
  }

  #hold(): void {
    this.status.set({ ...this.status.value, held: true });
    this.#timer ??= setTimeout(() => this.resume(), this.#backoff.next());
  }

  #drop(part: Part): void {
    this.#waiting = this.#waiting.filter((one) => one.op_id !== part.op_id);
    void this.records.remove("operations", `${this.owner}:${part.op_id}`);
    this.#tell();
  }

  /** Let unsent operations on an object follow labels that have got other ids. */
  rename(objId: string, renamings: Renaming[]): void {
    for (const part of this.of(objId)) {
      renameIn(part, renamings);
      this.#save(part);
    }
  }

  #save(part: Part): void {
    void this.records.put("operations", `${this.owner}:${part.op_id}`, withoutPreview(part));
  }

  #tell(): void {
    const { waiting, held } = this.status.value;
    if (waiting !== this.#waiting.length) this.status.set({ waiting: this.#waiting.length, held });
  }
}

/** A part as it is kept: without what can be computed again. */
export function withoutPreview(part: Part): Part {
  const plain = { ...part };
  delete plain.preview;
  delete plain.over;
  return plain;
}

/** What an operation changes as it is sent. */
export const changesOf = (part: Part): DecisionSet => part.inverseOf?.set ?? part.set;

function operationOf(part: Part): Operation {
  const { op_id, obj_id } = part;
  return { op_id, ...(part.inverseOf ?? { obj_id, set: part.set }) };
}
