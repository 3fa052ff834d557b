import { ApiError, isUnreachable, messageOf } from '../failure.ts';
import { resourcePath, type KubeObject, type Resource, type ResourceLocation } from '../object.ts';
import { retryOf } from '../retry.ts';
import type { ApiRequest, Transport } from '../transport/transport.ts';

/**
 * How a write ended.
 * - `Written`: `object` is the server's answer; for a deletion it may be the object's last state or a mere Status.
 * - `Conflict`: it changed under us, or for a creation: a namesake is there. Read it again.
 * - `Gone`: there is no such object any more.
 * - `Forbidden`: the right is missing, or admission refuses it.
 * - `Failed`: anything else; `reason` is short and quotes nothing of the object.
 */
export type WriteAnswer =
  | { readonly kind: 'Written'; readonly object: KubeObject }
  | { readonly kind: 'Conflict' }
  | { readonly kind: 'Gone' }
  | { readonly kind: 'Forbidden'; readonly reason: string }
  | {
      readonly kind: 'Failed';
      readonly reason: string;
      readonly afterMs: number | undefined;
      readonly unreachable: boolean;
    };

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
  return answerOf(writes, { method: 'POST', path, body });
}

/** Replaces an object at the version that `body` carries; never throws. */
export async function replaceObject(writes: Writes, resource: Resource, body: KubeObject): Promise<WriteAnswer> {
  const { namespace, name } = body.metadata;
  return answerOf(writes, { method: 'PUT', path: resourcePath(resource, { namespace, name }), body });
}

/** Deletes an object at exactly this version; never throws. */
export async function deleteObject(writes: Writes, resource: Resource, object: ExactObject): Promise<WriteAnswer> {
  const { namespace, name, uid, resourceVersion } = object;
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid, resourceVersion } };
  return answerOf(writes, { method: 'DELETE', path: resourcePath(resource, { namespace, name }), body });
}

/** Sets the finalizers of an object at exactly this version; never throws. */
export async function setFinalizers(
  writes: Writes,
  resource: Resource,
  object: ExactObject,
  finalizers: readonly string[],
): Promise<WriteAnswer> {
  const { namespace, name, uid, resourceVersion } = object;
  return answerOf(writes, {
    method: 'PATCH',
    path: resourcePath(resource, { namespace, name }),
    body: { metadata: { uid, resourceVersion, finalizers } },
    contentType: 'application/merge-patch+json',
  });
}

async function answerOf(writes: Writes, request: ApiRequest): Promise<WriteAnswer> {
  try {
    return { kind: 'Written', object: (await writes.request<KubeObject>(request)).body };
  } catch (error) {
    const reason = messageOf(error);
    if (error instanceof ApiError && error.status === 403) return { kind: 'Forbidden', reason };
    const retry = retryOf(error);
    switch (retry.kind) {
      case 'Reread':
        return { kind: 'Conflict' };
      case 'Forget':
        return { kind: 'Gone' };
      case 'Wait':
      case 'OwnBug':
      case 'BackOff': {
        const afterMs = retry.kind === 'Wait' ? retry.afterMs : undefined;
        return { kind: 'Failed', reason, afterMs, unreachable: isUnreachable(error) };
      }
    }
  }
}
