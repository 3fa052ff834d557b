import type { Logger } from 'pino';
import { sleep, systemClock, type Clock } from '../clock.ts';
import { ApiError, isStatus, messageOf, TransportError } from '../failure.ts';
import { ListWatch, type ListWatchOptions, type Operation } from './list-watch.ts';
import { resourceName, resourcePath, type Resource } from '../object.ts';
import { retryOf } from '../retry.ts';
import type { ReflectorSink } from './sink.ts';
import { PROCESS_SLICER, type Slicer } from '../slicer.ts';
import type { Transport } from '../transport/transport.ts';
import { WatchBackoff, type WatchFailure } from './watch-backoff.ts';
import { WatchPeers } from './watch-peers.ts';
import { StalledWatch } from './watchdog.ts';

/** What a reflector tells of itself, for metrics and readiness. None of them may throw. */
export interface ReflectorHooks {
  /** A list or watch was asked for, or failed. A WatchList counts as a watch. */
  readonly onOperation?: (sample: { resource: string; operation: Operation; result: 'started' | 'failed' }) => void;
  /** The server does not know the resource (its CRD is not installed); once until it is found. */
  readonly onMissing?: () => void;
  /** The resource is there after `onMissing`. */
  readonly onFound?: () => void;
  /** The server does not allow it (403); once until a full list comes. Where one had come before, only after it has stayed so for 5 s. */
  readonly onForbidden?: () => void;
  /** A full list has reached the sink: the first one, and after each relist. */
  readonly onSynced?: () => void;
  /** The sink threw; already logged. */
  readonly onSinkError?: (error: unknown) => void;
}

export interface ReflectorOptions extends Pick<ListWatchOptions, 'labelSelector' | 'watchSeconds'> {
  readonly transport: Pick<Transport, 'request' | 'stream'>;
  readonly resource: Resource;
  /** Watches one namespace; all of them where it is undefined. */
  readonly namespace?: string | undefined;
  readonly sink: ReflectorSink;
  readonly logger: Logger;
  readonly hooks?: ReflectorHooks;
  /** Shared by all that use one client. */
  readonly peers?: WatchPeers;
  readonly slicer?: Slicer;
  readonly clock?: Clock;
  /** From 0 to below 1, for jitter. */
  readonly random?: () => number;
}

/** A stream that lived this long was well; one that ends sooner, again and again, is held back. */
const WELL_AFTER_MS = 10_000;
/** A server that starts or fails over may say 404 or 403 for a moment; only after this is a resource gone with its objects, or a right withdrawn. */
const GONE_AFTER_MS = 5_000;
/** Resumes that the server may refuse for reasons of its own before everything is listed again. */
const RESUMES_LIMIT = 3;
/** A resource whose CRD has just been created is answered 429 for a moment; what lasts longer is a trouble of the server. */
const EARLY_LIMIT = 10;

