import { expect, test } from "vitest";
import { Slots } from "../src/core/slots";

test("a row that stays keeps its slot, and a row that comes takes the slot of one that goes", () => {
  const slots = new Slots();
  expect(slots.assign([0, 1, 2])).toEqual([0, 1, 2]);
  expect(slots.assign([1, 2, 3])).toEqual([1, 2, 0]);
  expect(slots.assign([11, 12, 13])).toEqual([1, 2, 0]);
});

test("no two rows share a slot when the list grows and shrinks", () => {
  const slots = new Slots();
  for (const rows of [[0, 1, 2, 3], [3], [3, 4, 5, 6, 7], [6], [0, 6, 9]]) {
    const given = slots.assign(rows);
    expect(new Set(given).size).toBe(rows.length);
  }
});
