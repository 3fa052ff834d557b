import type { Policy } from '../api/declared.ts';
import type { Calendar } from './calendar.ts';
import type { Finding } from './finding.ts';
import { parseRelease } from './release.ts';

/** Every release a policy names that its own calendar cannot place: what depends on it would silently never begin. */
export function policyFindings({ metadata, spec }: Policy, calendar: Calendar): Finding[] {
  const named: [field: string, release: string | undefined][] = [
    ['spec.effectiveFrom', spec.effectiveFrom],
    ...spec.groups.flatMap(({ name, defaults }) =>
      defaults.map(({ fromRelease }): [string, string] => [`spec.groups[${name}].defaults[].fromRelease`, fromRelease]),
    ),
    ...spec.configVersions.map(({ apiVersion, deprecatedFrom }): [string, string | undefined] => [
      `spec.configVersions[${apiVersion}].deprecatedFrom`,
      deprecatedFrom,
    ]),
  ];
  return named.flatMap(([field, release]): Finding[] => {
    if (release === undefined || calendar.at(release)) return [];
    const listed = parseRelease(release) !== undefined;
    return [{ severity: 'Error', subject: metadata.name, fact: { kind: 'ReleaseUnknown', field, release, listed } }];
  });
}
