/** Keeps a sitting while other pages are open, and writes the place in the queue into the address. */
import type { Filter, Group } from "../../api/shapes";
import { preferences } from "../../core/preferences";
import type { Session } from "../../session";
import { choiceKey, type ScanSearch } from "./searches";
import { Triage } from "./triage";

interface SittingOptions {
  session: Session;
  search: ScanSearch;
  group: Group;
  filters: Filter[];
  /** Counts how often somebody pressed Start: the same choice then freezes a new queue. */
  freeze: number;
}

let kept: { triage: Triage; session: Session; choice: string; freeze: number } | null = null;

/** The sitting for an address: the one that is under way if it is the same, else a new one. */
export function sittingFor({ session, search, group, filters, freeze }: SittingOptions): Triage {
  const choice = choiceKey({ ...search, group: group.id });
  const anywhere = Object.keys(search).length === 0;
  if (anywhere && kept?.session === session && kept.freeze === freeze) return kept.triage;
  if (kept?.session === session && kept.choice === choice && kept.freeze === freeze) {
    const { queryId } = kept.triage.queue.progress.value;
    if (!search.queue || !queryId || search.queue === queryId) return kept.triage;
  }
  kept?.triage.stop();
  const ofGroup = filters.filter((filter) => filter.group_id === group.id);
  const chosen = search.filters?.split(",").map(Number);
  const triage = new Triage({
    session,
    search,
    groupId: group.id,
    groupName: group.name,
    filterIds: ofGroup.map((filter) => filter.id).filter((id) => chosen?.includes(id) ?? true),
  });
  kept = { triage, session, choice, freeze };
  preferences.group.set(group.id);
  void triage.start();
  return triage;
}

/** Quote only a text that would otherwise be read as something else. */
function asParameter(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  try {
    JSON.parse(value);
    return JSON.stringify(value);
  } catch {
    return value;
  }
}

/** Write queue and cursor into the address a moment after they change. */
export function followPlace(triage: Triage): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    const { queryId } = triage.queue.progress.value;
    if (!queryId || location.pathname !== "/scan") return;
    const place = { group: triage.groupId, queue: queryId, at: triage.queue.current };
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...triage.search, ...place })) {
      if (value !== undefined) parameters.set(name, asParameter(value));
    }
    // Past the router on purpose: it would render every page part for a change none of them shows.
    History.prototype.replaceState.call(history, history.state, "", `?${parameters}`);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, 300);
  };
  const stops = [
    triage.queue.cursor.subscribe(later),
    triage.queue.progress.subscribe(later),
    () => clearTimeout(timer),
  ];
  later();
  return () => stops.forEach((stop) => stop());
}

/** The queue somebody is going through, for pages that step along it. */
export function currentQueue(session: Session) {
  return kept?.session === session ? kept.triage.queue : null;
}
