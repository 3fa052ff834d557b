import { compareWords } from '../names/compare-words.ts';
import { comparePoints } from '../releases/calendar.ts';
import type { Census, NamedRelease, Tally } from './census.ts';

/** A release that counted FeatureSets run or target. */
export interface ReleaseInUse extends NamedRelease {
  /** An install runs it; a release that is only a target has none. */
  readonly isRun: boolean;
  /** The newest release from which an install targets this one. */
  readonly targetedFrom: NamedRelease | undefined;
}

/** The releases that counted FeatureSets run or target, newest first, with their tallies; two names of one release are one. */
export function releasesInUse(census: Census): { release: ReleaseInUse; tallies: readonly Tally[] }[] {
  const merged: { release: ReleaseInUse; tallies: Tally[] }[] = [];
  for (const tally of [...census.values()].sort(compareReleases)) {
    const last = merged.at(-1);
    if (last && comparePoints(last.release.point, tally.point) === 0 && compareFloors(last.release, tally) === 0) {
      last.tallies.push(tally);
    } else {
      const { name, point, minCompatibility, minCompatibilityPoint } = tally;
      const release = { name, point, minCompatibility, minCompatibilityPoint, isRun: false, targetedFrom: undefined };
      merged.push({ release, tallies: [tally] });
    }
  }
  return merged.map(({ release, tallies }) => ({
    release: {
      ...release,
      isRun: tallies.some(({ installs }) => installs > 0),
      targetedFrom: newestOf(tallies.flatMap(({ targetedFrom }) => [...targetedFrom.values()].map(({ from }) => from))),
    },
    tallies,
  }));
}

function newestOf(releases: readonly NamedRelease[]): NamedRelease | undefined {
  return [...releases].sort(compareReleases)[0];
}

function compareFloors(a: NamedRelease, b: NamedRelease): number {
  const [left, right] = [a.minCompatibilityPoint, b.minCompatibilityPoint];
  return left && right ? comparePoints(left, right) : Number(left !== undefined) - Number(right !== undefined);
}

/** Newest first; the names only decide between equal releases, so that the order of objects never does. */
function compareReleases(a: NamedRelease, b: NamedRelease): number {
  return (
    comparePoints(b.point, a.point) ||
    compareFloors(b, a) ||
    compareWords(a.name, b.name) ||
    compareWords(a.minCompatibility, b.minCompatibility)
  );
}
