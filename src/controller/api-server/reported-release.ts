import type { ReportedRelease } from '../../lifecycle/install/reported.ts';
import type { FeatureSetDeclaration } from '../declarations/declaration.ts';

/**
 * What the API server said of itself before a restart, as the statuses of its followers tell; undefined where none does.
 * One that also tells minCompatibility is believed before the others.
 */
export function reportedBefore(followers: Iterable<FeatureSetDeclaration>): ReportedRelease | undefined {
  const said = [...followers].map(reportedIn).filter((one) => one !== undefined);
  return said.find(({ minCompatibility }) => minCompatibility !== undefined) ?? said[0];
}

/** Only a status that still speaks of this spec; and of it not a minCompatibility that the spec itself sets. */
function reportedIn({ parsed, status, generation }: FeatureSetDeclaration): ReportedRelease | undefined {
  const { release, minCompatibility, observedGeneration } = status ?? {};
  if (!parsed.valid || release === undefined || observedGeneration !== generation) return undefined;
  const own = parsed.object.spec.minCompatibility !== undefined;
  return { release, ...(!own && minCompatibility !== undefined && { minCompatibility }) };
}
