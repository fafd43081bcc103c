/** People who are asked in: a new invitation, and those that are under way. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Table } from "@mantine/core";
import { call } from "../../api/call";
import type { Invitation } from "../../api/shapes";
import { utcText } from "../../core/times";
import { Problem, useAct } from "../../ui/acts";
import { ScrollRegion } from "../../ui/scroll_region";
import { Empty, Failure, Skeleton } from "../../ui/states";
import { NewInvitation } from "./new_invitation";

const MOST = 500;

const configQuery = {
  queryKey: ["config"],
  queryFn: () => call("GET /api/config"),
  staleTime: Infinity,
};

const invitationsQuery = {
  queryKey: ["invitations"],
  queryFn: () => call("GET /api/invitations", { query: { includeUsed: true, numPerPage: MOST } }),
};

export function InvitationsTab() {
  const config = useQuery(configQuery);
  if (config.isPending) return <Skeleton rows={4} height={44} />;
  if (config.error) {
    return (
      <Failure
        what="Whether people can be invited could not be read."
        error={config.error}
        onRetry={() => void config.refetch()}
      />
    );
  }
  if (!config.data.invitationsEnabled) {
    return (
      <section className="panel" aria-label="Invitations">
        <h2>Invitations</h2>
        <p>Inviting people is switched off on this platform; its settings can switch it on.</p>
      </section>
    );
  }
  return (
    <>
      <NewInvitation />
      <Sent />
    </>
  );
}

function Sent() {
  const invitations = useQuery(invitationsQuery);
  const list = invitations.data?.invitations;
  return (
    <section className="panel" aria-label="Invitations">
      <h2>Your invitations</h2>
      {invitations.isPending && <Skeleton rows={3} height={40} />}
      {invitations.error && (
        <Failure
          what="The invitations could not be read."
          error={invitations.error}
          onRetry={() => void invitations.refetch()}
        />
      )}
      {list?.length === 0 && <Empty own text="You have invited nobody yet." />}
      {list && list.length > 0 && (
        <ScrollRegion label="Invitations">
          <Table className="stacked" aria-label="Invitations">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>E-mail</Table.Th>
                <Table.Th>As</Table.Th>
                <Table.Th>Into</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>
                  <span className="visually-hidden">Revoke</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {list.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      )}
    </section>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const client = useQueryClient();
  const act = useAct();
  const { groups, admin_for_groups: admins, status } = invitation;
  const names = groups.map((group, index) => group.name + (admins[index] ? " (as admin)" : ""));
  const revoke = () =>
    act.run("revoke", async () => {
      const path = { invitation_id: invitation.id };
      await call("DELETE /api/invitations/{invitation_id}", { path });
      await client.invalidateQueries({ queryKey: invitationsQuery.queryKey });
    });
  return (
    <Table.Tr data-invitation={invitation.user_email}>
      <Table.Th scope="row" className="hash">
        {invitation.user_email}
      </Table.Th>
      <Table.Td data-label="As">{invitation.role_id}</Table.Td>
      <Table.Td data-label="Into">{names.join(", ") || "no group"}</Table.Td>
      <Table.Td data-label="State">
        {status === "pending" ? `waits until ${utcText(invitation.expires_at)}` : status}
      </Table.Td>
      <Table.Td>
        {status === "pending" && (
          <button
            type="button"
            disabled={act.busy !== null}
            aria-label={`Revoke the invitation of ${invitation.user_email}`}
            onClick={() => void revoke()}
          >
            Revoke
          </button>
        )}
        <Problem text={act.beside()} />
      </Table.Td>
    </Table.Tr>
  );
}
