import type { Deprecation } from '../api/deprecation.ts';
import type { PolicySpec } from '../api/policy.ts';
import { compareMoments, type Calendar, type ListedRelease, type Moment } from './calendar.ts';
import { addMonths, daysBetween, indexAt } from './listed-releases.ts';

/** How many days before it is due a removal is announced, once each. */
export const APPROACHING_DAYS = [90, 30, 7] as const;

/** A moment in the future of a component: a release, a day, both, or a number of releases that are not listed yet. */
export interface Deadline {
  readonly release?: string;
  /** As `2026-05-15`. */
  readonly date?: string;
  readonly releasesToGo?: number;
}

/** What the policy allows, what was announced, and what became of it (R43-R52, R64). */
export interface RemovalVerdict {
  /** Undefined where the level promises no window. */
  readonly earliest: Deadline | undefined;
  readonly scheduled: Deadline | undefined;
  readonly verdict: 'OnTime' | 'TooEarly' | 'Overdue' | 'Undecided';
  readonly overdue: { readonly releases: number; readonly days?: number } | undefined;
  /** How many days past its schedule a tombstone went. */
  readonly removedLateDays: number | undefined;
  /** Listed releases from the one looked at to the scheduled one. */
  readonly releasesUntil: number | undefined;
  /** The next moment at which time alone changes this, in milliseconds since 1970. */
  readonly boundary: number | undefined;
}

/** A deprecated thing as its removal is judged: a gate or a plugin. */
export interface Leaving {
  readonly deprecation: Deprecation | undefined;
  /** Release that announced the end. */
  readonly deprecatedIn: string | undefined;
  /** Level at that moment: it sets the window (R45). */
  readonly level: string;
  /** Release that locked a gate: from there a window of its own runs (R64). */
  readonly lockedIn?: string | undefined;
  /** Release of the Removed stage. */
  readonly removedIn: string | undefined;
}

/** What removals are judged against. */
export interface RemovalGround {
  readonly policy: PolicySpec;
  readonly calendar: Calendar;
  /** The release looked at. */
  readonly asOf: Moment | undefined;
  readonly now: number;
}

