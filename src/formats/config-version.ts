import type { PolicySpec } from '../api/policy.ts';
import { compareMoments, type Calendar } from '../lifecycle/calendar.ts';

/** What is to be said of the version that a config gives as its own format. */
export interface VersionRemark {
  readonly reason: 'DeprecatedApiVersion' | 'UnknownApiVersion';
  readonly message: string;
}

/** Judges the version of a config format at a release; undefined where there is nothing to say, or no version is declared (R65). */
export function judgeConfigVersion(
  apiVersion: string | undefined,
  release: string,
  { configVersions }: Pick<PolicySpec, 'configVersions'>,
  calendar: Calendar,
): VersionRemark | undefined {
  if (apiVersion === undefined || configVersions.length === 0) return undefined;
  const declared = configVersions.find((one) => one.apiVersion === apiVersion);
  if (!declared) {
    const known = configVersions.map((one) => `'${one.apiVersion}'`).join(', ');
    const said = apiVersion === '' ? 'there is no apiVersion' : `apiVersion '${apiVersion}' is not known`;
    return { reason: 'UnknownApiVersion', message: `${said}; use one of ${known}` };
  }
  const from = declared.deprecatedFrom === undefined ? undefined : calendar.at(declared.deprecatedFrom);
  const moment = calendar.at(release);
  if (!from || !moment || compareMoments(from, moment) > 0) return undefined;
  const advice = declared.use === undefined ? '' : `; use '${declared.use}'`;
  return {
    reason: 'DeprecatedApiVersion',
    message: `apiVersion '${apiVersion}' is deprecated since ${declared.deprecatedFrom}${advice}`,
  };
}
