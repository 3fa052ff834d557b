import type { FeatureSet } from '../../api/declared.ts';
import type { PublishedState } from '../../lifecycle/config/observed-configs.ts';
import type { Declarations } from '../declarations/declarations.ts';
import { claimantsOf } from './contenders.ts';
import { stateOf } from './published-config-map.ts';
import type { PublishedConfigMaps } from './published-config-maps.ts';
import { failureOf, type PublishFailure } from './publish-failure.ts';

/** What knows where FeatureSets publish. */
export interface PublishingPlaces {
  readonly declarations: Declarations;
  readonly configMaps: PublishedConfigMaps;
  /** The argument that names the operator in the command which grants it a right. */
  readonly grantee: string;
}

/** What stands where a FeatureSet publishes, with what came of the last attempt; undefined where that is not known, or not asked. */
export function publishedStateOf(
  { declarations, configMaps, grantee }: PublishingPlaces,
  featureSet: FeatureSet,
  failure: PublishFailure | undefined,
): PublishedState | undefined {
  const { metadata, spec } = featureSet;
  const { namespace = '' } = metadata;
  const access = spec.publish && configMaps.access(namespace);
  const previous = spec.publish && configMaps.get(namespace, spec.publish.configMap);
  if (failure?.kind === 'NotPermitted' || access === 'Forbidden') {
    const gates = previous?.owner === metadata.uid ? configMaps.gatesOf(previous) : undefined;
    return { kind: 'NotPermitted', grantee, gates };
  }
  if (!spec.publish || access === 'Pending') return undefined;
  const { elder } = claimantsOf(declarations, featureSet);
  if (elder) return { kind: 'NotOwned', elder: elder.metadata.name };
  const message = failureOf(failure);
  if (!previous) return failure?.kind === 'NotOwned' ? { kind: 'NotOwned' } : { kind: 'Absent', failure: message };
  if (previous.owner !== metadata.uid) return { kind: 'NotOwned' };
  return { ...stateOf(previous, configMaps.gatesOf(previous)), failure: message };
}
