import { describe, expect, test } from "vitest";
import { decidingPath, lines, verdict, type ExplainedStep } from "../src/core/explanations";

const step = (says: string, holds: boolean, kind = "rule", steps: ExplainedStep[] = []) =>
  ({ says, holds, kind, names: [], steps }) satisfies ExplainedStep;

const asked = { actor: { username: "ana" }, action: "read", kind: "Obj", id: "ZTF1" };

describe("the verdict", () => {
  test("says in one sentence who may or may not do what", () => {
    const by = { decided_by: "x" };
    expect(verdict({ ...asked, ...by, allowed: true })).toBe("ana may read Obj ZTF1.");
    expect(verdict({ ...asked, ...by, allowed: false })).toBe("ana may not read Obj ZTF1.");
  });
});

describe("the line that decided", () => {
  test("is the first demand that failed, at its own place", () => {
    const top = step("may edit", false, "all", [
      step("may read", true, "all", [step("is a member", true)]),
      step("own or admin", false, "any", [step("is the author", false), step("admin", false)]),
    ]);
    expect(decidingPath(top, "not so: own or admin")).toEqual([1]);
  });

  test("is the last demand where all were met, although an earlier line says the same", () => {
    const top = step("may edit", true, "all", [
      step("may read", true, "all", [step("is a member", true)]),
      step("either", true, "any", [step("is a member", true)]),
    ]);
    expect(decidingPath(top, "is a member")).toEqual([1, 0]);
  });

  test("is never one that went the other way", () => {
    const top = step("may read", false, "any", [step("is a member", true)]);
    expect(decidingPath(top, "not so: is a member")).toBeNull();
    expect(decidingPath(top, "not so: may read")).toEqual([]);
  });
});

describe("the lines of the tree", () => {
  const top = step("a", true, "all", [step("b", true, "any", [step("c", true)]), step("d", true)]);

  test("stand in order with their depth and place", () => {
    expect(lines(top, new Set()).map(({ key, depth }) => [key, depth])).toEqual([
      ["", 0],
      ["0", 1],
      ["0.0", 2],
      ["1", 1],
    ]);
  });

  test("below a folded one are left out", () => {
    expect(lines(top, new Set(["0"])).map(({ step: { says } }) => says)).toEqual(["a", "b", "d"]);
    expect(lines(top, new Set([""]))).toHaveLength(1);
  });
});
