import type { FeatureSet } from '../../../src/api/declared.ts';
import type { EvaluatorOptions } from '../../../src/controller/evaluation/evaluator.ts';

const onChange = () => undefined;

/** Surroundings in which there is nothing, known at once but for the FeatureSets of these components. */
export function emptySurroundings(
  pending: ReadonlySet<string> = new Set(),
): Pick<EvaluatorOptions, 'apiServer' | 'sources' | 'published'> {
  const isPending = ({ spec }: FeatureSet) => pending.has(spec.component);
  return {
    apiServer: { release: undefined, gates: undefined, onChange },
    sources: { sourcesOf: () => [], isPending, onChange },
    published: { of: () => undefined, isPending: () => false, onChange },
  };
}
