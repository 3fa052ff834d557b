import type { FeatureSetStatus } from '../../api/featureset-status.ts';
import type { GateStatus } from '../../api/gate.ts';
import type { Metadata, KindName } from '../../api/kinds.ts';
import type { PluginStatus } from '../../api/plugin.ts';
import type { PolicyStatus } from '../../api/policy.ts';
import type { Evaluation, PolicyVerdict } from '../../lifecycle/component/evaluation.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';
import type { GateVerdict } from '../../lifecycle/verdicts/gate-verdict.ts';
import type { PluginVerdict } from '../../lifecycle/verdicts/plugin-verdict.ts';
import { featureSetStatusOf } from './feature-set-status.ts';
import type { Previous } from '../conditions/conditions.ts';
import { gateStatusOf } from './gate-status.ts';
import { invalidStatusOf } from './invalid-status.ts';
import { policyStatusOf } from './policy-status.ts';
import { pluginStatusOf } from './plugin-status.ts';
import type { Parsed } from '../../api/parse.ts';

/** What is true of one object. */
export type Verdict = PolicyVerdict | GateVerdict | PluginVerdict | FeatureSetVerdict;

/** An object as it was last seen, and the status that stands on it. */
export interface SeenObject {
  readonly kind: KindName;
  readonly parsed: Parsed<KindName>;
  readonly uid: string;
  readonly generation: number;
  readonly status: Readonly<Record<string, unknown>> | undefined;
}

/** What an evaluation says of the object of this kind and key. */
export function verdictOf(evaluation: Evaluation | undefined, kind: KindName, key: string): Verdict | undefined {
  switch (kind) {
    case 'MaturityPolicy':
      return evaluation?.policy;
    case 'FeatureGate':
      return evaluation?.gates.get(key);
    case 'PluginMaturity':
      return evaluation?.plugins.get(key);
    case 'FeatureSet':
      return evaluation?.featureSets.get(key);
  }
}

/**
 * The status an object should have, computed against the one that stands; undefined where its verdict is not of this
 * generation of the object yet: the round that will make one is due.
 */
export function desiredStatus(
  declaration: SeenObject,
  verdict: Verdict | undefined,
  now: number,
): Readonly<Record<string, unknown>> | undefined {
  const { kind, parsed, generation } = declaration;
  const previous = { generation, now, status: declaration.status };
  if (!parsed.valid) return invalidStatusOf(kind, parsed.problems, previous);
  if (!verdict || !isOf(verdict, declaration)) return undefined;
  // The status was parsed at the door by the schema of its kind.
  if ('featureSet' in verdict) return featureSetStatusOf(verdict, previous as Previous<FeatureSetStatus>);
  if ('gate' in verdict) return gateStatusOf(verdict, previous as Previous<GateStatus>);
  if ('plugin' in verdict) return pluginStatusOf(verdict, previous as Previous<PluginStatus>);
  return policyStatusOf(verdict, previous as Previous<PolicyStatus>);
}

function isOf(verdict: Verdict, { uid, generation }: SeenObject): boolean {
  const { metadata } = objectOf(verdict);
  return metadata.uid === uid && metadata.generation === generation;
}

function objectOf(verdict: Verdict): { readonly metadata: Metadata } {
  if ('featureSet' in verdict) return verdict.featureSet;
  if ('gate' in verdict) return verdict.gate;
  return 'plugin' in verdict ? verdict.plugin : verdict.policy;
}
