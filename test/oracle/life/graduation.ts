import type { PolicySpec } from '../../../src/api/policy.ts';
import type { GateSpec } from '../../../src/api/gate.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import { levelRank } from './level.ts';

/** What is missing for the next level (R87-R101). */
export interface GraduationVerdict {
  readonly next: 'Alpha' | 'Beta' | 'Stable';
  readonly eligible: boolean;
  readonly met: number;
  readonly of: number;
  /** Ids of criteria not met, in the order of the policy, and `upstream` where that lags. */
  readonly missing: readonly string[];
  /** Criteria that wait for infrastructure: visible, and not met (R89). */
  readonly pending: readonly string[];
  readonly soaked: number;
  readonly toSoak: number;
}

/** What a gate or plugin shows for its graduation. */
export interface Candidate {
  readonly level: string;
  /** When the level in force was entered. */
  readonly entered: ReleasePoint | undefined;
  readonly category: readonly string[];
  readonly evidence: GateSpec['evidence'];
  /** False where an upstream feature lags behind what the next level asks; undefined where nothing is asked. */
  readonly upstreamReady: boolean | undefined;
}

/** The level after this one; undefined after Stable and for what is no level. */
export function nextLevel(level: string): GraduationVerdict['next'] | undefined {
  const next = { Dev: 'Alpha', Alpha: 'Beta', Beta: 'Stable' } as const;
  return next[level as keyof typeof next];
}

type Criteria = PolicySpec['levels'][number]['criteria'];

const criteriaByLevel = new WeakMap<PolicySpec, Map<string, Criteria>>();

/** What must be shown to enter a level, that of the levels below first; gathered once a policy. */
function criteriaOf(policy: PolicySpec, level: string): Criteria {
  const known = criteriaByLevel.get(policy) ?? new Map<string, Criteria>();
  criteriaByLevel.set(policy, known);
  const gathered =
    known.get(level) ??
    policy.levels
      .filter(({ name }) => levelRank(name) <= levelRank(level))
      .toSorted((a, b) => levelRank(a.name) - levelRank(b.name))
      .flatMap(({ criteria }) => criteria);
  known.set(level, gathered);
  return gathered;
}

/** Judges the step to the next level at `asOf`; undefined where there is none or the policy has no criteria for it. */
export function judgeGraduation(
  candidate: Candidate,
  policy: PolicySpec,
  calendar: Calendar,
  asOf: ReleasePoint | undefined,
): GraduationVerdict | undefined {
  const next = nextLevel(candidate.level);
  if (!next || !asOf) return undefined;
  const criteria = criteriaOf(policy, next);
  const toSoak = policy.levels.find(({ name }) => name === candidate.level)?.soakReleases ?? 0;
  if (criteria.length === 0 && toSoak === 0 && candidate.upstreamReady === undefined) return undefined;
  let met = 0;
  const missing: string[] = [];
  const pending: string[] = [];
  for (const { id, mandatoryFor } of criteria) {
    const state = candidate.evidence.find(({ criterion }) => criterion === id)?.state;
    const mandatory = mandatoryFor.some((word) => candidate.category.includes(word));
    if (state === 'Met' || (state === 'NotApplicable' && !mandatory)) met += 1;
    else missing.push(id);
    if (state === 'PendingInfrastructure') pending.push(id);
  }
  const soaked = candidate.entered ? releasesSince(candidate.entered, asOf, calendar) : 0;
  if (candidate.upstreamReady === false) missing.push('upstream');
  return {
    next,
    eligible: missing.length === 0 && soaked >= toSoak,
    met,
    of: criteria.length,
    missing,
    pending,
    soaked: Math.min(soaked, toSoak),
    toSoak,
  };
}

/** Real releases after the one that entered the level, up to `asOf`: soak is counted in releases, not in numbers (R67, R90). */
function releasesSince(entered: ReleasePoint, asOf: ReleasePoint, calendar: Calendar): number {
  return calendar.releases.filter(({ point }) => comparePoints(point, entered) > 0 && comparePoints(point, asOf) <= 0)
    .length;
}
