/** The frame around every page: top bar, strips, messages, legend of keys, dialogs of the keyboard. */
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { serverBuild } from "../api/call";
import type { Command } from "../core/keys";
import { preferences, type ThemeChoice } from "../core/preferences";
import { useCommands, usePhone, useSession, useSignal } from "./hooks";
import { Icon, type IconName } from "./icons";
import { Legend } from "./keycaps";
import { administers } from "./rights";
import { SessionExpired } from "./session_expired";
import { PageBoundary, Skeleton } from "./states";
import { Supporting } from "./supporting";
import { ToastList } from "./toasts";
import { UserMenu } from "./user_menu";

const KeySheet = lazy(() => import("./keycaps").then((m) => ({ default: m.KeySheet })));
const CommandPalette = lazy(() =>
  import("./command_palette").then((m) => ({ default: m.CommandPalette })),
);

interface PageEntry {
  to: string;
  name: string;
  icon: IconName;
  key: string;
}

const PAGES: PageEntry[] = [
  { to: "/scan", name: "Scan", icon: "scan", key: "g s" },
  { to: "/sources", name: "Sources", icon: "sources", key: "g o" },
  { to: "/datasets", name: "Datasets", icon: "datasets", key: "g d" },
  { to: "/groups", name: "Groups", icon: "groups", key: "g g" },
];

const ADMIN: PageEntry = { to: "/admin", name: "Admin", icon: "admin", key: "g a" };

type Opened = "keys" | "palette" | "search" | null;

function useGlobalCommands(open: (name: Opened) => void) {
  const session = useSession();
  const navigate = useNavigate();
  const commands = useMemo<Command[]>(() => {
    const section = "Everywhere";
    const openTo = administers(session.me) ? [...PAGES, ADMIN] : PAGES;
    const pages = openTo.map((page) => ({
      id: `go-${page.name}`,
      keys: [page.key],
      title: `Go to ${page.name}`,
      section,
      run: () => void navigate({ to: page.to }),
    }));
    return [
      { id: "keys", keys: ["?"], title: "All keys", section, run: () => open("keys") },
      {
        id: "palette",
        keys: ["Mod+k"],
        title: "All commands",
        section,
        run: () => open("palette"),
      },
      { id: "search", keys: ["/"], title: "Search an object", section, run: () => open("search") },
      ...pages,
    ];
  }, [session, navigate, open]);
  useCommands(session, commands);
}

export function Shell() {
  const [opened, open] = useState<Opened>(null);
  const phone = usePhone();
  useGlobalCommands(open);
  const close = () => open(null);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <TopBar phone={phone} open={open} />
      <Supporting />
      <Strips />
      <main id="main" tabIndex={-1}>
        <PageBoundary>
          <Suspense fallback={<Skeleton />}>
            <Outlet />
          </Suspense>
        </PageBoundary>
      </main>
      {phone ? <Pages className="tab-bar" icons /> : <Legend />}
      <ToastList />
      <SessionExpired />
      <Suspense>
        {opened === "keys" && <KeySheet onClose={close} />}
        {opened === "palette" && <CommandPalette onClose={close} />}
        {opened === "search" && <CommandPalette objectsOnly onClose={close} />}
      </Suspense>
    </div>
  );
}

function Pages({ className, icons = false }: { className: string; icons?: boolean }) {
  const { me } = useSession();
  // A phone's bar has room for the daily pages; the administration is in the menu there.
  const pages = administers(me) && !icons ? [...PAGES, ADMIN] : PAGES;
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <nav className={className} aria-label="Pages">
      {pages.map(({ to, name, icon }) => {
        const here = path.startsWith(to) || path.startsWith(`${to.replace(/s$/, "")}/`);
        return (
          <Link key={to} to={to} aria-current={here ? "page" : undefined}>
            {icons && <Icon name={icon} size={22} />}
            {name}
          </Link>
        );
      })}
    </nav>
  );
}

function TopBar({ phone, open }: { phone: boolean; open: (name: Opened) => void }) {
  return (
    <header className="top-bar">
      <Link to="/scan" className="brand" aria-label="skyportal_like, home">
        skyportal_like
      </Link>
      {!phone && <Pages className="pages" />}
      <span className="spread" />
      <button
        type="button"
        className="search-button"
        aria-label="Search"
        onClick={() => open("search")}
      >
        <Icon name="search" size={15} />
        <span className="wide-only">Search</span>
        <kbd className="wide-only" aria-hidden="true">
          /
        </kbd>
      </button>
      <ConnectionBadge />
      {!phone && (
        <button type="button" className="quiet" onClick={() => open("keys")}>
          Keys <kbd>?</kbd>
        </button>
      )}
      <ThemeButton />
      <UserMenu />
    </header>
  );
}

function ConnectionBadge() {
  const connection = useSignal(useSession().feed.connection);
  return (
    <span className={`connection ${connection}`} role="status" data-testid="connection">
      {connection}
    </span>
  );
}

const THEMES: ThemeChoice[] = ["system", "light", "dark"];
const THEME_ICONS: Record<ThemeChoice, IconName> = { system: "system", light: "sun", dark: "moon" };

function ThemeButton() {
  const theme = useSignal(preferences.theme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  return (
    <button
      type="button"
      className="quiet icon"
      aria-label={`Theme: ${theme}. Switch to ${next}`}
      title={`Theme: ${theme}`}
      onClick={() => preferences.theme.set(next)}
    >
      <Icon name={THEME_ICONS[theme]} />
    </button>
  );
}

function Strips() {
  const session = useSession();
  const { waiting, held } = useSignal(session.decisions.outgoing.status);
  const connection = useSignal(session.feed.connection);
  const { stale } = useSignal(serverBuild);
  const offline = held || connection === "offline";
  return (
    <>
      {offline && (
        <div className="strip amber" role="status" data-testid="offline">
          Working offline
          {waiting > 0 && `, ${waiting} ${waiting === 1 ? "decision" : "decisions"} waiting`}
        </div>
      )}
      {stale && (
        <div className="strip blue" role="status" data-testid="new-version">
          New version{" "}
          <button type="button" onClick={() => location.reload()}>
            Reload
          </button>
        </div>
      )}
    </>
  );
}
