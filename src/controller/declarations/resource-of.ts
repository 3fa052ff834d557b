import { KINDS, type KindName } from '../../api/kinds.ts';
import { GROUP, STORAGE_VERSION } from '../../api/schema.ts';
import type { Resource } from '../../kube/object.ts';

/** The resource of a kind, at the version the operator reads and writes. */
export function resourceOf(kind: KindName): Resource {
  return { group: GROUP, version: STORAGE_VERSION, plural: KINDS[kind].plural };
}
