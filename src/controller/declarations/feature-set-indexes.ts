import type { Source } from '../../api/source.ts';
import { objectKey } from '../../kube/object.ts';
import type { FeatureSetDeclaration } from './declaration.ts';

/** How FeatureSets are found. */
export const FEATURE_SET_INDEXES = {
  /** By the ConfigMaps that they name as sources. */
  source: sourceKeysOf,
  /** By namespace, where they name any. */
  sourceNamespace: (declaration: FeatureSetDeclaration): Iterable<string> => {
    const { sources, namespace } = namedIn(declaration);
    return sources.length > 0 ? [namespace] : [];
  },
  /** By the namespace in which they publish, and the ConfigMap that they name there. */
  publishesIn: (declaration: FeatureSetDeclaration) => publishedBy(declaration).map(({ namespace }) => namespace),
  publishesTo: (declaration: FeatureSetDeclaration) => publishedBy(declaration).map(objectKey),
  /** By the uid that what they have published carries. */
  publisher: (declaration: FeatureSetDeclaration) => publishedBy(declaration).map(() => declaration.uid),
} as const;

/** What a FeatureSet names, and the only namespace it can name it in: its own. */
export function namedIn({ parsed }: FeatureSetDeclaration): { namespace: string; sources: readonly Source[] } {
  if (!parsed.valid) return { namespace: parsed.metadata.namespace ?? '', sources: [] };
  const { metadata, spec } = parsed.object;
  return { namespace: metadata.namespace ?? '', sources: spec.sources };
}

export function sourceKeysOf(declaration: FeatureSetDeclaration): string[] {
  const { namespace, sources } = namedIn(declaration);
  return sources.map(({ configMap: { name } }) => objectKey({ namespace, name }));
}

/** The ConfigMap that a FeatureSet names to publish to. */
function publishedBy({ parsed }: FeatureSetDeclaration): { namespace: string; name: string }[] {
  if (!parsed.valid) return [];
  const { metadata, spec } = parsed.object;
  return spec.publish ? [{ namespace: metadata.namespace ?? '', name: spec.publish.configMap }] : [];
}
