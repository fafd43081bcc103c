/** Fetches cutouts and light curves in blocks, ahead of the one who looks. */
import { call } from "../../api/call";
import type { Queue } from "../../core/queue";
import { EntityStore } from "../../core/signals";
import type { Session } from "../../session";

/** The first block is small, so that the first screen is complete soon. */
const FIRST_BLOCK = 8;
const BLOCK = 24;

const blockOf = (index: number) =>
  index < FIRST_BLOCK ? 0 : 1 + Math.floor((index - FIRST_BLOCK) / BLOCK);

export class Supplies {
  /** Objects whose cutouts are decoded; null where they could not be fetched. */
  readonly arrivals = new EntityStore<number | null>();
  #arrival = 0;

  constructor(
    private readonly session: Session,
    private readonly queue: Queue,
  ) {}

  /** Fetch what a range of rows needs, and then what comes after it. */
  want(from: number, to: number): void {
    void this.#wantBlocks(blockOf(from), blockOf(to));
  }

  async #wantBlocks(first: number, last: number): Promise<void> {
    const visible: Promise<void>[] = [];
    for (let k = first; k <= last; k++) visible.push(this.#fetch(k));
    await Promise.all(visible);
    await this.#fetch(last + 1);
  }

  async #fetch(k: number): Promise<void> {
    const start = k === 0 ? 0 : FIRST_BLOCK + (k - 1) * BLOCK;
    const ids = this.queue.ids.slice(start, k === 0 ? FIRST_BLOCK : start + BLOCK);
    const waiting = ids.filter((id) => this.session.cutouts.peek(id) === undefined);
    void this.session.loadCurves(ids).catch(() => undefined);
    if (waiting.length === 0) return;
    const arrived = await this.session.cutouts.ready(ids).then(
      () => ++this.#arrival,
      () => null,
    );
    for (const id of waiting) this.arrivals.set(id, arrived);
  }

  /** Read the annotations of an object again; what is shown stays when that fails. */
  async refreshAnnotations(id: string): Promise<void> {
    if (this.queue.place(id) === undefined) return;
    const reading = call("GET /api/sources/{obj_id}/annotations", { path: { obj_id: id } });
    const annotations = await reading.catch(() => null);
    if (!annotations) return;
    this.queue.candidates.update(id, (candidate) => ({ ...candidate, annotations }));
  }
}
