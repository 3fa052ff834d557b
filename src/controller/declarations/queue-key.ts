import type { KindName } from '../../api/kinds.ts';
import { splitKey } from '../../kube/object.ts';

/** A queue key: kind and object key. */
export type ObjectKey = `${KindName}:${string}`;

/** The queue key of an object. */
export function queueKey(kind: KindName, key: string): ObjectKey {
  return `${kind}:${key}`;
}

/** Kind and object key of a queue key. */
export function splitQueueKey(key: string): { kind: KindName; key: string } {
  const colon = key.indexOf(':');
  return { kind: key.slice(0, colon) as KindName, key: key.slice(colon + 1) };
}

/** What a queue key is about, as logs name it. */
export function queuedObject(queued: string): object {
  const { kind, key } = splitQueueKey(queued);
  return { kind, ...splitKey(key) };
}
