import type { Clock } from '../../kube/clock.ts';

/** One timer a component, for the next date that changes what is true of it. */
export class DateTimers {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #due: (component: string) => void;
  readonly #cancels = new Map<string, () => void>();

  constructor(clock: Pick<Clock, 'after'>, due: (component: string) => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** The next date is so many milliseconds away; undefined: there is none. */
  set(component: string, afterMs: number | undefined): void {
    this.#cancels.get(component)?.();
    this.#cancels.delete(component);
    if (afterMs !== undefined)
      this.#cancels.set(
        component,
        this.#clock.after(afterMs, () => this.#due(component)),
      );
  }

  clear(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
