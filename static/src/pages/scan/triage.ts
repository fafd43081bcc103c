/** One sitting in front of one queue: where the cursor is, what was decided, what to fetch next. */
import { call, describe } from "../../api/call";
import type { Candidate, DecisionSet, LiveEvent, Palette, PaletteClass } from "../../api/types";
import { preferences } from "../../core/preferences";
import { Queue } from "../../core/queue";
import { Signal } from "../../core/signals";
import { markOf, stateOfCandidate, type Mark } from "../../core/states";
import type { Session } from "../../session";
import { candidateQuery, type ScanSearch } from "./searches";
import { Supplies } from "./supplies";
import { Tally } from "./tally";

const PAGE = 100;

export type Status = { kind: "loading" | "ready" } | { kind: "failed"; error: unknown };
export type ClassTarget = Pick<PaletteClass, "taxonomy_id" | "classification">;

export interface TriageOptions {
  session: Session;
  search: ScanSearch;
  groupId: number;
  groupName: string;
  filterIds: number[];
}

export class Triage {
  readonly session: Session;
  readonly groupId: number;
  readonly groupName: string;
  readonly palette = new Signal<Palette>({
    classes: [],
    reject_scope: "me",
    auto_advance: true,
  });
  readonly search: ScanSearch;
  readonly queue: Queue;
  readonly tally: Tally;
  readonly status = new Signal<Status>({ kind: "loading" });
  readonly blinking = new Signal(false);
  readonly supplies: Supplies;
  readonly posted = new Signal(0);
  readonly lastClass = new Signal<ClassTarget | null>(null);
  readonly #filterIds: Set<number>;
  readonly #stops: (() => void)[] = [];
  #anchor = 0;

  constructor(options: TriageOptions) {
    this.session = options.session;
    this.groupId = options.groupId;
    this.groupName = options.groupName;
    this.search = options.search;
    this.#filterIds = new Set(options.filterIds);
    this.queue = new Queue(
      (page, queryId) =>
        call("GET /api/candidates", { query: this.#query({ pageNumber: page, queryID: queryId }) }),
      (candidates) => this.#arrived(candidates),
    );
    this.supplies = new Supplies(this.session, this.queue.ids);
    this.tally = new Tally(this.queue, this.session.decisions.shown, this.groupId);
  }

  async start(): Promise<void> {
    this.#stops.push(
      this.session.feed.hear((event) => this.#hear(event)),
      this.session.feed.onResync(() => void this.#reload()),
      this.tally.start(),
      this.queue.cursor.subscribe(() => this.want(this.queue.cursor.value, this.queue.cursor.value)),
    );
    void this.#loadPalette();
    await this.open();
  }

  /** Freeze the queue, or take up one that was frozen before, and go to where somebody was. */
  async open(): Promise<void> {
    this.status.set({ kind: "loading" });
    try {
      await this.session.feed.settled(250);
      await this.queue.more(this.search.queue ?? null);
      const { at } = this.search;
      while (at && this.queue.place(at) === undefined && !this.queue.complete) {
        await this.queue.more();
      }
      if (at) this.queue.moveTo(this.queue.place(at) ?? 0);
      this.status.set({ kind: "ready" });
      this.want(this.queue.cursor.value, this.queue.cursor.value);
      await this.queue.fill();
    } catch (error) {
      if (this.queue.ids.length === 0) this.status.set({ kind: "failed", error });
      else this.session.toasts.show({ kind: "error", text: describe(error) });
    }
  }

  stop(): void {
    this.queue.stop();
    for (const stop of this.#stops) stop();
  }

  mark(id: string): Mark {
    return markOf(this.session.decisions.state(id), this.groupId);
  }

  get autoAdvance(): boolean {
    return preferences.autoAdvance.value ?? this.palette.value.auto_advance;
  }

  /** The selected objects, or the one under the cursor. */
  targets(): string[] {
    const selected = this.queue.selection.value;
    if (selected.size > 0) return this.queue.ids.filter((id) => selected.has(id));
    return this.queue.current ? [this.queue.current] : [];
  }

  save(): void {
    const undecided = (id: string) => this.mark(id) !== "saved";
    this.#decide("save", undecided, () => ({ save: [this.groupId], unreject: "me" }), true);
  }

  /** Reject for me or for the group; what I had saved myself is unsaved with it. */
  reject(): void {
    const scope =
      this.palette.value.reject_scope === "group" ? { groups: [this.groupId] } : ("me" as const);
    this.#decide(
      "reject",
      (id) => this.mark(id) !== "rejected",
      (id) => {
        const mine = this.session.decisions
          .state(id)
          .saved.some(
            (mark) => mark.group_id === this.groupId && mark.saved_by?.id === this.session.me.id,
          );
        return mine ? { reject: scope, unsave: [this.groupId] } : { reject: scope };
      },
      true,
    );
  }

  /** Give my class; it takes the place of another class of mine in the same taxonomy. */
  classify(target: ClassTarget): void {
    this.lastClass.set(target);
    const mine = (id: string) =>
      this.myClasses(id).filter((label) => label.taxonomy_id === target.taxonomy_id);
    const already = (id: string) =>
      mine(id).length === 1 && mine(id)[0]?.classification === target.classification;
    this.#decide(
      target.classification,
      (id) => !already(id),
      (id) => ({
        unclassify: mine(id).map((label) => label.id),
        classify: [{ ...target, group_ids: [this.groupId] }],
      }),
      false,
    );
  }

  clearClasses(): void {
    this.#decide(
      "clear class",
      (id) => this.myClasses(id).length > 0,
      (id) => ({ unclassify: this.myClasses(id).map((label) => label.id) }),
      false,
    );
  }

  setGroups(groups: { id: number; saved: boolean }[]): void {
    const save = groups.filter((group) => group.saved).map((group) => group.id);
    const unsave = groups.filter((group) => !group.saved).map((group) => group.id);
    this.#decide("save to groups", () => true, () => ({ save, unsave }), false);
  }

  comment(text: string): void {
    const wanted = this.targets().map((obj_id) => ({
      obj_id,
      set: { comment: { text, group_ids: [this.groupId] } },
    }));
    this.session.decisions.decide("comment", wanted, false);
  }

  undo(): void {
    const step = this.session.decisions.undo();
    if (!step) this.session.toasts.say("Nothing to undo");
    else this.#returnTo(step.parts[0]?.obj_id, `Undid ${step.label}`);
  }

  redo(): void {
    const step = this.session.decisions.redo();
    if (!step) this.session.toasts.say("Nothing to redo");
    else this.#returnTo(step.parts[0]?.obj_id, `Redid ${step.label}`);
  }

  myClasses(id: string) {
    const { classifications } = this.session.decisions.state(id);
    return classifications.filter((label) => label.author_id === this.session.me.id && !label.ml);
  }

  move(by: number): void {
    this.queue.moveTo(this.queue.cursor.value + by);
  }

  /** Go to the next undecided object, after taking in what has come since the queue was frozen. */
  async nextUndecided(): Promise<void> {
    if (this.posted.value > 0) await this.#takeInPosted();
    const index = this.queue.next((id) => this.mark(id) === "new");
    if (index === null) this.session.toasts.show({ kind: "info", text: "Everything is decided." });
    else this.queue.moveTo(index);
  }

  toggleSelected(): void {
    if (!this.queue.current) return;
    this.#anchor = this.queue.cursor.value;
    this.queue.toggle(this.queue.current);
  }

  selectRange(): void {
    this.queue.selectRange(this.#anchor, this.queue.cursor.value);
  }

  /** Fetch what a range of rows needs, and then what comes after it. */
  want(from: number, to: number): void {
    this.supplies.want(from, to);
  }

  #query(page: { pageNumber: number; queryID: string | null }) {
    return { ...candidateQuery(this.search, this.groupId), numPerPage: PAGE, ...page };
  }

  #arrived(candidates: Candidate[]): void {
    for (const candidate of candidates) {
      this.session.decisions.told(candidate.id, stateOfCandidate(candidate));
    }
  }

