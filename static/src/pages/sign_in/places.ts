/** Where signing in leads, and what an address keeps for this page alone. */

/** Only addresses of this site: a foreign one would carry people away after signing in. */
export function safe(next: string | undefined): string {
  if (!next?.startsWith("/")) return "/";
  try {
    const url = new URL(next, location.origin);
    return url.origin === location.origin ? url.pathname + url.search + url.hash : "/";
  } catch {
    return "/";
  }
}

/** Read a secret from what follows the # of the address, which is sent to nobody. */
export function inFragment(name: string): string | null {
  return new URLSearchParams(location.hash.slice(1)).get(name);
}
