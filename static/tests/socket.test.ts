import { beforeEach, describe, expect, test } from "vitest";
import type { LiveEvent } from "../src/api/shapes";
import { Backoff } from "../src/core/backoff";
import { Feed, type Wire } from "../src/core/socket";

/** The server's end of a socket. */
class TestWire implements Wire {
  readonly said: string[] = [];
  closed = false;
  onmessage: Wire["onmessage"] = null;
  onclose: Wire["onclose"] = null;
  onerror: Wire["onerror"] = null;

  send(text: string): void {
    this.said.push(text);
  }

  close(): void {
    this.closed = true;
    this.onclose?.();
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  welcome(cursor: string): void {
    this.say({ actionType: "AUTH REQUEST" });
    this.say({ actionType: "AUTH OK", payload: { cursor } });
  }
}

const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

let wires: TestWire[];
let waiting: (() => void)[];
let heard: LiveEvent[];
let feed: Feed;

const wire = () => {
  const last = wires.at(-1);
  if (!last) throw new Error("no socket was opened");
  return last;
};

async function reconnect(): Promise<void> {
  for (const run of waiting.splice(0)) run();
  await settle();
}

beforeEach(async () => {
  wires = [];
  waiting = [];
  heard = [];
  feed = new Feed({
    open: () => {
      const opened = new TestWire();
      wires.push(opened);
      return opened;
    },
    token: () => Promise.resolve("secret"),
    schedule: (run) => waiting.push(run),
    backoff: new Backoff(1, 10, () => 1),
  });
  feed.hear((event) => heard.push(event));
  feed.start();
  await settle();
});

describe("the feed", () => {
  test("the credential goes out only when it is asked for, and then it subscribes from now", () => {
    expect(wire().said).toEqual([]);
    wire().welcome("1:5:5");
    expect(wire().said).toEqual(["secret", '{"subscribe":{}}']);
    expect(feed.connection.value).toBe("live");
  });

  test("after a dropped connection it takes up where it was", async () => {
    wire().welcome("1:5:5");
    wire().say({ cursor: "1:6:6", type: "source.saved" });
    wire().close();
    expect(feed.connection.value).toBe("connecting");
    await reconnect();
    wire().welcome("1:9:9");
    expect(wire().said.at(-1)).toBe('{"subscribe":{"since":"1:6:6"}}');
    wire().say({ cursor: "1:7:7", type: "source.saved" });
    expect(heard.map((event) => event.cursor)).toEqual(["1:6:6", "1:7:7"]);
  });

  test("without any event it takes up from the cursor of its first connection", async () => {
    wire().welcome("1:5:5");
    wire().close();
    await reconnect();
    wire().welcome("1:9:9");
    expect(wire().said.at(-1)).toBe('{"subscribe":{"since":"1:5:5"}}');
  });

  test("a lost past makes everything be fetched again, and the feed goes on from now", async () => {
    let reloads = 0;
    feed.onResync(() => (reloads += 1));
    wire().welcome("1:5:5");
    wire().say({ actionType: "RESYNC", payload: { cursor: "2:1:1" } });
    expect(reloads).toBe(1);
    expect(feed.cursor).toBe("2:1:1");
  });

  test("two failures in a row mean offline, and a connection means live again", async () => {
    wire().close();
    await reconnect();
    wire().close();
    expect(feed.connection.value).toBe("offline");
    await reconnect();
    wire().welcome("1:1:1");
    expect(feed.connection.value).toBe("live");
  });

  test("when the network is back it does not wait for its turn", async () => {
    wire().welcome("1:5:5");
    wire().close();
    feed.wake();
    await settle();
    expect(wires).toHaveLength(2);
    await reconnect();
    expect(wires).toHaveLength(2);
  });

  test("a stopped feed stays closed", async () => {
    wire().welcome("1:5:5");
    feed.stop();
    await reconnect();
    expect(wires).toHaveLength(1);
  });
});

test("waiting times double up to a bound and are never zero", () => {
  const backoff = new Backoff(100, 1000, () => 0);
  const times = Array.from({ length: 6 }, () => backoff.next());
  expect(times).toEqual([50, 100, 200, 400, 500, 500]);
  backoff.reset();
  expect(backoff.next()).toBe(50);
});
