import { isDeprecated, stageInForce, type GateLife } from '../life/stage.ts';
import type { Calendar, ReleasePoint } from '../releases/calendar.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

/** What decides the stage of a gate: the release that runs, and the oldest release it must be compatible with. */
export interface ReleaseContext {
  readonly release: ReleasePoint;
  readonly minCompatibility: ReleasePoint | undefined;
  readonly calendar: Calendar;
}

/**
 * Steps 1 and 3, the same for all installs of a release: the stage in force says level, lock and availability, which nothing
 * below changes (semantics.md rules 13-16), and carries its own default or the policy's (R11).
 */
export function stageAndDefault(life: GateLife, { release, minCompatibility, calendar }: ReleaseContext): GateOutcome {
  const stage = stageInForce(life, release, minCompatibility);
  const absent = {
    life,
    stage,
    level: stage?.level ?? 'NotYetAvailable',
    deprecated: stage !== undefined && isDeprecated(life, stage, { release, calendar }),
    default: 'Disabled',
    locked: false,
    available: false,
    requested: 'Disabled',
    effective: 'Disabled',
  } as const;
  if (!stage) return { ...absent, source: 'NotAvailable' };
  if (stage.level === 'Removed') return { ...absent, source: 'Removed' };
  return {
    ...absent,
    default: stage.default,
    locked: stage.locked,
    available: true,
    requested: stage.default,
    effective: stage.default,
    source: stage.locked ? 'Lock' : 'Default',
  };
}
