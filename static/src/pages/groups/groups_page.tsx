/** The groups one belongs to. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Group } from "../../api/shapes";
import { filtersQuery, groupsQuery } from "../../queries";
import { useTitle } from "../../ui/hooks";
import { Kit } from "../../ui/kit";
import { Empty, Failure, Skeleton } from "../../ui/states";

export function GroupsPage() {
  useTitle("Groups");
  const groups = useQuery(groupsQuery);
  const mine = groups.data?.user_groups.filter((group) => !group.single_user_group);
  return (
    <Kit>
      <div className="page">
        <div className="page-head">
          <h1>Groups</h1>
        </div>
        {groups.isPending && <Skeleton rows={3} height={90} />}
        {groups.error && (
          <Failure
            what="The groups could not be read."
            error={groups.error}
            onRetry={() => void groups.refetch()}
          />
        )}
        {mine?.length === 0 && <Empty text="You are in no group yet. An admin can add you." />}
        <div className="cards">
          {mine?.map((group) => (
            <GroupCard key={group.id} group={group} />
          ))}
        </div>
      </div>
    </Kit>
  );
}

function GroupCard({ group }: { group: Group }) {
  const filters = useQuery(filtersQuery).data?.filter((filter) => filter.group_id === group.id);
  return (
    <Link to="/group/$id" params={{ id: String(group.id) }} className="panel card-link">
      <h2>
        {group.name} {group.private && <span className="badge">private</span>}
      </h2>
      <p className="muted">{group.description}</p>
      <p className="small">
        {filters?.length ? filters.map((filter) => filter.name).join(", ") : "no filter"}
      </p>
    </Link>
  );
}
