import { systemClock, type Clock } from './clock.ts';

/** How a slicer divides work. */
export interface SlicerOptions {
  /** How long all work may take before timers, connections and signals have their turn. */
  readonly budgetMs?: number;
  readonly clock?: Pick<Clock, 'monotonic'>;
}

const BUDGET_MS = 8;

/**
 * Does long work in slices, so that nothing holds the event loop: one budget for all that runs in a turn of the loop. Make
 * steps short, since a step is never interrupted: one object, not all of them.
 */
export class Slicer {
  readonly #budgetMs: number;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** When the budget of this turn is used up; undefined where nothing has worked in this turn yet. */
  #endsMs: number | undefined;
  /** One of these goes on in each turn, the one that has waited longest. */
  readonly #waiting: (() => void)[] = [];

  constructor({ budgetMs = BUDGET_MS, clock = systemClock }: SlicerOptions = {}) {
    this.#budgetMs = budgetMs;
    this.#clock = clock;
  }

  /** Pulls `steps` to their end. What fits the budget is done before this returns. Rejects with what a step throws. */
  async run(steps: Iterator<unknown>): Promise<void> {
    do {
      const pause = this.pause();
      if (pause !== undefined) await pause;
    } while (steps.next().done !== true);
  }

  /** Asked before each step of work that is no iterator: undefined while the budget lasts, else to be awaited. */
  pause(): Promise<void> | undefined {
    return this.#clock.monotonic() < this.#endOfTurn() ? undefined : this.next();
  }

  /** Resolves in a later turn, of which the whole budget is left. */
  next(): Promise<void> {
    this.#endOfTurn();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #endOfTurn(): number {
    if (this.#endsMs !== undefined) return this.#endsMs;
    setImmediate(() => {
      this.#endsMs = undefined;
      const resume = this.#waiting.shift();
      if (resume === undefined) return;
      this.#endOfTurn();
      resume();
    });
    return (this.#endsMs = this.#clock.monotonic() + this.#budgetMs);
  }
}

/** That of the process, which has one event loop. */
export const PROCESS_SLICER = new Slicer();
