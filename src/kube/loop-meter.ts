import { PerformanceObserver } from 'node:perf_hooks';
import { systemClock, type Clock } from './clock.ts';

/** What this thread has used since its start, in milliseconds. */
interface ThreadUsage {
  /** On a processor, garbage collection included. */
  readonly cpuMs: number;
  /** Not waiting for events, whether on a processor or kept from it. */
  readonly activeMs: number;
  /** In garbage collection. */
  readonly collectingMs: number;
}

/** Where a meter reads what it measures. */
export interface LoopMeterOptions {
  readonly usage?: () => ThreadUsage;
  readonly clock?: Pick<Clock, 'monotonic'>;
}

const PERIOD_MS = 60_000;

/**
 * Measures how long the event loop is held: the longest turn of it, by the time that its thread was on a processor, garbage
 * collection aside. A busy machine makes no turn longer, and no work goes unmeasured.
 */
export class LoopMeter {
  readonly #usage: () => ThreadUsage;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #last: ThreadUsage;
  #longestMs = 0;
  #longestBeforeMs = 0;
  #periodBeganMs: number;
  #next: NodeJS.Immediate | undefined;

  constructor({ usage = threadUsage(), clock = systemClock }: LoopMeterOptions = {}) {
    this.#usage = usage;
    this.#clock = clock;
    this.#last = usage();
    this.#periodBeganMs = clock.monotonic();
  }

  /** Measures from now on. An immediate that is not referenced runs in every turn, and begins none. */
  start(): void {
    this.#next = setImmediate(() => {
      this.measure();
      this.start();
    }).unref();
  }

  stop(): void {
    clearImmediate(this.#next);
  }

  /** Ends a turn of the loop. */
  measure(): void {
    const before = this.#last;
    const now = (this.#last = this.#usage());
    const cpuMs = now.cpuMs - before.cpuMs;
    this.#rotate();
    if (cpuMs <= this.#longestMs) return;
    // While it collects, the thread is kept from a processor as often as else.
    const activeMs = now.activeMs - before.activeMs;
    const collecting = activeMs > 0 ? Math.min((now.collectingMs - before.collectingMs) / activeMs, 1) : 0;
    this.#longestMs = Math.max(this.#longestMs, cpuMs * (1 - collecting));
  }

  /** The longest turn of the last minute or two, in seconds: whoever asks once a minute misses none. */
  longestSeconds(): number {
    this.#rotate();
    return Math.max(this.#longestMs, this.#longestBeforeMs) / 1000;
  }

  #rotate(): void {
    const nowMs = this.#clock.monotonic();
    const periods = Math.floor((nowMs - this.#periodBeganMs) / PERIOD_MS);
    if (periods === 0) return;
    this.#longestBeforeMs = periods === 1 ? this.#longestMs : 0;
    this.#longestMs = 0;
    this.#periodBeganMs += periods * PERIOD_MS;
  }
}

/** Reads what the thread has used; collections of a turn are known at its end, when immediates run. */
function threadUsage(): () => ThreadUsage {
  let collectingMs = 0;
  const add = (entries: readonly { readonly duration: number }[]): void => {
    for (const { duration } of entries) collectingMs += duration;
  };
  const collections = new PerformanceObserver((list) => add(list.getEntries()));
  collections.observe({ entryTypes: ['gc'] });
  return () => {
    add(collections.takeRecords());
    const { user, system } = process.threadCpuUsage();
    return {
      cpuMs: (user + system) / 1000,
      activeMs: performance.now() - performance.nodeTiming.idleTime,
      collectingMs,
    };
  };
}
