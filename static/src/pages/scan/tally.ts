/** Counts what of a queue is saved and rejected, one change at a time. */
import type { Queue } from "../../core/queue";
import { Signal, type EntityStore } from "../../core/signals";
import { markOf, type Mark, type ObjState } from "../../core/states";

export interface Counts {
  saved: number;
  rejected: number;
}

export class Tally {
  readonly counts = new Signal<Counts>({ saved: 0, rejected: 0 });
  readonly #known = new Map<string, Mark>();

  constructor(
    private readonly queue: Queue,
    private readonly shown: EntityStore<ObjState>,
    private readonly groupId: number,
  ) {}

  start(): () => void {
    const stops = [
      this.shown.watch((id) => this.#count(id)),
      this.queue.progress.subscribe(() => this.#countAll()),
    ];
    this.#countAll();
    return () => stops.forEach((stop) => stop());
  }

  #countAll(): void {
    for (const id of this.queue.ids) if (!this.#known.has(id)) this.#count(id);
  }

  #count(id: string): void {
    const state = this.shown.get(id);
    if (!state || this.queue.place(id) === undefined) return;
    const before = this.#known.get(id) ?? "new";
    const after = markOf(state, this.groupId);
    this.#known.set(id, after);
    if (before === after) return;
    const change = (mark: Mark) => Number(after === mark) - Number(before === mark);
    this.counts.update(({ saved, rejected }) => ({
      saved: saved + change("saved"),
      rejected: rejected + change("rejected"),
    }));
  }
}
