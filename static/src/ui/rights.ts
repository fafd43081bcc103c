/** What the signed-in person may do, as far as the pages need to know; the server decides. */
import type { Profile } from "../api/shapes";

export function holds(me: Profile, acl: string): boolean {
  return me.permissions.includes(acl) || me.permissions.includes("System admin");
}

/** Whether there is something to administer for them: the platform, people or a group. */
export function administers(me: Profile): boolean {
  return holds(me, "Manage users") || (me.admin_group_ids?.length ?? 0) > 0;
}
