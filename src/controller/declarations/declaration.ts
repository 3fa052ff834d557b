import { componentOf } from '../../api/declared.ts';
import { KINDS, type KindName } from '../../api/kinds.ts';
import { parseObject, type Parsed } from '../../api/parse.ts';
import type { KubeObject } from '../../kube/object.ts';

/** One object as it was last seen: what it declares, and the status that stands on it. */
export interface Declaration {
  readonly kind: KindName;
  readonly parsed: Parsed<KindName>;
  readonly uid: string;
  readonly generation: number;
  readonly resourceVersion: string;
  readonly component: string | undefined;
  /** Undefined before the first write, and where it does not fit its schema: then it is written anew. */
  readonly status: Readonly<Record<string, unknown>> | undefined;
}

export function declarationOf(kind: KindName, raw: KubeObject): Declaration {
  const parsed = parseObject(kind, raw);
  const status = KINDS[kind].status.safeParse(raw['status']);
  const { uid, generation, resourceVersion } = parsed.valid ? parsed.object.metadata : parsed.metadata;
  return {
    kind,
    parsed,
    uid,
    generation,
    resourceVersion,
    component: parsed.valid
      ? componentOf(kind, parsed.object)
      : kind === 'MaturityPolicy'
        ? parsed.metadata.name
        : undefined,
    status: status.success ? status.data : undefined,
  };
}
