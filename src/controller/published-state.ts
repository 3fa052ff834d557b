import type { FeatureSet } from '../api/declared.ts';
import type { PublishedState } from '../lifecycle/surroundings.ts';
import type { Declarations } from './declarations.ts';
import { claimantsOf } from './publishing-claims.ts';
import { stateOf } from './published-config-map.ts';
import type { PublishedConfigMaps } from './published-config-maps.ts';
import type { Trouble } from './publishing-writes.ts';

/** What knows where FeatureSets publish. */
export interface PublishingPlaces {
  readonly declarations: Declarations;
  readonly configMaps: PublishedConfigMaps;
  /** The argument that names the operator in the command which grants it a right. */
  readonly grantee: () => string;
}

/** What stands where a FeatureSet publishes, with what came of the last attempt; undefined where that is not known, or not asked. */
export function publishedStateOf(
  { declarations, configMaps, grantee }: PublishingPlaces,
  featureSet: FeatureSet,
  trouble: Trouble | undefined,
): PublishedState | undefined {
  const { metadata, spec } = featureSet;
  const { namespace = '' } = metadata;
  const access = spec.publish && configMaps.access(namespace);
  const standing = spec.publish && configMaps.get(namespace, spec.publish.configMap);
  if (trouble?.kind === 'NotPermitted' || access === 'Forbidden') {
    const gates = standing?.owner === metadata.uid ? configMaps.gatesOf(standing) : undefined;
    return { kind: 'NotPermitted', grantee: grantee(), gates };
  }
  if (!spec.publish || access === 'Pending') return undefined;
  const { elder } = claimantsOf(declarations, featureSet);
  if (elder) return { kind: 'NotOwned', elder: elder.metadata.name };
  const failure = failureOf(trouble);
  if (!standing) return trouble?.kind === 'NotOwned' ? { kind: 'NotOwned' } : { kind: 'Absent', failure };
  if (standing.owner !== metadata.uid) return { kind: 'NotOwned' };
  return { ...stateOf(standing, configMaps.gatesOf(standing)), failure };
}

/** Why the last write did not come about, if something failed. */
export function failureOf(trouble: Trouble | undefined): string | undefined {
  return trouble?.kind === 'Failing' ? trouble.failure : undefined;
}
