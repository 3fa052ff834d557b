import type { KindName } from '../../../src/api/kinds.ts';
import type { KubeObject } from '../../../src/kube/object.ts';
import type { ReportedRelease, Observed } from '../../../src/lifecycle/install/reported.ts';

/** All that a server holds of what the operator looks at. */
export interface Holdings {
  readonly objects: Readonly<Record<KindName, readonly KubeObject[]>>;
  readonly configMaps: readonly KubeObject[];
  readonly namespaces: readonly KubeObject[];
  readonly roleBindings: readonly KubeObject[];
  readonly reported: ReportedRelease;
  readonly observed: Observed;
}

/** The labels of an object. */
export function labelsOf({ metadata }: { readonly metadata: object }): Readonly<Record<string, string>> {
  const { labels = {} } = metadata as { readonly labels?: Readonly<Record<string, string>> };
  return labels;
}
