/** Server state that several pages share, cached by TanStack Query and renewed by the feed. */
import { QueryClient, queryOptions } from "@tanstack/react-query";
import { ApiError, call } from "./api/call";
import { readGroups } from "./api/reads";
import type { LiveEvent } from "./api/shapes";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 3 && error instanceof ApiError && error.passing,
    },
  },
});

export const profileQuery = queryOptions({
  queryKey: ["profile"],
  queryFn: () => call("GET /api/internal/profile"),
  staleTime: Infinity,
});

export const groupsQuery = queryOptions({
  queryKey: ["groups"],
  queryFn: readGroups,
});

export const filtersQuery = queryOptions({
  queryKey: ["filters"],
  queryFn: () => call("GET /api/filters"),
});

export const streamsQuery = queryOptions({
  queryKey: ["streams"],
  queryFn: () => call("GET /api/streams"),
});

/** One's own requests to be let into groups, and those that one may answer. */
export const admissionsQuery = queryOptions({
  queryKey: ["admissions"],
  queryFn: () => call("GET /api/group_admission_requests"),
});

export const taxonomiesQuery = queryOptions({
  queryKey: ["taxonomies"],
  queryFn: () => call("GET /api/taxonomy"),
  staleTime: 600_000,
});

export const groupQuery = (id: number) =>
  queryOptions({
    queryKey: ["group", id],
    queryFn: () => call("GET /api/groups/{group_id}", { path: { group_id: id } }),
  });

export const commentsQuery = (id: string) =>
  queryOptions({
    queryKey: ["comments", id],
    queryFn: () => call("GET /api/sources/{obj_id}/comments", { path: { obj_id: id } }),
  });

export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: ["source", id],
    queryFn: () =>
      call("GET /api/sources/{obj_id}", {
        path: { obj_id: id },
        query: { includeThumbnails: true },
      }),
  });

export const photometryQuery = (id: string) =>
  queryOptions({
    queryKey: ["photometry", id],
    queryFn: () =>
      call("GET /api/sources/{obj_id}/photometry", {
        path: { obj_id: id },
        query: { format: "mag" },
      }),
  });

export const datasetsQuery = queryOptions({
  queryKey: ["datasets"],
  queryFn: async () => (await call("GET /api/datasets")).datasets,
});

export const datasetQuery = (id: number) =>
  queryOptions({
    queryKey: ["dataset", id],
    queryFn: () => call("GET /api/datasets/{dataset_id}", { path: { dataset_id: id } }),
  });

/** Mark as old what an event says has changed; only what is on the screen is fetched again. */
export function renew(event: LiveEvent): void {
  for (const queryKey of affected(event)) void queryClient.invalidateQueries({ queryKey });
}

function affected({ type, obj_id, data }: LiveEvent): unknown[][] {
  const [noun] = type.split(".");
  switch (noun) {
    case "comment":
      return [["comments", obj_id]];
    case "photometry":
      return [["photometry", obj_id]];
    case "annotation":
    case "thumbnail":
      return [["source", obj_id]];
    case "source":
      return [["source", obj_id], ["sources"]];
    case "classification":
      return [["sources"]];
    case "row":
      return [["source"], ["comments"], ["photometry"], ["sources"], ["groups"]];
    case "membership":
    case "group":
      return [["groups"], ["group"], ["filters"], ["sources"], ["admissions"], ["streams"]];
    case "filter":
      return [["filters"], ["group"]];
    case "notification":
      return [["admissions"]];
    case "token":
      return [["tokens"]];
    case "taxonomy":
      return [["taxonomies"]];
    case "dataset":
      return type === "dataset.progress" ? [] : [["datasets"], ["dataset", data.dataset_id]];
    default:
      return [];
  }
}
