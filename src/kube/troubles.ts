import { Backoff } from './backoff.ts';

/** Why the next attempt to watch waits. */
export type Trouble = 'Missing' | 'Forbidden' | 'Unreachable' | 'Throttled' | 'Refused';

/** Short where it costs no server anything, so that the operator goes on soon after its CRDs, its rights or its server appear. */
const LIMITS = {
  Missing: { firstMs: 500, longestMs: 2_000 },
  Forbidden: { firstMs: 500, longestMs: 3_300 },
  Unreachable: { firstMs: 500, longestMs: 2_000 },
  Throttled: { firstMs: 500, longestMs: 5_000 },
  Refused: { firstMs: 500, longestMs: 30_000 },
} as const;

/** However many share a trouble, together they ask ten times a second at most whether it is over. */
const SHARED_INTERVAL_MS = 100;

/** How long to wait in which trouble: ever longer, until it is over. */
export class Troubles {
  readonly #backoffs: Readonly<Record<Trouble, Backoff>>;
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
    const backoff = (trouble: Trouble): Backoff => new Backoff(LIMITS[trouble], random);
    this.#backoffs = {
      Missing: backoff('Missing'),
      Forbidden: backoff('Forbidden'),
      Unreachable: backoff('Unreachable'),
      Throttled: backoff('Throttled'),
      Refused: backoff('Refused'),
    };
  }

  /** The next wait in this trouble, in milliseconds; the others are over. `sharers`: how many are in it together. */
  next(trouble: Trouble, sharers = 0): number {
    for (const [name, backoff] of Object.entries(this.#backoffs)) if (name !== trouble) backoff.reset();
    const sharedMs = sharers * SHARED_INTERVAL_MS * (0.75 + this.#random() / 2);
    return Math.max(this.#backoffs[trouble].next(), sharedMs);
  }

  /** Failures since the trouble began. */
  failures(trouble: Trouble): number {
    return this.#backoffs[trouble].failures;
  }

  /** All is well again. */
  calm(): void {
    for (const backoff of Object.values(this.#backoffs)) backoff.reset();
  }
}
