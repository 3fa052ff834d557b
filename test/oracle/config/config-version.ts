import type { PolicySpec } from '../../../src/api/policy.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import type { SourceFact } from '../findings/source-fact.ts';

/** What is to be said of the version that a config gives as its own format. */
export type VersionFact = Extract<SourceFact, { kind: 'DeprecatedApiVersion' | 'UnknownApiVersion' }>;

/** Judges the version of a config format at a release; undefined where there is nothing to say, or no version is declared (R65). */
export function judgeConfigVersion(
  apiVersion: string | undefined,
  release: ReleasePoint,
  { configVersions }: Pick<PolicySpec, 'configVersions'>,
  calendar: Calendar,
): VersionFact | undefined {
  if (apiVersion === undefined || configVersions.length === 0) return undefined;
  const declared = configVersions.find((one) => one.apiVersion === apiVersion);
  if (!declared) return { kind: 'UnknownApiVersion', known: configVersions.map((one) => one.apiVersion) };
  const { deprecatedFrom, use } = declared;
  const from = deprecatedFrom === undefined ? undefined : calendar.at(deprecatedFrom);
  if (!from || comparePoints(from, release) > 0) return undefined;
  return { kind: 'DeprecatedApiVersion', since: from.version.name, use };
}
