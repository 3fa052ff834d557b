/** Bounds of an exponential wait, in milliseconds. */
export interface BackoffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Waits that double from one failure to the next, each spread by ±50 % so that clients that failed together part ways. */
export class Backoff {
  readonly #limits: BackoffLimits;
  readonly #random: () => number;
  #failures = 0;

  constructor(limits: BackoffLimits, random: () => number = Math.random) {
    this.#limits = limits;
    this.#random = random;
  }

  /** Failures since the last `reset`. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts a failure and says how long to wait, in milliseconds. */
  next(): number {
    const wait = Math.min(this.#limits.firstMs * 2 ** this.#failures++, this.#limits.longestMs);
    return wait * (0.5 + this.#random());
  }

  /** All is well again. */
  reset(): void {
    this.#failures = 0;
  }
}
