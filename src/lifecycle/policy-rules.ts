import type { Policy } from '../api/declared.ts';
import type { Calendar } from './calendar.ts';
import type { Finding } from './finding.ts';
import { unplacedReleases, type NamedReleases } from './unplaced.ts';

/** Every release a policy names that its own calendar cannot place: what depends on it would silently never begin. */
export function policyFindings({ metadata, spec }: Policy, calendar: Calendar): Finding[] {
  const named: NamedReleases[] = [
    ['spec.effectiveFrom', [spec.effectiveFrom]],
    ...spec.groups.map(({ name, defaults }): NamedReleases => [
      `spec.groups[${name}].defaults[].fromRelease`,
      defaults.map(({ fromRelease }) => fromRelease),
    ]),
    ...spec.configVersions.map(({ apiVersion, deprecatedFrom }): NamedReleases => [
      `spec.configVersions[${apiVersion}].deprecatedFrom`,
      [deprecatedFrom],
    ]),
  ];
  return unplacedReleases(named, calendar).map((fact) => ({ severity: 'Error', subject: metadata.name, fact }));
}
