/** The group that one works for: the one scanned last, else the first with a filter. */
import { useQuery } from "@tanstack/react-query";
import type { Group } from "../api/shapes";
import { preferences } from "../core/preferences";
import { filtersQuery, groupsQuery } from "../queries";

export interface HomeGroup {
  /** The groups of more than one person. */
  shared: Group[] | undefined;
  home: Group | undefined;
  error: Error | null;
  retry: () => void;
}

export function useHomeGroup(wanted?: number): HomeGroup {
  const groups = useQuery(groupsQuery);
  const filters = useQuery(filtersQuery);
  const shared = groups.data?.user_groups.filter((group) => !group.single_user_group);
  const known = filters.data !== undefined;
  const home =
    shared?.find((group) => group.id === (wanted ?? preferences.group.value)) ??
    shared?.find((group) => filters.data?.some((filter) => filter.group_id === group.id)) ??
    shared?.[0];
  return {
    shared,
    home: known ? home : undefined,
    error: groups.error ?? filters.error,
    retry: () => void Promise.all([groups.refetch(), filters.refetch()]),
  };
}
