import type { Evaluation } from '../../../../src/lifecycle/component/evaluation.ts';
import { reportOf } from '../../../../src/report/evaluation-report.ts';
import { featureSetStatusOf } from '../../../../src/report/status/feature-set-status.ts';
import { gateStatusOf } from '../../../../src/report/status/gate-status.ts';
import { pluginStatusOf } from '../../../../src/report/status/plugin-status.ts';
import { policyStatusOf } from '../../../../src/report/status/policy-status.ts';
import { NOW } from '../../../support/sample.ts';

/** Entries in the order of their keys, so that the order in which they came does not count. */
export function sorted<T>(entries: Iterable<[string, T]>): [string, T][] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Everything that is told of an evaluation, in an order that is its own. */
export function told(evaluation: Evaluation): unknown {
  const previous = (generation: number) => ({ generation, status: undefined, now: NOW });
  return {
    reports: reportOf(evaluation).sort((a, b) => (a.featureSet < b.featureSet ? -1 : 1)),
    policy: evaluation.policy && policyStatusOf(evaluation.policy, previous(1)),
    gates: sorted(evaluation.gates).map(([key, verdict]) => [key, gateStatusOf(verdict, previous(3))]),
    plugins: sorted(evaluation.plugins).map(([key, verdict]) => [key, pluginStatusOf(verdict, previous(3))]),
    sets: sorted(evaluation.featureSets).map(([key, verdict]) => [key, featureSetStatusOf(verdict, previous(5))]),
    boundary: evaluation.boundary,
  };
}
