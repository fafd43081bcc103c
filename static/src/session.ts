/** Everything that lives as long as somebody is signed in. */
import { ApiError, call, request } from "./api/call";
import type { Decision, DecisionFailure, Operation, Profile } from "./api/shapes";
import { lightCurve, type LightCurve } from "./core/curves";
import { CutoutShelf } from "./core/cutouts";
import { Decisions, type Refusal } from "./core/decisions";
import { openRecords, type Records } from "./core/kept";
import { Keymap } from "./core/keys";
import { preferences } from "./core/preferences";
import { EntityStore } from "./core/signals";
import { Feed, type Wire } from "./core/socket";
import { Toasts } from "./core/toasts";
import { uuid7 } from "./core/uuids";

/** Somebody else just did something to an object. */
export interface Ring {
  who: string;
  what: string;
  at: number;
}

const readToken = async () => (await call("GET /baselayer/socket_auth_token")).token;

/** What the first session needs and what can be asked for before it is known whose it is. */
let ahead: { records: Promise<Records>; token: Promise<string> } | null = null;

/** Start what takes time; a person who turns out to be signed out costs one request in vain. */
export function prepare(): void {
  ahead = { records: openRecords(), token: readToken() };
  ahead.token.catch(() => undefined);
}

export class Session {
  readonly keymap = new Keymap();
  readonly toasts = new Toasts();
  readonly feed: Feed;
  readonly cutouts = new CutoutShelf(fetchPack);
  readonly curves = new EntityStore<LightCurve>();
  readonly rings = new EntityStore<Ring>();
  readonly #curvesUnderWay = new Set<string>();

  private constructor(
    readonly me: Profile,
    readonly decisions: Decisions,
  ) {
    this.keymap.enabled.set(preferences.singleKeys.value);
    preferences.singleKeys.subscribe(() => this.keymap.enabled.set(preferences.singleKeys.value));
    this.feed = new Feed({
      open: openSocket,
      token: () => {
        const token = ahead?.token ?? readToken();
        ahead = null;
        return token;
      },
    });
    this.feed.hear((event) => {
      if (!decisions.hear(event) || !event.obj_id || !event.actor) return;
      this.#ring(event.obj_id, event.actor.username, WORDS[event.type] ?? "changed this");
    });
    this.feed.connection.subscribe(() => {
      if (this.feed.connection.value === "live") decisions.outgoing.resume();
    });
  }

  /** Start the services of a signed-in person. */
  static async start(me: Profile): Promise<Session> {
    const records = await (ahead?.records ?? openRecords());
    const refusals: ((refusal: Refusal) => void)[] = [];
    const decisions = new Decisions({
      me: { id: me.id, username: me.username },
      send: sendDecisions,
      records,
      tab: tabId(),
      refused: (refusal) => refusals.forEach((tell) => tell(refusal)),
    });
    const session = new Session(me, decisions);
    refusals.push((refusal) => session.#refused(refusal));
    session.feed.start();
    addEventListener("online", () => {
      session.feed.wake();
      decisions.outgoing.resume();
    });
    void decisions.restore();
    return session;
  }

  /** Fetch the light curves that are not here yet, in one request. */
  async loadCurves(ids: string[]): Promise<void> {
    const missing = ids.filter((id) => !this.curves.has(id) && !this.#curvesUnderWay.has(id));
    if (missing.length === 0) return;
    for (const id of missing) this.#curvesUnderWay.add(id);
    try {
      const answer = await call("GET /api/light_curves", { query: { ids: missing } });
      for (const id of missing) {
        const columns = answer.light_curves[id] ?? NO_POINTS;
        this.curves.set(id, lightCurve(columns, answer.bands));
      }
    } finally {
      for (const id of missing) this.#curvesUnderWay.delete(id);
    }
  }

  /** Fetch a light curve again because points were added; the old one stays until then. */
  async refreshCurve(id: string): Promise<void> {
    const answer = await call("GET /api/light_curves", { query: { ids: [id] } });
    this.curves.set(id, lightCurve(answer.light_curves[id] ?? NO_POINTS, answer.bands));
  }

  #ring(objId: string, who: string, what: string): void {
    const ring = { who, what, at: Date.now() };
    this.rings.set(objId, ring);
    setTimeout(() => {
      if (this.rings.get(objId) === ring) this.rings.delete(objId);
    }, 6_000);
  }

  #refused({ obj_id, label, error }: Refusal): void {
    const why =
      error.code === "conflict" ? "somebody changed it since" : error.message.replace(/\.$/, "");
    this.toasts.show({ kind: "error", text: `Not done: ${label} ${obj_id}: ${why}.` });
  }
}

