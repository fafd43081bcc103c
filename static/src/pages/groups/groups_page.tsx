/** The groups one belongs to, those one may ask to join, and making a new one. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/call";
import type { Group } from "../../api/shapes";
import { filtersQuery, groupsQuery } from "../../queries";
import { Problem, useAct } from "../../ui/acts";
import { Dialog, DialogHead } from "../../ui/dialog";
import { useSession, useTitle } from "../../ui/hooks";
import { Kit } from "../../ui/kit";
import { holds } from "../../ui/rights";
import { Empty, Failure, Skeleton } from "../../ui/states";
import { bodyOf, draftOf, GROUP_FIELDS, GroupFields } from "./group_form";
import { AskToJoin } from "./joining";

export function GroupsPage() {
  useTitle("Groups");
  const { me } = useSession();
  const groups = useQuery(groupsQuery);
  const [making, setMaking] = useState(false);
  const shared = (list: Group[] | undefined) => list?.filter((group) => !group.single_user_group);
  const mine = shared(groups.data?.user_groups);
  const others = shared(groups.data?.all_groups)?.filter(
    (group) => !mine?.some(({ id }) => id === group.id),
  );
  const makes = holds(me, "Upload data");
  return (
    <Kit>
      <div className="page">
        <div className="page-head">
          <h1>Groups</h1>
          <div className="controls">
            {makes && (
              <Button size="xs" onClick={() => setMaking(true)} data-testid="new-group">
                New group
              </Button>
            )}
          </div>
        </div>
        {groups.isPending && <Skeleton rows={3} height={90} />}
        {groups.error && (
          <Failure
            what="The groups could not be read."
            error={groups.error}
            onRetry={() => void groups.refetch()}
          />
        )}
        {mine?.length === 0 && (
          <Empty text="You are in no group yet. Ask to join one, or an admin can add you." />
        )}
        <div className="cards">
          {mine?.map((group) => (
            <GroupCard key={group.id} group={group} />
          ))}
        </div>
        {others && others.length > 0 && <Others groups={others} />}
      </div>
      {making && <NewGroup onClose={() => setMaking(false)} />}
    </Kit>
  );
}

function Heading({ group }: { group: Group }) {
  return (
    <h2>
      {group.name} {group.private && <span className="badge">private</span>}
      {group.archived_at && <span className="badge amber">archived</span>}
    </h2>
  );
}

function GroupCard({ group }: { group: Group }) {
  const filters = useQuery(filtersQuery).data?.filter((filter) => filter.group_id === group.id);
  return (
    <Link to="/group/$id" params={{ id: String(group.id) }} className="panel card-link">
      <Heading group={group} />
      <p className="muted">{group.description}</p>
      <p className="small">
        {filters?.length ? filters.map((filter) => filter.name).join(", ") : "no filter"}
      </p>
    </Link>
  );
}

function Others({ groups }: { groups: Group[] }) {
  return (
    <section aria-label="Other groups">
      <h2 className="section-head">Groups that you are not in</h2>
      <div className="cards">
        {groups.map((group) => (
          <div key={group.id} className="panel" data-group={group.name}>
            <h2>
              <Link to="/group/$id" params={{ id: String(group.id) }}>
                {group.name}
              </Link>
            </h2>
            {group.description && <p className="muted">{group.description}</p>}
            {group.archived_at ? <p className="muted">archived</p> : <AskToJoin group={group} />}
          </div>
        ))}
      </div>
    </section>
  );
}

function NewGroup({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const act = useAct();
  const [draft, setDraft] = useState(draftOf());
  const create = (event: React.FormEvent) => {
    event.preventDefault();
    void act.run("create", async () => {
      const { id } = await call("POST /api/groups", { body: bodyOf(draft) });
      await client.invalidateQueries({ queryKey: groupsQuery.queryKey });
      await navigate({ to: "/group/$id", params: { id: String(id) } });
    });
  };
  return (
    <Dialog title="New group" onClose={onClose} testId="new-group-dialog">
      <DialogHead title="New group" onClose={onClose} />
      <form className="form" onSubmit={create}>
        <GroupFields draft={draft} change={(part) => setDraft({ ...draft, ...part })} act={act} />
        <Problem text={act.beside(...GROUP_FIELDS)} />
        <p className="buttons">
          <Button type="submit" disabled={!draft.name.trim()} loading={act.busy !== null}>
            Create
          </Button>
          <span className="muted small">You become its admin.</span>
        </p>
      </form>
    </Dialog>
  );
}
