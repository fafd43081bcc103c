/** One group: its members, filters, streams, class keys, requests, audit trail and settings. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ApiError } from "../../api/call";
import type { GroupDetail, Profile } from "../../api/shapes";
import { utcText } from "../../core/times";
import { groupQuery } from "../../queries";
import { AuditTrail } from "../../ui/audit_trail";
import { useSession, useTitle } from "../../ui/hooks";
import { Kit } from "../../ui/kit";
import { holds } from "../../ui/rights";
import { Failure, Skeleton } from "../../ui/states";
import { Tabs, type Tab } from "../../ui/tabs";
import { FiltersTab } from "./filters_tab";
import { GroupStreamsTab } from "./group_streams_tab";
import { Joining } from "./joining";
import { MembersTab } from "./members_tab";
import { RequestsTab } from "./requests_tab";
import { ScanningTab } from "./scanning_tab";
import type { GroupTab } from "./searches";
import { SettingsTab } from "./settings_tab";

const route = getRouteApi("/inside/group/$id");

export function GroupPage() {
  const id = Number(route.useParams().id);
  const { me } = useSession();
  const group = useQuery(groupQuery(id));
  useTitle(group.data?.name ?? "Group");
  const hidden = group.error instanceof ApiError && group.error.status < 500;
  const mine = group.data?.users?.find((user) => user.id === me.id);
  const inside = mine !== undefined || holds(me, "System admin");
  return (
    <Kit>
      <div className="page">
        <p className="crumbs">
          <Link to="/groups">Groups</Link>
        </p>
        {group.isPending && <Skeleton rows={3} height={120} />}
        {group.error && !group.data && (
          <Failure
            whole
            what={hidden ? "There is no such group for you." : "The group could not be read."}
            error={group.error}
            onRetry={() => void group.refetch()}
          />
        )}
        {group.data && !inside && <Joining group={group.data} />}
        {group.data && inside && <Whole group={group.data} />}
      </div>
    </Kit>
  );
}

function standing(group: GroupDetail, me: Profile): { admin: boolean; text: string } {
  const mine = group.users?.find((user) => user.id === me.id);
  if (mine?.admin) return { admin: true, text: "You are an admin of this group." };
  const admin = holds(me, "System admin");
  if (!mine) return { admin, text: "You are not a member, but a System admin." };
  const may = mine.can_save ? "save" : "look";
  return { admin, text: `You are a member and can ${may}.` };
}

/** What there is to see; who does not administer the group sees no trace of the rest. */
function tabsFor(admin: boolean, ordinary: boolean): Tab<GroupTab>[] {
  const tabs: (Tab<GroupTab> | false)[] = [
    { name: "members", title: "Members" },
    { name: "filters", title: "Filters" },
    { name: "streams", title: "Streams" },
    { name: "scanning", title: "Scanning" },
    admin && ordinary && { name: "requests", title: "Requests" },
    admin && { name: "audit", title: "Audit" },
    admin && ordinary && { name: "settings", title: "Settings" },
  ];
  return tabs.filter((tab) => tab !== false);
}

function Whole({ group }: { group: GroupDetail }) {
  const { me } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { admin, text } = standing(group, me);
  const tabs = tabsFor(admin, !group.single_user_group);
  const tab = tabs.find(({ name }) => name === search.tab)?.name ?? "members";
  // An archived group stays as it was when it was closed.
  const manages = admin && group.archived_at === null;
  return (
    <>
      <div className="page-head">
        <h1>{group.name}</h1>
        {group.private && <span className="badge">private</span>}
        {group.archived_at && <span className="badge amber">archived</span>}
        <span className="muted" data-testid="my-role">
          {text}
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
      {group.archived_at && (
        <p className="strip amber finding" data-testid="archived">
          This group was archived on {utcText(group.archived_at)}: its frozen datasets stay, nothing
          is added any more.
        </p>
      )}
      {group.description && <p>{group.description}</p>}
      <Tabs
        label="Group"
        tabs={tabs}
        current={tab}
        onChange={(name) => void navigate({ search: { tab: name } })}
      >
        {tab === "members" && <MembersTab group={group} manages={manages} />}
        {tab === "filters" && <FiltersTab group={group} manages={manages} />}
        {tab === "streams" && <GroupStreamsTab group={group} manages={manages} />}
        {tab === "scanning" && <ScanningTab id={group.id} />}
        {tab === "requests" && <RequestsTab group={group} />}
        {tab === "audit" && (
          <AuditTrail
            groupId={group.id}
            search={search}
            onSearch={(trail) => void navigate({ search: { tab, ...trail } })}
          />
        )}
        {tab === "settings" && <SettingsTab group={group} />}
      </Tabs>
    </>
  );
}