const NO_POINTS = { mjd: [], mag: [], magerr: [], limiting_mag: [], band: [] };

const WORDS: Record<string, string> = {
  "source.saved": "saved this",
  "source.unsaved": "unsaved this",
  "candidate.rejected": "rejected this",
  "candidate.unrejected": "took back a rejection",
  "classification.created": "classified this",
  "classification.updated": "changed a class",
  "classification.deleted": "removed a class",
};

function openSocket(): Wire {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return new WebSocket(`${scheme}://${location.host}/websocket`) as unknown as Wire;
}

async function fetchPack(ids: string[]): Promise<ArrayBuffer> {
  const response = await request(`/api/cutouts/pack?ids=${encodeURIComponent(ids.join(","))}`);
  return response.arrayBuffer();
}

function tabId(): string {
  try {
    const known = sessionStorage.getItem("tab") ?? uuid7();
    sessionStorage.setItem("tab", known);
    return known;
  } catch {
    return uuid7();
  }
}

const RETRIES = new Map<string, number>();

/** Whether to keep a decision and try again: nothing answered, or the server stumbled. */
function mayTryAgain(error: ApiError, opId: string): boolean {
  if (error.passing || error.code === "unauthenticated") return true;
  if (error.status < 500) return false;
  const tries = (RETRIES.get(opId) ?? 0) + 1;
  RETRIES.set(opId, tries);
  return tries < 4;
}

/** Send a comment; the server knows the same text by the same author again, so trying twice is safe. */
async function sendComment({ op_id, obj_id, set }: Operation): Promise<Decision> {
  const body = set.comment ?? { text: "" };
  await call("POST /api/sources/{obj_id}/comments", { path: { obj_id }, body });
  return { op_id, obj_id, state: null, inverse: null };
}

async function sendStates(operations: Operation[]): Promise<(Decision | DecisionFailure)[]> {
  const [first] = operations;
  if (!first) return [];
  const data = await call("POST /api/decisions", {
    body: operations.length === 1 ? first : { operations },
  });
  const results = "results" in data ? data.results : [data];
  return results as (Decision | DecisionFailure)[];
}

/** Turn the refusal of a request into one of each of its operations; what may pass is thrown. */
async function orRefusals(
  operations: Operation[],
  sending: Promise<(Decision | DecisionFailure)[]>,
): Promise<(Decision | DecisionFailure)[]> {
  try {
    return await sending;
  } catch (error) {
    const first = operations[0]?.op_id ?? "";
    if (!(error instanceof ApiError) || mayTryAgain(error, first)) throw error;
    const { code, message } = error;
    return operations.map(({ op_id }) => ({ op_id, error: { code, message } }));
  }
}

async function sendDecisions(operations: Operation[]): Promise<(Decision | DecisionFailure)[]> {
  const comments = operations.filter(({ set }) => set.comment);
  const states = operations.filter(({ set }) => !set.comment);
  const results = await Promise.all([
    ...comments.map((one) => orRefusals([one], Promise.all([sendComment(one)]))),
    orRefusals(states, sendStates(states)),
  ]);
  return results.flat();
}
