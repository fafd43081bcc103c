/** What a browser keeps between reloads: small records in IndexedDB, or in memory without it. */

export interface Records {
  put(store: StoreName, key: string, value: unknown): Promise<void>;
  remove(store: StoreName, key: string): Promise<void>;
  all<T>(store: StoreName, prefix: string): Promise<T[]>;
  get<T>(store: StoreName, key: string): Promise<T | undefined>;
}

export type StoreName = "operations" | "histories";

export class MemoryRecords implements Records {
  readonly #stores = {
    operations: new Map<string, unknown>(),
    histories: new Map<string, unknown>(),
  };

  async put(store: StoreName, key: string, value: unknown): Promise<void> {
    this.#stores[store].set(key, structuredClone(value));
  }

  async remove(store: StoreName, key: string): Promise<void> {
    this.#stores[store].delete(key);
  }

  async all<T>(store: StoreName, prefix: string): Promise<T[]> {
    return [...this.#stores[store]]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, value]) => structuredClone(value) as T);
  }

  async get<T>(store: StoreName, key: string): Promise<T | undefined> {
    return this.#stores[store].get(key) as T | undefined;
  }
}

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed"));
  });

class DatabaseRecords implements Records {
  constructor(private readonly database: IDBDatabase) {}

  #open(store: StoreName, mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(store, mode).objectStore(store);
  }

  async put(store: StoreName, key: string, value: unknown): Promise<void> {
    await done(this.#open(store, "readwrite").put(value, key));
  }

  async remove(store: StoreName, key: string): Promise<void> {
    await done(this.#open(store, "readwrite").delete(key));
  }

  async all<T>(store: StoreName, prefix: string): Promise<T[]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    return (await done(this.#open(store, "readonly").getAll(range))) as T[];
  }

  async get<T>(store: StoreName, key: string): Promise<T | undefined> {
    return (await done(this.#open(store, "readonly").get(key))) as T | undefined;
  }
}

/** Open the browser's records; private windows without IndexedDB keep them in memory. */
export async function openRecords(): Promise<Records> {
  if (typeof indexedDB === "undefined") return new MemoryRecords();
  try {
    const opening = indexedDB.open("skyportal_like", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("operations");
      opening.result.createObjectStore("histories");
    };
    return new DatabaseRecords(await done(opening));
  } catch {
    return new MemoryRecords();
  }
}
