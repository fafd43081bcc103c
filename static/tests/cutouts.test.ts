import { describe, expect, test } from "vitest";
import { CutoutShelf, decodePack } from "../src/core/cutouts";
import { colourTable, type Look } from "../src/core/painting";

interface Item {
  id: string;
  role: string;
  pixels: number[];
  width?: number;
}

function pack(items: Item[]): ArrayBuffer {
  let offset = 0;
  const listed = items.map(({ id, role, pixels, width = 2 }) => {
    const item = { id, role, width, height: 2, dtype: "u1", offset, length: pixels.length };
    offset += pixels.length;
    return item;
  });
  const text = JSON.stringify({ items: listed });
  const header = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const bytes = new Uint8Array(8 + header.length + offset);
  bytes.set(new TextEncoder().encode("CUT1"));
  new DataView(bytes.buffer).setUint32(4, header.length, true);
  bytes.set(header, 8);
  bytes.set(
    items.flatMap((item) => item.pixels),
    8 + header.length,
  );
  return bytes.buffer;
}

describe("a pack of cutouts", () => {
  test("gives every image its own pixels", () => {
    const decoded = decodePack(
      pack([
        { id: "a", role: "new", pixels: [1, 2, 3, 4] },
        { id: "a", role: "sub", pixels: [5, 6, 7, 8] },
        { id: "b", role: "ref", pixels: [9, 9, 9, 9] },
      ]),
    );
    expect([...(decoded.get("a")?.sub?.pixels ?? [])]).toEqual([5, 6, 7, 8]);
    expect(decoded.get("a")?.ref).toBeUndefined();
    expect(decoded.get("b")?.ref?.width).toBe(2);
  });

  test("that is something else is refused", () => {
    expect(() => decodePack(new TextEncoder().encode("<html>sorry</html>").buffer)).toThrow();
    expect(() => decodePack(new ArrayBuffer(3))).toThrow();
  });

  test("loses only the image whose size does not fit its pixels", () => {
    const decoded = decodePack(
      pack([
        { id: "a", role: "new", pixels: [1, 2, 3, 4], width: 3 },
        { id: "b", role: "new", pixels: [1, 2, 3, 4] },
      ]),
    );
    expect([...decoded.keys()]).toEqual(["b"]);
  });
});

describe("the shelf of cutouts", () => {
  const one = (id: string) => pack([{ id, role: "new", pixels: [1, 2, 3, 4] }]);

  test("fetches an object once, however often it is wanted", async () => {
    const fetched: string[][] = [];
    const shelf = new CutoutShelf((ids) => {
      fetched.push(ids);
      return Promise.resolve(one("a"));
    });
    await Promise.all([shelf.ready(["a"]), shelf.ready(["a"])]);
    await shelf.ready(["a"]);
    expect(fetched).toEqual([["a"]]);
  });

  test("keeps what it has let go of, compressed, and needs no second request for it", async () => {
    let requests = 0;
    const shelf = new CutoutShelf((ids) => {
      requests += 1;
      return Promise.resolve(one(ids[0] ?? ""));
    }, 1);
    await shelf.ready(["a"]);
    await shelf.ready(["b"]);
    expect(shelf.peek("a")).toBeUndefined();
    await shelf.ready(["a"]);
    expect([...(shelf.peek("a")?.new?.pixels ?? [])]).toEqual([1, 2, 3, 4]);
    expect(requests).toBe(2);
  });

  test("knows an object without images as such, and does not ask again", async () => {
    let requests = 0;
    const shelf = new CutoutShelf(() => {
      requests += 1;
      return Promise.resolve(pack([]));
    });
    await shelf.ready(["bare"]);
    await shelf.ready(["bare"]);
    expect(shelf.peek("bare")).toEqual({});
    expect(requests).toBe(1);
  });

  test("asks again after a failure", async () => {
    let fails = true;
    const shelf = new CutoutShelf(() =>
      fails ? Promise.reject(new Error("gone")) : Promise.resolve(one("a")),
    );
    await expect(shelf.ready(["a"])).rejects.toThrow("gone");
    fails = false;
    await shelf.ready(["a"]);
    expect(shelf.peek("a")?.new).toBeDefined();
  });
});

describe("the table of colours", () => {
  const look = (part: Partial<Look>): Look => ({
    map: "grey",
    stretch: "linear",
    contrast: 0,
    ...part,
  });
  const red = (table: Uint32Array, grey: number) => (table[grey] ?? 0) & 0xff;

  test("grey and inverted are mirror images, and opaque", () => {
    const grey = colourTable(look({}));
    const inverted = colourTable(look({ map: "inverted" }));
    for (const value of [0, 60, 255]) {
      expect(red(grey, value)).toBe(value);
      expect(red(inverted, value)).toBe(255 - value);
    }
    expect((grey[0] ?? 0) >>> 24).toBe(255);
  });

  test("viridis runs from violet to yellow", () => {
    const table = colourTable(look({ map: "viridis" }));
    expect((table[0] ?? 0) & 0xffffff).toBe((84 << 16) | (1 << 8) | 68);
    expect((table[255] ?? 0) & 0xffffff).toBe((37 << 16) | (231 << 8) | 253);
  });

  test("every stretch keeps the ends and brightens the middle", () => {
    for (const stretch of ["sqrt", "log", "asinh"] as const) {
      const table = colourTable(look({ stretch }));
      expect(red(table, 0)).toBe(0);
      expect(red(table, 255)).toBe(255);
      expect(red(table, 64)).toBeGreaterThan(64);
    }
  });

  test("more contrast darkens the dark and brightens the bright", () => {
    const table = colourTable(look({ contrast: 3 }));
    expect(red(table, 90)).toBeLessThan(90);
    expect(red(table, 170)).toBeGreaterThan(170);
  });
});
