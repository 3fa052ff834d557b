import type { Gate } from '../../../src/api/declared.ts';
import type { PolicySpec } from '../../../src/api/policy.ts';
import type { Calendar } from '../releases/calendar.ts';
import { upstreamLevel, upstreamMinimum } from '../steps/upstream.ts';
import { levelRank } from '../life/level.ts';

/** How far an upstream feature is, at the newest dated release of its own component (R107, R108). */
export interface UpstreamReadiness {
  readonly name: string;
  /** Undefined: the feature has not begun, or its component has no dated release. */
  readonly level: string | undefined;
  readonly needed: string;
  /** Undefined where nobody can tell. */
  readonly ready: boolean | undefined;
}

/** What the next level of a gate asks of its upstream features; Preferred asks nothing. */
export function upstreamReadiness(
  gate: Gate,
  next: string,
  policy: PolicySpec,
  calendarOf: (component: string) => Calendar,
  now: number,
): UpstreamReadiness[] {
  const minimum = upstreamMinimum(policy, next);
  if (!minimum || minimum.strength === 'Preferred') return [];
  return gate.spec.upstream.map((upstream) => {
    const calendar = calendarOf(upstream.component);
    const newest = calendar.newestDated(now);
    const point = newest === undefined ? undefined : calendar.at(newest);
    const level = point && upstreamLevel(upstream, calendar, point);
    const recorded =
      minimum.strength === 'OrFallback' && upstream.onMismatch !== undefined && upstream.onMismatch !== 'Defer';
    const ready = recorded ? true : point && levelRank(level ?? '') >= levelRank(minimum.level);
    return { name: upstream.name, level, needed: minimum.level, ready };
  });
}
