import type { KindName } from '../../src/api/kinds.ts';
import { API_VERSION } from '../../src/api/schema.ts';
import type { KubeObject } from '../../src/kube/object.ts';

/** What a test says of an object's metadata; the rest is made up. */
export interface Versions {
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly status?: unknown;
}

function raw(
  kind: KindName,
  name: string,
  namespace: string | undefined,
  spec: object,
  versions: Versions,
): KubeObject {
  const { uid = `uid-of-${name}`, generation = 1, resourceVersion = '1', status } = versions;
  const metadata = { name, uid, generation, resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' };
  return {
    apiVersion: API_VERSION,
    kind,
    metadata: { ...metadata, ...(namespace !== undefined && { namespace }) },
    spec,
    ...(status !== undefined && { status }),
  };
}

/** A gate that is Alpha from 1.0 on, as the API server holds it. */
export function rawGate(component: string, gate: string, versions: Versions = {}): KubeObject {
  const stages = [{ release: '1.0', level: 'Alpha', default: 'Disabled', locked: false }];
  const spec = { component, gate, owners: ['tests'], stages };
  return raw('FeatureGate', `${component}.${gate.toLowerCase()}`, undefined, spec, versions);
}

/** A FeatureSet `team/NAME` at release 1.0, unless `spec` says otherwise. */
export function rawFeatureSet(
  component: string,
  overrides: object[] = [],
  versions: Versions = {},
  spec: object = {},
): KubeObject {
  return raw('FeatureSet', component, 'team', { component, release: '1.0', overrides, ...spec }, versions);
}

/** A policy that promises nothing, unless `spec` says otherwise. */
export function rawPolicy(component: string, versions: Versions = {}, spec: object = {}): KubeObject {
  return raw('MaturityPolicy', component, undefined, spec, versions);
}
