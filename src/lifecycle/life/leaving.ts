import type { Calendar } from '../releases/calendar.ts';
import type { PluginLife } from './plugin-life.ts';
import type { Leaving } from './removal-window.ts';
import { stageAt, type GateLife } from './stage.ts';

/** How a gate or plugin leaves; undefined where nobody says that it goes. */
export function leavingOf({ spec, stages }: GateLife | PluginLife, calendar: Calendar): Leaving | undefined {
  const { deprecation } = spec;
  const removed = stages.find(({ level }) => level === 'Removed');
  if (!deprecation && !removed) return undefined;
  const announced = stages.find(({ deprecated }) => deprecated);
  const since = deprecation?.since;
  const alive = stages.filter(({ level }) => level !== 'Removed');
  const sinceStage = since === undefined ? undefined : stageAt(alive, since, calendar);
  const locked = stages.find((stage) => 'locked' in stage && stage.locked && stage.level !== 'Removed');
  return {
    deprecation,
    deprecatedIn: announced?.release ?? since,
    level: (announced ?? sinceStage ?? alive.at(-1))?.level ?? 'Unknown',
    ...(locked && { lockedIn: locked.release }),
    removedIn: removed?.release,
  };
}
