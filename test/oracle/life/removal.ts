import type { Deprecation } from '../../../src/api/deprecation.ts';
import type { PolicySpec } from '../../../src/api/policy.ts';
import { comparePoints, type Calendar, type ListedRelease, type ReleasePoint } from '../releases/calendar.ts';
import { daysBetween, indexAt } from '../releases/listed-releases.ts';
import { boundsOf, earliestOf, isTooEarly, type Deadline, type Leaving } from './removal-window.ts';

/** How many days before it is due a removal is announced, once each. */
export const APPROACHING_DAYS = [90, 30, 7] as const;

/** What the policy allows, what was announced, and what became of it (R43-R52, R64). */
export interface RemovalVerdict {
  /** Undefined where the level promises no window. */
  readonly earliest: Deadline | undefined;
  readonly scheduled: Deadline | undefined;
  readonly verdict: 'OnTime' | 'TooEarly' | 'Overdue' | 'Undecided';
  readonly overdue: { readonly releases: number; readonly days?: number } | undefined;
  /** How many days past its schedule a tombstone went. */
  readonly removedLateDays: number | undefined;
  /** Releases from the one looked at to the scheduled one: those listed between the two, and the scheduled one itself. */
  readonly releasesUntil: number | undefined;
  /** The next moment at which time alone changes this, in milliseconds since 1970. */
  readonly boundary: number | undefined;
}

/** What removals are judged against. */
export interface RemovalContext {
  readonly policy: PolicySpec;
  readonly calendar: Calendar;
  /** The release looked at. */
  readonly asOf: ReleasePoint | undefined;
  readonly now: number;
}

/** Judges the removal of a thing whose end is announced. */
export function judgeRemoval(leaving: Leaving, context: RemovalContext): RemovalVerdict {
  const { deprecation, removedIn } = leaving;
  const { releases } = context.calendar;
  const schedule = scheduleOf(deprecation, removedIn, context, releases);
  const bounds = boundsOf(leaving, context.policy, context.calendar);
  const removed = pointOf(removedIn, context);
  const gone = removed !== undefined && context.asOf !== undefined && comparePoints(removed, context.asOf) <= 0;
  const overdue = gone || !schedule ? undefined : overdueOf(schedule, context, releases);
  return {
    earliest: earliestOf(bounds),
    scheduled: schedule && deadlineOf(schedule),
    verdict: verdictOf({ schedule, bounds, overdue, context, removedIn: gone ? removedIn : undefined, releases }),
    overdue,
    removedLateDays: gone ? lateDays(schedule, removedIn, context) : undefined,
    releasesUntil: gone || !schedule ? undefined : releasesUntil(schedule, context, releases),
    boundary: gone || schedule?.dueDate === undefined ? undefined : boundaryOf(schedule.dueDate, context.now),
  };
}

/** The announced schedule; `dueRelease` and `dueDate` are what binds, `date` is the day of either, for counting days. */
interface Schedule {
  readonly dueRelease: string | undefined;
  readonly dueDate: string | undefined;
  readonly combine: 'Earlier' | 'Later';
  readonly date: string | undefined;
}

function scheduleOf(
  deprecation: Deprecation | undefined,
  removedIn: string | undefined,
  { calendar }: RemovalContext,
  releases: readonly ListedRelease[],
): Schedule | undefined {
  const removal = deprecation?.removal;
  if (removal?.when === 'Undecided') return undefined;
  const dueRelease = removal ? removal.release : removedIn;
  const dueDate = removal?.date;
  if (dueRelease === undefined && dueDate === undefined) return undefined;
  const combine = removal?.when === 'Earlier' ? 'Earlier' : 'Later';
  const ofRelease = dueRelease === undefined ? undefined : dateOf(dueRelease, calendar, releases);
  const dates = [ofRelease, dueDate].filter((date) => date !== undefined);
  dates.sort();
  return { dueRelease, dueDate, combine, date: combine === 'Earlier' ? dates[0] : dates.at(-1) };
}

/** The day a release came out; for a pre-release the day of the release it led to. */
function dateOf(name: string, calendar: Calendar, releases: readonly ListedRelease[]): string | undefined {
  const point = shippedAs(name, calendar, releases);
  return point && releases.find((release) => comparePoints(release.point, point) === 0)?.date;
}

function deadlineOf({ dueRelease, dueDate, date }: Schedule): Deadline {
  const day = dueDate ?? date;
  return { ...(dueRelease !== undefined && { release: dueRelease }), ...(day !== undefined && { date: day }) };
}

