import { featureSet } from '../../integration/cluster/declared-objects.ts';
import type { Manifest } from '../../support/manifest.ts';
import { catalogOf } from './fleet.ts';

interface Stage {
  readonly release: string;
  readonly level: string;
}

/** Components of 240 gates, each with a FeatureSet. Nothing is deprecated, so that nothing is announced: the writes are statuses alone. */
export function components(count: number): Manifest[] {
  return Array.from({ length: count }, (_, n) => `part-${n}`).flatMap((component) => [
    ...catalogOf(component).map((one) => (one.kind === 'FeatureGate' ? undeprecated(one) : one)),
    featureSet(component, '1.36', { CBORServingAndStorage: 'Enabled' }),
  ]);
}

function undeprecated(gate: Manifest): Manifest {
  const { deprecation: _, stages, ...spec } = gate['spec'] as { deprecation?: object; stages: readonly Stage[] };
  const kept = stages.filter(({ level }) => level !== 'Deprecated' && level !== 'Removed');
  return { ...gate, spec: { ...spec, stages: kept.length > 0 ? kept : [{ release: '1.0', level: 'Stable' }] } };
}
