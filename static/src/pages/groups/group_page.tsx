/** One group: who is in it, in what role, its filters and its class keys. */
import { useQuery } from "@tanstack/react-query";
import { Table } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ApiError } from "../../api/call";
import { readPalette } from "../../api/reads";
import type { GroupDetail } from "../../api/shapes";
import { groupQuery } from "../../queries";
import { useSession, useTitle } from "../../ui/hooks";
import { Kit } from "../../ui/kit";
import { Failure, Skeleton } from "../../ui/states";
import { Avatar, nameOf } from "../../ui/user_menu";

const route = getRouteApi("/inside/group/$id");

export function GroupPage() {
  const id = Number(route.useParams().id);
  const group = useQuery(groupQuery(id));
  useTitle(group.data?.name ?? "Group");
  const hidden = group.error instanceof ApiError && group.error.status < 500;
  return (
    <Kit>
      <div className="page">
        <p className="crumbs">
          <Link to="/groups">Groups</Link>
        </p>
        {group.isPending && <Skeleton rows={3} height={120} />}
        {group.error && (
          <Failure
            whole
            what={hidden ? "There is no such group for you." : "The group could not be read."}
            error={group.error}
            onRetry={() => void group.refetch()}
          />
        )}
        {group.data && <Whole group={group.data} />}
      </div>
    </Kit>
  );
}

function Whole({ group }: { group: GroupDetail }) {
  const { me } = useSession();
  const mine = group.users?.find((user) => user.id === me.id);
  const role = !mine
    ? "You are not a member."
    : mine.admin
      ? "You are an admin of this group."
      : mine.can_save
        ? "You are a member and can save."
        : "You are a member and can look.";
  return (
    <>
      <div className="page-head">
        <h1>{group.name}</h1>
        {group.private && <span className="badge">private</span>}
        <span className="muted" data-testid="my-role">
          {role}
        </span>
        <div className="controls">
          <Link className="button" to="/scan" search={{ group: group.id }}>
            Scan its candidates
          </Link>
          <Link className="button" to="/sources" search={{ group: group.id }}>
            Its sources
          </Link>
        </div>
      </div>
      {group.description && <p>{group.description}</p>}
      <Members group={group} />
      <div className="cards" style={{ marginTop: 12 }}>
        <Filters group={group} />
        <PaletteKeys id={group.id} />
      </div>
    </>
  );
}

function Members({ group }: { group: GroupDetail }) {
  const { me } = useSession();
  return (
    <section className="panel scroll-x" aria-label="Members">
      <header>
        <h2>Members</h2>
        <span className="muted">{group.users?.length}</span>
      </header>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Account</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>Can save</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {group.users?.map((user) => (
            <Table.Tr key={user.id}>
              <Table.Td>
                <span style={{ display: "flex", gap: 8, alignItems: "center" }}>
                  <Avatar name={nameOf(user)} />
                  {nameOf(user)} {user.id === me.id && <span className="badge">you</span>}
                </span>
              </Table.Td>
              <Table.Td>{user.username}</Table.Td>
              <Table.Td>{user.admin ? "admin" : "member"}</Table.Td>
              <Table.Td>{user.can_save ? "✓ yes" : "no"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Filters({ group }: { group: GroupDetail }) {
  const streams = new Map(group.streams?.map((stream) => [stream.id, stream.name]));
  return (
    <section className="panel" aria-label="Filters">
      <h2>Filters</h2>
      {!group.filters?.length && <p className="muted">No filter.</p>}
      <ul className="list">
        {group.filters?.map((filter) => (
          <li key={filter.id}>
            <Link to="/scan" search={{ group: group.id, filters: String(filter.id) }}>
              {filter.name}
            </Link>{" "}
            <span className="muted">{streams.get(filter.stream_id)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PaletteKeys({ id }: { id: number }) {
  const palette = useQuery({
    queryKey: ["group", id, "palette"],
    queryFn: () => readPalette(id),
  });
  const rejects = palette.data?.reject_scope === "group" ? "for the whole group" : "for yourself";
  return (
    <section className="panel" aria-label="Scanning">
      <h2>Scanning</h2>
      {palette.data?.classes.length === 0 && <p className="muted">No class key.</p>}
      <ul className="list">
        {palette.data?.classes.map((one) => (
          <li key={one.key}>
            <kbd>{one.key}</kbd> {one.label ?? one.classification}
          </li>
        ))}
      </ul>
      {palette.data && (
        <p className="muted small">
          Rejecting counts {rejects}. A decision{" "}
          {palette.data.auto_advance ? "moves on by itself" : "stays on the object"}.
        </p>
      )}
    </section>
  );
}
