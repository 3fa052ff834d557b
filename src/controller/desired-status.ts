import { isDeepStrictEqual } from 'node:util';
import type { FeatureSetStatus } from '../api/featureset-status.ts';
import type { GateStatus } from '../api/gate.ts';
import type { Metadata } from '../api/kinds.ts';
import type { PluginStatus } from '../api/plugin.ts';
import type { PolicyStatus } from '../api/policy.ts';
import type { Evaluation } from '../lifecycle/evaluate.ts';
import { featureSetStatusOf } from '../report/feature-set-status.ts';
import { gateStatusOf, type Standing } from '../report/gate-status.ts';
import { invalidStatusOf, policyStatusOf } from '../report/other-status.ts';
import { pluginStatusOf } from '../report/plugin-status.ts';
import type { Declaration } from './declarations.ts';

/**
 * The status an object should have, computed against the one that stands; undefined where the evaluation does not know
 * this generation of the object yet: the round that will is due.
 */
export function desiredStatus(
  declaration: Declaration,
  key: string,
  evaluation: Evaluation | undefined,
  now: number,
): Readonly<Record<string, unknown>> | undefined {
  const { kind, parsed } = declaration;
  if (!parsed.valid) return invalidStatusOf(kind, parsed.problems, standingOf(declaration, now));
  if (!evaluation) return undefined;
  switch (kind) {
    case 'MaturityPolicy': {
      const verdict = evaluation.policy;
      if (!verdict || !knows(verdict.policy, declaration)) return undefined;
      return policyStatusOf(verdict, standingOf<PolicyStatus>(declaration, now));
    }
    case 'FeatureGate': {
      const verdict = evaluation.gates.get(key);
      if (!verdict || !knows(verdict.life.gate, declaration)) return undefined;
      return gateStatusOf(verdict, standingOf<GateStatus>(declaration, now));
    }
    case 'PluginMaturity': {
      const verdict = evaluation.plugins.get(key);
      if (!verdict || !knows(verdict.life.plugin, declaration)) return undefined;
      return pluginStatusOf(verdict, standingOf<PluginStatus>(declaration, now));
    }
    case 'FeatureSet': {
      const verdict = evaluation.featureSets.get(key);
      if (!verdict || !knows(verdict.featureSet, declaration)) return undefined;
      return featureSetStatusOf(verdict, standingOf<FeatureSetStatus>(declaration, now));
    }
  }
}

function knows({ metadata }: { readonly metadata: Metadata }, { uid, generation }: Declaration): boolean {
  return metadata.uid === uid && metadata.generation === generation;
}

/** The status was parsed at the door by the schema of its kind. */
function standingOf<Status extends object>({ status, generation }: Declaration, now: number): Standing<Status> {
  return { generation, now, status: status as Status | undefined };
}

/** Whether a write would change nothing. */
export function isSettled(declaration: Declaration, desired: unknown): boolean {
  return isDeepStrictEqual(declaration.status, desired);
}
