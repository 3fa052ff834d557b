import type { Clock } from '../clock.ts';

/** What makes a key wait: somebody wants it later, a backoff after a failure, or the server that asked for this long a wait. */
export type DelayReason = 'Wanted' | 'Backoff' | 'Asked';

/** A key that waits for its time. */
export interface Delay {
  readonly priority: number;
  readonly atMs: number;
  readonly reason: DelayReason;
}

/** Keys that wait for their time, each with one timer. */
export class DelayedKeys {
  readonly #clock: Clock;
  readonly #onDue: (key: string, priority: number) => void;
  readonly #delays = new Map<string, Delay & { readonly cancel: () => void }>();

  /** `onDue` is called with each key whose time has come, which waits here no more. */
  constructor(clock: Clock, onDue: (key: string, priority: number) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  get(key: string): Delay | undefined {
    return this.#delays.get(key);
  }

  /** Lets the key wait until `atMs` of the monotonic clock, whatever it waited for until now. */
  put(key: string, delay: Delay): void {
    this.take(key);
    const cancel = this.#clock.after(delay.atMs - this.#clock.monotonic(), () => {
      this.#delays.delete(key);
      // A timer ends early beyond the longest that the machine can wait.
      if (this.#clock.monotonic() < delay.atMs) this.put(key, delay);
      else this.#onDue(key, delay.priority);
    });
    this.#delays.set(key, { ...delay, cancel });
  }

  /** Takes the key out before its time. */
  take(key: string): Delay | undefined {
    const delay = this.#delays.get(key);
    delay?.cancel();
    this.#delays.delete(key);
    return delay;
  }

  /** Ends every backoff; where the server asked for a wait, it is waited. */
  wake(): void {
    for (const [key, { reason, priority }] of [...this.#delays]) {
      if (reason !== 'Backoff') continue;
      this.take(key);
      this.#onDue(key, priority);
    }
  }

  clear(): void {
    for (const { cancel } of this.#delays.values()) cancel();
    this.#delays.clear();
  }
}
