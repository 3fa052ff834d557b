import { compareMoments, type Calendar, type Moment } from './calendar.ts';
import type { Lives } from './dependency-graph.ts';
import type { Finding } from './finding.ts';
import type { PluginLives } from './plugin-life.ts';

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
export function unlistedRelease(known: Known, moment: Moment): Finding | undefined {
  const { component, calendar, lives, plugins } = known;
  const listed = calendar.releases.at(-1);
  if (!listed || compareMoments(moment, listed.moment) <= 0) return undefined;
  let newest = listed.moment;
  for (const { stages } of [...lives.values(), ...plugins.values()]) {
    for (const { from } of stages) if (from && compareMoments(from, newest) > 0) newest = from;
  }
  if (compareMoments(moment, newest) <= 0) return undefined;
  const fact = { kind: 'ReleaseNotListed', release: moment.version.name, newest: newest.version.name } as const;
  return { severity: 'Warning', subject: component, fact };
}
