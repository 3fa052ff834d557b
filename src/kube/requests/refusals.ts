import type { Logger } from 'pino';
import { systemClock, type Clock } from '../clock.ts';
import { ApiError, errorCode, TransportError } from '../failure.ts';
import { resourceName, type Resource } from '../object.ts';
import { retryOf } from '../retry.ts';
import type { WriteFailure } from './object-write.ts';

export interface RefusalsOptions {
  readonly logger: Logger;
  /** Writes of a resource are taken again, none of which was for a while: what backs off need not wait any longer. */
  readonly onResumed?: (() => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** Since when no write of a resource was taken, and of what the last one failed. */
interface Outage {
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly failures: number;
  readonly error: unknown;
}

/** A server that starts may refuse for a moment; and what backed off for less need not be woken. */
const OUTAGE_MS = { Resumed: 1_000, Told: 5_000 } as const;
/** Whoever backs off tries once a minute: where nobody has for longer, there is nothing left to write. */
const FORGOTTEN_MS = 150_000;
const LOG_INTERVAL_MS = 60_000;

/** Keeps in mind which writes fail at present, and logs each kind of failure once a minute, however many writes it concerns. */
export class Refusals {
  readonly #options: RefusalsOptions;
  readonly #clock: Clock;
  readonly #outages = new Map<string, Outage>();
  /** By kind of failure: when it was logged, and how many writes it concerned since. */
  readonly #logged = new Map<string, { readonly atMs: number; failures: number }>();

  constructor(options: RefusalsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Which writes are refused for want of credentials or rights, for more than a moment; undefined where none is. */
  get problem(): string | undefined {
    const nowMs = this.#clock.monotonic();
    const refused = [...this.#outages].flatMap(([resource, { sinceMs, lastMs, error }]) => {
      const status = error instanceof ApiError ? error.status : 0;
      const stands = nowMs - sinceMs >= OUTAGE_MS.Told && nowMs - lastMs < FORGOTTEN_MS;
      return stands && (status === 401 || status === 403) ? [`${resource} (${status})`] : [];
    });
    return refused.length === 0 ? undefined : `the API server refuses writes of ${refused.join(', ')}`;
  }

  /** A write of this object was not taken. */
  failed(resource: Resource, object: object, failure: WriteFailure): void {
    const name = resourceName(resource);
    const nowMs = this.#clock.monotonic();
    const { sinceMs = nowMs, failures = 0 } = this.#outages.get(name) ?? {};
    this.#outages.set(name, { sinceMs, lastMs: nowMs, failures: failures + 1, error: failure.error });
    this.#log(object, failure);
  }

  /** A write of this resource was let in. */
  taken(resource: Resource): void {
    const name = resourceName(resource);
    const outage = this.#outages.get(name);
    if (!outage) return;
    this.#outages.delete(name);
    const lastedMs = this.#clock.monotonic() - outage.sinceMs;
    if (lastedMs < OUTAGE_MS.Resumed) return;
    const about = { resource: name, failures: outage.failures, seconds: Math.round(lastedMs / 1000) };
    this.#options.logger.info(about, 'Resumed status writes');
    this.#options.onResumed?.();
  }

  #log(object: object, { error, reason, afterMs }: WriteFailure): void {
    const kind = error instanceof ApiError ? `${error.status}` : errorCode(error);
    const nowMs = this.#clock.monotonic();
    const last = this.#logged.get(kind);
    if (last && nowMs - last.atMs < LOG_INTERVAL_MS) {
      last.failures++;
      return;
    }
    this.#logged.set(kind, { atMs: nowMs, failures: 0 });
    const about = { object, reason, afterMs, ...(last && { others: last.failures }) };
    const { logger } = this.#options;
    if (error instanceof ApiError && retryOf(error).kind === 'OwnBug')
      logger.error({ ...about, causes: error.causes }, 'Refused status write');
    else if (afterMs !== undefined) logger.warn(about, 'Throttled status write');
    // An unreachable server is told by the watch that lost it.
    else logger[error instanceof TransportError ? 'debug' : 'warn'](about, 'Failed status write');
  }
}
