import { isDeepStrictEqual } from 'node:util';
import { componentOf, type SpecOf, type StatusOf } from '../../api/declared.ts';
import { metadata, type KindName, type Metadata } from '../../api/kinds.ts';
import { isSame } from '../../lifecycle/tables/same.ts';
import { parseObject, parseStatus, type Parsed } from '../../api/parse.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Interned } from './interned.ts';

/** One object as it was last seen: what it declares, and the status that stands on it. */
export interface Declaration<K extends KindName = KindName> {
  readonly kind: K;
  readonly parsed: Parsed<K>;
  readonly uid: string;
  readonly generation: number;
  readonly resourceVersion: string;
  readonly component: string | undefined;
  /** Undefined before the first write, and where it does not fit its schema: then it is written again. */
  status: StatusOf[K] | undefined;
}

/** A FeatureSet as it was last seen. */
export type FeatureSetDeclaration = Declaration<'FeatureSet'>;

/**
 * Reads an object; what it declares is not read again where `before` is the same generation of it, as after a write of its
 * status.
 */
export function declarationOf<K extends KindName>(
  kind: K,
  raw: KubeObject,
  before?: Pick<Declaration<K>, 'parsed' | 'uid' | 'generation' | 'status'>,
): Declaration<K> {
  const parsed = sameGeneration(raw, before) ?? interned(parseObject(kind, raw));
  const { name, uid, generation } = metadataOf({ parsed });
  const named = kind === 'MaturityPolicy' ? name : undefined;
  return {
    kind,
    parsed,
    uid,
    generation,
    resourceVersion: raw.metadata.resourceVersion ?? '',
    component: parsed.valid ? componentOf(kind, parsed.object) : named,
    status: isDeepStrictEqual(raw['status'], before?.status) ? before?.status : parseStatus(kind, raw['status']),
  };
}

/** Its metadata, as far as the operator keeps it; also of an object that does not fit its schema. */
export function metadataOf({ parsed }: Pick<Declaration, 'parsed'>): Metadata {
  return parsed.valid ? parsed.object.metadata : parsed.metadata;
}

const specs = new Interned<SpecOf['FeatureSet']>();
const stages = new Interned<LifeSpec['stages']>();

type LifeSpec = SpecOf['FeatureGate' | 'PluginMaturity'];

/** With what many objects say alike: all that a FeatureSet asks for, and the stages of a gate or plugin. */
function interned<K extends KindName>(parsed: Parsed<K>): Parsed<K> {
  if (!parsed.valid) return parsed;
  const spec: SpecOf[KindName] = parsed.object.spec;
  const shared =
    'overrides' in spec ? specs.of(spec) : 'stages' in spec ? { ...spec, stages: stages.of(spec.stages) } : spec;
  return { valid: true, object: { ...parsed.object, spec: shared as SpecOf[K] } };
}

/** What `before` declares, with metadata of now where more of it changed than the version. */
function sameGeneration<K extends KindName>(
  raw: KubeObject,
  before: Pick<Declaration<K>, 'parsed' | 'uid' | 'generation'> | undefined,
): Parsed<K> | undefined {
  if (!before?.parsed.valid || raw.metadata.uid !== before.uid || raw.metadata.generation !== before.generation)
    return undefined;
  const { object } = before.parsed;
  const now = metadata.safeParse(raw.metadata);
  if (!now.success) return undefined;
  const { resourceVersion } = object.metadata;
  if (isSame({ ...now.data, resourceVersion }, object.metadata)) return before.parsed;
  return { valid: true, object: { ...object, metadata: now.data } };
}
