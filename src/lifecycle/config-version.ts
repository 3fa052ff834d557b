import type { PolicySpec } from '../api/policy.ts';
import { compareMoments, type Calendar, type Moment } from './calendar.ts';
import type { SourceFact } from './source-fact.ts';

/** What is to be said of the version that a config gives as its own format. */
export type VersionFact = Extract<SourceFact, { kind: 'DeprecatedApiVersion' | 'UnknownApiVersion' }>;

/** Judges the version of a config format at a release; undefined where there is nothing to say, or no version is declared (R65). */
export function judgeConfigVersion(
  apiVersion: string | undefined,
  release: Moment,
  { configVersions }: Pick<PolicySpec, 'configVersions'>,
  calendar: Calendar,
): VersionFact | undefined {
  if (apiVersion === undefined || configVersions.length === 0) return undefined;
  const declared = configVersions.find((one) => one.apiVersion === apiVersion);
  if (!declared) return { kind: 'UnknownApiVersion', known: configVersions.map((one) => one.apiVersion) };
  const { deprecatedFrom, use } = declared;
  const from = deprecatedFrom === undefined ? undefined : calendar.at(deprecatedFrom);
  if (!from || compareMoments(from, release) > 0) return undefined;
  return { kind: 'DeprecatedApiVersion', since: from.version.name, use };
}
