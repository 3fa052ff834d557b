import { objectKey } from '../../kube/object.ts';
import type { Declaration } from './declaration.ts';
import type { Source } from '../../api/source.ts';

/** How FeatureSets are found: by the ConfigMaps they name as sources, and by namespace where they name any. */
export const SOURCE_INDEXES = {
  source: sourceKeysOf,
  sourceNamespace: (declaration: Declaration): Iterable<string> => {
    const { sources, namespace } = namedIn(declaration);
    return sources.length > 0 ? [namespace] : [];
  },
} as const;

/** What a FeatureSet names, and the only namespace it can name it in: its own. */
export function namedIn({ parsed }: Declaration): { namespace: string; sources: readonly Source[] } {
  if (!parsed.valid) return { namespace: parsed.metadata.namespace ?? '', sources: [] };
  const { metadata, spec } = parsed.object;
  return { namespace: metadata.namespace ?? '', sources: 'sources' in spec ? spec.sources : [] };
}

export function sourceKeysOf(declaration: Declaration): string[] {
  const { namespace, sources } = namedIn(declaration);
  return sources.map(({ configMap: { name } }) => objectKey({ namespace, name }));
}
