import type { FeatureSet } from '../../../src/api/declared.ts';
import type { ObservedConfigsProvider } from '../../../src/controller/evaluation/surroundings.ts';

/** ObservedConfigs in which there is nothing, known at once but for the FeatureSets of these components. */
export function emptySurroundings(pending: ReadonlySet<string> = new Set()): ObservedConfigsProvider {
  return {
    of: () => ({ sources: [], published: undefined }),
    isPending: ({ spec }: FeatureSet) => pending.has(spec.component),
  };
}
