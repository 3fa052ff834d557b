import type { FeatureSetSpec } from './featureset.ts';
import type { FeatureSetStatus } from './featureset-status.ts';
import type { GateSpec, GateStatus } from './gate.ts';
import type { Kept } from './kept.ts';
import type { KindName, Metadata } from './kinds.ts';
import type { PluginSpec, PluginStatus } from './plugin.ts';
import type { PolicySpec, PolicyStatus } from './policy.ts';

/** A parsed object: what was declared, without status. */
export interface Declared<Spec> {
  readonly metadata: Metadata;
  readonly spec: Spec;
}

/** The spec of each kind. */
export interface SpecOf {
  MaturityPolicy: PolicySpec;
  FeatureGate: Kept<GateSpec>;
  PluginMaturity: Kept<PluginSpec>;
  FeatureSet: FeatureSetSpec;
}

/** The status of each kind. */
export interface StatusOf {
  MaturityPolicy: PolicyStatus;
  FeatureGate: GateStatus;
  PluginMaturity: PluginStatus;
  FeatureSet: FeatureSetStatus;
}

/** A parsed FeatureGate. */
export type Gate = Declared<SpecOf['FeatureGate']>;
/** A parsed PluginMaturity. */
export type Plugin = Declared<SpecOf['PluginMaturity']>;
/** A parsed MaturityPolicy. */
export type Policy = Declared<PolicySpec>;
/** A parsed FeatureSet. */
export type FeatureSet = Declared<FeatureSetSpec>;

/** The component an object belongs to: a policy is named after it, the others say it. */
export function componentOf<K extends KindName>(kind: K, object: Declared<SpecOf[K]>): string {
  return kind === 'MaturityPolicy' ? object.metadata.name : (object.spec as { component: string }).component;
}

/** How a namespaced object is named in messages and reports: `namespace/name`, or `name` without a namespace. */
export function referenceOf({ namespace, name }: { namespace?: string | undefined; name: string }): string {
  return namespace ? `${namespace}/${name}` : name;
}
