import type { Policy } from '../../../src/api/declared.ts';
import type { Calendar } from '../releases/calendar.ts';
import type { Finding } from '../findings/finding.ts';
import { unplacedReleases } from './unplaced.ts';

/** Every release a policy names that its own calendar cannot place: what depends on it would silently never begin. */
export function policyFindings({ metadata, spec }: Policy, calendar: Calendar): Finding[] {
  const unplaced = unplacedReleases(calendar, (name) => {
    name(spec.effectiveFrom, 'spec.effectiveFrom');
    for (const group of spec.groups) {
      group.defaults.forEach(({ fromRelease }, index) => {
        name(fromRelease, `spec.groups[${group.name}].defaults[].fromRelease`, index);
      });
    }
    for (const { apiVersion, deprecatedFrom } of spec.configVersions)
      name(deprecatedFrom, `spec.configVersions[${apiVersion}].deprecatedFrom`);
  });
  return unplaced.map((fact) => ({ severity: 'Error', subject: metadata.name, fact }));
}
