import type { Declarations } from '../declarations/declarations.ts';
import type { FeatureSetDeclaration } from '../declarations/declaration.ts';

/** Whether the FeatureSet takes its release from the API server. */
export function followsRelease({ parsed }: FeatureSetDeclaration): boolean {
  return parsed.valid && parsed.object.spec.releaseFrom !== undefined;
}

/** Whether the FeatureSet is compared with the gates of the API server. */
export function observesGates({ parsed }: FeatureSetDeclaration): boolean {
  return parsed.valid && parsed.object.spec.observe !== undefined;
}

/** The FeatureSets of which that is so. */
export function featureSetsThat(
  holds: (one: FeatureSetDeclaration) => boolean,
  { stores }: Declarations,
): FeatureSetDeclaration[] {
  return [...stores.FeatureSet.values()].filter(holds);
}
