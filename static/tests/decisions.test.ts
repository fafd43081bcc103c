import { beforeEach, describe, expect, test } from "vitest";
import { Decisions, type Refusal } from "../src/core/decisions";
import { MemoryRecords } from "../src/core/kept";
import { markOf, UNDECIDED } from "../src/core/states";
import { DecisionServer, event, GROUP, ME } from "./test_server";

const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

let server: DecisionServer;
let records: MemoryRecords;
let refusals: Refusal[];
let decisions: Decisions;

function open(tab = "one"): Decisions {
  const refused = (refusal: Refusal) => void refusals.push(refusal);
  return new Decisions({ me: ME, send: server.send, records, tab, refused });
}

const save = (id = "a") => decisions.decide("save", [{ obj_id: id, set: { save: [GROUP] } }]);
const classify = (name: string, replaces: number[] = []) =>
  decisions.decide(name, [
    {
      obj_id: "a",
      set: { unclassify: replaces, classify: [{ taxonomy_id: 1, classification: name }] },
    },
  ]);
const mark = (id = "a") => markOf(decisions.state(id), GROUP);
const labels = () => decisions.state("a").classifications.map((label) => label.classification);

beforeEach(() => {
  server = new DecisionServer(ME);
  records = new MemoryRecords();
  refusals = [];
  decisions = open();
  decisions.told("a", UNDECIDED);
  decisions.told("b", UNDECIDED);
});

describe("a decision", () => {
  test("is on the screen before the server answers", () => {
    save();
    expect(mark()).toBe("saved");
    expect(decisions.outgoing.status.value.waiting).toBe(1);
  });

  test("is sent once and then no longer waits", async () => {
    save();
    await settle();
    expect(server.received).toHaveLength(1);
    expect(decisions.outgoing.status.value.waiting).toBe(0);
    expect(mark()).toBe("saved");
  });

  test("that is refused disappears again and says why", async () => {
    server.refuses = { code: "forbidden", message: "No." };
    save();
    await settle();
    expect(mark()).toBe("new");
    expect(refusals.map((refusal) => refusal.error.code)).toEqual(["forbidden"]);
    expect(decisions.history.value.undo).toEqual([]);
  });

  test("that is refused takes nothing of what others did meanwhile with it", async () => {
    let answer: () => void = () => undefined;
    server.gate = new Promise((resolve) => (answer = resolve));
    server.refuses = { code: "forbidden", message: "No." };
    save();
    decisions.hear(event("classification.created", { classification_id: 9, taxonomy_id: 1, classification: "Ia", version: 1 })); // prettier-ignore
    answer();
    await settle();
    expect(mark()).toBe("new");
    expect(labels()).toEqual(["Ia"]);
  });

  test("about the same object waits for the one before, others do not", async () => {
    let answer: () => void = () => undefined;
    server.gate = new Promise((resolve) => (answer = resolve));
    save("a");
    classify("Ia");
    save("b");
    expect(server.received.flat().map((one) => one.obj_id)).toEqual(["a", "b"]);
    answer();
    await settle();
    expect(server.received.flat().map((one) => one.obj_id)).toEqual(["a", "b", "a"]);
  });

  test("can replace a class that the server has not named yet", async () => {
    classify("Ia");
    const provisional = decisions.state("a").classifications[0]?.id ?? 0;
    classify("II", [provisional]);
    expect(labels()).toEqual(["II"]);
    await settle();
    expect(labels()).toEqual(["II"]);
    expect(server.state("a").classifications.map((one) => one.classification)).toEqual(["II"]);
    expect(refusals).toEqual([]);
  });
});

