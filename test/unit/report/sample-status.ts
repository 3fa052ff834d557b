import type { FeatureSetStatus } from '../../../src/api/featureset-status.ts';
import type { GateStatus } from '../../../src/api/gate.ts';
import type { Gate, Plugin } from '../../../src/api/declared.ts';
import { evaluate } from '../../../src/lifecycle/component/evaluate.ts';
import type { World } from '../../../src/lifecycle/declared/world.ts';
import { featureSetStatusOf } from '../../../src/report/status/feature-set-status.ts';
import { gateStatusOf } from '../../../src/report/status/gate-status.ts';
import { featureSet, NOW, verdictOn, world } from '../../support/sample.ts';

/** An hour after `NOW`. */
export const LATER = NOW + 3_600_000;

/** The status of FeatureSet `default/set` with that spec, beside the one that stands. */
export function setStatus(
  gates: readonly Gate[],
  spec: Record<string, unknown> = {},
  previous?: FeatureSetStatus,
  now = previous ? LATER : NOW,
  plugins: readonly Plugin[] = [],
): FeatureSetStatus {
  const verdict = verdictOn(evaluate(world({ gates, plugins, featureSets: [featureSet(spec)], now })));
  return featureSetStatusOf(verdict, {
    generation: previous ? previous.observedGeneration + 1 : 1,
    status: previous,
    now,
  });
}

/** The status of the first gate of a world, beside the one that stands. */
export function gateStatusIn(parts: Partial<World>, previous?: GateStatus, now = previous ? LATER : NOW): GateStatus {
  const [verdict] = evaluate(world({ ...parts, now })).gates.values();
  if (!verdict) throw new Error('the world has no gate');
  return gateStatusOf(verdict, { generation: previous ? previous.observedGeneration + 1 : 1, status: previous, now });
}

/** Conditions as `Ready=True Evaluated`. */
export function conditionsOf({
  conditions,
}: {
  conditions: readonly { type: string; status: string; reason: string }[];
}): string[] {
  return conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`);
}

/** Notices as `GateEnabled A, B`. */
export function noticesOf({
  notices,
}: {
  notices: readonly { reason: string; subjects: readonly string[] }[];
}): string[] {
  return notices.map(({ reason, subjects }) => `${reason} ${subjects.join(', ')}`);
}
