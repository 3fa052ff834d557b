import type { KindName } from '../../../src/api/kinds.ts';

/** An object as YAML or JSON gives it. */
export type Manifest = Record<string, unknown>;

const apiVersion = 'stagegate.dev/v1beta1';

/** The least object of each kind that is accepted. */
const VALID: Readonly<Record<KindName, Manifest>> = {
  MaturityPolicy: { apiVersion, kind: 'MaturityPolicy', metadata: { name: 'demo' }, spec: {} },
  FeatureGate: {
    apiVersion,
    kind: 'FeatureGate',
    metadata: { name: 'demo.fastpath' },
    spec: {
      component: 'demo',
      gate: 'FastPath',
      owners: ['team-a'],
      stages: [{ release: 'v1.0.0', level: 'Alpha' }],
    },
  },
  PluginMaturity: {
    apiVersion,
    kind: 'PluginMaturity',
    metadata: { name: 'demo.by-label' },
    spec: {
      component: 'demo',
      type: 'by-label',
      owners: ['team-a'],
      stages: [{ release: 'v1.0.0', level: 'Beta' }],
    },
  },
  FeatureSet: {
    apiVersion,
    kind: 'FeatureSet',
    metadata: { name: 'demo', namespace: 'default' },
    spec: { component: 'demo', release: 'v1.0.0' },
  },
};

/** A copy of the least object with fields set, each by its path: `spec.stages[0].level`. */
export function manifest(kind: KindName, fields: Readonly<Record<string, unknown>> = {}): Manifest {
  const object = structuredClone(VALID[kind]);
  for (const [path, value] of Object.entries(fields)) {
    const parts = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
    const last = parts.pop() ?? '';
    let at = object;
    for (const part of parts) at = (at[part] ??= {}) as Manifest;
    if (value === undefined) delete at[last];
    else at[last] = value;
  }
  return object;
}
