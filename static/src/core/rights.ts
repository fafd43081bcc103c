/** What somebody holds by roles and directly, and what a change of these comes to. */
import { difference, type Difference } from "./changes";

export interface RoleOffer {
  id: string;
  acls: string[];
}

export interface Holding {
  roles: string[];
  acls: string[];
}

/** Everything that roles and direct ACLs bring. */
export function permissions({ roles, acls }: Holding, known: RoleOffer[]): string[] {
  const brought = known.filter((role) => roles.includes(role.id)).flatMap((role) => role.acls);
  return [...new Set([...brought, ...acls])].sort();
}

/** What somebody may do afterwards that they may not do now, and the other way round. */
export function outcome(before: Holding, after: Holding, known: RoleOffer[]): Difference {
  return difference(permissions(before, known), permissions(after, known));
}

/** Whether somebody with these permissions may give a role or ACL, or take it. */
export function mayGive(mine: readonly string[], acls: readonly string[]): boolean {
  return mine.includes("System admin") || acls.every((acl) => mine.includes(acl));
}
