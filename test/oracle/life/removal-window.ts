import type { Deprecation } from '../../../src/api/deprecation.ts';
import type { PolicySpec } from '../../../src/api/policy.ts';
import { comparePoints, type Calendar, type ListedRelease, type ReleasePoint } from '../releases/calendar.ts';
import { addMonths, indexAt } from '../releases/listed-releases.ts';

/** A moment in the future of a component: a release, a day, both, or a number of releases that are not listed yet. */
export interface Deadline {
  readonly release?: string;
  /** As `2026-05-15`. */
  readonly date?: string;
  readonly releasesToGo?: number;
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

/** A removal that is planned, or took place. */
export interface Planned {
  readonly release: ReleasePoint | undefined;
  readonly date: string | undefined;
}

/** What one promise asks: a release, so many releases after it, a day, or, where `major` is set, any of a later major. */
interface Bound {
  readonly release: Pick<ListedRelease, 'name' | 'date' | 'point'> | undefined;
  readonly releasesToGo: number | undefined;
  readonly date: string | undefined;
  readonly major: number | undefined;
  /** Either of release and day will do. */
  readonly either: boolean;
}

type Window = NonNullable<PolicySpec['levels'][number]['removal']> & { readonly from: string };

/** What the policy promises to whoever uses a thing that goes: every bound binds (R45-R49, R64). */
export function boundsOf(leaving: Leaving, policy: PolicySpec, calendar: Calendar): Bound[] {
  return windowsOf(leaving, policy).flatMap((window) => {
    const point = calendar.at(window.from);
    return point ? [boundOf(window, point, calendar)] : [];
  });
}

function windowsOf({ deprecation, deprecatedIn, removedIn, level, lockedIn }: Leaving, policy: PolicySpec): Window[] {
  const window = policy.levels.find(({ name }) => name === level)?.removal;
  const announced = deprecatedIn ?? removedIn;
  const own = window && announced !== undefined ? [{ ...window, from: announced }] : [];
  const { lockedGateRemoval } = policy;
  if (lockedIn === undefined || !lockedGateRemoval) return own;
  const { afterReleases } = lockedGateRemoval;
  const lock: Window = { scope: 'Release', afterReleases, afterMonths: 0, combine: 'Later', from: lockedIn };
  // Where only the gate goes and what it switched stays on, nobody loses what the level promised.
  const mode = deprecation?.replacement?.mode;
  return deprecatedIn === undefined || mode === 'AlwaysOn' || mode === 'Absorbed' ? [lock] : [lock, ...own];
}

function boundOf(
  { scope, afterReleases, afterMonths, combine, from }: Window,
  point: ReleasePoint,
  calendar: Calendar,
): Bound {
  const { releases } = calendar;
  const none = { release: undefined, releasesToGo: undefined, date: undefined, major: undefined, either: false };
  if (scope === 'Major') {
    const major = majorOf(point);
    const release = releases.find((one) => comparePoints(one.point, point) > 0 && majorOf(one.point) > major);
    return release ? { ...none, release } : { ...none, major };
  }
  const index = indexAt(releases, point);
  const announced = calendar.dateOf(from) ?? releases[index]?.date;
  const date = afterMonths > 0 && announced !== undefined ? addMonths(announced, afterMonths) : undefined;
  if (afterReleases === 0) {
    return date === undefined ? { ...none, release: { name: from, date: undefined, point } } : { ...none, date };
  }
  const release = releases[index + afterReleases];
  const either = combine === 'Earlier' && date !== undefined;
  if (!release) {
    const last = releases.at(-1);
    return { ...none, release: last, releasesToGo: index + afterReleases - (releases.length - 1), date, either };
  }
  // Where the day of the release is known, so is which of the two comes first.
  if (either && release.date !== undefined) return release.date <= date ? { ...none, release } : { ...none, date };
  return { ...none, release, date, either };
}

function majorOf({ version }: ReleasePoint): number {
  return version.numbers[0] ?? 0;
}

/** The first moment every bound allows, empty where it is a major that is not listed; undefined where nothing binds. */
export function earliestOf(bounds: readonly Bound[]): Deadline | undefined {
  if (bounds.length === 0) return undefined;
  if (bounds.some(({ major }) => major !== undefined)) return {};
  const toGo = Math.max(...bounds.map(({ releasesToGo = 0 }) => releasesToGo));
  const releases = bounds.flatMap(({ release }) => release ?? []);
  const release = toGo > 0 ? undefined : releases.toSorted((a, b) => comparePoints(b.point, a.point))[0];
  const date =
    bounds
      .flatMap((bound) => bound.date ?? [])
      .toSorted()
      .at(-1) ?? release?.date;
  return {
    ...(toGo > 0 && { releasesToGo: toGo }),
    ...(release && { release: release.name }),
    ...(date !== undefined && { date }),
  };
}

/** Whether a removal breaks one of the bounds. */
export function isTooEarly(planned: Planned, bounds: readonly Bound[]): boolean {
  return bounds.some(({ release, releasesToGo, date, major, either }) => {
    if (major !== undefined) return planned.release !== undefined && majorOf(planned.release) <= major;
    const after = planned.release && release ? comparePoints(planned.release, release.point) : undefined;
    // Whatever comes after the last one listed is one release on at least; how many more, nobody can count.
    const byRelease =
      releasesToGo === undefined
        ? after !== undefined && after < 0
        : planned.release !== undefined && !(releasesToGo === 1 && after !== undefined && after > 0);
    const byDate = date !== undefined && planned.date !== undefined && planned.date < date;
    if (!either) return byRelease || byDate;
    return byRelease && (byDate || planned.date === undefined);
  });
}
