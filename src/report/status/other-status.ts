import type { Condition } from '../../api/condition.ts';
import type { KindName } from '../../api/kinds.ts';
import type { PolicyStatus } from '../../api/policy.ts';
import type { PolicyVerdict } from '../../lifecycle/component/evaluate.ts';
import { clampList } from '../words/clamp.ts';
import { falseWhile, settle, type DesiredCondition } from '../conditions/conditions.ts';
import { sentenceOf } from '../words/fact-words.ts';
import type { Previous } from './gate-status.ts';

/** `status` of a MaturityPolicy. */
export function policyStatusOf(
  verdict: PolicyVerdict,
  { generation, status, now }: Previous<PolicyStatus>,
): PolicyStatus {
  const condition = falseWhile('Ready', verdict.findings, { reason: 'Accepted', message: 'The policy is in use' });
  return {
    observedGeneration: generation,
    gates: verdict.gates,
    plugins: verdict.plugins,
    ...(verdict.policy.spec.effectiveFrom !== undefined && { grandfathered: grandfatheredOf(verdict) }),
    conditions: settle([condition], status?.conditions ?? [], generation, now),
  };
}

function grandfatheredOf({ grandfathered }: PolicyVerdict): NonNullable<PolicyStatus['grandfathered']> {
  const { items, omitted } = clampList(grandfathered, 64);
  return { count: grandfathered.length, names: items, ...(omitted !== undefined && { namesOmitted: omitted }) };
}

/** The condition types of each kind: all of them are always present. */
export const CONDITION_TYPES: Readonly<Record<KindName, readonly string[]>> = {
  MaturityPolicy: ['Ready'],
  FeatureGate: ['Ready', 'Enabled', 'Deprecated', 'PromotionEligible'],
  PluginMaturity: ['Ready', 'Deprecated', 'ReplacementReady', 'PromotionEligible', 'Maintained'],
  FeatureSet: [
    'Ready',
    'OverridesAccepted',
    'DependenciesMet',
    'PluginsAdmitted',
    'Upgradeable',
    'Published',
    'InSync',
  ],
};

/**
 * `status` of an object that does not fit its schema: what stood before, and Ready=False with every problem, so that it is
 * still an object with a status.
 */
export function invalidStatusOf(
  kind: KindName,
  problems: readonly string[],
  { generation, status, now }: Previous<{ readonly conditions?: readonly Condition[] }>,
): Record<string, unknown> {
  const message = sentenceOf({ kind: 'SchemaInvalid', problems }, '');
  const conditions = CONDITION_TYPES[kind].map((type): DesiredCondition =>
    type === 'Ready'
      ? { type, status: 'False', reason: 'SchemaInvalid', message }
      : { type, status: 'Unknown', reason: 'NotEvaluated', message: 'The object does not fit its schema' },
  );
  return {
    ...BLANK[kind],
    ...status,
    observedGeneration: generation,
    conditions: settle(conditions, status?.conditions ?? [], generation, now),
  };
}

/** What a status must have at the least. */
const BLANK: Readonly<Record<KindName, object>> = {
  MaturityPolicy: { gates: 0, plugins: 0 },
  FeatureGate: { releases: [], notices: [] },
  PluginMaturity: { releases: [], notices: [] },
  FeatureSet: { enabled: [], disabled: [], discovery: [], exceptions: [], plugins: [], findings: [], notices: [] },
};
