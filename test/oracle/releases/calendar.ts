import { EMULATION_FLOOR, hasEmulationVersions } from '../../../src/api/kubernetes-policy.ts';
import type { PolicySpec } from '../../../src/api/policy.ts';
import { compareVersions, majorMinor, minorBefore, parseRelease, type Release } from './release.ts';

/** Where a release stands in the life of its component: totally ordered, comparable only within one calendar. */
export interface ReleasePoint {
  readonly position: number;
  readonly version: Release;
}

/** A real release of the calendar; pre-releases never count as releases (R67). */
export interface ListedRelease {
  readonly name: string;
  readonly point: ReleasePoint;
  /** As `2026-05-15`; undefined: planned. */
  readonly date: string | undefined;
}

/** The order of a component's releases (api.md, "Order of releases"; R67-R69). */
export interface Calendar {
  /** Releases are emulation versions: major.minor only, patch and suffix dropped (semantics.md rules 7b, 8). */
  readonly emulated: boolean;
  /** The real releases, in order of time. */
  readonly releases: readonly ListedRelease[];
  /** Where a release stands; undefined where it is no release or none of its major is listed. */
  at(name: string): ReleasePoint | undefined;
  /** The default of minCompatibility: one minor earlier (semantics.md rule 9), for Kubernetes not under its floor (rule 11). */
  minCompatibilityOf(name: string): string;
  /** The name a release is known by in messages: for Kubernetes without patch and suffix. */
  nameOf(name: string): string;
  /** Day of a listed release, as `2026-05-15`. */
  dateOf(name: string): string | undefined;
  /** The newest listed release dated on or before `now`; without dates the newest listed. */
  newest(now: number): string | undefined;
  /** The newest listed release dated on or before `now`; undefined without dates. */
  newestDated(now: number): string | undefined;
  /** The next moment at which a listed release comes out, in milliseconds since 1970. */
  nextDate(now: number): number | undefined;
}

/** Negative, zero or positive as `a` comes before, with or after `b`. */
export function comparePoints(a: ReleasePoint, b: ReleasePoint): number {
  return a === b ? 0 : a.position - b.position || compareVersions(a.version, b.version);
}

interface Listed {
  readonly release: Release;
  readonly line: Release | undefined;
  readonly position: number;
  readonly date: string | undefined;
}

const calendars = new WeakMap<PolicySpec, Calendar>();

/** The calendar of a component, made once a policy; without listed releases the order is numeric. */
export function calendarOf(component: string, policy: PolicySpec | undefined): Calendar {
  if (!policy) return makeCalendar(component, policy);
  const made = calendars.get(policy) ?? makeCalendar(component, policy);
  calendars.set(policy, made);
  return made;
}

function makeCalendar(component: string, policy: PolicySpec | undefined): Calendar {
  const emulated = hasEmulationVersions(component);
  const listed: Listed[] = [];
  for (const { name, line, date } of policy?.releases ?? []) {
    const release = parseRelease(name);
    if (release) listed.push({ release, line: line ? parseRelease(line) : undefined, position: listed.length, date });
  }
  const places = new Map<string, ReleasePoint | undefined>();
  const minCompatibilities = new Map<string, string>();

  function read(name: string): Release | undefined {
    const release = parseRelease(name);
    return release && emulated ? majorMinor(release) : release;
  }

  function place(name: string): ReleasePoint | undefined {
    const version = read(name);
    if (!version) return undefined;
    if (listed.length === 0) return { position: 0, version };
    const same = listed.find(
      ({ release, line }) => equal(release, version) || (line !== undefined && equal(line, version)),
    );
    if (same) return { position: same.position, version: same.release };
    const ofMajor = listed.filter(({ release }) => release.numbers[0] === version.numbers[0]);
    const below = ofMajor.filter(({ release }) => compareVersions(release, version) < 0);
    const newestBelow = below.reduce<Listed | undefined>(
      (best, one) => (best && compareVersions(best.release, one.release) > 0 ? best : one),
      undefined,
    );
    if (newestBelow) return { position: newestBelow.position, version };
    const first = ofMajor[0];
    return first && { position: first.position - 0.5, version };
  }

  function at(name: string): ReleasePoint | undefined {
    const known = places.get(name);
    if (known || places.has(name)) return known;
    const found = place(name);
    places.set(name, found);
    return found;
  }

  function minorEarlier(name: string): string {
    const release = read(name);
    if (!release) return name;
    const before = minorBefore(release);
    const floor = parseRelease(EMULATION_FLOOR);
    const underFloor = emulated && floor !== undefined && compareVersions(before, floor) < 0;
    return underFloor ? release.name : before.name;
  }

  function newestDated(now: number): string | undefined {
    const today = new Date(now).toISOString().slice(0, 10);
    return listed.findLast(({ date }) => date !== undefined && date <= today)?.release.name;
  }

  return {
    emulated,
    releases: listed
      .filter(({ release }) => release.pre.length === 0)
      .map(({ release, position, date }) => ({ name: release.name, point: { position, version: release }, date })),
    at,
    minCompatibilityOf(name) {
      const known = minCompatibilities.get(name) ?? minorEarlier(name);
      minCompatibilities.set(name, known);
      return known;
    },
    nameOf: (name) => (emulated ? (read(name)?.name ?? name) : name),
    dateOf(name) {
      const point = at(name);
      return listed.find(({ position, release }) => position === point?.position && equal(release, point.version))
        ?.date;
    },
    newest: (now) => (listed.some(({ date }) => date !== undefined) ? newestDated(now) : listed.at(-1)?.release.name),
    newestDated,
    nextDate(now) {
      const ahead = listed.flatMap(({ date }) => (date === undefined ? [] : [Date.parse(`${date}T00:00:00Z`)]));
      return ahead.filter((date) => date > now).sort((a, b) => a - b)[0];
    },
  };
}

function equal(a: Release, b: Release): boolean {
  return compareVersions(a, b) === 0;
}
