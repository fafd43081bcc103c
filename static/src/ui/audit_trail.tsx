/** Who did what: the audit trail with its filters, as much as one wants, and as a file. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Table, TextInput } from "@mantine/core";
import { useState } from "react";
import { address, call } from "../api/call";
import { findPerson } from "../api/reads";
import type { AuditLine } from "../api/shapes";
import { changes } from "../core/changes";
import { utcText } from "../core/times";
import { beside, faults } from "./acts";
import { usePhone } from "./hooks";
import { PersonField } from "./person_field";
import { ScrollRegion } from "./scroll_region";
import { Empty, Failure, Skeleton } from "./states";
import { TRAIL_KEYS, type TrailSearch } from "./trail_searches";

const PAGE = 50;
const FIELDS = ["by", "to"];

interface TrailProps {
  search: TrailSearch;
  onSearch: (search: TrailSearch) => void;
  /** Only what was done in this group. */
  groupId?: number;
}

/** The filters as the API takes them; people by their ids. */
async function asked(search: TrailSearch, groupId: number | undefined) {
  const [actor, user] = await Promise.all([
    search.by ? findPerson(search.by, "by") : undefined,
    search.to ? findPerson(search.to, "to") : undefined,
  ]);
  return {
    actorId: actor?.id,
    userId: user?.id,
    groupID: groupId,
    action: search.did,
    kind: search.on,
    target: search.row,
    startDate: search.since && `${search.since}T00:00:00`,
    endDate: search.until && `${search.until}T23:59:59`,
  };
}