function pointOf(name: string | undefined, { calendar }: RemovalContext): ReleasePoint | undefined {
  return name === undefined ? undefined : calendar.at(name);
}

/** A release that still holds a thing due in it counts; days run to the date of the release looked at, never to now. */
function overdueOf(
  schedule: Schedule,
  { calendar, asOf, now }: RemovalContext,
  releases: readonly ListedRelease[],
): RemovalVerdict['overdue'] {
  if (!asOf) return undefined;
  const due = schedule.dueRelease === undefined ? undefined : calendar.at(schedule.dueRelease);
  const byRelease = due === undefined ? undefined : comparePoints(due, asOf) <= 0;
  // On the day itself a removal is due; the day after it is overdue.
  const byDate = schedule.dueDate === undefined ? undefined : dayOf(now) > schedule.dueDate;
  const reached = [byRelease, byDate].filter((one) => one !== undefined);
  if (!(schedule.combine === 'Earlier' ? reached.some(Boolean) : reached.every(Boolean))) return undefined;
  const current = indexAt(releases, asOf);
  const holding = releases.slice(0, current + 1).filter(({ point, date }) => {
    const inRelease = due !== undefined && comparePoints(due, point) <= 0;
    const inTime = schedule.dueDate !== undefined && date !== undefined && date >= schedule.dueDate;
    return schedule.combine === 'Earlier' || due === undefined || schedule.dueDate === undefined
      ? inRelease || inTime
      : inRelease && inTime;
  });
  const looked = releases[current]?.date;
  const days = schedule.date !== undefined && looked !== undefined ? daysBetween(schedule.date, looked) : undefined;
  return { releases: holding.length, ...(days !== undefined && days >= 0 && { days }) };
}

function verdictOf({
  schedule,
  bounds,
  overdue,
  context: { calendar },
  removedIn,
  releases,
}: {
  schedule: Schedule | undefined;
  bounds: ReturnType<typeof boundsOf>;
  overdue: RemovalVerdict['overdue'];
  context: RemovalContext;
  /** Only where it is gone: until then the announced schedule counts. */
  removedIn: string | undefined;
  releases: readonly ListedRelease[];
}): RemovalVerdict['verdict'] {
  const actual =
    removedIn === undefined ? undefined : { release: removedIn, date: dateOf(removedIn, calendar, releases) };
  const planned = actual ?? (schedule && { release: schedule.dueRelease, date: schedule.dueDate ?? schedule.date });
  if (overdue) return 'Overdue';
  if (!planned) return 'Undecided';
  const release = planned.release === undefined ? undefined : shippedAs(planned.release, calendar, releases);
  if (isTooEarly({ release, date: planned.date }, bounds)) return 'TooEarly';
  return schedule ? 'OnTime' : 'Undecided';
}

/** A pre-release leads to its release: what goes in v0.11.0-dev goes with v0.11.0. */
function shippedAs(name: string, calendar: Calendar, releases: readonly ListedRelease[]): ReleasePoint | undefined {
  const point = calendar.at(name);
  if (!point || point.version.pre.length === 0) return point;
  return releases.find((release) => comparePoints(release.point, point) >= 0)?.point ?? point;
}

function lateDays(
  schedule: Schedule | undefined,
  removedIn: string | undefined,
  context: RemovalContext,
): number | undefined {
  if (removedIn === undefined || schedule?.date === undefined) return undefined;
  const { releases } = context.calendar;
  const went = dateOf(removedIn, context.calendar, releases);
  const days = went === undefined ? 0 : daysBetween(schedule.date, went);
  return days > 0 ? days : undefined;
}

function releasesUntil(
  { dueRelease }: Schedule,
  { calendar, asOf }: RemovalContext,
  releases: readonly ListedRelease[],
): number | undefined {
  const due = dueRelease === undefined ? undefined : calendar.at(dueRelease);
  if (!due || !asOf) return undefined;
  if (comparePoints(due, asOf) <= 0) return 0;
  const before = releases.filter(({ point }) => comparePoints(point, asOf) > 0 && comparePoints(point, due) < 0);
  return before.length + 1;
}

const DAY_MS = 86_400_000;

/** It comes near at each mark, is due on the day and overdue the day after. */
function boundaryOf(date: string, now: number): number | undefined {
  const due = Date.parse(`${date}T00:00:00Z`);
  const marks = APPROACHING_DAYS.map((days) => due - days * DAY_MS);
  return [...marks, due, due + DAY_MS].find((mark) => mark > now);
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
