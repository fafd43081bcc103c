import { beforeEach, describe, expect, test } from "vitest";
import { Decisions } from "../src/core/decisions";
import { MemoryRecords } from "../src/core/kept";
import { markOf, UNDECIDED } from "../src/core/states";
import { DecisionServer, event, GROUP, ME } from "./test_server";

let decisions: Decisions;

const save = (id: string) => decisions.decide("save", [{ obj_id: id, set: { save: [GROUP] } }]);
const mark = (id = "a") => markOf(decisions.state(id), GROUP);
const labels = () => decisions.state("a").classifications.map((label) => label.classification);

beforeEach(() => {
  const { send } = new DecisionServer(ME);
  decisions = new Decisions({ me: ME, send, records: new MemoryRecords(), tab: "one" });
  decisions.told("a", UNDECIDED);
  decisions.told("b", UNDECIDED);
});

describe("what others do", () => {
  test("appears, and is told apart from one's own echo", () => {
    expect(decisions.hear(event("source.saved", { group_id: GROUP }))).toBe(true);
    expect(decisions.state("a").saved[0]?.saved_by?.username).toBe("ben");
    const mine = save("b");
    const echo = { ...event("source.saved", { group_id: GROUP, op_id: mine.parts[0]?.op_id }, "ana"), obj_id: "b" }; // prettier-ignore
    expect(decisions.hear(echo)).toBe(false);
  });

  test("twice changes nothing the second time", () => {
    const created = event("classification.created", {
      classification_id: 5,
      taxonomy_id: 1,
      classification: "Ia",
      version: 1,
    });
    expect(decisions.hear(created)).toBe(true);
    expect(decisions.hear(created)).toBe(false);
    expect(labels()).toEqual(["Ia"]);
  });

  test("in an older version does not overwrite a newer one", () => {
    const version = (n: number, name: string) =>
      event("classification.updated", {
        classification_id: 5,
        taxonomy_id: 1,
        classification: name,
        version: n,
      });
    decisions.hear(version(2, "II"));
    decisions.hear(version(1, "Ia"));
    expect(labels()).toEqual(["II"]);
  });

  test("a personal rejection of somebody else is not mine", () => {
    decisions.hear(event("candidate.rejected", { group_id: null }));
    expect(mark()).toBe("new");
    decisions.hear(event("candidate.rejected", { group_id: GROUP }));
    expect(mark()).toBe("rejected");
  });

  test("is not lost to a page that was asked for before it happened", () => {
    const askedAt = performance.now();
    decisions.hear({ ...event("source.saved", { group_id: GROUP }), obj_id: "late" });
    decisions.told("late", UNDECIDED, askedAt);
    expect(mark("late")).toBe("saved");
  });

  test("about an object that is not here is ignored", () => {
    expect(decisions.hear({ ...event("source.saved", { group_id: 1 }), obj_id: "zzz" })).toBe(
      false,
    );
    expect(decisions.shown.has("zzz")).toBe(false);
  });

  test("takes a label off the screen that is hidden from me from now on", () => {
    const created = { classification_id: 5, taxonomy_id: 1, classification: "Ia", version: 1 };
    decisions.hear(event("classification.created", created));
    const hidden = event("row.hidden", { kind: "classification", id: 5 });
    decisions.hear({ ...hidden, obj_id: null });
    expect(labels()).toEqual([]);
  });
});
