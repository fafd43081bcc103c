/** The saved sources of a group, newest first; the table holds only the rows on the screen. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { NativeSelect, TextInput } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { call } from "../../api/call";
import type { Command } from "../../core/keys";
import { useCommands, useSession, useTitle } from "../../ui/hooks";
import { useHomeGroup } from "../../ui/home_group";
import { Kit } from "../../ui/kit";
import { Empty, Failure, Skeleton } from "../../ui/states";
import { SourceRows } from "./source_rows";
import "./sources.css";

const route = getRouteApi("/inside/sources");
const PAGE = 100;

function useSources(group: number | undefined, q: string | undefined, cls: string | undefined) {
  return useInfiniteQuery({
    queryKey: ["sources", group, q, cls],
    queryFn: ({ pageParam }) =>
      call("GET /api/sources", {
        query: {
          group_ids: group === undefined ? undefined : [group],
          sourceID: q,
          classifications: cls?.split(","),
          sortBy: "saved_at",
          sortOrder: "desc",
          includeThumbnails: true,
          numPerPage: PAGE,
          pageNumber: pageParam,
        },
      }),
    initialPageParam: 1,
    getNextPageParam: ({ pageNumber, numPerPage, totalMatches }) =>
      pageNumber * numPerPage < totalMatches ? pageNumber + 1 : undefined,
    placeholderData: (before) => before,
  });
}

export function SourcesPage() {
  useTitle("Sources");
  return (
    <Kit>
      <SourcesTable />
    </Kit>
  );
}

function SourcesTable() {
  const session = useSession();
  const { group, q, cls } = route.useSearch();
  const { shared } = useHomeGroup();
  const sources = useSources(group, q, cls);
  const rows = useMemo(
    () => sources.data?.pages.flatMap((page) => page.sources) ?? [],
    [sources.data],
  );
  const total = sources.data?.pages[0]?.totalMatches ?? 0;
  const [cursor, setCursor] = useState(0);
  const place = Math.min(cursor, Math.max(0, rows.length - 1));
  const state = useRef({ place, rows });
  state.current = { place, rows };
  const navigate = useNavigate();
  const commands = useMemo<Command[]>(() => {
    const section = "Sources";
    const move = (by: number) => () =>
      setCursor((now) => Math.max(0, Math.min(now + by, state.current.rows.length - 1)));
    const open = () => {
      const row = state.current.rows[state.current.place];
      if (row) void navigate({ to: "/source/$id", params: { id: row.id } });
    };
    return [
      { id: "row-next", keys: ["j", "ArrowDown"], title: "Next source", section, legend: "Next", run: move(1) }, // prettier-ignore
      { id: "row-previous", keys: ["k", "ArrowUp"], title: "Previous source", section, legend: "Previous", run: move(-1) }, // prettier-ignore
      { id: "row-ten", keys: ["Shift+j", "PageDown"], title: "Ten further", section, run: move(10) }, // prettier-ignore
      { id: "row-back-ten", keys: ["Shift+k", "PageUp"], title: "Ten back", section, run: move(-10) }, // prettier-ignore
      { id: "row-open", keys: ["Enter"], title: "Open the source", section, legend: "Open", run: open }, // prettier-ignore
    ];
  }, [navigate]);
  useCommands(session, commands);
  return (
    <div className="sources">
      <div className="page-head">
        <h1>Sources</h1>
        <span className="muted" data-testid="source-count">
          {sources.data ? `${total} saved` : ""}
        </span>
        <Controls groups={shared ?? []} />
      </div>
      {sources.error && rows.length === 0 && (
        <Failure
          what="The sources could not be read."
          error={sources.error}
          onRetry={() => void sources.refetch()}
        />
      )}
      {sources.isPending && <Skeleton rows={10} height={52} />}
      {sources.data && rows.length === 0 && (
        <Empty text={q || cls ? "No saved source matches." : "Nothing has been saved here yet."}>
          {q || cls ? (
            <ClearButton />
          ) : (
            <button type="button" onClick={() => void navigate({ to: "/scan" })}>
              Scan candidates
            </button>
          )}
        </Empty>
      )}
      {rows.length > 0 && (
        <SourceRows
          rows={rows}
          total={total}
          cursor={place}
          onCursor={setCursor}
          onEnd={() => {
            if (sources.hasNextPage && !sources.isFetchingNextPage) void sources.fetchNextPage();
          }}
        />
      )}
    </div>
  );
}

function ClearButton() {
  const navigate = route.useNavigate();
  return (
    <button type="button" onClick={() => void navigate({ search: ({ group }) => ({ group }) })}>
      Show all
    </button>
  );
}

function Controls({ groups }: { groups: { id: number; name: string }[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(search.q ?? "");
  useEffect(() => {
    const wanted = text.trim() || undefined;
    if (wanted === search.q) return;
    const change = () =>
      void navigate({ search: (before) => ({ ...before, q: wanted }), replace: true });
    const timer = setTimeout(change, 250);
    return () => clearTimeout(timer);
  }, [text, search.q, navigate]);
  const options = groups.map((group) => ({ value: String(group.id), label: group.name }));
  return (
    <div className="controls">
      <TextInput
        size="xs"
        type="search"
        aria-label="Name contains"
        placeholder="Name contains"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <NativeSelect
        size="xs"
        aria-label="Group"
        data={[{ value: "", label: "all my groups" }, ...options]}
        value={String(search.group ?? "")}
        onChange={(event) => {
          const group = Number(event.target.value) || undefined;
          void navigate({ search: (before) => ({ ...before, group }) });
        }}
      />
    </div>
  );
}
