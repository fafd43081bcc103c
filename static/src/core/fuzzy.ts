/** Finds what somebody means by a few letters: whole names first, scattered letters last. */

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();

/** Rate a match; null when the letters do not occur in this order. Higher is better. */
export function rate(query: string, text: string): number | null {
  const wanted = plain(query);
  const given = plain(text);
  if (wanted === "") return 0;
  // Of two that match alike the shorter one says less besides.
  const brevity = -given.length / 1000;
  if (given === wanted) return 5 + brevity;
  if (given.startsWith(wanted)) return 4 + brevity;
  if (` ${given}`.includes(` ${wanted}`)) return 3 + brevity;
  if (given.includes(wanted)) return 2 + brevity;
  return scattered(wanted, given) ? 1 + brevity : null;
}

function scattered(wanted: string, given: string): boolean {
  let from = 0;
  for (const letter of wanted.replaceAll(" ", "")) {
    const at = given.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

/** The best matches first, by the best of an item's names; all of them for an empty query. */
export function search<T>(
  query: string,
  items: readonly T[],
  names: (item: T) => string | readonly string[],
): T[] {
  if (!query.trim()) return [...items];
  return items
    .map((item) => {
      const rates = [names(item)].flat().map((name) => rate(query, name));
      return { item, score: Math.max(...rates.map((one) => one ?? -Infinity)) };
    })
    .filter((match) => match.score > -Infinity)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
