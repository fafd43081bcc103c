/** Addresses and their pages; all but the scanning page are loaded when they are first needed. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { readAdminSearch } from "./pages/admin/searches";
import { readGroupSearch } from "./pages/groups/searches";
import { readProfileSearch } from "./pages/profile/searches";
import { readSearch } from "./pages/scan/searches";
import { ScanPage } from "./pages/scan/scan_page";
import { SignedIn } from "./ui/signed_in";
import { Failure } from "./ui/states";

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <Failure whole what="There is no such page." error="Check the address." />
  ),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw: Record<string, unknown>): { error?: string; next?: string } => ({
    error: typeof raw.error === "string" ? raw.error : undefined,
    next: typeof raw.next === "string" ? raw.next : undefined,
  }),
  component: lazyRouteComponent(() => import("./pages/sign_in/sign_in_page"), "SignInPage"),
});

const inside = createRoute({ getParentRoute: () => root, id: "inside", component: SignedIn });

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/scan" });
  },
});

const scan = createRoute({
  getParentRoute: () => inside,
  path: "/scan",
  validateSearch: readSearch,
  component: ScanPage,
});

const sources = createRoute({
  getParentRoute: () => inside,
  path: "/sources",
  validateSearch: (raw: Record<string, unknown>): { group?: number; q?: string; cls?: string } => ({
    group: typeof raw.group === "number" ? raw.group : undefined,
    q: raw.q === undefined || raw.q === "" ? undefined : String(raw.q),
    cls: raw.cls === undefined || raw.cls === "" ? undefined : String(raw.cls),
  }),
  component: lazyRouteComponent(() => import("./pages/sources/sources_page"), "SourcesPage"),
});

const source = createRoute({
  getParentRoute: () => inside,
  path: "/source/$id",
  validateSearch: (
    raw: Record<string, unknown>,
  ): { scale?: "flux"; time?: "utc"; view?: "table" } => ({
    scale: raw.scale === "flux" ? "flux" : undefined,
    time: raw.time === "utc" ? "utc" : undefined,
    view: raw.view === "table" ? "table" : undefined,
  }),
  component: lazyRouteComponent(() => import("./pages/source/source_page"), "SourcePage"),
});

const groups = createRoute({
  getParentRoute: () => inside,
  path: "/groups",
  component: lazyRouteComponent(() => import("./pages/groups/groups_page"), "GroupsPage"),
});

const group = createRoute({
  getParentRoute: () => inside,
  path: "/group/$id",
  validateSearch: readGroupSearch,
  component: lazyRouteComponent(() => import("./pages/groups/group_page"), "GroupPage"),
});

const datasets = createRoute({
  getParentRoute: () => inside,
  path: "/datasets",
  component: lazyRouteComponent(() => import("./pages/datasets/datasets_page"), "DatasetsPage"),
});

const dataset = createRoute({
  getParentRoute: () => inside,
  path: "/datasets/$id",
  component: lazyRouteComponent(() => import("./pages/datasets/dataset_page"), "DatasetPage"),
});

const admin = createRoute({
  getParentRoute: () => inside,
  path: "/admin",
  validateSearch: readAdminSearch,
  component: lazyRouteComponent(() => import("./pages/admin/admin_page"), "AdminPage"),
});

const profile = createRoute({
  getParentRoute: () => inside,
  path: "/profile",
  validateSearch: readProfileSearch,
  component: lazyRouteComponent(() => import("./pages/profile/profile_page"), "ProfilePage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    inside.addChildren([
      home,
      scan,
      sources,
      source,
      groups,
      group,
      datasets,
      dataset,
      admin,
      profile,
    ]),
  ]),
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
