import { isDeepStrictEqual } from 'node:util';
import type { FeatureSetStatus } from '../api/featureset-status.ts';
import { featureSetStatus } from '../api/featureset-status.ts';
import { gateStatus, type GateStatus } from '../api/gate.ts';
import { KINDS, type Metadata } from '../api/kinds.ts';
import { pluginStatus, type PluginStatus } from '../api/plugin.ts';
import { policyStatus, type PolicyStatus } from '../api/policy.ts';
import type { Evaluation } from '../lifecycle/evaluate.ts';
import { featureSetStatusOf } from '../report/feature-set-status.ts';
import { gateStatusOf, type Standing } from '../report/gate-status.ts';
import { invalidStatusOf, pluginStatusOf, policyStatusOf } from '../report/other-status.ts';
import type { Declaration } from './declarations.ts';

/**
 * The status an object should have, computed against the one that stands; undefined where the evaluation does not know
 * this generation of the object yet: the round that will is due. A standing status that does not fit its schema counts as none.
 */
export function desiredStatus(
  declaration: Declaration,
  key: string,
  evaluation: Evaluation | undefined,
  now: number,
): Readonly<Record<string, unknown>> | undefined {
  const { kind, parsed, generation, status } = declaration;
  if (!parsed.valid) {
    const standing = KINDS[kind].status.safeParse(status);
    return invalidStatusOf(kind, parsed.problems, {
      generation,
      now,
      status: standing.success ? standing.data : undefined,
    });
  }
  if (!evaluation) return undefined;
  switch (kind) {
    case 'MaturityPolicy': {
      const verdict = evaluation.policy;
      return verdict && knows(verdict.policy, declaration)
        ? policyStatusOf(verdict, standingOf<PolicyStatus>(policyStatus, declaration, now))
        : undefined;
    }
    case 'FeatureGate': {
      const verdict = evaluation.gates.get(key);
      return verdict && knows(verdict.life.gate, declaration)
        ? gateStatusOf(verdict, standingOf<GateStatus>(gateStatus, declaration, now))
        : undefined;
    }
    case 'PluginMaturity':
      return pluginStatusOf(standingOf<PluginStatus>(pluginStatus, declaration, now));
    case 'FeatureSet': {
      const verdict = evaluation.featureSets.get(key);
      return verdict && knows(verdict.featureSet, declaration)
        ? featureSetStatusOf(verdict, standingOf<FeatureSetStatus>(featureSetStatus, declaration, now))
        : undefined;
    }
  }
}

function knows({ metadata }: { readonly metadata: Metadata }, { uid, generation }: Declaration): boolean {
  return metadata.uid === uid && metadata.generation === generation;
}

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

function standingOf<T>(schema: Schema<T>, { status, generation }: Declaration, now: number): Standing<T> {
  const parsed = status === undefined ? undefined : schema.safeParse(status);
  return { generation, now, status: parsed?.success ? parsed.data : undefined };
}

/** Whether a write would change nothing. */
export function isSettled(declaration: Declaration, desired: unknown): boolean {
  return isDeepStrictEqual(declaration.status, desired);
}
