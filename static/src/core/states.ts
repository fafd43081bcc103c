/** What people decided about an object, and how one decision or one event changes it. Pure. */
import type {
  Candidate,
  Classification,
  DecisionSet,
  LiveEvent,
  Person,
  Rejected,
  ServerState,
  Source,
} from "../api/shapes";

export interface SavedMark {
  group_id: number;
  saved_at: string | null;
  saved_by: { id: number; username: string } | null;
}

export interface ObjState {
  saved: SavedMark[];
  rejected: Rejected;
  classifications: Classification[];
}

export interface Me {
  id: number;
  username: string;
}

export const UNDECIDED: ObjState = {
  saved: [],
  rejected: { me: false, groups: [] },
  classifications: [],
};

/** What a label lacks until the server has told it. */
const UNNAMED = { taxname: "", origin: null, version: 0, groups: [] };

const slim = (person: Pick<Person, "id" | "username"> | null | undefined) =>
  person ? { id: person.id, username: person.username } : null;

export function stateOfCandidate(candidate: Candidate): ObjState {
  return {
    saved: (candidate.saved_groups ?? []).map((group) => ({
      group_id: group.id,
      saved_at: group.saved_at,
      saved_by: slim(group.saved_by),
    })),
    rejected: candidate.rejected ?? UNDECIDED.rejected,
    classifications: candidate.classifications ?? [],
  };
}

/** The state in a source; whether I rejected it as a candidate is not told with it. */
export function stateOfSource(source: Source, known: ObjState | undefined): ObjState {
  const saved = (source.groups ?? []).filter((group) => group.active !== false);
  return {
    saved: saved.map((group) => ({
      group_id: group.id,
      saved_at: group.saved_at ?? null,
      saved_by: slim(group.saved_by),
    })),
    rejected: known?.rejected ?? UNDECIDED.rejected,
    classifications: source.classifications ?? [],
  };
}

export function stateOfAnswer(answer: ServerState): ObjState {
  return {
    saved: answer.saved.map(({ group_id, saved_at, saved_by }) => ({
      group_id,
      saved_at,
      saved_by: slim(saved_by),
    })),
    rejected: answer.rejected,
    classifications: answer.classifications,
  };
}

/** When a decision was made, and the ids of its labels until the server names them. */
interface Made {
  at: string;
  ids: number[];
}

/** Apply a decision of mine. */
export function applied(state: ObjState, set: DecisionSet, me: Me, made: Made): ObjState {
  const unsaved = new Set(set.unsave ?? []);
  const saved = state.saved.filter((mark) => !unsaved.has(mark.group_id));
  for (const group_id of set.save ?? []) {
    if (!saved.some((mark) => mark.group_id === group_id)) {
      saved.push({ group_id, saved_at: made.at, saved_by: me });
    }
  }
  return {
    saved,
    rejected: rejectedAfter(state.rejected, set),
    classifications: classifiedAfter(state.classifications, set, me, made),
  };
}

function rejectedAfter(rejected: Rejected, set: DecisionSet): Rejected {
  let { me, groups } = rejected;
  if (set.unreject === "me") me = false;
  else if (set.unreject) {
    const gone = set.unreject.groups;
    groups = groups.filter((id) => !gone.includes(id));
  }
  if (set.reject === "me") me = true;
  else if (set.reject) groups = [...new Set([...groups, ...set.reject.groups])];
  return me === rejected.me && groups === rejected.groups ? rejected : { me, groups };
}

function classifiedAfter(
  before: Classification[],
  set: DecisionSet,
  me: Me,
  made: Made,
): Classification[] {
  const gone = new Set(set.unclassify ?? []);
  const kept = before
    .filter((label) => !gone.has(label.id))
    .map((label) => {
      const change = set.reclassify?.find((one) => one.id === label.id);
      return change ? { ...label, ...change, probability: change.probability ?? null } : label;
    });
  const added = (set.classify ?? []).map((label, index) => ({
    id: made.ids[index] ?? 0,
    obj_id: "",
    classification: label.classification,
    taxonomy_id: label.taxonomy_id,
    probability: label.probability ?? null,
    ml: false,
    author_id: me.id,
    author_name: me.username,
    created_at: made.at,
    ...UNNAMED,
    modified: made.at,
  }));
  return [...kept, ...added];
}

