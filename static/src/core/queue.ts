/** A frozen queue: an ordered list of ids, filled page by page, in which the cursor moves. */
import type { Candidate, Candidates } from "../api/shapes";
import { EntityStore, Signal } from "./signals";

export interface QueueProgress {
  total: number;
  loaded: number;
  queryId: string;
}

export interface RowMark {
  cursor: boolean;
  selected: boolean;
}

export type PageFetcher = (page: number, queryId: string | null) => Promise<Candidates>;

const PLAIN: RowMark = { cursor: false, selected: false };

export class Queue {
  readonly progress = new Signal<QueueProgress>({ total: 0, loaded: 0, queryId: "" });
  readonly cursor = new Signal(0);
  readonly selection = new Signal<ReadonlySet<string>>(new Set());
  /** Which rows carry the cursor or are selected, with a channel for each. */
  readonly marks = new EntityStore<RowMark>();
  readonly candidates = new EntityStore<Candidate>();
  readonly #ids: string[] = [];
  readonly #places = new Map<string, number>();
  #pages = 0;
  #loading: Promise<void> | null = null;
  #stopped = false;

  constructor(
    private readonly fetchPage: PageFetcher,
    private readonly arrived: (candidates: Candidate[]) => void,
  ) {}

  get ids(): readonly string[] {
    return this.#ids;
  }

  get current(): string | undefined {
    return this.#ids[this.cursor.value];
  }

  get complete(): boolean {
    const { total, loaded } = this.progress.value;
    return loaded >= total;
  }

  place(id: string): number | undefined {
    return this.#places.get(id);
  }

  mark(id: string): RowMark {
    return this.marks.get(id) ?? PLAIN;
  }

  /** Load the next page; several callers share one request. */
  more(queryId: string | null = this.progress.value.queryId || null): Promise<void> {
    this.#loading ??= this.#load(queryId).finally(() => (this.#loading = null));
    return this.#loading;
  }

  /** Load everything that is left, one page after the other. */
  async fill(): Promise<void> {
    while (!this.complete && !this.#stopped) await this.more();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Put objects at the end; those already in the queue stay where they are. */
  append(candidates: Candidate[]): number {
    const fresh = candidates.filter((candidate) => !this.#places.has(candidate.id));
    this.#add(fresh);
    const { total, ...rest } = this.progress.value;
    const loaded = this.#ids.length;
    this.progress.set({ ...rest, loaded, total: total + fresh.length });
    return fresh.length;
  }

  moveTo(index: number): void {
    const bounded = Math.max(0, Math.min(index, this.#ids.length - 1));
    const before = this.current;
    this.cursor.set(bounded);
    const after = this.current;
    if (before === after) return;
    if (before) this.#mark(before, { cursor: false });
    if (after) this.#mark(after, { cursor: true });
  }

  /** The next index after the cursor, going round, for which the test holds. */
  next(test: (id: string) => boolean): number | null {
    const count = this.#ids.length;
    for (let step = 1; step <= count; step++) {
      const index = (this.cursor.value + step) % count;
      const id = this.#ids[index];
      if (id !== undefined && test(id)) return index;
    }
    return null;
  }

  toggle(id: string): void {
    const selection = new Set(this.selection.value);
    if (!selection.delete(id)) selection.add(id);
    this.#select(selection);
  }

  selectRange(from: number, to: number): void {
    const selection = new Set(this.selection.value);
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    for (const id of this.#ids.slice(low, high + 1)) selection.add(id);
    this.#select(selection);
  }

  clearSelection(): void {
    if (this.selection.value.size > 0) this.#select(new Set());
  }

  #select(selection: Set<string>): void {
    const before = this.selection.value;
    this.selection.set(selection);
    for (const id of before) if (!selection.has(id)) this.#mark(id, { selected: false });
    for (const id of selection) if (!before.has(id)) this.#mark(id, { selected: true });
  }

  #mark(id: string, change: Partial<RowMark>): void {
    this.marks.set(id, { ...this.mark(id), ...change });
  }

  async #load(queryId: string | null): Promise<void> {
    const answer = await this.fetchPage(this.#pages + 1, queryId);
    if (this.#stopped) return;
    this.#pages += 1;
    this.#add(answer.candidates);
    // A short page means that rows have become invisible since: the queue ends where it ends.
    const last = answer.candidates.length < answer.numPerPage;
    const loaded = this.#ids.length;
    const total = last ? loaded : Math.max(answer.totalMatches, loaded);
    this.progress.set({ total, loaded, queryId: answer.queryID });
  }

  #add(candidates: Candidate[]): void {
    for (const candidate of candidates) {
      this.candidates.set(candidate.id, candidate);
      if (this.#places.has(candidate.id)) continue;
      this.#places.set(candidate.id, this.#ids.length);
      this.#ids.push(candidate.id);
    }
    this.arrived(candidates);
    if (this.#ids.length > 0 && ![...this.marks.ids()].length) this.#markFirst();
  }

  #markFirst(): void {
    const id = this.current;
    if (id) this.#mark(id, { cursor: true });
  }
}