/** Judges the removal of a thing whose end is announced; undefined where nothing is announced. */
export function judgeRemoval(leaving: Leaving, ground: RemovalGround): RemovalVerdict | undefined {
  const { deprecation, deprecatedIn, removedIn } = leaving;
  if (deprecatedIn === undefined && removedIn === undefined && deprecation === undefined) return undefined;
  const { releases } = ground.calendar;
  const schedule = scheduleOf(deprecation, removedIn, ground, releases);
  const earliest = earliestOf(leaving, ground, releases);
  const removed = momentOf(removedIn, ground);
  const gone = removed !== undefined && ground.asOf !== undefined && compareMoments(removed, ground.asOf) <= 0;
  const overdue = gone || !schedule ? undefined : overdueOf(schedule, ground, releases);
  return {
    earliest,
    scheduled: schedule && deadlineOf(schedule),
    verdict: verdictOf({ schedule, earliest, overdue, ground, removedIn: gone ? removedIn : undefined, releases }),
    overdue,
    removedLateDays: gone ? lateDays(schedule, removedIn, ground) : undefined,
    releasesUntil: gone || !schedule ? undefined : releasesUntil(schedule, ground, releases),
    boundary: gone || schedule?.dueDate === undefined ? undefined : boundaryOf(schedule.dueDate, ground.now),
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
  { calendar }: RemovalGround,
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
  const moment = shippedAs(name, calendar, releases);
  return moment && releases.find((release) => compareMoments(release.moment, moment) === 0)?.date;
}

function deadlineOf({ dueRelease, dueDate, date }: Schedule): Deadline {
  const day = dueDate ?? date;
  return { ...(dueRelease !== undefined && { release: dueRelease }), ...(day !== undefined && { date: day }) };
}

function momentOf(name: string | undefined, { calendar }: RemovalGround): Moment | undefined {
  return name === undefined ? undefined : calendar.at(name);
}

/** The first moment the window of the level allows: the later or the earlier of releases and months (R46-R49). */
function earliestOf(
  leaving: Leaving,
  { policy, calendar }: RemovalGround,
  releases: readonly ListedRelease[],
): Deadline | undefined {
  const locked = leaving.lockedIn === undefined ? undefined : policy.lockedGateRemoval;
  const window = locked
    ? ({ scope: 'Release', afterReleases: locked.afterReleases, afterMonths: 0 } as const)
    : policy.levels.find(({ name }) => name === leaving.level)?.removal;
  const from = (locked && leaving.lockedIn) ?? leaving.deprecatedIn ?? leaving.removedIn;
  const moment = from === undefined ? undefined : calendar.at(from);
  if (!window || from === undefined || !moment) return undefined;
  if (window.scope === 'Major') return nextMajor(moment, releases);
  const index = indexAt(releases, moment);
  const due = releases[index + window.afterReleases];
  const beyond = index + window.afterReleases - (releases.length - 1);
  const announced = calendar.dateOf(from) ?? releases[index]?.date;
  const date = window.afterMonths > 0 && announced !== undefined ? addMonths(announced, window.afterMonths) : undefined;
  if (window.afterReleases === 0) return date === undefined ? { release: from } : { date };
  if (!due) return { releasesToGo: beyond, ...(date !== undefined && { date }) };
  if (date === undefined) return { release: due.name, ...(due.date !== undefined && { date: due.date }) };
  return { release: due.name, date };
}

function nextMajor(moment: Moment, releases: readonly ListedRelease[]): Deadline {
  const major = moment.version.numbers[0] ?? 0;
  const next = releases.find(
    (release) => compareMoments(release.moment, moment) > 0 && (release.moment.version.numbers[0] ?? 0) > major,
  );
  return next ? { release: next.name, ...(next.date !== undefined && { date: next.date }) } : {};
}

/** A release that still holds a thing due in it counts; days run to the date of the release looked at, never to now. */
function overdueOf(
  schedule: Schedule,
  { calendar, asOf, now }: RemovalGround,
  releases: readonly ListedRelease[],
): RemovalVerdict['overdue'] {
  if (!asOf) return undefined;
  const due = schedule.dueRelease === undefined ? undefined : calendar.at(schedule.dueRelease);
  const byRelease = due === undefined ? undefined : compareMoments(due, asOf) <= 0;
  // On the day itself a removal is due; the day after it is overdue.
  const byDate = schedule.dueDate === undefined ? undefined : dayOf(now) > schedule.dueDate;
  const reached = [byRelease, byDate].filter((one) => one !== undefined);
  if (!(schedule.combine === 'Earlier' ? reached.some(Boolean) : reached.every(Boolean))) return undefined;
  const current = indexAt(releases, asOf);
  const holding = releases.slice(0, current + 1).filter(({ moment, date }) => {
    const inRelease = due !== undefined && compareMoments(due, moment) <= 0;
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
  earliest,
  overdue,
  ground,
  removedIn,
  releases,
}: {
  schedule: Schedule | undefined;
  earliest: Deadline | undefined;
  overdue: RemovalVerdict['overdue'];
  ground: RemovalGround;
  /** Only where it is gone: until then the announced schedule counts. */
  removedIn: string | undefined;
  releases: readonly ListedRelease[];
}): RemovalVerdict['verdict'] {
  const actual =
    removedIn === undefined ? undefined : { release: removedIn, date: dateOf(removedIn, ground.calendar, releases) };
  const planned = actual ?? (schedule && { release: schedule.dueRelease, date: schedule.dueDate ?? schedule.date });
  if (overdue) return 'Overdue';
  if (planned && earliest && isBefore(planned, earliest, ground, releases)) return 'TooEarly';
  return schedule ? 'OnTime' : 'Undecided';
}

function isBefore(
  planned: { readonly release: string | undefined; readonly date: string | undefined },
  earliest: Deadline,
  { calendar }: RemovalGround,
  releases: readonly ListedRelease[],
): boolean {
  if (earliest.releasesToGo !== undefined) return planned.release !== undefined;
  const mine = planned.release === undefined ? undefined : shippedAs(planned.release, calendar, releases);
  if (Object.keys(earliest).length === 0) return mine !== undefined; // The next major is not listed: all come before.
  const allowed = earliest.release === undefined ? undefined : calendar.at(earliest.release);
  if (mine && allowed && compareMoments(mine, allowed) < 0) return true;
  return earliest.date !== undefined && planned.date !== undefined && planned.date < earliest.date;
}

/** A pre-release leads to its release: what goes in v0.11.0-dev goes with v0.11.0. */
function shippedAs(name: string, calendar: Calendar, releases: readonly ListedRelease[]): Moment | undefined {
  const moment = calendar.at(name);
  if (!moment || moment.version.pre.length === 0) return moment;
  return releases.find((release) => compareMoments(release.moment, moment) >= 0)?.moment ?? moment;
}

function lateDays(
  schedule: Schedule | undefined,
  removedIn: string | undefined,
  ground: RemovalGround,
): number | undefined {
  if (removedIn === undefined || schedule?.date === undefined) return undefined;
  const { releases } = ground.calendar;
  const went = dateOf(removedIn, ground.calendar, releases);
  const days = went === undefined ? 0 : daysBetween(schedule.date, went);
  return days > 0 ? days : undefined;
}

function releasesUntil(
  { dueRelease }: Schedule,
  { calendar, asOf }: RemovalGround,
  releases: readonly ListedRelease[],
): number | undefined {
  const due = dueRelease === undefined ? undefined : calendar.at(dueRelease);
  if (!due || !asOf) return undefined;
  if (compareMoments(due, asOf) <= 0) return 0;
  const ahead = releases.filter(
    ({ moment }) => compareMoments(moment, asOf) > 0 && compareMoments(moment, due) <= 0,
  ).length;
  return Math.max(ahead, 1);
}

const DAY_MS = 86_400_000;

/** It comes near at each mark, is due on the day and overdue the day after. */
function boundaryOf(date: string, now: number): number | undefined {
  const due = Date.parse(`${date}T00:00:00Z`);
  const marks = APPROACHING_DAYS.map((days) => due - days * DAY_MS);
  return [...marks, due, due + DAY_MS].find((moment) => moment > now);
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
