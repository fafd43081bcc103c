import { describe, expect, test } from "vitest";
import { EntityStore, Signal } from "../src/core/signals";

describe("the entity store", () => {
  test("a change of one entity wakes only those who listen to it", () => {
    const store = new EntityStore<number>();
    const woken: string[] = [];
    store.subscribe("a", () => woken.push("a"));
    store.subscribe("b", () => woken.push("b"));
    store.set("a", 1);
    expect(woken).toEqual(["a"]);
  });

  test("setting the same entity again wakes nobody", () => {
    const store = new EntityStore<number>();
    store.set("a", 1);
    let woken = 0;
    store.subscribe("a", () => (woken += 1));
    store.set("a", 1);
    expect(woken).toBe(0);
  });

  test("who stops listening hears nothing, and who stays still does", () => {
    const store = new EntityStore<number>();
    const woken: string[] = [];
    const stop = store.subscribe("a", () => woken.push("first"));
    store.subscribe("a", () => woken.push("second"));
    stop();
    store.set("a", 1);
    expect(woken).toEqual(["second"]);
  });

  test("an unknown entity cannot be updated into being", () => {
    const store = new EntityStore<number>();
    store.update("a", () => 1);
    expect(store.has("a")).toBe(false);
  });
});

test("a signal tells of changes, not of repetitions", () => {
  const signal = new Signal(1);
  let told = 0;
  signal.subscribe(() => (told += 1));
  signal.set(1);
  signal.set(2);
  expect(told).toBe(1);
});
