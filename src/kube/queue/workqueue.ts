import { systemClock, type Clock } from '../clock.ts';
import { PriorityQueue, type Ready } from './priority-queue.ts';

/** Work that can wait for live changes: the initial list and resyncs. Higher goes first; live changes have 0. */
export const LOW_PRIORITY = -100;

/**
 * What a handler asks for.
 * - `Done`: nothing more; the key's failures are forgotten.
 * - `RequeueAfter`: again after `afterMs`, failures are forgotten. An add that brings the key sooner takes its place:
 *   the handler asks again if it still needs to.
 * - `Requeue`: again, after the key's backoff.
 * - `Failed`: as `Requeue`, but not before `afterMs`, and with a backoff of `atMostMs` at most; counted as an error.
 *   `error` is for `onError`: left out where it is logged already. A handler that throws has failed.
 */
export type Result =
  | { readonly kind: 'Done' }
  | { readonly kind: 'RequeueAfter'; readonly afterMs: number }
  | { readonly kind: 'Requeue' }
  | ({ readonly kind: 'Failed'; readonly error?: unknown } & Limits);

/** The shortest and the longest wait after a failure, whatever the key's backoff. */
interface Limits {
  readonly afterMs?: number | undefined;
  readonly atMostMs?: number | undefined;
}

/** When and how urgently a key is wanted. */
export interface AddOptions {
  readonly priority?: number;
  readonly afterMs?: number;
}

/** Hooks for `workqueue_*` and `controller_runtime_*`; the gauges are read off the queue itself at scrape. */
export interface WorkqueueHooks {
  /** A key was taken in that was not waiting yet (`adds_total`). */
  readonly onAdd?: () => void;
  /** A key was given back after its backoff (`retries_total`). */
  readonly onRetry?: () => void;
  /** A key left the queue after so many seconds (`queue_duration_seconds`). */
  readonly onStart?: (waitedSeconds: number) => void;
  /** A handler ended after so many seconds (`work_duration_seconds`, `reconcile_time_seconds`, `reconcile_total`). */
  readonly onFinish?: (workedSeconds: number, result: Result['kind']) => void;
  /** A handler threw, or failed with an error, for the log. */
  readonly onError?: (key: string, error: unknown) => void;
}

export interface WorkqueueOptions {
  readonly handler: (key: string) => Promise<Result>;
  /** Handlers at once. */
  readonly concurrency: number;
  readonly hooks?: WorkqueueHooks;
  readonly clock?: Clock;
}

interface Delayed {
  readonly priority: number;
  readonly atMs: number;
  readonly cancel: () => void;
}

const FIRST_BACKOFF_MS = 5;
const LONGEST_BACKOFF_MS = 1_000_000;

/**
 * A queue of keys with workers: a key waits once however often it is added, is never handled twice at a time, and is
 * handled again if it was added meanwhile. Higher priority first, then first come, first served.
 */
export class Workqueue {
  readonly #handler: (key: string) => Promise<Result>;
  readonly #concurrency: number;
  readonly #hooks: WorkqueueHooks;
  readonly #clock: Clock;
  readonly #queue = new PriorityQueue();
  readonly #delayed = new Map<string, Delayed>();
  readonly #processing = new Map<string, number>();
  /** Keys added while they were being handled. */
  readonly #dirty = new Map<string, Ready>();
  readonly #failures = new Map<string, number>();
  #scheduled = false;
  #draining = false;
  #drained: (() => void) | undefined;

  constructor({ handler, concurrency, hooks = {}, clock = systemClock }: WorkqueueOptions) {
    this.#handler = handler;
    this.#concurrency = concurrency;
    this.#hooks = hooks;
    this.#clock = clock;
  }

