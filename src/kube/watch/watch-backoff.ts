import { Backoff } from '../backoff.ts';

/** Why the next attempt to watch waits. */
export type WatchFailure = 'Missing' | 'Forbidden' | 'Unreachable' | 'Throttled' | 'Refused';

/** Short where it costs no server anything, so that the operator goes on soon after its CRDs, its rights or its server appear. */
const LIMITS = {
  Missing: { firstMs: 500, longestMs: 2_000 },
  Forbidden: { firstMs: 500, longestMs: 3_300 },
  Unreachable: { firstMs: 500, longestMs: 2_000 },
  Throttled: { firstMs: 500, longestMs: 5_000 },
  Refused: { firstMs: 500, longestMs: 30_000 },
} as const;

/** However many share a failure, together they ask ten times a second at most whether it is over. */
const SHARED_INTERVAL_MS = 100;

/** How long to wait in which failure: ever longer, until it is over. */
export class WatchBackoff {
  readonly #backoffs: Readonly<Record<WatchFailure, Backoff>>;
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
    const backoff = (failure: WatchFailure): Backoff => new Backoff(LIMITS[failure], random);
    this.#backoffs = {
      Missing: backoff('Missing'),
      Forbidden: backoff('Forbidden'),
      Unreachable: backoff('Unreachable'),
      Throttled: backoff('Throttled'),
      Refused: backoff('Refused'),
    };
  }

  /** The next wait in this failure, in milliseconds; the others are over. `sharers`: how many are in it together. */
  next(failure: WatchFailure, sharers = 0): number {
    for (const [name, backoff] of Object.entries(this.#backoffs)) if (name !== failure) backoff.reset();
    const sharedMs = sharers * SHARED_INTERVAL_MS * (0.75 + this.#random() / 2);
    return Math.max(this.#backoffs[failure].next(), sharedMs);
  }

  /** Failures since the failure began. */
  failures(failure: WatchFailure): number {
    return this.#backoffs[failure].failures;
  }

  /** All is well again. */
  calm(): void {
    for (const backoff of Object.values(this.#backoffs)) backoff.reset();
  }
}
