import type { Clock } from '../../kube/clock.ts';

/** What deadlines need. */
export interface DeadlinesOptions {
  readonly limitMs: number;
  /** Called with a key whose deadline has passed. */
  readonly onLimit: (key: string) => void;
  readonly clock: Clock;
}

/** What is waited for, each thing for so long and no longer. */
export class Deadlines {
  readonly #options: DeadlinesOptions;
  /** What takes back the limit of each; undefined before `start`. */
  readonly #waits = new Map<string, (() => void) | undefined>();
  #started = false;

  constructor(options: DeadlinesOptions) {
    this.#options = options;
  }

  /** From now on time counts, also for what is waited for already. */
  start(): void {
    this.#started = true;
    for (const key of this.#waits.keys()) this.#waits.set(key, this.#limit(key));
  }

  /** Begins to wait for `key`. */
  begin(key: string): void {
    this.end(key);
    this.#waits.set(key, this.#started ? this.#limit(key) : undefined);
  }

  /** It has come, or it is no longer wanted. */
  end(key: string): void {
    this.#waits.get(key)?.();
    this.#waits.delete(key);
  }

  /** Whether `key` is still waited for. */
  has(key: string): boolean {
    return this.#waits.has(key);
  }

  /** Waits for nothing more. */
  stop(): void {
    for (const key of [...this.#waits.keys()]) this.end(key);
  }

  #limit(key: string): () => void {
    const { limitMs, onLimit, clock } = this.#options;
    return clock.after(limitMs, () => {
      this.#waits.delete(key);
      onLimit(key);
    });
  }
}
