/** One sitting in front of one queue: where the cursor is, what was decided, what to fetch next. */
import { describe } from "../../api/call";
import { readCandidates } from "../../api/reads";
import type { Candidate, Candidates, DecisionSet, Palette, PaletteClass } from "../../api/shapes";
import { preferences } from "../../core/preferences";
import { Queue } from "../../core/queue";
import { Signal } from "../../core/signals";
import { markOf, stateOfCandidate, type Mark } from "../../core/states";
import type { Session } from "../../session";
import { Following, PAGE } from "./following";
import { candidateQuery, type ScanSearch } from "./searches";
import { Supplies } from "./supplies";
import { Tally } from "./tally";

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
  readonly following: Following;
  readonly #stops: (() => void)[] = [];
  #anchor = 0;
  #askedAt = 0;

  constructor(options: TriageOptions) {
    this.session = options.session;
    this.groupId = options.groupId;
    this.groupName = options.groupName;
    this.search = options.search;
    this.following = new Following(this, new Set(options.filterIds));
    this.queue = new Queue(
      (page, queryId) => {
        this.#askedAt = performance.now();
        return this.page(page, queryId);
      },
      (candidates) => this.arrived(candidates, this.#askedAt),
    );
    this.supplies = new Supplies(this.session, this.queue);
    this.tally = new Tally(this.queue, this.session.decisions.shown, this.groupId);
  }

  async start(): Promise<void> {
    this.#stops.push(
      this.following.start(),
      this.tally.start(),
      this.queue.cursor.subscribe(() =>
        this.want(this.queue.cursor.value, this.queue.cursor.value),
      ),
    );
    void this.following.readPalette();
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
  classify({ taxonomy_id, classification }: ClassTarget): void {
    const target = { taxonomy_id, classification };
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
    this.#decide(
      "save to groups",
      () => true,
      () => ({ save, unsave }),
      false,
    );
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
    if (this.posted.value > 0) await this.following.takeInPosted();
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

  /** Read a page of the frozen list. */
  page(pageNumber: number, queryID: string | null): Promise<Candidates> {
    const choice = candidateQuery(this.search, this.groupId);
    return readCandidates({ ...choice, numPerPage: PAGE, pageNumber, queryID });
  }

  /** Take in what an answer says that was asked for at a time. */
  arrived(candidates: Candidate[], askedAt: number): void {
    for (const candidate of candidates) {
      this.session.decisions.told(candidate.id, stateOfCandidate(candidate), askedAt);
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
}
