import type { FeatureSet } from '../../../src/api/declared.ts';
import type { SurroundingsProvider } from '../../../src/controller/surroundings.ts';

/** Surroundings in which there is nothing, known at once but for the FeatureSets of these components. */
export function emptySurroundings(pending: ReadonlySet<string> = new Set()): SurroundingsProvider {
  return {
    of: () => ({ sources: [], published: undefined }),
    isPending: ({ spec }: FeatureSet) => pending.has(spec.component),
  };
}
