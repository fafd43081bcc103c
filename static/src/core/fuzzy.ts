/** Finds what somebody means by a few letters: in order, best at word starts and in one piece. */

/** Rate a match; null when the letters do not occur in this order. Higher is better. */
export function rate(query: string, text: string): number | null {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  const lower = text.toLowerCase();
  if (wanted === "") return 0;
  let score = 0;
  let from = 0;
  let last = -2;
  for (const letter of wanted) {
    const at = lower.indexOf(letter, from);
    if (at < 0) return null;
    const startsWord = at === 0 || !/[a-z0-9]/.test(lower[at - 1] ?? "");
    score += at === last + 1 ? 3 : startsWord ? 2 : 0;
    last = at;
    from = at + 1;
  }
  if (lower.startsWith(wanted)) score += 5;
  if (lower.replace(/\s+/g, "") === wanted) score += 20;
  return score - lower.length / 100;
}

/** The best matches first; all of them, in their own order, for an empty query. */
export function search<T>(query: string, items: readonly T[], text: (item: T) => string): T[] {
  if (!query.trim()) return [...items];
  return items
    .map((item) => ({ item, score: rate(query, text(item)) }))
    .filter((match): match is { item: T; score: number } => match.score !== null)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
