/** The one way to the server: typed by operation, with errors as values that say what happened. */
import { Signal } from "../core/signals";
import type { Operations } from "./types";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | null,
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
  }

  /** Whether the same request may succeed later without any change. */
  get passing(): boolean {
    return [0, 429, 502, 503, 504].includes(this.status);
  }
}

/** The build of the server that answered last, and whether it differs from the first one seen. */
export const serverBuild = new Signal<{ first: string | null; stale: boolean }>({
  first: null,
  stale: false,
});

/** Set when an answer says that nobody is signed in. */
export const signedOut = new Signal(false);

type Key = keyof Operations;
type Nothing = Record<string, never> | undefined;
type Part<K extends Key, P extends "path" | "query" | "body"> = Operations[K][P] extends Nothing
  ? Partial<Record<P, undefined>>
  : object extends Operations[K][P]
    ? Partial<Record<P, Operations[K][P]>>
    : Record<P, Operations[K][P]>;
export type Request<K extends Key> = Part<K, "path"> &
  Part<K, "query"> &
  Part<K, "body"> & { signal?: AbortSignal };
type Answer<K extends Key> = Operations[K]["answer"];

type Value = string | number | boolean | null | undefined;

interface Loose {
  path?: Record<string, string | number>;
  query?: Record<string, Value | Value[]>;
  body?: unknown;
  signal?: AbortSignal;
}

/** Write the address of an operation: path parameters filled, empty query parameters left out. */
export function address(template: string, path: Loose["path"], query: Loose["query"]): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(path?.[name] ?? "")),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}

function noticeBuild(response: Response): void {
  const build = response.headers.get("X-Build");
  if (!build) return;
  const known = serverBuild.value;
  if (known.first === null) serverBuild.set({ first: build, stale: false });
  else if (known.first !== build && !known.stale) serverBuild.set({ ...known, stale: true });
}

/** Fetch, and turn every failure into an ApiError; status 0 means that nothing answered. */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, "offline", "The server cannot be reached.", null);
  }
  noticeBuild(response);
  if (response.ok) return response;
  throw await failure(response);
}

async function failure(response: Response): Promise<ApiError> {
  const requestId = response.headers.get("X-Request-Id");
  let message = `The server answered ${response.status}.`;
  let data: { code?: string; fields?: Record<string, string> } = {};
  try {
    const body = (await response.json()) as { message?: string; data?: typeof data };
    message = body.message ?? message;
    data = body.data ?? data;
  } catch {
    // A proxy's page instead of our envelope: the status says enough.
  }
  const code = data.code ?? "error";
  if (code === "unauthenticated") signedOut.set(true);
  return new ApiError(response.status, code, message, requestId, data.fields);
}

/** Call an operation of the API and give the data of its answer. */
export async function call<K extends Key>(
  operation: K,
  ...args: object extends Request<K> ? [Request<K>?] : [Request<K>]
): Promise<Answer<K>> {
  const { path, query, body, signal } = (args[0] ?? {}) as Loose;
  const [method = "GET", template = "/"] = operation.split(" ");
  const init: RequestInit = { method, signal };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  const response = await request(address(template, path, query), init);
  const envelope = (await response.json()) as { data: Answer<K> };
  return envelope.data;
}

/** Name what failed in one line a person can pass on. */
export function describe(error: unknown): string {
  if (error instanceof ApiError) {
    return error.requestId ? `${error.message} (request ${error.requestId})` : error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
