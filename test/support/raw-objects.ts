import type { KubeObject } from '../../src/kube/object.ts';
import { featureSet, gate, policy, type Manifest } from './manifest.ts';

/** What a test says of an object's metadata; the rest is made up. */
export interface Versions {
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly status?: unknown;
}

function raw(object: Manifest, versions: Versions): KubeObject {
  const { name } = object.metadata;
  const { uid = `uid-of-${name}`, generation = 1, resourceVersion = '1', status } = versions;
  const made = { uid, generation, resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' };
  return { ...object, metadata: { ...object.metadata, ...made }, ...(status !== undefined && { status }) };
}

/** A gate that is Alpha from 1.0 on, as the API server holds it. */
export function rawGate(component: string, name: string, versions: Versions = {}): KubeObject {
  return raw(gate(component, name, ['1.0 Alpha off']), versions);
}

/** A FeatureSet `team/COMPONENT` at release 1.0, unless `spec` says otherwise. */
export function rawFeatureSet(
  component: string,
  overrides: object[] = [],
  versions: Versions = {},
  spec: object = {},
): KubeObject {
  const metadata = { name: component, namespace: 'team' };
  return raw(featureSet(metadata, { component, release: '1.0', overrides, ...spec }), versions);
}

/** A policy that promises nothing, unless `spec` says otherwise. */
export function rawPolicy(component: string, versions: Versions = {}, spec: object = {}): KubeObject {
  return raw(policy(component, { ...spec }), versions);
}
