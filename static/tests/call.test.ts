import { afterEach, beforeEach, describe as group, expect, test } from "vitest";
import { address, ApiError, call, describe, serverBuild, signedOut } from "../src/api/call";

let answer: () => Response;
let asked: { url: string; init: RequestInit | undefined }[];
const browserFetch = globalThis.fetch;

const envelope = (data: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify({ status: "success", data, version: "1" }), init);

const refusal = (status: number, code: string, message = "No.") =>
  new Response(JSON.stringify({ status: "error", message, data: { code, fields: {} } }), {
    status,
    headers: { "X-Request-Id": "abc" },
  });

beforeEach(() => {
  asked = [];
  signedOut.set(false);
  serverBuild.set({ first: null, stale: false });
  globalThis.fetch = ((url: string, init?: RequestInit) => {
    asked.push({ url, init });
    return Promise.resolve(answer());
  }) as typeof fetch;
});

afterEach(() => {
  globalThis.fetch = browserFetch;
});

const profile = () => call("GET /api/internal/profile");

group("a call", () => {
  test("gives the data out of the envelope", async () => {
    answer = () => envelope({ id: 1 });
    expect(await profile()).toEqual({ id: 1 });
  });

  test("fills the address and leaves out what is not said", () => {
    const query = { ids: ["a", "b"], none: undefined, nothing: null, no: false };
    expect(address("/api/sources/{obj_id}", { obj_id: "a+b" }, query)).toBe(
      "/api/sources/a%2Bb?ids=a%2Cb&no=false",
    );
  });

  test("names code, text and request of a refusal", async () => {
    answer = () => refusal(409, "conflict", "Changed.");
    const error = await profile().catch((one: unknown) => one);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).code).toBe("conflict");
    expect((error as ApiError).passing).toBe(false);
    expect(describe(error)).toBe("Changed. (request abc)");
  });

  test("tells an unreachable server from a refusal", async () => {
    globalThis.fetch = () => Promise.reject(new TypeError("failed to fetch"));
    const error = (await profile().catch((one: unknown) => one)) as ApiError;
    expect([error.status, error.passing]).toEqual([0, true]);
  });

  test("notices being signed out, and does not take a missing right for it", async () => {
    answer = () => refusal(401, "forbidden");
    await profile().catch(() => undefined);
    expect(signedOut.value).toBe(false);
    answer = () => refusal(401, "unauthenticated");
    await profile().catch(() => undefined);
    expect(signedOut.value).toBe(true);
  });

  test("notices that the server has become another one", async () => {
    answer = () => envelope({}, { headers: { "X-Build": "one" } });
    await profile();
    expect(serverBuild.value.stale).toBe(false);
    answer = () => envelope({}, { headers: { "X-Build": "two" } });
    await profile();
    expect(serverBuild.value.stale).toBe(true);
  });

  test("survives a proxy that answers with a page", async () => {
    answer = () => new Response("<html>", { status: 502 });
    const error = (await profile().catch((one: unknown) => one)) as ApiError;
    expect(error.message).toBe("The server answered 502.");
    expect(error.passing).toBe(true);
  });
});
