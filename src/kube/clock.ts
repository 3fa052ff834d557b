/** Time as this room sees it, so that tests can own it. Milliseconds throughout. */
export interface Clock {
  /** The date, in milliseconds since the epoch. It may be set back or forward at any moment: no interval is measured by it. */
  now(): number;
  /** Time that only ever goes on, from any beginning: for intervals, and never compared with a date. */
  monotonic(): number;
  /** Calls `callback` once after `ms`; the returned function takes it back. */
  after(ms: number, callback: () => void): () => void;
}

// Node fires a longer timer at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. A wait beyond 24.8 days ends early there: callers that wait for a date look at it again. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    // A fraction of a millisecond would be cut off, and the timer fire too soon.
    const timer = setTimeout(callback, Math.min(Math.max(Math.ceil(ms), 0), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or at once when `signal` is aborted: look at the signal afterwards. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
