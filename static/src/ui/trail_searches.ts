/** How the audit trail is narrowed, as the address writes it. */

export interface TrailSearch {
  /** The username of who acted, of whom it was done to. */
  by?: string;
  to?: string;
  did?: string;
  on?: string;
  row?: string;
  since?: string;
  until?: string;
}

export const TRAIL_KEYS = ["by", "to", "did", "on", "row", "since", "until"] as const;

export function readTrail(raw: Record<string, unknown>): TrailSearch {
  const search: TrailSearch = {};
  for (const key of TRAIL_KEYS) {
    const value = raw[key];
    if (value !== undefined && value !== null && value !== "") search[key] = String(value);
  }
  return search;
}
