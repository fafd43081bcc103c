/** Keeps a sitting in step with the feed: new candidates, photometry, annotations, the palette. */
import { describe } from "../../api/call";
import { readCandidates, readPalette } from "../../api/reads";
import type { LiveEvent } from "../../api/shapes";
import { candidateQuery } from "./searches";
import type { Triage } from "./triage";

/** Rows a page of the queue. */
export const PAGE = 100;

export class Following {
  constructor(
    private readonly triage: Triage,
    private readonly filterIds: ReadonlySet<number>,
  ) {}

  start(): () => void {
    const { feed } = this.triage.session;
    const stops = [
      feed.hear((event) => this.#hear(event)),
      feed.onResync(() => void this.#readAgain()),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async readPalette(): Promise<void> {
    try {
      this.triage.palette.set(await readPalette(this.triage.groupId));
    } catch (error) {
      this.triage.session.toasts.show({ kind: "error", text: describe(error) });
    }
  }

  /** Put what has passed the filters since the queue was frozen at its end. */
  async takeInPosted(): Promise<void> {
    const { triage } = this;
    triage.posted.set(0);
    const choice = candidateQuery(triage.search, triage.groupId);
    const askedAt = performance.now();
    try {
      const query = { ...choice, numPerPage: 500, pageNumber: 1 };
      const { candidates } = await readCandidates(query);
      const added = triage.queue.append(candidates);
      triage.arrived(candidates, askedAt);
      triage.session.toasts.say(`${added} new objects at the end`);
    } catch (error) {
      triage.session.toasts.show({ kind: "error", text: describe(error) });
    }
  }

  #hear({ type, obj_id, data, group_ids }: LiveEvent): void {
    const { triage } = this;
    if (type === "candidate.posted" && this.filterIds.has(Number(data.filter_id))) {
      const ids = Array.isArray(data.obj_ids) ? (data.obj_ids as string[]) : [];
      const fresh = ids.filter((id) => triage.queue.place(id) === undefined).length;
      if (fresh > 0) triage.posted.update((count) => count + fresh);
    } else if (type === "photometry.added" && obj_id && triage.session.curves.has(obj_id)) {
      void triage.session.refreshCurve(obj_id).catch(() => undefined);
    } else if (type.startsWith("annotation.") && obj_id) {
      void triage.supplies.refreshAnnotations(obj_id);
    } else if (type === "group.updated" && group_ids.includes(triage.groupId)) {
      void this.readPalette();
    }
  }

  /** Events were lost: read the state of everything in the queue again, in the same order. */
  async #readAgain(): Promise<void> {
    const { queryId, loaded } = this.triage.queue.progress.value;
    for (let page = 1; (page - 1) * PAGE < loaded; page++) {
      const askedAt = performance.now();
      const answer = await this.triage.page(page, queryId).catch(() => null);
      if (answer) this.triage.arrived(answer.candidates, askedAt);
    }
  }
}
