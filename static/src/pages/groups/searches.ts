/** The state of a group's page in its address: the tab, and the filters of its audit trail. */
import { readTrail, type TrailSearch } from "../../ui/trail_searches";

export const GROUP_TABS = [
  "members",
  "filters",
  "streams",
  "scanning",
  "requests",
  "audit",
  "settings",
] as const;
export type GroupTab = (typeof GROUP_TABS)[number];

export interface GroupSearch extends TrailSearch {
  tab?: GroupTab;
}

export function readGroupSearch(raw: Record<string, unknown>): GroupSearch {
  return { ...readTrail(raw), tab: GROUP_TABS.find((tab) => tab === raw.tab) };
}
