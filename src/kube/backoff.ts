/** Bounds of an exponential wait, in milliseconds. */
export interface BackoffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Waits that double from one failure to the next, each spread by ±50 % below its limit so that clients that failed together part ways. */
export class Backoff {
  readonly #limits: BackoffLimits;
  readonly #random: () => number;
  #failures = 0;
  #doublings = 0;

  constructor(limits: BackoffLimits, random: () => number = Math.random) {
    this.#limits = limits;
    this.#random = random;
  }

  /** Failures since the last `reset`. */
  get failures(): number {
    return this.#failures;
  }

  /**
   * Counts a failure and says how long to wait, in milliseconds. The wait is not doubled beyond `longestMs` of this failure:
   * what failed for long under a low limit does not wait for long when it fails of something else.
   */
  next(longestMs: number = this.#limits.longestMs): number {
    const limitMs = Math.min(longestMs, this.#limits.longestMs);
    const meanMs = this.#limits.firstMs * 2 ** this.#doublings;
    this.#failures++;
    if (meanMs < limitMs) this.#doublings++;
    return Math.min(meanMs * (0.5 + this.#random()), limitMs);
  }

  /** All is well again. */
  reset(): void {
    this.#failures = 0;
    this.#doublings = 0;
  }
}
