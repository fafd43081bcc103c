/** The state of the administration in its address: tab, question, filters. */
import { readTrail, type TrailSearch } from "../../ui/trail_searches";

export const ADMIN_TABS = ["why", "people", "audit", "streams", "invitations"] as const;
export type AdminTab = (typeof ADMIN_TABS)[number];

/** Whom, what and which row an explanation is asked for. */
export interface Question {
  actor?: string;
  kind?: string;
  action?: string;
  id?: string;
  acl?: string;
}

export interface PeopleSearch {
  q?: string;
  page?: number;
  /** Also whose account has ended. */
  ended?: boolean;
}

export interface AdminSearch extends Question, TrailSearch, PeopleSearch {
  tab?: AdminTab;
}

const text = (value: unknown) =>
  value === undefined || value === null || value === "" ? undefined : String(value);

export function readAdminSearch(raw: Record<string, unknown>): AdminSearch {
  return {
    ...readTrail(raw),
    tab: ADMIN_TABS.find((tab) => tab === raw.tab),
    actor: text(raw.actor),
    kind: text(raw.kind),
    action: text(raw.action),
    id: text(raw.id),
    acl: text(raw.acl),
    q: text(raw.q),
    page: typeof raw.page === "number" && raw.page > 1 ? raw.page : undefined,
    ended: raw.ended === true ? true : undefined,
  };
}
