/** Cutouts: decoding packs of raw pixels, and keeping many of them cheaply. */

export type Role = "new" | "ref" | "sub";
export const ROLES: readonly Role[] = ["new", "ref", "sub"];
export const ROLE_NAMES: Record<Role, string> = {
  new: "science",
  ref: "reference",
  sub: "difference",
};

export interface Cutout {
  role: Role;
  width: number;
  height: number;
  /** Grey values, row by row from the top. */
  pixels: Uint8Array;
}

export type Cutouts = Partial<Record<Role, Cutout>>;

interface PackItem {
  id: string;
  role: Role;
  width: number;
  height: number;
  dtype: string;
  offset: number;
  length: number;
}

/** Decode a pack: "CUT1", header length, JSON header, pixels. Throws when it is not one. */
export function decodePack(buffer: ArrayBuffer): Map<string, Cutouts> {
  if (buffer.byteLength < 8 || new TextDecoder().decode(new Uint8Array(buffer, 0, 4)) !== "CUT1") {
    throw new Error("This is not a pack of cutouts.");
  }
  const headerLength = new DataView(buffer).getUint32(4, true);
  const start = 8 + headerLength;
  if (start > buffer.byteLength) throw new Error("The pack of cutouts is cut short.");
  const text = new TextDecoder().decode(new Uint8Array(buffer, 8, headerLength));
  const { items } = JSON.parse(text) as { items: PackItem[] };
  const pack = new Map<string, Cutouts>();
  for (const item of items) {
    const fits = start + item.offset + item.length <= buffer.byteLength;
    if (item.dtype !== "u1" || item.length !== item.width * item.height || !fits) continue;
    const pixels = new Uint8Array(buffer, start + item.offset, item.length);
    const { role, width, height } = item;
    const cutouts = pack.get(item.id) ?? {};
    cutouts[role] = { role, width, height, pixels };
    pack.set(item.id, cutouts);
  }
  return pack;
}

async function squeezed(buffer: ArrayBuffer): Promise<Blob> {
  const whole = new Blob([buffer]);
  if (typeof CompressionStream === "undefined") return whole;
  return new Response(whole.stream().pipeThrough(new CompressionStream("gzip"))).blob();
}

async function unsqueezed(blob: Blob): Promise<ArrayBuffer> {
  if (typeof CompressionStream === "undefined") return blob.arrayBuffer();
  return new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

interface Shelf {
  ids: string[];
  compressed: Promise<Blob>;
}

/** Every pack of the queue stays, compressed; decoded pixels only for the packs used last. */
export class CutoutShelf {
  readonly #shelves = new Map<string, Shelf>();
  readonly #decoded = new Map<Shelf, Map<string, Cutouts>>();
  readonly #under_way = new Map<string, Promise<void>>();

  constructor(
    private readonly fetchPack: (ids: string[]) => Promise<ArrayBuffer>,
    private readonly decodedPacks = 6,
  ) {}

  /** The cutouts of an object if they are decoded; undefined when they must be waited for. */
  peek(id: string): Cutouts | undefined {
    const shelf = this.#shelves.get(id);
    const pack = shelf && this.#decoded.get(shelf);
    if (!shelf || !pack) return undefined;
    this.#touch(shelf, pack);
    return pack.get(id) ?? {};
  }

  /** Make the cutouts of these objects ready to be painted; those that are there cost nothing. */
  async ready(ids: string[]): Promise<void> {
    const missing = ids.filter((id) => !this.#shelves.has(id) && !this.#under_way.has(id));
    if (missing.length > 0) this.#start(missing);
    const waits = new Set<Promise<void>>();
    for (const id of ids) {
      const flying = this.#under_way.get(id);
      if (flying) waits.add(flying);
      else if (!this.peek(id)) waits.add(this.#unpack(id));
    }
    await Promise.all(waits);
  }

  #start(ids: string[]): void {
    const flying = this.#fetch(ids).finally(() => {
      for (const id of ids) this.#under_way.delete(id);
    });
    for (const id of ids) this.#under_way.set(id, flying);
  }

  async #fetch(ids: string[]): Promise<void> {
    const buffer = await this.fetchPack(ids);
    const pack = decodePack(buffer);
    const shelf = { ids, compressed: squeezed(buffer) };
    for (const id of ids) this.#shelves.set(id, shelf);
    this.#touch(shelf, pack);
  }

  async #unpack(id: string): Promise<void> {
    const shelf = this.#shelves.get(id);
    if (!shelf) return;
    this.#touch(shelf, decodePack(await unsqueezed(await shelf.compressed)));
  }

  #touch(shelf: Shelf, pack: Map<string, Cutouts>): void {
    this.#decoded.delete(shelf);
    this.#decoded.set(shelf, pack);
    while (this.#decoded.size > this.decodedPacks) {
      const oldest = this.#decoded.keys().next().value;
      if (oldest) this.#decoded.delete(oldest);
    }
  }
}
