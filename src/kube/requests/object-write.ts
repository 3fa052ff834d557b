import { isStatus, isUnreachable, messageOf } from '../failure.ts';
import { resourcePath, type KubeObject, type Resource, type ResourceLocation } from '../object.ts';
import { retryOf } from '../retry.ts';
import type { ApiRequest, Transport } from '../transport/transport.ts';

/**
 * How a write ended.
 * - `Written`: `object` is the server's answer; for a deletion it may be the object's last state or a mere Status.
 * - `Conflict`: it changed under us, or for a creation: a namesake is there. Read it again.
 * - `Gone`: the object no longer exists, or a server that has just started does not know the resource yet.
 * - `Forbidden`: the right is missing, or admission refuses it.
 * - `Failed`: anything else.
 */
export type WriteAnswer =
  | { readonly kind: 'Written'; readonly object: KubeObject }
  | { readonly kind: 'Conflict' }
  | { readonly kind: 'Gone' }
  | WriteFailure;

/** A write that was not taken, as far as is known. */
export interface WriteFailure {
  readonly kind: 'Forbidden' | 'Failed';
  /** Short, and quotes nothing of the object. */
  readonly reason: string;
  readonly error: unknown;
  /** What the server asks to wait. */
  readonly afterMs: number | undefined;
  readonly unreachable: boolean;
}

/** What a write goes through. */
export type Writes = Pick<Transport, 'request'>;

/** One object at one version: nothing else is touched. */
export interface ExactObject extends ResourceLocation {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** Creates an object; never throws. */
export async function createObject(writes: Writes, resource: Resource, body: KubeObject): Promise<WriteAnswer> {
  const path = resourcePath(resource, { namespace: body.metadata.namespace });
  return writeObject(writes, { method: 'POST', path, body });
}

/** Replaces an object at the version that `body` carries; never throws. */
export async function replaceObject(writes: Writes, resource: Resource, body: KubeObject): Promise<WriteAnswer> {
  const { namespace, name } = body.metadata;
  return writeObject(writes, { method: 'PUT', path: resourcePath(resource, { namespace, name }), body });
}

/** Deletes an object at exactly this version; never throws. */
export async function deleteObject(writes: Writes, resource: Resource, object: ExactObject): Promise<WriteAnswer> {
  const { namespace, name, uid, resourceVersion } = object;
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid, resourceVersion } };
  return writeObject(writes, { method: 'DELETE', path: resourcePath(resource, { namespace, name }), body });
}

/** Sets the finalizers of an object at exactly this version; never throws. */
export async function setFinalizers(
  writes: Writes,
  resource: Resource,
  object: ExactObject & { readonly finalizers: readonly string[] },
): Promise<WriteAnswer> {
  const { namespace, name, uid, resourceVersion, finalizers } = object;
  return writeObject(writes, {
    method: 'PATCH',
    path: resourcePath(resource, { namespace, name }),
    body: { metadata: { uid, resourceVersion, finalizers } },
    contentType: 'application/merge-patch+json',
  });
}

/** Replaces the status of an object at the version that `body` carries, and nothing else of it; never throws. */
export async function replaceStatus(writes: Writes, resource: Resource, body: KubeObject): Promise<WriteAnswer> {
  const { namespace, name } = body.metadata;
  const path = resourcePath(resource, { namespace, name, subresource: 'status' });
  return writeObject(writes, { method: 'PUT', path, body });
}

async function writeObject(writes: Writes, request: ApiRequest): Promise<WriteAnswer> {
  try {
    return { kind: 'Written', object: (await writes.request<KubeObject>(request)).body };
  } catch (error) {
    const retry = retryOf(error);
    if (retry.kind === 'Reread') return { kind: 'Conflict' };
    if (retry.kind === 'Forget') return { kind: 'Gone' };
    return {
      kind: isStatus(error, 403) ? 'Forbidden' : 'Failed',
      reason: messageOf(error),
      error,
      afterMs: retry.kind === 'Wait' ? retry.afterMs : undefined,
      unreachable: isUnreachable(error),
    };
  }
}
