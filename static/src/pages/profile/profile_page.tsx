/** The page about oneself: who one is, where one is signed in, and the tokens of one's scripts. */
import { getRouteApi } from "@tanstack/react-router";
import { useTitle } from "../../ui/hooks";
import { Kit } from "../../ui/kit";
import { Tabs, type Tab } from "../../ui/tabs";
import { AboutTab } from "./about_tab";
import type { ProfileTab } from "./searches";
import { SessionsTab } from "./sessions_tab";
import { TokensTab } from "./tokens_tab";

const route = getRouteApi("/inside/profile");

const TABS: Tab<ProfileTab>[] = [
  { name: "profile", title: "About you" },
  { name: "sessions", title: "Sessions" },
  { name: "tokens", title: "Tokens" },
];

export function ProfilePage() {
  useTitle("Profile");
  const { tab = "profile" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Kit>
      <div className="page">
        <div className="page-head">
          <h1>Profile</h1>
        </div>
        <Tabs
          label="Profile"
          tabs={TABS}
          current={tab}
          onChange={(name) => void navigate({ search: { tab: name } })}
        >
          {tab === "profile" && <AboutTab />}
          {tab === "sessions" && <SessionsTab />}
          {tab === "tokens" && <TokensTab />}
        </Tabs>
      </div>
    </Kit>
  );
}
