import { API_VERSION } from '../../../src/api/schema.ts';
import type { KindName } from '../../../src/api/kinds.ts';

/** An object to be applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** Where FeatureSets of the tests stand. */
export const NAMESPACE = 'team';

/** Stages as they are read: release, level, and what differs from the policy's promise. */
export type StageRow = readonly [release: string, level: string, more?: Readonly<Record<string, unknown>>];

function manifest(kind: KindName, metadata: Manifest['metadata'], spec: object): Manifest {
  return { apiVersion: API_VERSION, kind, metadata, spec };
}

/** A policy under which Beta is on, Stable is on and locked, everything else off, and a gate may begin at any level. */
export function policy(component: string, more: object = {}): Manifest {
  const levels = [
    { name: 'Alpha', default: 'Disabled', locked: false },
    { name: 'Beta', default: 'Enabled', locked: false },
    { name: 'Stable', default: 'Enabled', locked: true },
  ];
  return manifest('MaturityPolicy', { name: component }, { levels, skipLevels: 'Allow', ...more });
}

/** A gate with its life. */
export function gate(component: string, name: string, stages: readonly StageRow[], more: object = {}): Manifest {
  return manifest(
    'FeatureGate',
    { name: `${component}.${name.toLowerCase()}` },
    {
      component,
      gate: name,
      owners: ['tests'],
      stages: stages.map(([release, level, rest]) => ({ release, level, ...rest })),
      ...more,
    },
  );
}

/** A plugin type with its life. */
export function plugin(component: string, type: string, stages: readonly StageRow[], more: object = {}): Manifest {
  const spec = {
    component,
    type,
    owners: ['tests'],
    stages: stages.map(([release, level, rest]) => ({ release, level, ...rest })),
    ...more,
  };
  return manifest('PluginMaturity', { name: `${component}.${type.toLowerCase()}` }, spec);
}

/** An installation of a component; `values` become its overrides. */
export function featureSet(
  component: string,
  release: string,
  values: Readonly<Record<string, 'Enabled' | 'Disabled'>> = {},
  more: object = {},
): Manifest {
  return manifest(
    'FeatureSet',
    { name: component, namespace: NAMESPACE },
    { component, release, overrides: overrides(values), ...more },
  );
}

/** `spec.overrides` of these values. */
export function overrides(values: Readonly<Record<string, 'Enabled' | 'Disabled'>>): object[] {
  return Object.entries(values).map(([name, state]) => ({ gate: name, state, reason: 'a test' }));
}
