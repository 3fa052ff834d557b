import { componentOf, type StatusOf } from '../../api/declared.ts';
import type { KindName } from '../../api/kinds.ts';
import { parseObject, parseStatus, type Parsed } from '../../api/parse.ts';
import type { KubeObject } from '../../kube/object.ts';

/** One object as it was last seen: what it declares, and the status that stands on it. */
export interface Declaration<K extends KindName = KindName> {
  readonly kind: K;
  readonly parsed: Parsed<K>;
  readonly uid: string;
  readonly generation: number;
  readonly resourceVersion: string;
  readonly component: string | undefined;
  /** Undefined before the first write, and where it does not fit its schema: then it is written anew. */
  readonly status: StatusOf[K] | undefined;
}

/** A FeatureSet as it was last seen. */
export type FeatureSetDeclaration = Declaration<'FeatureSet'>;

export function declarationOf<K extends KindName>(kind: K, raw: KubeObject): Declaration<K> {
  const parsed = parseObject(kind, raw);
  const { name, uid, generation, resourceVersion } = parsed.valid ? parsed.object.metadata : parsed.metadata;
  const named = kind === 'MaturityPolicy' ? name : undefined;
  return {
    kind,
    parsed,
    uid,
    generation,
    resourceVersion,
    component: parsed.valid ? componentOf(kind, parsed.object) : named,
    status: parseStatus(kind, raw['status']),
  };
}