  #decide(
    label: string,
    open: (id: string) => boolean,
    set: (id: string) => DecisionSet,
    advances: boolean,
  ): void {
    const targets = this.targets();
    const wanted = targets.filter(open).map((obj_id) => ({ obj_id, set: set(obj_id) }));
    const many = this.queue.selection.value.size > 0;
    if (wanted.length > 0) this.session.decisions.decide(label, wanted);
    const whom = many ? `${wanted.length} objects` : (targets[0] ?? "");
    this.session.toasts.say(wanted.length > 0 ? `${label} ${whom}` : `Nothing to change: ${whom}`);
    if (many) this.queue.clearSelection();
    else if (advances && this.autoAdvance) this.move(1);
  }

  #returnTo(objId: string | undefined, text: string): void {
    const place = objId === undefined ? undefined : this.queue.place(objId);
    if (place !== undefined) this.queue.moveTo(place);
    this.session.toasts.say(`${text} ${objId ?? ""}`);
  }

  #hear(event: LiveEvent): void {
    const { obj_id, data } = event;
    if (event.type === "candidate.posted" && this.#filterIds.has(Number(data.filter_id))) {
      const ids = Array.isArray(data.obj_ids) ? (data.obj_ids as string[]) : [];
      const fresh = ids.filter((id) => this.queue.place(id) === undefined).length;
      if (fresh > 0) this.posted.update((count) => count + fresh);
    } else if (event.type === "photometry.added" && obj_id && this.session.curves.has(obj_id)) {
      void this.session.refreshCurve(obj_id).catch(() => undefined);
    } else if (event.type.startsWith("annotation.") && obj_id) {
      void this.#refreshAnnotations(obj_id);
    } else if (event.type === "group.updated" && event.group_ids.includes(this.groupId)) {
      void this.#loadPalette();
    }
  }

  async #loadPalette(): Promise<void> {
    try {
      const path = { id: this.groupId };
      this.palette.set(await call("GET /api/groups/{id}/palette", { path }));
    } catch (error) {
      this.session.toasts.show({ kind: "error", text: describe(error) });
    }
  }

  async #refreshAnnotations(id: string): Promise<void> {
    if (this.queue.place(id) === undefined) return;
    try {
      const annotations = await call("GET /api/sources/{id}/annotations", { path: { id } });
      this.queue.candidates.update(id, (candidate) => ({ ...candidate, annotations }));
    } catch {
      // What is shown stays; the next load of the page brings the change.
    }
  }

  async #takeInPosted(): Promise<void> {
    this.posted.set(0);
    try {
      const query = { ...candidateQuery(this.search, this.groupId), numPerPage: 500, pageNumber: 1 };
      const { candidates } = await call("GET /api/candidates", { query });
      const added = this.queue.append(candidates);
      this.session.toasts.say(`${added} new objects at the end`);
    } catch (error) {
      this.session.toasts.show({ kind: "error", text: describe(error) });
    }
  }

  /** Events were lost: read the state of everything in the queue again, in the same order. */
  async #reload(): Promise<void> {
    const { queryId, loaded } = this.queue.progress.value;
    for (let page = 1; (page - 1) * PAGE < loaded; page++) {
      const query = this.#query({ pageNumber: page, queryID: queryId });
      const answer = await call("GET /api/candidates", { query }).catch(() => null);
      if (answer) this.#arrived(answer.candidates);
    }
  }
}
