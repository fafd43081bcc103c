/** Gives rows that come the places of rows that go, so that a list changes elements and makes none. */

export class Slots {
  #places = new Map<number, number>();

  /** The slot of each row; a row that stays keeps its own. */
  assign(rows: readonly number[]): number[] {
    const stay = new Set(rows);
    const free = [...this.#places].filter(([row]) => !stay.has(row)).map(([, slot]) => slot);
    let next = Math.max(-1, ...this.#places.values()) + 1;
    const places = new Map<number, number>();
    for (const row of rows) {
      places.set(row, this.#places.get(row) ?? free.shift() ?? next++);
    }
    this.#places = places;
    return [...places.values()];
  }
}
