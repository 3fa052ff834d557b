import type { FeatureSet, Gate, Plugin, Policy } from '../../src/api/declared.ts';
import type { KindName } from '../../src/api/kinds.ts';
import { parseManifest } from '../../src/api/parse.ts';
import { evaluate } from '../../src/lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../src/lifecycle/component/evaluation.ts';
import type { World } from '../../src/lifecycle/declared/world.ts';
import {
  featureSet as featureSetManifest,
  gate as gateManifest,
  overridesTo,
  plugin as pluginManifest,
  policy as policyManifest,
  type Manifest,
} from './manifest.ts';

type Fields = Readonly<Record<string, unknown>>;

/** 2026-05-15T00:00:00Z. */
export const NOW = Date.parse('2026-05-15T00:00:00Z');

/** An object as the operator holds it once it is parsed. */
function parsed(object: Manifest): unknown {
  const { metadata } = object;
  const found = parseManifest(object.kind as KindName, { ...object, metadata: { ...metadata, generation: 1 } });
  if (!found.valid) throw new Error(`the sample is wrong: ${found.problems.join('; ')}`);
  return found.object;
}

/** A gate of kubernetes, unless `spec` says otherwise. */
export function gate(name: string, stages: readonly string[], spec: Fields = {}): Gate {
  const component = typeof spec['component'] === 'string' ? spec['component'] : 'kubernetes';
  return parsed(gateManifest(component, name, stages, spec)) as Gate;
}

/** A plugin type. */
export function plugin(component: string, type: string, stages: readonly string[], spec: Fields = {}): Plugin {
  return parsed(pluginManifest(component, type, stages, spec)) as Plugin;
}

/** A FeatureSet `default/NAME` of kubernetes 1.36, unless `spec` or `namespace` says otherwise. */
export function featureSet(spec: Fields = {}, name = 'set', namespace = 'default'): FeatureSet {
  const release = 'releaseFrom' in spec ? {} : { release: '1.36' };
  return parsed(
    featureSetManifest({ name, namespace }, { component: 'kubernetes', ...release, ...spec }),
  ) as FeatureSet;
}

export function policy(component: string, spec: Fields = {}): Policy {
  return parsed(policyManifest(component, spec)) as Policy;
}

/** A world of component kubernetes without anything, but for what is given. */
export function world(parts: Partial<World> = {}): World {
  return {
    component: 'kubernetes',
    policy: undefined,
    gates: [],
    plugins: [],
    featureSets: [],
    reported: undefined,
    now: NOW,
    ...parts,
  };
}

/** The verdict on `default/set`, the FeatureSet of `featureSet`. */
export function verdictOn(evaluation: Evaluation) {
  const verdict = evaluation.featureSets.get('default/set');
  if (!verdict) throw new Error('the world has no FeatureSet default/set');
  return verdict;
}

/** Evaluates one FeatureSet of kubernetes against gates. */
export function evaluated(gates: readonly Gate[], spec: Fields = {}) {
  return verdictOn(evaluate(world({ gates, featureSets: [featureSet(spec)] })));
}

/** Findings as `Error GateLocked Foo`, in their order. */
export function said(findings: readonly { severity: string; subject: string; fact: { kind: string } }[]): string[] {
  return findings.map(({ severity, subject, fact }) => `${severity} ${fact.kind} ${subject}`);
}

/** Rows as `Gate requested effective Source`. */
export function told({ rows }: ReturnType<typeof evaluated>): string[] {
  return [...rows.values()].map(
    ({ life, requested, effective, source }) => `${life.name} ${requested} ${effective} ${source}`,
  );
}

/** Overrides that switch gates on. */
export function on(...gates: string[]): object[] {
  return overridesTo('Enabled', ...gates);
}
