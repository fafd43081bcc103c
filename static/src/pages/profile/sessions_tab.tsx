/** Where one is signed in: one browser a line, and the way out of each. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Table } from "@mantine/core";
import { call } from "../../api/call";
import type { SignedInBrowser } from "../../api/shapes";
import { agoText, utcText } from "../../core/times";
import { Problem, useAct } from "../../ui/acts";
import { ScrollRegion } from "../../ui/scroll_region";
import { Failure, Skeleton } from "../../ui/states";

const sessionsQuery = {
  queryKey: ["sessions"],
  queryFn: () => call("GET /api/internal/sessions"),
  staleTime: 0,
};

export function SessionsTab() {
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const act = useAct();
  const end = (one: SignedInBrowser) =>
    act.run(one.id, async () => {
      await call("DELETE /api/internal/sessions/{session_id}", { path: { session_id: one.id } });
      if (one.current) location.assign("/sign-in");
      else await client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    });
  const endAll = () =>
    act.run("all", async () => {
      await call("DELETE /api/internal/sessions");
      location.assign("/sign-in");
    });
  return (
    <section className="panel" aria-label="Sessions">
      <header>
        <h2>Where you are signed in</h2>
        <span className="spread" />
        <Button
          size="xs"
          variant="default"
          loading={act.busy === "all"}
          onClick={() => void endAll()}
        >
          Sign out everywhere
        </Button>
      </header>
      <p className="muted small">Signing out everywhere includes this browser. Tokens go on.</p>
      <Problem text={act.beside()} />
      {sessions.isPending && <Skeleton rows={3} height={40} />}
      {sessions.error && (
        <Failure
          what="Your sessions could not be read."
          error={sessions.error}
          onRetry={() => void sessions.refetch()}
        />
      )}
      {sessions.data && (
        <ScrollRegion label="Sessions">
          <Table className="stacked" aria-label="Sessions">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Browser</Table.Th>
                <Table.Th>Signed in by</Table.Th>
                <Table.Th>Since</Table.Th>
                <Table.Th>Last seen</Table.Th>
                <Table.Th>
                  <span className="visually-hidden">Sign out</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sessions.data.map((one) => (
                <Table.Tr key={one.id} data-session={one.current ? "current" : "other"}>
                  <Table.Th scope="row">
                    {one.browser ?? "unknown browser"}{" "}
                    {one.current && <span className="badge">this one</span>}
                    {one.address && <div className="muted small">{one.address}</div>}
                  </Table.Th>
                  <Table.Td data-label="Signed in by">{one.how || "–"}</Table.Td>
                  <Table.Td data-label="Since">{utcText(one.created_at)}</Table.Td>
                  <Table.Td data-label="Last seen">
                    {one.current ? "now" : agoText(one.seen_at) || "–"}
                  </Table.Td>
                  <Table.Td>
                    <button
                      type="button"
                      disabled={act.busy !== null}
                      aria-label={`Sign out ${one.browser ?? "unknown browser"}, ${utcText(one.created_at)}`}
                      onClick={() => void end(one)}
                    >
                      Sign out
                    </button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      )}
    </section>
  );
}
