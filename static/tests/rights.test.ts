import { describe, expect, test } from "vitest";
import { changes, difference, differenceText } from "../src/core/changes";
import { mayGive, outcome, permissions } from "../src/core/rights";

const ROLES = [
  { id: "Full user", acls: ["Classify", "Comment"] },
  { id: "Group admin", acls: ["Classify", "Comment", "Manage users"] },
];

describe("what an act changed", () => {
  test("is told by name, with both sides in words", () => {
    expect(changes({ can_save: true, name: "a" }, { can_save: false, name: "a" })).toEqual([
      { name: "can save", before: "yes", after: "no" },
    ]);
    expect(changes(null, { roles: ["x", "y"], end: null })).toEqual([
      { name: "roles", before: null, after: "x, y" },
      { name: "end", before: null, after: "none" },
    ]);
  });
});

describe("a difference of rights", () => {
  test("names who gains and loses what", () => {
    const change = difference(["Classify", "Manage users"], ["Classify", "Comment"]);
    expect(differenceText("ana", change)).toBe("ana gains: Comment. ana loses: Manage users.");
    expect(differenceText("ana", difference(["Comment"], ["Comment"]))).toBe("Nothing changes.");
  });

  test("counts what is held in another way too as kept", () => {
    const before = { roles: ["Group admin"], acls: ["Comment"] };
    const after = { roles: [], acls: ["Comment"] };
    expect(outcome(before, after, ROLES)).toEqual({
      gains: [],
      loses: ["Classify", "Manage users"],
    });
    expect(permissions(before, ROLES)).toEqual(["Classify", "Comment", "Manage users"]);
  });
});

describe("who may give what", () => {
  test("gives only what they hold themselves, System admins everything", () => {
    expect(mayGive(["Classify"], ["Classify", "Comment"])).toBe(false);
    expect(mayGive(["Classify", "Comment"], ["Comment"])).toBe(true);
    expect(mayGive(["System admin"], ["Become user"])).toBe(true);
  });
});
