import { TransportError } from '../failure.ts';
import { resourceName, resourcePath, type KubeObject, type Resource } from '../object.ts';
import { Listeners } from '../listeners.ts';
import { replaceStatus } from './object-write.ts';
import { Refusals, type RefusalsOptions } from './refusals.ts';
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
 * - `Gone`: the server answers 404. The object no longer exists, or the server has just started and does not know
 *   the resource yet: a caller that still has the object of this uid must try again, or the write is lost.
 * - `Failed`: not written; already logged.
 */
export type WriteOutcome =
  | { readonly kind: 'Written'; readonly object: KubeObject }
  | { readonly kind: 'Conflict'; readonly object: KubeObject | undefined }
  | { readonly kind: 'Gone' }
  | { readonly kind: 'Failed'; readonly error: unknown; readonly afterMs: number | undefined };

/** What a status writer needs. */
export interface StatusWriterOptions extends Omit<RefusalsOptions, 'onResumed'> {
  readonly transport: Pick<Transport, 'request'>;
  /** Called once a write attempt, for the status update counters. */
  readonly onWrite?: (sample: { resource: string; outcome: WriteOutcome['kind'] }) => void;
}

/** Writes statuses with an optimistic lock: one `PUT …/status` of metadata and status, never of spec. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  readonly #refusals: Refusals;
  readonly #listeners = new Listeners<[]>();

  constructor(options: StatusWriterOptions) {
    this.#options = options;
    this.#refusals = new Refusals({ ...options, onResumed: () => this.#listeners.tell() });
  }

  /** Calls `listener` when the server takes writes of a resource again, none of which it took for a while. */
  onResumed(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Which status writes the server refuses, and with what; undefined where it takes them, or none is to be made. */
  get problem(): string | undefined {
    return this.#refusals.problem;
  }

  /** Writes `status`; never throws. */
  async write(resource: Resource, target: StatusTarget, status: unknown): Promise<WriteOutcome> {
    const outcome = await this.#put(resource, target, status);
    this.#options.onWrite?.({ resource: resourceName(resource), outcome: outcome.kind });
    return outcome;
  }

  async #put(resource: Resource, target: StatusTarget, status: unknown): Promise<WriteOutcome> {
    const { apiVersion, kind, name, namespace, uid, resourceVersion } = target;
    const metadata = {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      resourceVersion,
    };
    const answer = await replaceStatus(this.#options.transport, resource, { apiVersion, kind, metadata, status });
    if (answer.kind === 'Written' || answer.kind === 'Conflict') this.#refusals.taken(resource);
    switch (answer.kind) {
      case 'Written':
      case 'Gone':
        return answer;
      case 'Conflict':
        return this.#reread(resource, target);
      case 'Forbidden':
      case 'Failed':
        this.#refusals.failed(resource, { kind, namespace, name }, answer);
        return { kind: 'Failed', error: answer.error, afterMs: answer.afterMs };
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
