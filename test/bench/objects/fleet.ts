import { kubernetesCatalog } from '../../integration/cluster/catalog.ts';
import { featureSet, NAMESPACE } from '../../integration/cluster/declared-objects.ts';
import type { Manifest } from '../../support/manifest.ts';

const RELEASES = ['1.33', '1.34', '1.35', '1.36'] as const;
/** What most installs force, as whoever runs them agreed once; unlocked in each of these releases. */
const USUAL = { CBORServingAndStorage: 'Enabled', HPAScaleToZero: 'Enabled' } as const;

const CATALOG = kubernetesCatalog();

/** Kubernetes' own 240 gates and their policy, under the name of another component. */
export function catalogOf(component: string): Manifest[] {
  return CATALOG.map((one) => {
    const spec = one['spec'] as Record<string, unknown>;
    const name = one.metadata.name.replace(/^kubernetes/, component);
    // Counted wherever they stand, whatever the default.
    const installs = one.kind === 'MaturityPolicy' && { installs: { namespaces: 'All' } };
    const own = one.kind === 'FeatureGate' && { component };
    return { ...one, metadata: { ...one.metadata, name }, spec: { ...spec, ...own, ...installs } };
  });
}

/** Installs of a component as a management cluster has them: on a handful of releases, most of them with the same few overrides. */
export function fleet(component: string, size: number): Manifest[] {
  return Array.from({ length: size }, (_, n) => {
    const release = RELEASES[n % RELEASES.length] ?? '1.36';
    const values = n % 10 === 9 ? { CBORServingAndStorage: 'Disabled' as const } : USUAL;
    return { ...featureSet(component, release, values), metadata: { name: `${component}-${n}`, namespace: NAMESPACE } };
  });
}

/** Another reason for the first override: the status of this FeatureSet changes, and no other. */
export function withReason(set: Manifest, reason: string): object {
  const { overrides } = set['spec'] as { overrides: readonly object[] };
  return { spec: { overrides: overrides.map((one, n) => (n === 0 ? { ...one, reason } : one)) } };
}

/** A gate that is Alpha in every release of a fleet. */
const FLIPPING = 'StorageCapacityScoring';

/** The gate of a catalog whose default flips in every FeatureSet, and both of its patches. */
export function flipping(catalog: readonly Manifest[]): { gate: Manifest; patch: (on: boolean) => object } {
  const gate = catalog.find((one) => (one['spec'] as { gate?: string }).gate === FLIPPING);
  if (!gate) throw new Error(`the catalog has no gate '${FLIPPING}'`);
  const { stages } = gate['spec'] as { stages: readonly object[] };
  const flipped = (on: boolean): object[] =>
    stages.map((stage) => ({ ...stage, default: on ? 'Enabled' : 'Disabled', locked: false }));
  return { gate, patch: (on) => ({ spec: { stages: flipped(on) } }) };
}
