/** A parsed release name. */
export interface Release {
  /** As it was written. */
  readonly name: string;
  /** Numeric components; a missing one counts as 0. */
  readonly numbers: readonly number[];
  /** Pre-release identifiers, empty for a release proper. */
  readonly pre: readonly string[];
}

const SHAPE = /^v?(?<numbers>\d+(?:\.\d+)*)(?:-(?<pre>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** Parses `v0.10.0`, `1.36`, `v0.11.0-dev+abc`; undefined where it is no release (R68, R74, R75). */
export function parseRelease(name: string): Release | undefined {
  const groups = SHAPE.exec(name)?.groups;
  if (!groups) return undefined;
  return {
    name,
    numbers: (groups['numbers'] ?? '').split('.').map(Number),
    pre: groups['pre']?.split('.') ?? [],
  };
}

/** Orders by number, a pre-release before its release, build suffixes ignored, as semver does (R68, R74). */
export function compareVersions(a: Release, b: Release): number {
  const length = Math.max(a.numbers.length, b.numbers.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePreReleases(a.pre, b.pre);
}

function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left, right] = [a[index], b[index]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    const difference = compareIdentifiers(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareIdentifiers(a: string, b: string): number {
  const [numericA, numericB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numericA && numericB) return Number(a) - Number(b);
  if (numericA !== numericB) return numericA ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}

/** `major.minor` of a release: what an emulation version keeps (semantics.md rules 7b and 8). */
export function majorMinor(release: Release): Release {
  const numbers = [release.numbers[0] ?? 0, release.numbers[1] ?? 0];
  return { name: numbers.join('.'), numbers, pre: [] };
}

/** One minor earlier, never below minor 0, the major unchanged (semantics.md rule 9). */
export function minorBefore(release: Release): Release {
  const [major = 0, minor = 0] = release.numbers;
  const numbers = [major, Math.max(minor - 1, 0)];
  return { name: `${release.name.startsWith('v') ? 'v' : ''}${numbers.join('.')}`, numbers, pre: [] };
}
