/** Times of the API (naive UTC) as dates, ages and days since. */

export function instant(text: string): Date {
  return new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
}

/** A date as the API takes it: naive UTC to the second. */
export const naive = (date: Date) => date.toISOString().slice(0, 19);

export const mjdOf = (date: Date) => date.getTime() / 86_400_000 + 40_587;

export const dateOf = (mjd: number) => new Date((mjd - 40_587) * 86_400_000);

export function agoText(text: string | null | undefined, now = Date.now()): string {
  if (!text) return "";
  const seconds = Math.max(0, (now - instant(text).getTime()) / 1000);
  if (seconds < 60) return `${Math.round(seconds)} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} d ago`;
}

export const utcText = (text: string | null | undefined) =>
  text ? `${instant(text).toISOString().slice(0, 16).replace("T", " ")} UTC` : "–";