/** The change that takes a state back to what it was before a decision; only for the display. */
export function inverted(before: ObjState, set: DecisionSet): DecisionSet {
  const had = new Set(before.saved.map((mark) => mark.group_id));
  const inverse: DecisionSet = {
    unsave: (set.save ?? []).filter((id) => !had.has(id)),
    save: (set.unsave ?? []).filter((id) => had.has(id)),
  };
  if (set.reject === "me" && !before.rejected.me) inverse.unreject = "me";
  if (set.unreject === "me" && before.rejected.me) inverse.reject = "me";
  if (typeof set.reject === "object") inverse.unreject = set.reject;
  if (typeof set.unreject === "object") inverse.reject = set.unreject;
  const gone = before.classifications.filter((label) => set.unclassify?.includes(label.id));
  inverse.classify = gone.map(({ taxonomy_id, classification, probability }) => ({
    taxonomy_id,
    classification,
    probability,
  }));
  return inverse;
}

const number = (value: unknown) => (typeof value === "number" ? value : null);

/** Apply what the feed says somebody did; the same event twice changes nothing. */
export function heard(state: ObjState, event: LiveEvent, me: Me): ObjState {
  const group_id = number(event.data.group_id);
  const who = event.actor;
  switch (event.type) {
    case "source.saved": {
      if (group_id === null || state.saved.some((mark) => mark.group_id === group_id)) return state;
      const mark = { group_id, saved_at: event.at, saved_by: who };
      return { ...state, saved: [...state.saved, mark] };
    }
    case "source.unsaved": {
      const saved = state.saved.filter((mark) => !isUnsavedBy(mark, group_id, event.at));
      return saved.length === state.saved.length ? state : { ...state, saved };
    }
    case "candidate.rejected":
    case "candidate.unrejected": {
      const rejected = rejectionHeard(state.rejected, event, group_id, me);
      return rejected === state.rejected ? state : { ...state, rejected };
    }
    case "classification.created":
    case "classification.updated":
    case "classification.deleted": {
      const classifications = labelsHeard(state.classifications, event);
      return classifications === state.classifications ? state : { ...state, classifications };
    }
    default:
      return state;
  }
}

/** A save that came after the event is another one and stays. */
const isUnsavedBy = (mark: SavedMark, group_id: number | null, at: string) =>
  mark.group_id === group_id && (mark.saved_at === null || mark.saved_at <= at);

function rejectionHeard(
  rejected: Rejected,
  event: LiveEvent,
  group_id: number | null,
  me: Me,
): Rejected {
  const now = event.type === "candidate.rejected";
  if (group_id === null) {
    return event.actor?.id === me.id && rejected.me !== now ? { ...rejected, me: now } : rejected;
  }
  if (rejected.groups.includes(group_id) === now) return rejected;
  const others = rejected.groups.filter((id) => id !== group_id);
  return { ...rejected, groups: now ? [...others, group_id] : others };
}

function labelsHeard(labels: Classification[], event: LiveEvent): Classification[] {
  const id = number(event.data.classification_id);
  if (id === null) return labels;
  const known = labels.find((label) => label.id === id);
  if (event.type === "classification.deleted") {
    return known ? labels.filter((label) => label.id !== id) : labels;
  }
  const version = number(event.data.version) ?? 0;
  if (known && (known.version ?? 0) >= version) return labels;
  const label: Classification = {
    ...(known ?? {
      id,
      obj_id: event.obj_id ?? "",
      ml: false,
      author_id: event.actor?.id ?? 0,
      author_name: event.actor?.username ?? "",
      created_at: event.at,
      ...UNNAMED,
      modified: event.at,
    }),
    classification: String(event.data.classification ?? known?.classification ?? ""),
    taxonomy_id: number(event.data.taxonomy_id) ?? known?.taxonomy_id ?? 0,
    probability: number(event.data.probability),
    version,
  };
  return known ? labels.map((one) => (one.id === id ? label : one)) : [...labels, label];
}

export type Mark = "new" | "saved" | "rejected";

/** How the object stands for someone who scans for a group: my own rejection counts before a save. */
export function markOf(state: ObjState, groupId: number): Mark {
  if (state.rejected.me) return "rejected";
  if (state.saved.some((mark) => mark.group_id === groupId)) return "saved";
  return state.rejected.groups.includes(groupId) ? "rejected" : "new";
}
