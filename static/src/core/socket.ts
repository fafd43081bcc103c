/** The live feed: one socket that comes back by itself and misses nothing, thanks to its cursor. */
import type { LiveEvent } from "../api/shapes";
import { Backoff } from "./backoff";
import { Signal } from "./signals";

export type Connection = "connecting" | "live" | "offline";

/** As much of a WebSocket as the feed needs. */
export interface Wire {
  send(text: string): void;
  close(): void;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  onerror: (() => void) | null;
}

export interface FeedOptions {
  open: () => Wire;
  token: () => Promise<string>;
  backoff?: Backoff;
  schedule?: (run: () => void, delay: number) => unknown;
}

interface Message {
  actionType?: string;
  payload?: { cursor?: string };
  type?: string;
  cursor?: string;
}

export class Feed {
  readonly connection = new Signal<Connection>("connecting");
  readonly #options: Required<FeedOptions>;
  readonly #hearers = new Set<(event: LiveEvent) => void>();
  readonly #resyncs = new Set<() => void>();
  #wire: Wire | null = null;
  #cursor: string | null = null;
  #closed = false;
  #waiting = false;
  #failures = 0;

  constructor(options: FeedOptions) {
    this.#options = {
      backoff: new Backoff(300, 15_000),
      schedule: (run, delay) => setTimeout(run, delay),
      ...options,
    };
  }

  /** The place in the feed up to which everything has been heard. */
  get cursor(): string | null {
    return this.#cursor;
  }

  start(): void {
    this.#closed = false;
    void this.#connect();
  }

  stop(): void {
    this.#closed = true;
    this.#wire?.close();
    this.#wire = null;
  }

  /** Connect now instead of after the waiting time, for example when the network is back. */
  wake(): void {
    if (this.#closed || this.#wire) return;
    this.#options.backoff.reset();
    void this.#connect();
  }

  hear(hearer: (event: LiveEvent) => void): () => void {
    this.#hearers.add(hearer);
    return () => this.#hearers.delete(hearer);
  }

  /** Be told when events were lost for good and everything shown must be fetched again. */
  onResync(reload: () => void): () => void {
    this.#resyncs.add(reload);
    return () => this.#resyncs.delete(reload);
  }

  /** Wait until connected, or at most so long, so that what is fetched next misses no event. */
  settled(longest: number): Promise<void> {
    if (this.connection.value === "live") return Promise.resolve();
    return new Promise((resolve) => {
      const finish = () => {
        stop();
        clearTimeout(timer);
        resolve();
      };
      const stop = this.connection.subscribe(() => {
        if (this.connection.value !== "connecting") finish();
      });
      const timer = setTimeout(finish, longest);
    });
  }

  async #connect(): Promise<void> {
    this.#waiting = false;
    let token: string;
    try {
      token = await this.#options.token();
    } catch {
      this.#later();
      return;
    }
    if (this.#closed || this.#wire) return;
    const wire = this.#options.open();
    this.#wire = wire;
    wire.onmessage = ({ data }) => this.#receive(wire, token, JSON.parse(String(data)) as Message);
    wire.onerror = () => wire.close();
    wire.onclose = () => {
      if (this.#wire !== wire) return;
      this.#wire = null;
      this.#later();
    };
  }

  #receive(wire: Wire, token: string, message: Message): void {
    switch (message.actionType) {
      case "AUTH REQUEST":
        wire.send(token);
        return;
      case "AUTH OK":
        this.#subscribe(wire, message.payload?.cursor);
        return;
      case "AUTH FAILED":
        wire.close();
        return;
      case "RESYNC":
        this.#cursor = message.payload?.cursor ?? null;
        for (const reload of [...this.#resyncs]) reload();
        return;
    }
    if (message.type) this.#deliver(message as unknown as LiveEvent);
  }

  #subscribe(wire: Wire, cursor: string | undefined): void {
    const since = this.#cursor;
    wire.send(JSON.stringify({ subscribe: since ? { since } : {} }));
    this.#cursor ??= cursor ?? null;
    this.#failures = 0;
    this.#options.backoff.reset();
    this.connection.set("live");
  }

  #deliver(event: LiveEvent): void {
    if (event.cursor) this.#cursor = event.cursor;
    for (const hearer of [...this.#hearers]) hearer(event);
  }

  #later(): void {
    if (this.#closed || this.#waiting) return;
    this.#waiting = true;
    this.#failures += 1;
    this.connection.set(this.#failures > 1 ? "offline" : "connecting");
    this.#options.schedule(() => {
      if (!this.#closed && !this.#wire) void this.#connect();
    }, this.#options.backoff.next());
  }
}
