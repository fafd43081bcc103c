/** Waiting times between attempts: doubling with a random part, up to a bound. */

export class Backoff {
  #attempt = 0;

  constructor(
    private readonly first: number,
    private readonly longest: number,
    private readonly random: () => number = Math.random,
  ) {}

  next(): number {
    const full = Math.min(this.longest, this.first * 2 ** this.#attempt);
    this.#attempt += 1;
    return full * (0.5 + this.random() / 2);
  }

  reset(): void {
    this.#attempt = 0;
  }
}
