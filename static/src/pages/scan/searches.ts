/** What is scanned: the part of the address that chooses a queue, and the query made of it. */
import { naive } from "../../core/times";

export const SAVED_STATUSES = {
  all: "saved or not",
  notSavedToAnySelected: "not saved to this group",
  notSavedToAnyAccessible: "not saved to any group of mine",
  savedToAllSelected: "saved to this group",
  savedToAnyAccessible: "saved to any group of mine",
} as const;
export type SavedStatus = keyof typeof SAVED_STATUSES;

export const WINDOWS = {
  24: "last 24 h",
  72: "last 3 days",
  168: "last week",
  0: "any time",
} as const;

export interface ScanSearch {
  group?: number;
  /** Filter ids, separated by commas; none means all of the group. */
  filters?: string;
  /** Hours back from now; 0 is any time. */
  hours?: number;
  from?: string;
  to?: string;
  saved?: SavedStatus;
  /** Leave out what I rejected before. */
  hide?: boolean;
  zmin?: number;
  zmax?: number;
  sort?: string;
  order?: "asc" | "desc";
  queue?: string;
  at?: string;
  view?: "grid" | "focus";
}

const numberOf = (value: unknown) => {
  const number = typeof value === "string" ? Number.parseFloat(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
};
const textOf = (value: unknown) =>
  typeof value === "string" && value !== "" ? value : numberOf(value)?.toString();

/** Read the address; what makes no sense is left out. */
export function readSearch(raw: Record<string, unknown>): ScanSearch {
  const saved = textOf(raw.saved);
  const view = textOf(raw.view);
  const search: ScanSearch = {
    group: numberOf(raw.group),
    filters: textOf(raw.filters)?.replace(/[^\d,]/g, ""),
    hours: numberOf(raw.hours),
    from: textOf(raw.from),
    to: textOf(raw.to),
    saved: saved && saved in SAVED_STATUSES ? (saved as SavedStatus) : undefined,
    hide: raw.hide === true || raw.hide === "true" || undefined,
    zmin: numberOf(raw.zmin),
    zmax: numberOf(raw.zmax),
    sort: textOf(raw.sort),
    order: raw.order === "asc" ? "asc" : undefined,
    queue: textOf(raw.queue),
    at: textOf(raw.at),
    view: view === "grid" || view === "focus" ? view : undefined,
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

function only(search: ScanSearch, keys: readonly (keyof ScanSearch)[]): ScanSearch {
  return Object.fromEntries(keys.flatMap((key) => (key in search ? [[key, search[key]]] : [])));
}

const CHOICE = ["group", "filters", "hours", "from", "to", "saved", "hide", "zmin", "zmax", "sort", "order"] as const; // prettier-ignore

/** The same choice without the place in it. */
export const withoutPlace = (search: ScanSearch): ScanSearch => only(search, CHOICE);

export const choiceKey = (search: ScanSearch) => JSON.stringify(withoutPlace(search));

/** The API's parameters for a choice. */
export function candidateQuery(search: ScanSearch, group: number, now = new Date()) {
  const hours = search.hours ?? 0;
  const since = hours > 0 ? naive(new Date(now.getTime() - hours * 3_600_000)) : search.from;
  const [origin, key] = search.sort?.split("/") ?? [];
  return {
    groupIDs: [group],
    filterIDs: search.filters?.split(",").map(Number),
    startDate: since,
    endDate: search.to,
    savedStatus: search.saved ?? "all",
    listNameReject: search.hide ? "rejected_candidates" : undefined,
    hideGroupRejected: search.hide,
    minRedshift: search.zmin,
    maxRedshift: search.zmax,
    sortByAnnotationOrigin: key ? origin : undefined,
    sortByAnnotationKey: key,
    sortByAnnotationOrder: key ? (search.order ?? "desc") : undefined,
  };
}

/** The choice in words, for empty pages and titles. */
export function describeSearch(search: ScanSearch): string {
  const parts: string[] = [];
  if (search.hours)
    parts.push(WINDOWS[search.hours as keyof typeof WINDOWS] ?? `last ${search.hours} h`);
  else if (search.from) parts.push(`since ${search.from.replace("T", " ")} UTC`);
  if (search.saved && search.saved !== "all") parts.push(SAVED_STATUSES[search.saved]);
  if (search.hide) parts.push("without my rejections");
  if (search.filters) parts.push("in the chosen filters");
  return parts.join(", ");
}

/** A wider choice than one that found nothing; null when it is as wide as it can be. */
export function widened(search: ScanSearch): ScanSearch | null {
  const wide = only(search, ["group", "sort", "order"]);
  return choiceKey(wide) === choiceKey(search) ? null : wide;
}
