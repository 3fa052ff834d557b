import type { Deprecation } from '../../../src/api/deprecation.ts';
import type { Calendar } from '../releases/calendar.ts';
import type { Fact } from '../findings/finding.ts';
import { parseRelease } from '../releases/release.ts';

/** Names a release and the field that does; where that is one of a list, `[]` stands for the place in it. */
export type NameRelease = (release: string | undefined, field: string, index?: number) => void;

/** Every release that the calendar of its component cannot place: what depends on it would silently never begin (R74). */
export function unplacedReleases(calendar: Calendar, nameAll: (name: NameRelease) => void): Fact[] {
  const facts: Fact[] = [];
  nameAll((release, path, index) => {
    if (release === undefined || release === '' || calendar.at(release)) return;
    const field = index === undefined ? path : path.replace('[]', `[${index}]`);
    facts.push({ kind: 'ReleaseUnknown', field, release, listed: parseRelease(release) !== undefined });
  });
  return facts;
}

/** The releases of its own component that a deprecation names. */
export function nameDeprecation(deprecation: Deprecation | undefined, name: NameRelease): void {
  if (!deprecation) return;
  const { since, removal, replacement } = deprecation;
  name(since, 'spec.deprecation.since');
  name(removal?.release, 'spec.deprecation.removal.release');
  replacement?.items.forEach(({ fromRelease }, index) => {
    name(fromRelease, 'spec.deprecation.replacement.items[].fromRelease', index);
  });
}
