import type { Logger } from 'pino';
import { resourceName, resourcePath, type KubeObject, type Resource } from '../object.ts';
import { ApiError, messageOf, TransportError } from '../failure.ts';
import { retryOf } from '../retry.ts';
import type { Transport } from '../transport/transport.ts';
import type { Result } from '../queue/workqueue.ts';

/** The object whose status is written, at the version that the status was computed from. */
export interface StatusTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion: string;
}

/**
 * How a status write ended.
 * - `Written`: `object` is the server's answer, for `store.apply`.
 * - `Conflict`: the object changed under us; `object` is what it is now (`store.upsert`), undefined where it could not be read.
 * - `Gone`: the server answers 404. There is no such object any more, or the server has just started and does not know
 *   the resource yet: a caller that still has the object of this uid must try again, or the write is lost.
 * - `Failed`: not written; already logged.
 */
export type WriteOutcome =
  | { readonly kind: 'Written'; readonly object: KubeObject }
  | { readonly kind: 'Conflict'; readonly object: KubeObject | undefined }
  | { readonly kind: 'Gone' }
  | { readonly kind: 'Failed'; readonly error: unknown; readonly afterMs: number | undefined };

/** What a status writer needs. */
export interface StatusWriterOptions {
  readonly transport: Transport;
  readonly logger: Logger;
  /** Called once a write attempt, for the status update counters. */
  readonly onWrite?: (sample: { resource: string; outcome: WriteOutcome['kind'] }) => void;
}

/** Writes statuses with an optimistic lock: one `PUT …/status` of metadata and status, never of spec. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  /** Writes `status`; never throws. */
  async write(resource: Resource, target: StatusTarget, status: unknown): Promise<WriteOutcome> {
    const outcome = await this.#put(resource, target, status);
    this.#options.onWrite?.({ resource: resourceName(resource), outcome: outcome.kind });
    return outcome;
  }

  async #put(resource: Resource, target: StatusTarget, status: unknown): Promise<WriteOutcome> {
    const { apiVersion, kind, name, namespace, uid, resourceVersion } = target;
    const { transport, logger } = this.#options;
    const metadata = { name, namespace, uid, resourceVersion };
    const path = resourcePath(resource, { namespace, name, subresource: 'status' });
    try {
      const { body } = await transport.request<KubeObject>({
        method: 'PUT',
        path,
        body: { apiVersion, kind, metadata, status },
      });
      return { kind: 'Written', object: body };
    } catch (error) {
      const retry = retryOf(error);
      const reference = { kind, namespace, name };
      switch (retry.kind) {
        case 'Reread':
          return this.#reread(resource, target);
        case 'Forget':
          return { kind: 'Gone' };
        case 'OwnBug':
          logger.error(
            { object: reference, reason: messageOf(error), causes: causesOf(error) },
            'Refused status write',
          );
          return { kind: 'Failed', error, afterMs: undefined };
        case 'Wait':
          logger.warn(
            { object: reference, reason: messageOf(error), afterMs: retry.afterMs },
            'Throttled status write',
          );
          return { kind: 'Failed', error, afterMs: retry.afterMs };
        case 'BackOff':
          // An unreachable server is told once by the watch that lost it, not once a waiting object.
          logger[error instanceof TransportError ? 'debug' : 'warn'](
            { object: reference, reason: messageOf(error) },
            'Failed status write',
          );
          return { kind: 'Failed', error, afterMs: undefined };
      }
    }
  }

  async #reread(resource: Resource, { namespace, name }: StatusTarget): Promise<WriteOutcome> {
    try {
      const path = resourcePath(resource, { namespace, name });
      const { body } = await this.#options.transport.request<KubeObject>({ method: 'GET', path });
      return { kind: 'Conflict', object: body };
    } catch (error) {
      // The watch brings it anyway; the requeue comes back in any case.
      return retryOf(error).kind === 'Forget' ? { kind: 'Gone' } : { kind: 'Conflict', object: undefined };
    }
  }
}

/** The longest backoff while no server answers: what waits goes on soon after it is back. */
const UNREACHABLE_BACKOFF_MS = 5_000;

/**
 * What the workqueue is to do after a status write: of a failure nothing that is logged already. `Gone` is `Done`: the
 * caller first looks whether it still has the object.
 */
export function resultOf(outcome: WriteOutcome): Result {
  switch (outcome.kind) {
    case 'Written':
    case 'Gone':
      return { kind: 'Done' };
    case 'Conflict':
      return { kind: 'Requeue' };
    case 'Failed':
      return {
        kind: 'Failed',
        afterMs: outcome.afterMs,
        ...(outcome.error instanceof TransportError && { atMostMs: UNREACHABLE_BACKOFF_MS }),
      };
  }
}

function causesOf(error: unknown): unknown {
  return error instanceof ApiError ? error.causes : undefined;
}
