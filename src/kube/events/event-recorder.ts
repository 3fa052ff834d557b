import type { Logger } from 'pino';
import { Backoff } from '../backoff.ts';
import { systemClock, type Clock } from '../clock.ts';
import { eventNamespace, eventObject, type EventReporter, type EventSpec } from './event-object.ts';
import { ApiError, isStatus, messageOf, TransportError } from '../failure.ts';
import { resourcePath } from '../object.ts';
import { retryOf } from '../retry.ts';
import type { Transport } from '../transport/transport.ts';

/** What became of one event; `AlreadyPosted` is the server's 409. */
export type EventOutcome = 'Posted' | 'AlreadyPosted' | 'Dropped';

export interface EventRecorderOptions extends EventReporter {
  readonly transport: Pick<Transport, 'request'>;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** From 0 to below 1, for the jitter of waits. */
  readonly random?: () => number;
  readonly onOutcome?: (outcome: EventOutcome) => void;
}

interface Pending {
  readonly spec: EventSpec;
  /** Answers that waiting does not change. */
  tries: number;
}

const EVENTS = { group: 'events.k8s.io', version: 'v1', plural: 'events' };
/** A catalog's gates may all change level at once. About 1 kB each with its note, so 10 MB while no server takes them. */
const CAPACITY = 10_000;
const IN_FLIGHT_LIMIT = 4;
const TRIES_LIMIT = 12;
const BACKOFF = { firstMs: 500, longestMs: 10_000 } as const;

/**
 * Posts events in the background. At most 10,000 wait: what comes then is dropped and counted. One that finds no
 * server, or a server in failure (429, 5xx), waits until it is well. One that is refused is tried twelve times, also
 * with 404, which a starting server says of any resource; one that is invalid is dropped at once.
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #clock: Clock;
  readonly #queue: Pending[] = [];
  readonly #flushing = new Set<() => void>();
  #inFlight = 0;
  readonly #backoff: Backoff;
  #cancelWait: (() => void) | undefined;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#backoff = new Backoff(BACKOFF, options.random);
  }

  /** Events that are waiting or on their way. */
  get pending(): number {
    return this.#queue.length + this.#inFlight;
  }

  /** Takes the event in; returns at once. */
  record(spec: EventSpec): void {
    if (this.#queue.length >= CAPACITY) return this.#finish(spec, 'Dropped', 'queue is full');
    this.#queue.push({ spec, tries: 0 });
    this.#post();
  }

  /** Resolves when no event is left, or after `timeoutMs`, to the number still left. */
  async flush(timeoutMs: number): Promise<number> {
    this.#resume();
    if (this.pending > 0) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          cancel();
          this.#flushing.delete(done);
          resolve();
        };
        const cancel = this.#clock.after(timeoutMs, done);
        this.#flushing.add(done);
      });
    }
    return this.pending;
  }

  #post(): void {
    while (this.#cancelWait === undefined && this.#inFlight < IN_FLIGHT_LIMIT) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#inFlight++;
      void this.#send(next);
    }
  }

  async #send(pending: Pending): Promise<void> {
    const { spec } = pending;
    try {
      const path = resourcePath(EVENTS, { namespace: eventNamespace(spec) });
      const reporter = { controller: this.#options.controller, instance: this.#options.instance };
      await this.#options.transport.request({ method: 'POST', path, body: eventObject(spec, reporter) });
      this.#inFlight--;
      this.#backoff.reset();
      this.#finish(spec, 'Posted');
    } catch (error) {
      this.#inFlight--;
      this.#failed(pending, error);
    }
    this.#post();
    if (this.pending === 0) for (const done of this.#flushing) done();
  }

  #failed(pending: Pending, error: unknown): void {
    if (isStatus(error, 409)) return this.#finish(pending.spec, 'AlreadyPosted');
    if (!passes(error)) pending.tries++;
    const retry = retryOf(error);
    if (retry.kind === 'OwnBug' || pending.tries >= TRIES_LIMIT) {
      return this.#finish(pending.spec, 'Dropped', messageOf(error));
    }
    // To the back, so that one event which keeps failing does not hold up the others.
    this.#queue.push(pending);
    if (this.#cancelWait !== undefined) return;
    const waitMs = Math.max(this.#backoff.next(), retry.kind === 'Wait' ? retry.afterMs : 0);
    this.#cancelWait = this.#clock.after(waitMs, () => this.#resume());
  }

  /** Ends the wait after a failure. */
  #resume(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#post();
  }

  #finish(spec: EventSpec, outcome: EventOutcome, why?: string): void {
    const { kind, namespace, name } = spec.regarding;
    if (why !== undefined) {
      this.#options.logger.warn({ object: { kind, namespace, name }, reason: spec.reason, why }, 'Dropped event');
    }
    this.#options.onOutcome?.(outcome);
  }
}

/** Whether the failure is the server's, and over when the server is well again. */
function passes(error: unknown): boolean {
  return (
    error instanceof TransportError || (error instanceof ApiError && (error.status === 429 || error.status >= 500))
  );
}
