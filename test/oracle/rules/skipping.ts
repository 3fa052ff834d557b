import type { PolicySpec } from '../../../src/api/policy.ts';
import { LEVELS } from '../../../src/api/vocabulary.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import type { Finding } from '../findings/finding.ts';
import { levelRank } from '../life/level.ts';

interface StagePair {
  readonly from: ReleasePoint | undefined;
  readonly release: string;
  readonly level: string;
}

/** The first level that the stages of a gate or plugin skip; it may begin at Dev or Alpha (R91). */
function skipped(steps: readonly StagePair[]): { step: StagePair; level: string } | undefined {
  let reached = levelRank('Dev');
  for (const step of steps) {
    const rank = levelRank(step.level);
    if (rank > reached + 1) return { step, level: LEVELS[reached + 1] ?? '' };
    reached = Math.max(reached, rank);
  }
  return undefined;
}

/** A level that was skipped where the policy forbids it; who did so before the rules bound is grandfathered by name (R73). */
export function skippingOf(
  subject: string,
  steps: readonly StagePair[],
  policy: PolicySpec,
  calendar: Calendar,
): { readonly finding: Finding | undefined; readonly grandfathered: boolean } {
  const found = policy.skipLevels === 'Forbid' ? skipped(steps) : undefined;
  if (!found) return { finding: undefined, grandfathered: false };
  const from = policy.effectiveFrom === undefined ? undefined : calendar.at(policy.effectiveFrom);
  const old = from !== undefined && found.step.from !== undefined && comparePoints(found.step.from, from) < 0;
  const { release, level } = found.step;
  const fact = { kind: 'LevelSkipped', release, level, skipped: found.level } as const;
  return { finding: old ? undefined : { severity: 'Error', subject, fact }, grandfathered: old };
}