  /** Wants `key` handled, now or after `afterMs`. The sooner time and the higher priority of two adds win. */
  add(key: string, { priority = 0, afterMs = 0 }: AddOptions = {}): void {
    if (this.#draining) return;
    if (afterMs > 0) this.#delay(key, priority, afterMs);
    else this.#ready(key, priority);
  }

  /** How often the key's backoff was doubled since it last went well. */
  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** Whether the key is ready or delayed; one in hand is not waiting, also where it was added again. */
  isWaiting(key: string): boolean {
    return !this.#processing.has(key) && (this.#queue.get(key) !== undefined || this.#delayed.has(key));
  }

  /** Ready keys by priority; delayed ones and those in hand do not count. */
  depth(): ReadonlyMap<number, number> {
    return this.#queue.sizes();
  }

  /** Handlers running now. */
  get activeWorkers(): number {
    return this.#processing.size;
  }

  /** Whether nothing is ready or in hand; delayed keys may be left. */
  get idle(): boolean {
    return this.#processing.size === 0 && [...this.depth().values()].every((size) => size === 0);
  }

  /** Seconds that the handlers running now have run, summed up and the longest. */
  running(): { readonly unfinishedSeconds: number; readonly longestSeconds: number } {
    const now = this.#clock.monotonic();
    let [unfinishedSeconds, longestSeconds] = [0, 0];
    for (const since of this.#processing.values()) {
      const seconds = (now - since) / 1000;
      unfinishedSeconds += seconds;
      longestSeconds = Math.max(longestSeconds, seconds);
    }
    return { unfinishedSeconds, longestSeconds };
  }

  /**
   * Takes nothing in any more, drops what waits, and resolves when the handlers that run have ended: true, or false
   * where some still run after `timeoutMs`.
   */
  async drain(timeoutMs: number): Promise<boolean> {
    this.#draining = true;
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    this.#dirty.clear();
    this.#queue.clear();
    if (this.#processing.size === 0) return true;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(timeoutMs, () => resolve(false));
      this.#drained = () => {
        cancel();
        resolve(true);
      };
    });
  }

  #delay(key: string, priority: number, afterMs: number): void {
    if (this.#queue.get(key) !== undefined || this.#dirty.has(key)) return;
    const known = this.#delayed.get(key);
    const atMs = Math.min(this.#clock.monotonic() + afterMs, known?.atMs ?? Infinity);
    known?.cancel();
    const higher = Math.max(priority, known?.priority ?? priority);
    const cancel = this.#clock.after(atMs - this.#clock.monotonic(), () => {
      this.#delayed.delete(key);
      // A timer ends early beyond the longest that the machine can wait.
      this.add(key, { priority: higher, afterMs: atMs - this.#clock.monotonic() });
    });
    this.#delayed.set(key, { priority: higher, atMs, cancel });
  }

  #ready(key: string, priority: number): void {
    const delayed = this.#delayed.get(key);
    delayed?.cancel();
    this.#delayed.delete(key);
    const wanted = Math.max(priority, delayed?.priority ?? priority);
    const waiting = this.#dirty.get(key) ?? this.#queue.get(key);
    if (waiting !== undefined && waiting.priority >= wanted) return;
    if (waiting === undefined) this.#hooks.onAdd?.();
    const ready = { priority: wanted, sinceMs: waiting?.sinceMs ?? this.#clock.monotonic() };
    if (this.#processing.has(key)) this.#dirty.set(key, ready);
    else this.#queue.put(key, ready);
    this.#schedule();
  }

  /** Starts work a moment later: a caller that adds a hundred keys is not interrupted by the first of them. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      while (this.#processing.size < this.#concurrency) {
        const next = this.#queue.shift();
        if (next === undefined) return;
        void this.#handle(next.key, next.ready);
      }
    });
  }

  async #handle(key: string, { priority, sinceMs }: Ready): Promise<void> {
    const startMs = this.#clock.monotonic();
    this.#processing.set(key, startMs);
    this.#hooks.onStart?.((startMs - sinceMs) / 1000);
    let result: Result;
    try {
      result = await this.#handler(key);
    } catch (error) {
      result = { kind: 'Failed', error };
    }
    this.#processing.delete(key);
    this.#hooks.onFinish?.((this.#clock.monotonic() - startMs) / 1000, result.kind);
    const dirty = this.#dirty.get(key);
    this.#dirty.delete(key);
    this.#settle(key, priority, result);
    // Last, so that what was asked for meanwhile happens now and not after a backoff.
    if (dirty !== undefined && !this.#draining) {
      this.#delayed.get(key)?.cancel();
      this.#delayed.delete(key);
      this.#queue.put(key, dirty);
    }
    if (this.#draining && this.#processing.size === 0) this.#drained?.();
    this.#schedule();
  }

  #settle(key: string, priority: number, result: Result): void {
    switch (result.kind) {
      case 'Done':
        this.#failures.delete(key);
        return;
      case 'RequeueAfter':
        this.#failures.delete(key);
        return this.add(key, { priority, afterMs: Math.max(result.afterMs, 1) });
      case 'Requeue':
        return this.#backOff(key, priority);
      case 'Failed':
        if ('error' in result) this.#hooks.onError?.(key, result.error);
        return this.#backOff(key, priority, result);
    }
  }

  /** Again after 5 ms, doubled each time up to `atMostMs` or 1000 s, and not before `afterMs`. */
  #backOff(key: string, priority: number, { afterMs = 0, atMostMs = Infinity }: Limits = {}): void {
    const backoffMs = FIRST_BACKOFF_MS * 2 ** this.failures(key);
    const limitMs = Math.min(atMostMs, LONGEST_BACKOFF_MS);
    // Not counted beyond the limit: what failed for long under a low one is not to wait for long when it may go on.
    if (backoffMs < limitMs) this.#failures.set(key, this.failures(key) + 1);
    this.#hooks.onRetry?.();
    this.add(key, { priority, afterMs: Math.max(afterMs, Math.min(backoffMs, limitMs)) });
  }
}
