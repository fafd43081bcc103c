/** A value that tells its listeners when it changes, and a map with one channel per key. */

type Listener = () => void;

export class Signal<T> {
  #value: T;
  readonly #listeners = new Set<Listener>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = (): T => this.#value;
}

/** Entities by id; a change of one wakes only those who listen to that one. */
export class EntityStore<T> {
  readonly #entities = new Map<string, T>();
  readonly #channels = new Map<string, Set<Listener>>();
  readonly #everyone = new Set<(id: string) => void>();

  get size(): number {
    return this.#entities.size;
  }

  get(id: string): T | undefined {
    return this.#entities.get(id);
  }

  has(id: string): boolean {
    return this.#entities.has(id);
  }

  ids(): IterableIterator<string> {
    return this.#entities.keys();
  }

  set(id: string, entity: T): void {
    if (Object.is(this.#entities.get(id), entity)) return;
    this.#entities.set(id, entity);
    this.#wake(id);
  }

  /** Change an entity that is there; an unknown id is left alone. */
  update(id: string, change: (entity: T) => T): void {
    const entity = this.#entities.get(id);
    if (entity !== undefined) this.set(id, change(entity));
  }

  delete(id: string): void {
    if (this.#entities.delete(id)) this.#wake(id);
  }

  subscribe(id: string, listener: Listener): () => void {
    const channel = this.#channels.get(id) ?? new Set<Listener>();
    this.#channels.set(id, channel);
    channel.add(listener);
    return () => {
      channel.delete(listener);
      if (channel.size === 0 && this.#channels.get(id) === channel) this.#channels.delete(id);
    };
  }

  /** Hear of every change, with the id that changed. */
  watch(listener: (id: string) => void): () => void {
    this.#everyone.add(listener);
    return () => this.#everyone.delete(listener);
  }

  #wake(id: string): void {
    for (const listener of [...(this.#channels.get(id) ?? [])]) listener();
    for (const listener of [...this.#everyone]) listener(id);
  }
}
