import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import { compareWords } from '../names/compare-words.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';

interface Point {
  readonly point: ReleasePoint;
  readonly minCompatibilityPoint: ReleasePoint | undefined;
}

/** A release that counted FeatureSets run or target. */
export interface ReleaseInUse extends Point {
  readonly name: string;
  readonly minCompatibility: string;
  /** The installs that run it; a release that is only a target has none. */
  readonly installs: readonly FeatureSetVerdict[];
  /** The newest release from which an install targets this one. */
  readonly targetedFrom: Point | undefined;
}

/** The releases that counted FeatureSets run or target, newest first; two names of one release are one. */
export function releasesInUse(verdicts: readonly FeatureSetVerdict[], calendar: Calendar): ReleaseInUse[] {
  const merged: Growing[] = [];
  for (const release of verdicts.flatMap((verdict) => releasesOf(verdict, calendar)).sort(compareReleases)) {
    const last = merged.at(-1);
    if (last && comparePoints(last.point, release.point) === 0 && compareFloors(last, release) === 0) {
      last.installs.push(...release.installs);
      last.targetedFrom = newer(last.targetedFrom, release.targetedFrom);
    } else {
      merged.push(release);
    }
  }
  return merged;
}

/** A release while installs are still added to it. */
interface Growing extends ReleaseInUse {
  readonly installs: FeatureSetVerdict[];
  targetedFrom: Point | undefined;
}

function releasesOf(verdict: FeatureSetVerdict, calendar: Calendar): Growing[] {
  const { release: name, point, minCompatibility, minCompatibilityPoint } = verdict;
  if (name === undefined || !point || minCompatibility === undefined) return [];
  const current: Growing = {
    name,
    point,
    minCompatibility,
    minCompatibilityPoint,
    installs: [verdict],
    targetedFrom: undefined,
  };
  const target = verdict.featureSet.spec.targetRelease;
  const there = target === undefined ? undefined : calendar.at(target);
  if (target === undefined || !there) return [current];
  const floor = verdict.featureSet.spec.minCompatibility ?? calendar.minCompatibilityOf(target);
  const targeted: Growing = {
    name: calendar.nameOf(target),
    point: there,
    minCompatibility: floor,
    minCompatibilityPoint: calendar.at(floor),
    installs: [],
    targetedFrom: { point, minCompatibilityPoint },
  };
  return [current, targeted];
}

function newer(a: Point | undefined, b: Point | undefined): Point | undefined {
  if (!a || !b) return a ?? b;
  // Of two that are equally new the newer floor, so that the order of FeatureSets never decides.
  return (comparePoints(a.point, b.point) || compareFloors(a, b)) >= 0 ? a : b;
}

function compareFloors(a: Point, b: Point): number {
  const [left, right] = [a.minCompatibilityPoint, b.minCompatibilityPoint];
  return left && right ? comparePoints(left, right) : Number(left !== undefined) - Number(right !== undefined);
}

/** Newest first; the names only decide between equal releases, so that the order of objects never does. */
function compareReleases(a: ReleaseInUse, b: ReleaseInUse): number {
  return (
    comparePoints(b.point, a.point) ||
    compareFloors(b, a) ||
    compareWords(a.name, b.name) ||
    compareWords(a.minCompatibility, b.minCompatibility)
  );
}
