import { Backoff } from '../backoff.ts';
import { systemClock, type Clock } from '../clock.ts';
import { DelayedKeys } from './delayed-keys.ts';
import { PriorityQueue, type Ready } from './priority-queue.ts';

/** Work that can wait for live changes: the initial list and resyncs. Higher goes first; live changes have 0. */
export const LOW_PRIORITY = -100;

/**
 * What a handler asks for. The key's failures are forgotten where it is `Done` or comes back by itself, unless nothing was tried.
 * - `Done`: nothing more.
 * - `RequeueAfter`: again after `afterMs`. An add that brings the key sooner takes its place:
 *   the handler asks again if it still needs to.
 * - `Requeue`: again, after the key's backoff. No add brings it sooner, only `wake`.
 * - `Failed`: as `Requeue`, but not before `afterMs`, and with a backoff of `atMostMs` at most; counted as an error.
 *   `error` is for `onError`: left out where it is logged already. A handler that throws has failed.
 */
export type Result =
  | { readonly kind: 'Done'; readonly untried?: true }
  | { readonly kind: 'RequeueAfter'; readonly afterMs: number; readonly untried?: true }
  | { readonly kind: 'Requeue' }
  | ({ readonly kind: 'Failed'; readonly error?: unknown } & Limits);

/** The shortest and the longest wait after a failure, whatever the key's backoff. */
type Limits = { readonly afterMs?: number | undefined; readonly atMostMs?: number | undefined };

/** When and how urgently a key is wanted. */
export interface AddOptions {
  readonly priority?: number;
  readonly afterMs?: number;
  /** Something else is wanted than what failed: its backoff does not count. */
  readonly anew?: boolean;
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
  /** From 0 to below 1, for the jitter of backoffs. */
  readonly random?: () => number;
}

const BACKOFF = { firstMs: 5, longestMs: 60_000 } as const;

/**
 * A queue of keys with workers: a key waits once however often it is added, is never handled twice at a time, and is
 * handled again if it was added meanwhile. Higher priority first, then first come, first served.
 */
export class Workqueue {
  readonly #handler: (key: string) => Promise<Result>;
  /** Handlers at once. */
  readonly concurrency: number;
  readonly #hooks: WorkqueueHooks;
  readonly #clock: Clock;
  readonly #queue = new PriorityQueue();
  readonly #random: () => number;
  readonly #delayed: DelayedKeys;
  readonly #processing = new Map<string, number>();
  /** Added while they were being handled. */
  readonly #dirty = new Map<string, Ready>();
  readonly #backoffs = new Map<string, Backoff>();
  #scheduled = false;
  #draining = false;
  #drained: (() => void) | undefined;

  constructor({ handler, concurrency, hooks = {}, clock = systemClock, random = Math.random }: WorkqueueOptions) {
    this.#handler = handler;
    this.concurrency = concurrency;
    this.#hooks = hooks;
    this.#clock = clock;
    this.#random = random;
    this.#delayed = new DelayedKeys(clock, (key, priority) => this.#ready(key, priority));
  }

  /** Wants `key` handled, now or after `afterMs`, but not before its backoff ends. The sooner time and the higher priority of two adds win. */
  add(key: string, { priority = 0, afterMs = 0, anew = false }: AddOptions = {}): void {
    if (this.#draining) return;
    if (!anew && this.#isBackingOff(key)) this.#raise(key, priority);
    else if (afterMs > 0) this.#delay(key, priority, afterMs);
    else this.#ready(key, priority);
  }

  /** What made keys fail is over: those that back off are handled now. A key that was to wait by the server's word goes on to wait. */
  wake(): void {
    this.#delayed.wake();
  }

  /** How often the key has failed since it last went well. */
  failures(key: string): number {
    return this.#backoffs.get(key)?.failures ?? 0;
  }

  /** Whether the key is ready or delayed; one in hand is not waiting, also where it was added again. */
  isWaiting(key: string): boolean {
    return !this.#processing.has(key) && (this.#queue.get(key) !== undefined || this.#delayed.get(key) !== undefined);
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
    const seconds = [...this.#processing.values()].map((since) => (now - since) / 1000);
    return { unfinishedSeconds: seconds.reduce((sum, one) => sum + one, 0), longestSeconds: Math.max(0, ...seconds) };
  }

  /**
   * Takes in nothing more, drops what waits, and resolves when the handlers that run have ended: true, or false
   * where some still run after `timeoutMs`.
   */
  async drain(timeoutMs: number): Promise<boolean> {
    this.#draining = true;
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
    this.#delayed.put(key, { priority: Math.max(priority, known?.priority ?? priority), atMs, reason: 'Wanted' });
  }

  #isBackingOff(key: string): boolean {
    return (this.#delayed.get(key)?.reason ?? 'Wanted') !== 'Wanted';
  }

  /** Gives a key that waits for its time the higher of both priorities. */
  #raise(key: string, priority: number): void {
    const known = this.#delayed.get(key);
    if (known && priority > known.priority) this.#delayed.put(key, { ...known, priority });
  }

  #ready(key: string, priority: number): void {
    const delayed = this.#delayed.take(key);
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
      while (this.#processing.size < this.concurrency) {
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
    // Last, so that what was asked for meanwhile happens now; where it failed, after the backoff.
    if (dirty !== undefined && this.#isBackingOff(key)) this.#raise(key, dirty.priority);
    else if (dirty !== undefined && !this.#draining) {
      this.#delayed.take(key);
      this.#queue.put(key, dirty);
    }
    if (this.#processing.size === 0) this.#drained?.();
    this.#schedule();
  }

  #settle(key: string, priority: number, result: Result): void {
    switch (result.kind) {
      case 'Done':
        if (!result.untried) this.#backoffs.delete(key);
        return;
      case 'RequeueAfter':
        if (!result.untried) this.#backoffs.delete(key);
        return this.add(key, { priority, afterMs: Math.max(result.afterMs, 1) });
      case 'Requeue':
        return this.#backOff(key, priority);
      case 'Failed':
        if ('error' in result) this.#hooks.onError?.(key, result.error);
        return this.#backOff(key, priority, result);
    }
  }

  /** Again after 5 ms, doubled each time up to `atMostMs` or a minute, and not before `afterMs`. */
  #backOff(key: string, priority: number, { afterMs = 0, atMostMs }: Limits = {}): void {
    if (this.#draining) return;
    const backoff = this.#backoffs.get(key) ?? new Backoff(BACKOFF, this.#random);
    this.#backoffs.set(key, backoff);
    this.#hooks.onRetry?.();
    const atMs = this.#clock.monotonic() + Math.max(afterMs, backoff.next(atMostMs));
    const known = this.#delayed.get(key)?.priority ?? priority;
    this.#delayed.put(key, { priority: Math.max(priority, known), atMs, reason: afterMs > 0 ? 'Asked' : 'Backoff' });
  }
}
