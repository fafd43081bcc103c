/** The tokens of one's scripts: what each may do, since when, how long, and when it was last used. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Table } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import type { Token } from "../../api/shapes";
import { agoText, instant, utcText } from "../../core/times";
import { groupsQuery } from "../../queries";
import { Problem, useAct } from "../../ui/acts";
import { useSession } from "../../ui/hooks";
import { ScrollRegion } from "../../ui/scroll_region";
import { Empty, Failure, Skeleton } from "../../ui/states";
import { TypedConfirmation } from "../../ui/typed_confirmation";
import { NewToken } from "./new_token";
import { SecretDialog, type Secret } from "./secret_dialog";

const tokensQuery = {
  queryKey: ["tokens"],
  queryFn: () => call("GET /api/internal/tokens"),
};

export function TokensTab() {
  const { me } = useSession();
  const client = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const act = useAct();
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [revoking, setRevoking] = useState<Token | null>(null);
  // A System admin is given everybody's tokens; this page is about one's own.
  const own = tokens.data?.filter((token) => token.created_by_id === me.id);
  const renew = () => client.invalidateQueries({ queryKey: tokensQuery.queryKey });
  const rotate = (token: Token) =>
    act.run(token.id, async () => {
      const path = { token_id: token.id };
      const { token_id } = await call("POST /api/internal/tokens/{token_id}/rotate", { path });
      setSecret({ name: token.name, text: token_id, rotated: true });
      await renew();
    });
  return (
    <section className="panel" aria-label="Tokens">
      <header>
        <h2>Tokens</h2>
        <span className="spread" />
        <Button size="xs" onClick={() => setMaking(true)} data-testid="new-token">
          New token
        </Button>
      </header>
      <p className="muted small">
        A script acts with a token in your name. Rotating gives it a new secret; the old one works
        for 24 hours more.
      </p>
      <Problem text={act.beside()} />
      {tokens.isPending && <Skeleton rows={3} height={40} />}
      {tokens.error && (
        <Failure
          what="Your tokens could not be read."
          error={tokens.error}
          onRetry={() => void tokens.refetch()}
        />
      )}
      {own?.length === 0 && <Empty own text="No token yet. Make one for a script of yours." />}
      {own && own.length > 0 && (
        <TokenTable
          tokens={own}
          busy={act.busy}
          onRotate={(token) => void rotate(token)}
          onRevoke={setRevoking}
        />
      )}
      {making && (
        <NewToken
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
            void renew();
          }}
        />
      )}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
      {revoking && (
        <TypedConfirmation
          title={`Revoke the token ${revoking.name}`}
          name={revoking.name}
          verb="Revoke"
          onClose={() => setRevoking(null)}
          act={async () => {
            const path = { token_id: revoking.id };
            await call("DELETE /api/internal/tokens/{token_id}", { path });
            await renew();
          }}
        >
          <p>Scripts that use it stop at once. A revoked token never works again.</p>
        </TypedConfirmation>
      )}
    </section>
  );
}

interface TableProps {
  tokens: Token[];
  busy: string | null;
  onRotate: (token: Token) => void;
  onRevoke: (token: Token) => void;
}

function TokenTable({ tokens, busy, onRotate, onRevoke }: TableProps) {
  return (
    <ScrollRegion label="Tokens">
      <Table className="stacked" aria-label="Tokens">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>May</Table.Th>
            <Table.Th>In groups</Table.Th>
            <Table.Th>Created</Table.Th>
            <Table.Th>Works until</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th>
              <span className="visually-hidden">What to do</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} {...{ token, busy, onRotate, onRevoke }} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}

type RowProps = Omit<TableProps, "tokens"> & { token: Token };

function TokenRow({ token, busy, onRotate, onRevoke }: RowProps) {
  const { me } = useSession();
  const groups = useQuery(groupsQuery);
  const [now] = useState(() => Date.now());
  const expired = token.expires_at !== null && instant(token.expires_at).getTime() < now;
  const rotated = token.former_until !== null && instant(token.former_until).getTime() > now;
  const names = token.group_ids?.map(
    (id) => groups.data?.user_groups.find((group) => group.id === id)?.name,
  );
  return (
    <Table.Tr data-token={token.name}>
      <Table.Th scope="row">
        {token.name} {expired && <span className="badge amber">expired</span>}
        <div className="muted small">
          <code>{token.id.slice(0, 8)}</code>
        </div>
        {rotated && (
          <div className="small">the old secret works until {utcText(token.former_until)}</div>
        )}
      </Table.Th>
      <Table.Td data-label="May">
        <span>
          {token.acls.map((acl) => (
            <span key={acl} className="badge chip-space">
              {acl}
              {!me.permissions.includes(acl) && " (not yours any more)"}
            </span>
          ))}
          {token.acls.length === 0 && "look only"}
        </span>
      </Table.Td>
      <Table.Td data-label="In groups">{names?.filter(Boolean).join(", ") ?? "all yours"}</Table.Td>
      <Table.Td data-label="Created">{utcText(token.created_at)}</Table.Td>
      <Table.Td data-label="Works until">
        {token.expires_at ? utcText(token.expires_at) : "no end"}
      </Table.Td>
      <Table.Td data-label="Last used">{agoText(token.last_used_at) || "never used"}</Table.Td>
      <Table.Td>
        <span className="row-buttons">
          <button
            type="button"
            disabled={busy !== null}
            aria-label={`Rotate ${token.name}`}
            onClick={() => onRotate(token)}
          >
            Rotate
          </button>
          <button type="button" aria-label={`Revoke ${token.name}`} onClick={() => onRevoke(token)}>
            Revoke…
          </button>
        </span>
      </Table.Td>
    </Table.Tr>
  );
}
