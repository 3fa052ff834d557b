import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import { isSame } from '../tables/same.ts';
import type { Tally, Census } from './census.ts';
import type { Component } from '../declared/component.ts';
import { releasesInUse, type ReleaseInUse } from './releases-in-use.ts';

/** The release a component is judged at, and those that its counted installs run or target. */
export interface Judgement {
  readonly asOf: string | undefined;
  readonly point: ReleasePoint | undefined;
  readonly minCompatibility: ReleasePoint | undefined;
  /** Newest first. */
  readonly releases: readonly ReleaseInUse[];
  /** Whether any install counts, whatever release it runs. */
  readonly isCounted: boolean;
}

/** What gates and plugins are judged against. */
export interface JudgementContext {
  readonly component: Component;
  /** The same object while it says the same. */
  readonly judgement: Judgement;
  /** What was counted at each of its releases, in their order. */
  readonly tallies: readonly (readonly Tally[])[];
  readonly calendarAbroad: (component: string) => Calendar;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
}

/** The release a component is judged at: the newest installed, else the newest of the calendar, else the newest any stage names. */
export function judgementOf(
  { calendar, lives, plugins }: Component,
  census: Census,
  { now, before }: { now: number; before: Judgement | undefined },
): Pick<JudgementContext, 'judgement' | 'tallies'> {
  const inUse = releasesInUse(census);
  const releases = inUse.map(({ release }) => release);
  const installed = releases.find(({ isRun }) => isRun);
  const stages = (): (ReleasePoint | undefined)[] =>
    [...lives.values(), ...plugins.values()].flatMap((life) => life.stages.map(({ from }) => from));
  const asOf = installed?.name ?? calendar.newest(now) ?? newestOf(stages(), calendar);
  const floor = asOf === undefined ? undefined : calendar.at(calendar.minCompatibilityOf(asOf));
  const judgement = {
    asOf,
    point: installed?.point ?? (asOf === undefined ? undefined : calendar.at(asOf)),
    minCompatibility: installed ? installed.minCompatibilityPoint : floor,
    releases,
    isCounted: installed !== undefined,
  };
  const tallies = inUse.map((one) => one.tallies);
  return { judgement: before && isSame(before, judgement) ? before : judgement, tallies };
}

function newestOf(points: readonly (ReleasePoint | undefined)[], calendar: Calendar): string | undefined {
  let newest: ReleasePoint | undefined;
  for (const point of points) if (point && (!newest || comparePoints(point, newest) > 0)) newest = point;
  return newest && calendar.nameOf(newest.version.name);
}

/** The day of a moment, as `2026-05-15`. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
