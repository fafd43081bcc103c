/** Calls whose answer depends on what is asked: each asks for one form and gives that one. */
import { ApiError, call } from "./call";
import type { Candidates, GroupLists, Palette, Person, Preview, Recipe } from "./shapes";
import type { Operations } from "./types";

type CandidateQuery = Operations["GET /api/candidates"]["query"];

export async function readCandidates(query: CandidateQuery): Promise<Candidates> {
  return (await call("GET /api/candidates", { query })) as Candidates;
}

/** Names of candidates that begin so. */
export async function completeNames(prefix: string, signal: AbortSignal): Promise<string[]> {
  const query = { objID: prefix, nameOnly: true };
  const { candidates } = await call("GET /api/candidates", { query, signal });
  return candidates.map(({ id }) => id);
}

export async function readGroups(): Promise<GroupLists> {
  return (await call("GET /api/groups")) as GroupLists;
}

export async function readPalette(groupId: number): Promise<Palette> {
  const path = { group_id: groupId };
  return (await call("GET /api/groups/{group_id}/palette", { path })) as unknown as Palette;
}

/** Ask for a version; gives its number, and "frozen" when the newest says the same already. */
export async function freeze(datasetId: number, recipe: Recipe) {
  const path = { dataset_id: datasetId };
  return call("POST /api/datasets/{dataset_id}/versions", { path, body: { recipe } });
}

export async function readPreview(datasetId: number, recipe: Recipe): Promise<Preview> {
  const path = { dataset_id: datasetId };
  return call("POST /api/datasets/{dataset_id}/preview", { path, body: { recipe } });
}

/** People whose username holds these letters. */
export async function readPeople(username: string): Promise<Person[]> {
  const query = { username, numPerPage: 20 };
  return (await call("GET /api/user", { query })).users;
}

/** Find a person by the whole username; the name of the field says where it is missing. */
export async function findPerson(username: string, field: string): Promise<Person> {
  const wanted = username.trim().toLowerCase();
  const found = (await readPeople(wanted)).find((one) => one.username.toLowerCase() === wanted);
  if (found) return found;
  const fields = { [field]: "unknown" };
  throw new ApiError(404, "not_found", `There is nobody named ${username}.`, null, fields);
}
