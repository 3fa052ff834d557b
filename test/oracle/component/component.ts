import { referenceOf, type FeatureSet, type Policy } from '../../../src/api/declared.ts';
import { builtInPolicy, FALLBACK_POLICY } from '../../../src/api/kubernetes-policy.ts';
import type { PolicySpec } from '../../../src/api/policy.ts';
import { calendarOf, type Calendar } from '../releases/calendar.ts';
import type { Lives } from '../life/requirements.ts';
import { pluginLifeOf, type PluginLives } from '../life/plugin-life.ts';
import { lifeOf } from '../life/stage.ts';
import type { World } from './world.ts';

/** One component with every life filled in, before any FeatureSet is looked at. */
export interface Component {
  readonly world: World;
  readonly policy: PolicySpec;
  readonly declaredPolicy: Policy | undefined;
  readonly policyMissing: boolean;
  /** It is missing because it does not fit its schema. */
  readonly policyInvalid: boolean;
  readonly calendar: Calendar;
  readonly lives: Lives;
  readonly plugins: PluginLives;
  /** By `namespace/name`. */
  readonly featureSets: ReadonlyMap<string, FeatureSet>;
}

/** Fills in one component; without a policy the fallback rules hold, and no calendar but the numbers. */
export function componentOf(world: World): Component {
  const { component, policy: declaredPolicy } = world;
  const known = declaredPolicy?.spec ?? builtInPolicy(component);
  const policy = known ?? FALLBACK_POLICY;
  const policyMissing = known === undefined;
  const calendar = calendarOf(component, known);
  return {
    world,
    policy,
    declaredPolicy,
    policyMissing,
    policyInvalid: world.policyInvalid ?? false,
    calendar,
    lives: new Map(world.gates.map((gate) => [gate.spec.gate, lifeOf(gate, policy, calendar)])),
    plugins: new Map(world.plugins.map((plugin) => [plugin.spec.type, pluginLifeOf(plugin, calendar)])),
    featureSets: new Map(world.featureSets.map((featureSet) => [referenceOf(featureSet.metadata), featureSet])),
  };
}

/** The other components that anything of this one refers to: when they change, this one may. */
export function componentsReferredTo(world: World): Set<string> {
  const named = new Set<string>();
  for (const { spec } of world.featureSets) for (const { component } of spec.platform) named.add(component);
  for (const { spec } of world.gates) for (const { component } of spec.upstream) named.add(component);
  named.delete(world.component);
  return named;
}
