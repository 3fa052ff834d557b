import { systemClock, type Clock } from './clock.ts';

/** How a slicer divides work. */
export interface SlicerOptions {
  /** How long all work may take before timers, connections and signals have their turn. */
  readonly budgetMs?: number;
  readonly clock?: Pick<Clock, 'monotonic'>;
}

interface Task {
  readonly steps: Iterator<unknown>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const BUDGET_MS = 8;

/**
 * Does long work in slices, so that nothing holds the event loop: one budget for all that runs in a turn of the loop. Make
 * steps short, since a step is never interrupted: one object, not all of them.
 */
export class Slicer {
  readonly #budgetMs: number;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** The first is worked on; after each turn of the loop the next one is. */
  readonly #tasks: Task[] = [];
  #usedMs = 0;
  #waits = false;

  constructor({ budgetMs = BUDGET_MS, clock = systemClock }: SlicerOptions = {}) {
    this.#budgetMs = budgetMs;
    this.#clock = clock;
  }

  /**
   * Pulls `steps` to their end. What fits the budget is done before this returns. Rejects with what a step throws;
   * the other tasks go on.
   */
  run(steps: Iterator<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#tasks.push({ steps, resolve, reject });
      this.#work();
    });
  }

  #work(): void {
    for (let task = this.#tasks[0]; task && this.#usedMs < this.#budgetMs; task = this.#tasks[0]) {
      const startMs = this.#clock.monotonic();
      if (ended(task)) this.#tasks.shift();
      this.#usedMs += this.#clock.monotonic() - startMs;
    }
    if (this.#waits) return;
    this.#waits = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#waits = false;
    this.#usedMs = 0;
    const [first, ...others] = this.#tasks;
    if (!first) return;
    this.#tasks.splice(0, Infinity, ...others, first);
    this.#work();
  }
}

/** Takes one step; true where it was the last. */
function ended({ steps, resolve, reject }: Task): boolean {
  try {
    if (steps.next().done !== true) return false;
    resolve();
  } catch (error) {
    reject(error);
  }
  return true;
}
