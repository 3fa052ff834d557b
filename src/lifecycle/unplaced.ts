import type { Deprecation } from '../api/deprecation.ts';
import type { Calendar } from './calendar.ts';
import type { Fact } from './finding.ts';
import { parseRelease } from './release.ts';

/** The releases that a field of an object names; where it is one of a list, `[]` stands for the place in the list. */
export type NamedReleases = readonly [field: string, releases: readonly (string | undefined)[]];

/** Every release that the calendar of its component cannot place: what depends on it would silently never begin (R74). */
export function unplacedReleases(named: readonly NamedReleases[], calendar: Calendar): Fact[] {
  const facts: Fact[] = [];
  for (const [path, releases] of named) {
    for (const [index, release] of releases.entries()) {
      if (release === undefined || release === '' || calendar.at(release)) continue;
      const field = path.replace('[]', `[${index}]`);
      facts.push({ kind: 'ReleaseUnknown', field, release, listed: parseRelease(release) !== undefined });
    }
  }
  return facts;
}

/** The releases of its own component that a deprecation names. */
export function releasesOfDeprecation(deprecation: Deprecation | undefined): NamedReleases[] {
  if (!deprecation) return [];
  const { since, removal, replacement } = deprecation;
  return [
    ['spec.deprecation.since', [since]],
    ['spec.deprecation.removal.release', [removal?.release]],
    [
      'spec.deprecation.replacement.items[].fromRelease',
      (replacement?.items ?? []).map(({ fromRelease }) => fromRelease),
    ],
  ];
}