export function AuditTrail({ search, onSearch, groupId }: TrailProps) {
  const phone = usePhone();
  const trail = useInfiniteQuery({
    queryKey: ["audit", groupId, ...TRAIL_KEYS.map((key) => search[key])],
    queryFn: async ({ pageParam }) => {
      const filters = await asked(search, groupId);
      const query = { ...filters, after: pageParam, numPerPage: PAGE };
      return { ...(await call("GET /api/audit", { query })), filters };
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.after,
    staleTime: 0,
  });
  const wrong = faults(trail.error);
  const problem = beside(trail.error, FIELDS);
  const rows = trail.data?.pages.flatMap((page) => page.lines);
  const filters = trail.data?.pages[0]?.filters;
  const narrowed = TRAIL_KEYS.some((key) => search[key]);
  return (
    <section className="panel" aria-label="Audit trail">
      <header>
        <h2>Who did what</h2>
        <span className="spread" />
        {filters &&
          (["csv", "ndjson"] as const).map((format) => (
            <a
              key={format}
              className="button"
              href={address("/api/audit/export", {}, { ...filters, format })}
              download
            >
              Export {format.toUpperCase()}
            </a>
          ))}
      </header>
      <details open={!phone || narrowed}>
        <summary className="fold-line">Narrow it down</summary>
        <Filters
          key={JSON.stringify(search)}
          search={search}
          onSearch={onSearch}
          wrong={wrong}
          busy={trail.isFetching}
          onAgain={() => void trail.refetch()}
        />
      </details>
      {trail.isPending && <Skeleton rows={6} height={34} />}
      {trail.error && problem && (
        <Failure
          what="The audit trail could not be read."
          error={trail.error}
          onRetry={() => void trail.refetch()}
        />
      )}
      {!trail.error && rows?.length === 0 && (
        <Empty text={narrowed ? "Nothing was done that fits." : "Nothing was done yet."}>
          {narrowed && (
            <button type="button" onClick={() => onSearch({})}>
              Show everything
            </button>
          )}
        </Empty>
      )}
      {!trail.error && rows && rows.length > 0 && <Lines rows={rows} />}
      {trail.hasNextPage && !trail.error && (
        <p className="buttons">
          <Button
            size="xs"
            variant="default"
            loading={trail.isFetchingNextPage}
            onClick={() => void trail.fetchNextPage()}
          >
            Show older
          </Button>
        </p>
      )}
    </section>
  );
}

interface FiltersProps {
  search: TrailSearch;
  onSearch: (search: TrailSearch) => void;
  wrong: Record<string, string>;
  busy: boolean;
  /** The same is asked once more. */
  onAgain: () => void;
}

const WORDS = { did: "What was done", on: "Kind of row", row: "Row" } as const;
const DAYS = { since: "From (UTC)", until: "Until (UTC)" } as const;

function Filters({ search, onSearch, wrong, busy, onAgain }: FiltersProps) {
  const [draft, setDraft] = useState(search);
  const change = (key: keyof TrailSearch, value: string) => setDraft({ ...draft, [key]: value });
  const show = (event: React.FormEvent) => {
    event.preventDefault();
    const given = TRAIL_KEYS.filter((key) => draft[key]?.trim());
    const next = Object.fromEntries(given.map((key) => [key, draft[key]?.trim()]));
    if (TRAIL_KEYS.every((key) => search[key] === next[key])) onAgain();
    else onSearch(next);
  };
  return (
    <form className="fields" onSubmit={show}>
      <PersonField
        label="Done by"
        value={draft.by ?? ""}
        error={wrong.by}
        onType={(text) => change("by", text)}
      />
      <PersonField
        label="Done to"
        value={draft.to ?? ""}
        error={wrong.to}
        onType={(text) => change("to", text)}
      />
      {Object.entries(WORDS).map(([key, label]) => (
        <TextInput
          key={key}
          label={label}
          value={draft[key as keyof typeof WORDS] ?? ""}
          onChange={(event) => change(key as keyof typeof WORDS, event.target.value)}
        />
      ))}
      {Object.entries(DAYS).map(([key, label]) => (
        <TextInput
          key={key}
          type="date"
          label={label}
          value={draft[key as keyof typeof DAYS] ?? ""}
          onChange={(event) => change(key as keyof typeof DAYS, event.target.value)}
        />
      ))}
      <p className="buttons">
        <Button type="submit" size="xs" loading={busy}>
          Show
        </Button>
      </p>
    </form>
  );
}

function Lines({ rows }: { rows: AuditLine[] }) {
  return (
    <ScrollRegion label="What was done">
      <Table className="stacked" aria-label="What was done" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>Did</Table.Th>
            <Table.Th>To</Table.Th>
            <Table.Th>Changed</Table.Th>
            <Table.Th>From</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((line) => (
            <Table.Tr key={line.id}>
              <Table.Td data-label="When">
                <time className="no-break" dateTime={`${line.at}Z`}>
                  {utcText(line.at)}
                </time>
              </Table.Td>
              <Table.Td data-label="Who">
                <Doer line={line} />
              </Table.Td>
              <Table.Td data-label="Did">
                <b>{line.action}</b> {line.kind} <span className="hash">{line.target}</span>
              </Table.Td>
              <Table.Td data-label="To">{line.user?.username ?? "–"}</Table.Td>
              <Table.Td data-label="Changed">
                <Changed line={line} />
              </Table.Td>
              <Table.Td data-label="From" className="small">
                {line.address ?? "–"}
                {line.token_id && <div>token {line.token_id.slice(0, 8)}</div>}
                {line.request_id && (
                  <div className="muted" title={`request ${line.request_id}`}>
                    <code>{line.request_id.slice(0, 8)}</code>
                  </div>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}

function Doer({ line }: { line: AuditLine }) {
  if (!line.impersonator) return <>{line.actor?.username ?? "the platform"}</>;
  return (
    <>
      {line.impersonator.username} <span className="muted">as {line.actor?.username}</span>
    </>
  );
}

function Changed({ line }: { line: AuditLine }) {
  const list = changes(line.before, line.after);
  if (list.length === 0) return <>–</>;
  return (
    <dl className="changes">
      {list.map(({ name, before, after }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {before !== null && (
              <s>
                <Shortened text={before} />
              </s>
            )}{" "}
            {before !== null && after !== null && "→ "}
            {after !== null && <Shortened text={after} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const LONG = 120;

/** A long text opens on demand. */
function Shortened({ text }: { text: string }) {
  if (text.length <= LONG) return <>{text}</>;
  return (
    <details>
      <summary>{text.slice(0, LONG / 2)}…</summary>
      {text}
    </details>
  );
}
