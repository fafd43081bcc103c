/** The state of the page about oneself in its address. */

export const PROFILE_TABS = ["profile", "sessions", "tokens"] as const;
export type ProfileTab = (typeof PROFILE_TABS)[number];

export interface ProfileSearch {
  tab?: ProfileTab;
}

export function readProfileSearch(raw: Record<string, unknown>): ProfileSearch {
  return { tab: PROFILE_TABS.find((tab) => tab === raw.tab) };
}