/**
 * Keeps a sink equal to one resource on the server, forever: a full list, then its changes, resumed where a stream
 * ended and listed again where that is not possible. Nothing that the server does ends it; only the signal does.
 */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #clock: Clock;
  readonly #name: string;
  /** What its log lines are about. */
  readonly #about: Readonly<Record<string, string>>;
  readonly #peers: WatchPeers;
  readonly #listWatch: ListWatch;
  readonly #backoff: WatchBackoff;
  #operation: Operation = 'watch';
  #missingSinceMs: number | undefined;
  #forbiddenSinceMs: number | undefined;
  #forbidden = false;
  #failing = false;
  /** The failure that was logged last, until all is well. */
  #toldReason: string | undefined;
  #synced = false;
  #relist = new AbortController();
  #waiting: (() => void)[] = [];

  constructor(options: ReflectorOptions) {
    const { resource, namespace, clock = systemClock, random = Math.random } = options;
    this.#options = options;
    this.#clock = clock;
    this.#peers = options.peers ?? new WatchPeers();
    this.#name = resourceName(resource);
    this.#about = { resource: this.#name, ...(namespace !== undefined && { namespace }) };
    this.#backoff = new WatchBackoff(random);
    this.#listWatch = new ListWatch({
      ...options,
      path: resourcePath(resource, { namespace }),
      clock,
      random,
      slicer: options.slicer ?? PROCESS_SLICER,
      onOperation: (operation) => this.#started(operation),
      onOpen: () => this.#opened(),
      onSynced: () => this.#completed(),
      onSinkError: (error) => this.#sinkFailed(error),
    });
  }

  /** Whether the sink has had a full list. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Lists everything again at once; resolves when the sink has it, or when the reflector has ended. */
  resync(): Promise<void> {
    const done = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#relist.abort();
    return done;
  }

  /** Runs until `signal` is aborted; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#relist = new AbortController();
      const attempt = AbortSignal.any([signal, this.#relist.signal]);
      const startMs = this.#clock.monotonic();
      let failure: unknown;
      try {
        await this.#listWatch.run(attempt);
      } catch (error) {
        failure = error;
      }
      if (this.#clock.monotonic() - startMs >= WELL_AFTER_MS) this.#backoff.calm();
      if (!attempt.aborted)
        await sleep(this.#clock, this.#waitAfter(failure, this.#clock.monotonic() - startMs), attempt);
      if (this.#relist.signal.aborted) this.#listWatch.forget();
    }
    this.#peers.refused.delete(this);
    this.#release();
  }

  /** How long to wait after an attempt; undefined stands for a stream that the server ended in peace. */
  #waitAfter(failure: unknown, livedMs: number): number {
    if (failure === undefined) return livedMs >= WELL_AFTER_MS ? 0 : this.#backoff.next('Refused');
    if (isStatus(failure, 404)) return this.#missing();
    if (isStatus(failure, 403)) return this.#refused(failure.message);
    this.#forbiddenSinceMs = undefined;
    const unreachable = failure instanceof TransportError || failure instanceof StalledWatch;
    const retry = retryOf(failure);
    // A server that says when to come back means it: one whose CRD has just appeared asks for a second.
    const why: WatchFailure = unreachable ? 'Unreachable' : retry.kind === 'Wait' ? 'Throttled' : 'Refused';
    const waitMs = Math.max(this.#backoff.next(why), retry.kind === 'Wait' ? retry.afterMs : 0);
    if (!unreachable && !this.#mayResume(failure, why)) this.#listWatch.forget();
    this.#failed();
    const reason = messageOf(failure);
    if (isStatus(failure, 429) && !this.#synced && this.#backoff.failures(why) <= EARLY_LIMIT) {
      if (this.#peers.tellsEarly(this.#clock.monotonic()))
        this.#options.logger.info({ ...this.#about, reason }, 'Waiting until the server serves the resource');
      return waitMs;
    }
    this.#failing = true;
    // Once, not at every try: a server that is away is away for all watches.
    if (reason !== this.#toldReason)
      this.#options.logger.warn({ ...this.#about, reason, afterMs: Math.round(waitMs) }, 'Lost watch, trying again');
    this.#toldReason = reason;
    return waitMs;
  }

  /** A server that is overloaded or starting takes the watch up again where it was; anything else asks for a new list. */
  #mayResume(failure: unknown, why: WatchFailure): boolean {
    if (!(failure instanceof ApiError) || this.#backoff.failures(why) > RESUMES_LIMIT) return false;
    return failure.status === 429 || failure.status === 500 || failure.status === 502 || failure.status === 503;
  }

  #missing(): number {
    const { hooks, logger, sink } = this.#options;
    this.#listWatch.forget();
    if (this.#missingSinceMs === undefined) {
      this.#missingSinceMs = this.#clock.monotonic();
      logger.warn(this.#about, 'Missed resource: install its CRD, and the watch starts by itself');
      hooks?.onMissing?.();
    } else if (this.#synced && this.#clock.monotonic() - this.#missingSinceMs >= GONE_AFTER_MS) {
      this.#synced = false;
      try {
        sink.replaceBegin(false);
        sink.replaceEnd()?.catch((error: unknown) => this.#sinkFailed(error));
      } catch (error) {
        this.#sinkFailed(error);
      }
    }
    return this.#backoff.next('Missing');
  }

  #refused(reason: string): number {
    const { hooks, logger } = this.#options;
    const { refused } = this.#peers;
    this.#failing = true;
    this.#listWatch.forget();
    this.#failed();
    if (this.#forbiddenSinceMs === undefined) {
      this.#forbiddenSinceMs = this.#clock.monotonic();
      logger.warn({ ...this.#about, reason }, 'Lost watch: grant the right to it, and it starts by itself');
    }
    if (!this.#forbidden && (!this.#synced || this.#clock.monotonic() - this.#forbiddenSinceMs >= GONE_AFTER_MS)) {
      this.#forbidden = true;
      refused.add(this);
      hooks?.onForbidden?.();
    }
    return this.#backoff.next('Forbidden', this.#forbidden ? refused.size : 0);
  }

  #started(operation: Operation): void {
    this.#operation = operation;
    this.#options.hooks?.onOperation?.({ resource: this.#name, operation, result: 'started' });
  }

  #failed(): void {
    this.#options.hooks?.onOperation?.({ resource: this.#name, operation: this.#operation, result: 'failed' });
  }

  #opened(): void {
    if (this.#failing) this.#options.logger.info(this.#about, 'Resumed watch');
    this.#failing = false;
    this.#toldReason = undefined;
  }

  #completed(): void {
    const { hooks, logger } = this.#options;
    if (this.#missingSinceMs !== undefined) {
      logger.info(this.#about, 'Found resource');
      this.#missingSinceMs = undefined;
      hooks?.onFound?.();
    }
    this.#synced = true;
    this.#forbidden = false;
    this.#forbiddenSinceMs = undefined;
    this.#peers.refused.delete(this);
    hooks?.onSynced?.();
    this.#release();
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const done of waiting) done();
  }

  #sinkFailed(error: unknown): void {
    this.#options.logger.error({ ...this.#about, err: error }, 'Failed to take in object');
    this.#options.hooks?.onSinkError?.(error);
  }
}
