import type { Declarations } from '../declarations/declarations.ts';
import type { Declaration } from '../declarations/declaration.ts';

/** Whether it is a FeatureSet that takes its release from the API server. */
export function followsRelease({ parsed }: Declaration): boolean {
  return parsed.valid && 'releaseFrom' in parsed.object.spec && parsed.object.spec.releaseFrom !== undefined;
}

/** Whether it is a FeatureSet that is compared with the gates of the API server. */
export function observesGates({ parsed }: Declaration): boolean {
  return parsed.valid && 'observe' in parsed.object.spec && parsed.object.spec.observe !== undefined;
}

/** The FeatureSets of which that is so. */
export function featureSetsThat(holds: (one: Declaration) => boolean, { stores }: Declarations): Declaration[] {
  return [...stores.FeatureSet.values()].filter(holds);
}
