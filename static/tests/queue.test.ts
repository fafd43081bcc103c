import { beforeEach, describe, expect, test } from "vitest";
import type { Candidate, Candidates, Taxonomy } from "../src/api/shapes";
import { Queue } from "../src/core/queue";
import { candidateQuery, readSearch, widened } from "../src/pages/scan/searches";
import { swipeOf } from "../src/pages/scan/swipes";
import { layoutOf } from "../src/pages/scan/card_list";
import { search } from "../src/core/fuzzy";
import { classChoices } from "../src/core/taxonomies";

const candidate = (id: string) => ({ id }) as Candidate;
const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, k) => candidate(`o${from + k}`));

let asked: [number, string | null][];
let queue: Queue;

beforeEach(() => {
  asked = [];
  queue = new Queue(
    (page, queryId): Promise<Candidates> => {
      asked.push([page, queryId]);
      return Promise.resolve({
        candidates: names((page - 1) * 10, Math.min(25, page * 10)),
        totalMatches: 25,
        pageNumber: page,
        numPerPage: 10,
        queryID: "frozen",
      });
    },
    () => undefined,
  );
});

describe("the queue", () => {
  test("freezes with its first page and reads all others from the frozen list", async () => {
    await queue.more();
    await queue.fill();
    expect(asked).toEqual([
      [1, null],
      [2, "frozen"],
      [3, "frozen"],
    ]);
    expect(queue.ids).toHaveLength(25);
    expect(queue.progress.value).toEqual({ total: 25, loaded: 25, queryId: "frozen" });
  });

  test("keeps the cursor inside, and marks exactly one row with it", async () => {
    await queue.more();
    queue.moveTo(99);
    expect(queue.current).toBe("o9");
    queue.moveTo(-5);
    const marked = queue.ids.filter((id) => queue.mark(id).cursor);
    expect(marked).toEqual(["o0"]);
  });

  test("wakes two rows for a move, however long it is", async () => {
    await queue.more();
    const woken: string[] = [];
    queue.marks.watch((id) => woken.push(id));
    queue.moveTo(1);
    expect(woken).toEqual(["o0", "o1"]);
  });

  test("puts new objects at the end without moving anything", async () => {
    await queue.more();
    await queue.fill();
    queue.moveTo(4);
    expect(queue.append([candidate("o3"), candidate("new")])).toBe(1);
    expect(queue.current).toBe("o4");
    expect(queue.ids.at(-1)).toBe("new");
    expect(queue.progress.value.total).toBe(26);
  });

  test("finds the next undecided one, going round at the end", async () => {
    await queue.more();
    queue.moveTo(8);
    expect(queue.next((id) => id === "o2")).toBe(2);
    expect(queue.next(() => false)).toBeNull();
  });

  test("selects a range, and lets go of it", async () => {
    await queue.more();
    queue.toggle("o1");
    queue.selectRange(1, 3);
    expect([...queue.selection.value]).toEqual(["o1", "o2", "o3"]);
    queue.clearSelection();
    expect(queue.mark("o2").selected).toBe(false);
  });

  test("ends where rows have become invisible, instead of asking for ever", async () => {
    const short = new Queue(
      () =>
        Promise.resolve({ candidates: names(0, 3), totalMatches: 25, pageNumber: 1, numPerPage: 10, queryID: "q" }), // prettier-ignore
      () => undefined,
    );
    await short.more();
    await short.fill();
    expect(short.progress.value.total).toBe(3);
  });
});

describe("the address of the scanning page", () => {
  test("is read leniently, and nonsense is left out", () => {
    const raw = { group: "3", saved: "everything", hide: "true", zmin: "x", queue: 12 };
    expect(readSearch(raw)).toEqual({ group: 3, hide: true, queue: "12" });
  });

  test("becomes the parameters of the API", () => {
    const query = candidateQuery({ hours: 24, hide: true }, 7, new Date("2026-11-20T12:00:00Z"));
    expect(query.groupIDs).toEqual([7]);
    expect(query.startDate).toBe("2026-11-19T12:00:00");
    expect(query.listNameReject).toBe("rejected_candidates");
  });

  test("can be widened until it is as wide as it can be", () => {
    const wide = widened({ group: 1, hours: 24, saved: "savedToAllSelected" });
    expect(wide).toEqual({ group: 1 });
    expect(widened({ group: 1 })).toBeNull();
  });
});

test("swipes are far and clearly in one direction", () => {
  expect(swipeOf(120, 10)).toBe("save");
  expect(swipeOf(-120, 10)).toBe("reject");
  expect(swipeOf(10, -120)).toBe("skip");
  expect(swipeOf(60, 0)).toBeNull();
  expect(swipeOf(120, 110)).toBeNull();
});

test("two columns stand where two fit", () => {
  expect(layoutOf(1500).lanes).toBe(2);
  expect(layoutOf(1400).lanes).toBe(1);
  expect(layoutOf(390).height).toBeGreaterThan(layoutOf(1400).height);
});

test("classes are found by a few letters of their name or their other names", () => {
  const hierarchy = {
    class: "Transient",
    subclasses: [{ class: "Ia", "other names": ["SN Ia"], subclasses: [{ class: "Ia-91bg" }] }, { class: "II" }], // prettier-ignore
  };
  const taxonomy = { id: 1, name: "T", version: "1", isLatest: true, hierarchy };
  const choices = classChoices([taxonomy as unknown as Taxonomy]);
  const found = (query: string) =>
    search(query, choices, (choice) => choice.names).map((choice) => choice.classification);
  expect(found("91bg")).toEqual(["Ia-91bg"]);
  expect(found("sn ia")[0]).toBe("Ia");
  expect(found("")).toHaveLength(4);
  expect(choices[2]?.path).toEqual(["Transient", "Ia"]);
});
