import type { Clock } from '../clock.ts';

/** The stream fell silent. */
export class StalledWatch extends Error {
  override readonly name = 'StalledWatch';
}

/** Aborts its signal when it is not armed again in time. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives it `ms` from now. */
  arm(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(ms, () => {
      this.#controller.abort(new StalledWatch(`Watch was silent for ${Math.round(ms / 1000)} s`));
    });
  }

  /** Does not fire until it is armed again. */
  disarm(): void {
    this.#cancel?.();
  }
}
