import type { Clock } from '../../src/kube/clock.ts';

/** A clock that moves only when told to. */
export class FakeClock implements Clock {
  #nowMs: number;
  /** How far the date has been set by hand. */
  #setByMs = 0;
  #timers: { readonly atMs: number; readonly callback: () => void }[] = [];
  /** Every wait that was asked for, in order. */
  readonly waits: number[] = [];

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs + this.#setByMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  /** Somebody sets the date: back where `ms` is negative. Timers run on. */
  set(ms: number): void {
    this.#setByMs += ms;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, callback };
    this.waits.push(ms);
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on by `ms`, calling what falls due in its order and letting promises settle after each. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(next.atMs, this.#nowMs);
      next.callback();
      await settled();
    }
    this.#nowMs = untilMs;
  }

  #next(untilMs: number): { readonly atMs: number; readonly callback: () => void } | undefined {
    return this.#timers.filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
  }
}

/** Resolves when every promise that can settle without a timer or the network has done so. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
