import type { GateStatus } from '../../api/gate.ts';
import type { GraduationVerdict } from '../../lifecycle/life/graduation.ts';
import type { Deadline } from '../../lifecycle/life/removal-window.ts';
import type { RemovalVerdict } from '../../lifecycle/life/removal.ts';
import { clampList } from '../words/clamp.ts';

/** What the statuses of gates and plugins say alike of their end and their next level. */
export function lifeStatusOf(
  removal: RemovalVerdict | undefined,
  graduation: GraduationVerdict | undefined,
): Pick<GateStatus, 'deprecation' | 'graduation'> {
  return {
    ...(removal && { deprecation: deprecationOf(removal) }),
    ...(graduation && { graduation: graduationOf(graduation) }),
  };
}

function deprecationOf(removal: RemovalVerdict): NonNullable<GateStatus['deprecation']> {
  const { earliest, scheduled, verdict, overdue, removedLateDays } = removal;
  return {
    ...(earliest && { earliestRemoval: { ...earliest } satisfies Deadline }),
    ...(scheduled && { scheduled: { ...scheduled } satisfies Deadline }),
    verdict,
    ...(overdue && { overdue: { ...overdue } }),
    ...(removedLateDays !== undefined && { removedLateDays }),
  };
}

function graduationOf({
  next,
  eligible,
  met,
  of,
  missing,
  soaked,
  toSoak,
}: GraduationVerdict): NonNullable<GateStatus['graduation']> {
  return { next, eligible, met, of, missing: clampList(missing, 64).items, soak: `${soaked}/${toSoak}` };
}
