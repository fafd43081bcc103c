/** The administration: why somebody may do something, people, the audit trail, streams, invitations. */
import { getRouteApi } from "@tanstack/react-router";
import { AuditTrail } from "../../ui/audit_trail";
import { useSession, useTitle } from "../../ui/hooks";
import { Kit } from "../../ui/kit";
import { administers, holds } from "../../ui/rights";
import { Forbidden } from "../../ui/states";
import { Tabs, type Tab } from "../../ui/tabs";
import type { Profile } from "../../api/shapes";
import { InvitationsTab } from "./invitations_tab";
import { PeopleTab } from "./people_tab";
import type { AdminTab } from "./searches";
import { StreamsTab } from "./streams_tab";
import { WhyTab } from "./why_tab";

const route = getRouteApi("/inside/admin");

/** The tabs that somebody may use; others leave no trace. */
function tabsOf(me: Profile): Tab<AdminTab>[] {
  const explains = holds(me, "System admin") || (me.admin_group_ids?.length ?? 0) > 0;
  const tabs: (Tab<AdminTab> | false)[] = [
    explains && { name: "why", title: "Why?" },
    holds(me, "Manage users") && { name: "people", title: "People" },
    { name: "audit", title: "Audit" },
    holds(me, "System admin") && { name: "streams", title: "Streams" },
    holds(me, "Manage users") && { name: "invitations", title: "Invitations" },
  ];
  return tabs.filter((tab) => tab !== false);
}

export function AdminPage() {
  useTitle("Admin");
  const { me } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  if (!administers(me)) return <Forbidden what="The administration is for admins." />;
  const tabs = tabsOf(me);
  const { actor, kind, action, id, acl } = search;
  const tab = tabs.find(({ name }) => name === search.tab)?.name ?? tabs[0]?.name ?? "audit";
  return (
    <Kit>
      <div className="page">
        <div className="page-head">
          <h1>Admin</h1>
        </div>
        <Tabs
          label="Administration"
          tabs={tabs}
          current={tab}
          onChange={(name) => void navigate({ search: { tab: name } })}
        >
          {tab === "why" && (
            <WhyTab
              asked={{ actor, kind, action, id, acl }}
              onAsk={(question) => void navigate({ search: { tab, ...question } })}
            />
          )}
          {tab === "people" && (
            <PeopleTab
              search={search}
              onSearch={(people) => void navigate({ search: { tab, ...people } })}
            />
          )}
          {tab === "audit" && (
            <AuditTrail
              search={search}
              onSearch={(trail) => void navigate({ search: { tab, ...trail } })}
            />
          )}
          {tab === "streams" && <StreamsTab />}
          {tab === "invitations" && <InvitationsTab />}
        </Tabs>
      </div>
    </Kit>
  );
}
