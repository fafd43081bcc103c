import { act, renderHook } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { ApiError } from "../src/api/call";
import { beside, faults, useAct } from "../src/ui/acts";

const refused = (fields: Record<string, string>) =>
  new ApiError(400, "invalid", "The name x is taken.", "r1", fields);

describe("what the server says", () => {
  test("stands whole at the one field that it names", () => {
    expect(faults(refused({ name: "taken" }))).toEqual({ name: "The name x is taken." });
    expect(beside(refused({ name: "taken" }), ["name"])).toBeNull();
  });

  test("stands at each of several fields, and beside them where one is not on the form", () => {
    const error = refused({ name: "too long", colour: "unknown" });
    expect(faults(error)).toEqual({ name: "too long", colour: "unknown" });
    expect(beside(error, ["name", "colour"])).toBeNull();
    expect(beside(error, ["name"])).toBe("The name x is taken. (request r1)");
    expect(beside(null, [])).toBeNull();
  });
});

describe("an act", () => {
  test("is done once however often its button is pressed", async () => {
    const { result } = renderHook(() => useAct());
    let done = 0;
    let finish: () => void = () => undefined;
    const work = () => {
      done += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    };
    let first: Promise<boolean> = Promise.resolve(false);
    act(() => {
      first = result.current.run("save", work);
      void result.current.run("save", work);
    });
    expect(result.current.busy).toBe("save");
    await act(async () => {
      finish();
      await first;
    });
    expect([done, result.current.busy]).toEqual([1, null]);
  });

  test("that fails says so at its field and can be tried again", async () => {
    const { result } = renderHook(() => useAct());
    await act(async () => {
      await result.current.run("save", () => Promise.reject(refused({ name: "taken" })));
    });
    expect(result.current.at("name")).toBe("The name x is taken.");
    await act(async () => {
      await result.current.run("save", () => Promise.resolve());
    });
    expect(result.current.at("name")).toBeUndefined();
  });
});
