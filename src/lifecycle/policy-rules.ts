import type { Policy } from '../api/declared.ts';
import type { Calendar } from './calendar.ts';
import type { Finding } from './finding.ts';
import { unplacedReleases, type NamedRelease } from './unplaced.ts';

/** Every release a policy names that its own calendar cannot place: what depends on it would silently never begin. */
export function policyFindings({ metadata, spec }: Policy, calendar: Calendar): Finding[] {
  const named: NamedRelease[] = [
    ['spec.effectiveFrom', spec.effectiveFrom],
    ...spec.groups.flatMap(({ name, defaults }) =>
      defaults.map(({ fromRelease }): NamedRelease => [`spec.groups[${name}].defaults[].fromRelease`, fromRelease]),
    ),
    ...spec.configVersions.map(({ apiVersion, deprecatedFrom }): NamedRelease => [
      `spec.configVersions[${apiVersion}].deprecatedFrom`,
      deprecatedFrom,
    ]),
  ];
  return unplacedReleases(named, calendar).map((fact) => ({ severity: 'Error', subject: metadata.name, fact }));
}
