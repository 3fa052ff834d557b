import type { FeatureSetStatus } from '../../api/featureset-status.ts';
import type { GateStatus } from '../../api/gate.ts';
import type { Metadata, KindName } from '../../api/kinds.ts';
import type { PluginStatus } from '../../api/plugin.ts';
import type { PolicyStatus } from '../../api/policy.ts';
import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import { featureSetStatusOf } from './feature-set-status.ts';
import type { Previous } from '../conditions/conditions.ts';
import { gateStatusOf } from './gate-status.ts';
import { invalidStatusOf } from './invalid-status.ts';
import { policyStatusOf } from './policy-status.ts';
import { pluginStatusOf } from './plugin-status.ts';
import type { Parsed } from '../../api/parse.ts';

/** An object as it was last seen, and the status that stands on it. */
export interface SeenObject {
  readonly kind: KindName;
  readonly parsed: Parsed<KindName>;
  readonly uid: string;
  readonly generation: number;
  readonly status: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The status an object should have, computed against the one that stands; undefined where the evaluation does not know
 * this generation of the object yet: the round that will is due.
 */
export function desiredStatus(
  declaration: SeenObject,
  key: string,
  evaluation: Evaluation | undefined,
  now: number,
): Readonly<Record<string, unknown>> | undefined {
  const { kind, parsed } = declaration;
  if (!parsed.valid) return invalidStatusOf(kind, parsed.problems, previousOf(declaration, now));
  if (!evaluation) return undefined;
  switch (kind) {
    case 'MaturityPolicy': {
      const verdict = evaluation.policy;
      if (!verdict || !knows(verdict.policy, declaration)) return undefined;
      return policyStatusOf(verdict, previousOf<PolicyStatus>(declaration, now));
    }
    case 'FeatureGate': {
      const verdict = evaluation.gates.get(key);
      if (!verdict || !knows(verdict.gate, declaration)) return undefined;
      return gateStatusOf(verdict, previousOf<GateStatus>(declaration, now));
    }
    case 'PluginMaturity': {
      const verdict = evaluation.plugins.get(key);
      if (!verdict || !knows(verdict.plugin, declaration)) return undefined;
      return pluginStatusOf(verdict, previousOf<PluginStatus>(declaration, now));
    }
    case 'FeatureSet': {
      const verdict = evaluation.featureSets.get(key);
      if (!verdict || !knows(verdict.featureSet, declaration)) return undefined;
      return featureSetStatusOf(verdict, previousOf<FeatureSetStatus>(declaration, now));
    }
  }
}

function knows({ metadata }: { readonly metadata: Metadata }, { uid, generation }: SeenObject): boolean {
  return metadata.uid === uid && metadata.generation === generation;
}

/** The status was parsed at the door by the schema of its kind. */
function previousOf<Status extends object>({ status, generation }: SeenObject, now: number): Previous<Status> {
  return { generation, now, status: status as Status | undefined };
}
