import { CONDITION_TYPES } from '../../api/condition.ts';
import type { PolicyStatus } from '../../api/policy.ts';
import type { PolicyVerdict } from '../../lifecycle/component/evaluation.ts';
import { decide, falseWhile, settle, type Previous } from '../conditions/conditions.ts';
import { clampList } from '../words/clamp.ts';

/** `status` of a MaturityPolicy. */
export function policyStatusOf(verdict: PolicyVerdict, previous: Previous<PolicyStatus>): PolicyStatus {
  const accepted = { reason: 'Accepted', message: 'The policy is in use' } as const;
  const deciders = { Ready: ({ findings }: PolicyVerdict) => falseWhile(findings, accepted) };
  return {
    observedGeneration: previous.generation,
    gates: verdict.gates,
    plugins: verdict.plugins,
    ...(verdict.policy.spec.effectiveFrom !== undefined && { grandfathered: grandfatheredOf(verdict) }),
    conditions: settle(decide(CONDITION_TYPES.MaturityPolicy, deciders, verdict), previous),
  };
}

function grandfatheredOf({ grandfathered }: PolicyVerdict): NonNullable<PolicyStatus['grandfathered']> {
  const { items, omitted } = clampList(grandfathered, 64);
  return { count: grandfathered.length, names: items, ...(omitted !== undefined && { namesOmitted: omitted }) };
}
