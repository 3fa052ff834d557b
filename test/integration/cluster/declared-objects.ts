import { manifest, policy as policyManifest, type Manifest } from '../../support/manifest.ts';

/** Where FeatureSets of the tests stand. */
export const NAMESPACE = 'team';

/** A policy under which Beta is on, Stable is on and locked, everything else off, and a gate may begin at any level. */
export function policy(component: string, more: object = {}): Manifest {
  const levels = [
    { name: 'Alpha', default: 'Disabled', locked: false },
    { name: 'Beta', default: 'Enabled', locked: false },
    { name: 'Stable', default: 'Enabled', locked: true },
  ];
  return policyManifest(component, { levels, skipLevels: 'Allow', ...more });
}

/** An installation of a component; `values` become its overrides. */
export function featureSet(
  component: string,
  release: string,
  values: Readonly<Record<string, 'Enabled' | 'Disabled'>> = {},
  more: object = {},
): Manifest {
  const metadata = { name: component, namespace: NAMESPACE };
  return manifest('FeatureSet', metadata, { component, release, overrides: overrides(values), ...more });
}

/** `spec.overrides` of these values. */
export function overrides(values: Readonly<Record<string, 'Enabled' | 'Disabled'>>): object[] {
  return Object.entries(values).map(([name, state]) => ({ gate: name, state, reason: 'a test' }));
}
