import type { FeatureSet, Gate, Plugin, Policy } from '../../src/api/declared.ts';
import type { KindName } from '../../src/api/kinds.ts';
import { parseManifest } from '../../src/api/parse.ts';
import { evaluate, type Evaluation } from '../../src/lifecycle/component/evaluate.ts';
import type { World } from '../../src/lifecycle/component/world.ts';

/** 2026-05-15T00:00:00Z. */
export const NOW = Date.parse('2026-05-15T00:00:00Z');

type Fields = Record<string, unknown>;

function object(kind: KindName, metadata: Fields, spec: Fields): unknown {
  const parsed = parseManifest(kind, { apiVersion: 'stagegate.dev/v1beta1', kind, metadata, spec });
  if (!parsed.valid) throw new Error(`the sample is wrong: ${parsed.problems.join('; ')}`);
  return parsed.object;
}

/** A stage as `1.31 Beta on locked`, or with minCompatibility: `1.31 Beta on >=1.30`; without on or off: what the policy says. */
function stage(text: string): Fields {
  const [release, level, ...words] = text.split(' ');
  const value = words.includes('on') ? 'Enabled' : words.includes('off') ? 'Disabled' : undefined;
  const minCompatibility = words.find((word) => word.startsWith('>='))?.slice(2);
  return {
    release,
    level,
    ...(value && { default: value, locked: words.includes('locked') }),
    ...(minCompatibility && { minCompatibility }),
    ...(words.includes('noop') && { effect: 'NoOp' }),
  };
}

/** A gate with stages as `stage` reads them; one that says Deprecated gets a message. */
export function gate(name: string, stages: readonly string[], spec: Fields = {}): Gate {
  const component = typeof spec['component'] === 'string' ? spec['component'] : 'kubernetes';
  const deprecated = stages.some((text) => text.includes('Deprecated'));
  return object(
    'FeatureGate',
    { name: `${component}.${name.toLowerCase()}`, generation: 1 },
    {
      component,
      gate: name,
      owners: ['someone'],
      stages: stages.map(stage),
      ...(deprecated && { deprecation: { message: 'use something else' } }),
      ...spec,
    },
  ) as Gate;
}

/** A plugin type with stages as `1.31 Beta`. */
export function plugin(component: string, type: string, stages: readonly string[], spec: Fields = {}): Plugin {
  const metadata = { name: `${component}.${type.toLowerCase()}`, generation: 1 };
  const declared = { component, type, owners: ['someone'], stages: stages.map(stage), ...spec };
  return object('PluginMaturity', metadata, declared) as Plugin;
}

/** A FeatureSet `default/NAME` of kubernetes 1.36, unless `spec` or `namespace` says otherwise. */
export function featureSet(spec: Fields = {}, name = 'set', namespace = 'default'): FeatureSet {
  const release = 'releaseFrom' in spec ? {} : { release: '1.36' };
  const metadata = { name, namespace, generation: 1 };
  return object('FeatureSet', metadata, { component: 'kubernetes', ...release, ...spec }) as FeatureSet;
}

export function policy(component: string, spec: Fields = {}): Policy {
  return object('MaturityPolicy', { name: component, generation: 1 }, spec) as Policy;
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
export function on(...gates: string[]) {
  return gates.map((name) => ({ gate: name, state: 'Enabled' }));
}
