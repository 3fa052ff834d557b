import type { Deprecation } from '../api/deprecation.ts';
import type { Calendar } from './calendar.ts';
import type { Fact } from './finding.ts';
import { parseRelease } from './release.ts';

/** A release that an object names, and the field that does. */
export type NamedRelease = readonly [field: string, release: string | undefined];

/** Every release that the calendar of its component cannot place: what depends on it would silently never begin (R74). */
export function unplacedReleases(named: readonly NamedRelease[], calendar: Calendar): Fact[] {
  return named.flatMap(([field, release]): Fact[] => {
    if (release === undefined || release === '' || calendar.at(release)) return [];
    return [{ kind: 'ReleaseUnknown', field, release, listed: parseRelease(release) !== undefined }];
  });
}

/** The releases of its own component that a deprecation names. */
export function releasesOfDeprecation(deprecation: Deprecation | undefined): NamedRelease[] {
  return [
    ['spec.deprecation.since', deprecation?.since],
    ['spec.deprecation.removal.release', deprecation?.removal?.release],
    ...(deprecation?.replacement?.items ?? []).map(({ fromRelease }, index): NamedRelease => {
      return [`spec.deprecation.replacement.items[${index}].fromRelease`, fromRelease];
    }),
  ];
}