describe("undo", () => {
  test("takes the last decision back, here and on the server", async () => {
    save();
    await settle();
    decisions.undo();
    expect(mark()).toBe("new");
    await settle();
    expect(server.state("a").saved).toEqual([]);
  });

  test("of a decision still under way waits for it and then takes it back", async () => {
    let answer: () => void = () => undefined;
    server.gate = new Promise((resolve) => (answer = resolve));
    classify("Ia");
    decisions.undo();
    expect(labels()).toEqual([]);
    answer();
    await settle();
    expect(labels()).toEqual([]);
    expect(server.state("a").classifications).toEqual([]);
  });

  test("of a decision that never left costs no request at all", async () => {
    server.reachable = false;
    save();
    await settle();
    const before = server.received.length;
    decisions.undo();
    server.reachable = true;
    decisions.outgoing.resume();
    await settle();
    expect(server.received.length).toBe(before);
    expect(mark()).toBe("new");
  });

  test("and redo go back and forth", async () => {
    save();
    await settle();
    for (const expected of ["new", "saved", "new", "saved"]) {
      if (expected === "new") decisions.undo();
      else decisions.redo();
      expect(mark()).toBe(expected);
      await settle();
      expect(server.state("a").saved.length).toBe(expected === "saved" ? 1 : 0);
    }
  });

  test("of a decision that never left can be redone", async () => {
    server.reachable = false;
    save();
    await settle();
    decisions.undo();
    decisions.redo();
    expect(mark()).toBe("saved");
    server.reachable = true;
    decisions.outgoing.resume();
    await settle();
    expect(server.state("a").saved).toHaveLength(1);
  });

  test("goes back and forth over classes that took each other's place", async () => {
    const current = () => server.state("a").classifications.map((one) => one.classification);
    const mine = () => decisions.state("a").classifications.map((label) => label.id);
    for (const name of ["Ia", "II", "AGN"]) {
      classify(name, mine());
      await settle();
    }
    for (const expected of [["II"], ["Ia"], []]) {
      decisions.undo();
      await settle();
      expect(current()).toEqual(expected);
    }
    for (const expected of [["Ia"], ["II"], ["AGN"]]) {
      decisions.redo();
      await settle();
      expect(current()).toEqual(expected);
    }
    for (let step = 0; step < 3; step++) decisions.undo();
    await settle();
    expect(current()).toEqual([]);
    expect(labels()).toEqual([]);
    expect(refusals).toEqual([]);
  });

  test("of a selection takes all of it back in one step", async () => {
    const wanted = ["a", "b"].map((obj_id) => ({ obj_id, set: { reject: "me" as const } }));
    decisions.decide("reject", wanted);
    await settle();
    expect([mark("a"), mark("b")]).toEqual(["rejected", "rejected"]);
    decisions.undo();
    expect([mark("a"), mark("b")]).toEqual(["new", "new"]);
    expect(decisions.history.value.undo).toEqual([]);
  });

  test("that comes too late is refused, and the truth stays on the screen", async () => {
    classify("Ia");
    await settle();
    const label = server.state("a").classifications[0];
    server.states.set("a", UNDECIDED);
    decisions.hear(event("classification.deleted", { classification_id: label?.id, version: 2 }));
    decisions.undo();
    await settle();
    expect(refusals.map((refusal) => refusal.error.code)).toEqual(["conflict"]);
    expect(labels()).toEqual([]);
  });

  test("remembers two hundred steps", () => {
    for (let i = 0; i < 210; i++) save(`obj${i}`);
    expect(decisions.history.value.undo).toHaveLength(200);
  });
});

describe("without a connection", () => {
  test("decisions wait, and go out when it is back", async () => {
    server.reachable = false;
    save("a");
    save("b");
    await settle();
    expect(decisions.outgoing.status.value).toEqual({ waiting: 2, held: true });
    server.reachable = true;
    decisions.outgoing.resume();
    await settle();
    expect(decisions.outgoing.status.value).toEqual({ waiting: 0, held: false });
    expect(server.state("b").saved).toHaveLength(1);
  });

  test("decisions survive a reload and are sent by the next page", async () => {
    server.reachable = false;
    save();
    await settle();
    server.reachable = true;
    const next = open();
    const askedAt = performance.now();
    await next.restore();
    await settle();
    next.told("a", UNDECIDED, askedAt);
    expect(markOf(next.state("a"), GROUP)).toBe("saved");
    expect(server.state("a").saved).toHaveLength(1);
    expect(await records.all("operations", "1:")).toEqual([]);
  });

  test("an operation that arrived although its answer got lost is not done twice", async () => {
    save();
    const [operations = []] = server.received;
    await server.send(operations);
    await settle();
    expect(server.state("a").saved).toHaveLength(1);
  });
});

test("steps can be undone after a reload", async () => {
  save();
  await settle();
  const next = open();
  await next.restore();
  next.told("a", server.state("a"));
  next.undo();
  await settle();
  expect(server.state("a").saved).toEqual([]);
});
