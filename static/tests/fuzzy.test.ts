import { describe, expect, it } from "vitest";
import { search } from "../src/core/fuzzy";

const CLASSES = [
  ["Ia-91T", "SN 1991T-like"],
  ["Ia", "SN Ia", "Type Ia"],
  ["Blazhko", "RR Lyrae Blazhko"],
  ["RR Lyrae"],
  ["Delta Scuti", "dwarf Cepheid"],
  ["U Gem", "dwarf nova"],
  ["SPB"],
];
const first = (query: string): string | undefined =>
  search(query, CLASSES, (names) => names)[0]?.[0];

describe("the class that somebody means by a few letters", () => {
  it.each([
    ["SN Ia", "Ia"],
    ["ia", "Ia"],
    ["RR Ly", "RR Lyrae"],
    ["dwarf nov", "U Gem"],
    ["delta", "Delta Scuti"],
    ["91t", "Ia-91T"],
  ])("%s is %s", (query, wanted) => {
    expect(first(query)).toBe(wanted);
  });

  it("is none of them when nothing has these letters in this order", () => {
    expect(search("bogus", CLASSES, (names) => names)).toEqual([]);
  });

  it("is any of them, in their own order, before anything is typed", () => {
    expect(search(" ", CLASSES, (names) => names)).toEqual(CLASSES);
  });
});
