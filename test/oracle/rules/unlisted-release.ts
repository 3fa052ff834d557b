import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import type { Lives } from '../life/requirements.ts';
import type { Finding } from '../findings/finding.ts';
import type { PluginLives } from '../life/plugin-life.ts';

/** What is declared of a component, as far as releases go. */
interface Known {
  readonly component: string;
  readonly calendar: Calendar;
  readonly lives: Lives;
  readonly plugins: PluginLives;
}

/**
 * A release after everything that calendar and stages name is judged like the newest known one, and a slip such as 1.63 for
 * 1.36 would pass unnoticed: a Warning. Without a calendar nobody can tell.
 */
export function unlistedRelease(known: Known, point: ReleasePoint): Finding | undefined {
  const { component, calendar, lives, plugins } = known;
  const listed = calendar.releases.at(-1);
  if (!listed || comparePoints(point, listed.point) <= 0) return undefined;
  let newest = listed.point;
  for (const { stages } of [...lives.values(), ...plugins.values()]) {
    for (const { from } of stages) if (from && comparePoints(from, newest) > 0) newest = from;
  }
  if (comparePoints(point, newest) <= 0) return undefined;
  const fact = { kind: 'ReleaseNotListed', release: point.version.name, newest: newest.version.name } as const;
  return { severity: 'Warning', subject: component, fact };
}
