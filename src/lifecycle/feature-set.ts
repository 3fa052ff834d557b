import { referenceOf, type FeatureSet } from '../api/declared.ts';
import type { PolicySpec } from '../api/policy.ts';
import { compareMoments, type Calendar, type Moment } from './calendar.ts';
import { blankRow, stageAndDefault } from './defaults.ts';
import { dependencies } from './dependencies.ts';
import type { Lives } from './dependency-graph.ts';
import type { Draft, Row, Step, StepWatch } from './draft.ts';
import { compareFindings, type Finding } from './finding.ts';
import { groupSwitches } from './groups.ts';
import { expiryOf, overrides, requestedValues } from './overrides.ts';
import { minimumLevel } from './minimum-level.ts';
import { platformsOf, type PlatformLookup, type Platforms } from './platform.ts';
import type { PluginLives } from './plugin-life.ts';
import { judgePlugins, type PluginVerdict } from './plugin-verdicts.ts';
import { settings } from './settings.ts';
import { failedUpstream, upstreamCoupling } from './upstream.ts';
import { parseRelease } from './release.ts';
import { unlistedRelease } from './unlisted-release.ts';
import { unplacedBounds } from './unplaced-bounds.ts';
import { contentOf, type Publication } from './publication.ts';
import { ignoredSections } from './ignored-sections.ts';
import { layersOf } from './layers.ts';
import type { PublishedState, Surroundings } from './surroundings.ts';
import { syncOf, type Observed, type Sync } from './sync.ts';
import type { UpgradePreview } from './upgrade.ts';
import type { ReportedRelease } from './world.ts';

/** The steps from layers to one answer (R19), in the order of api.md. */
const STEPS: readonly Step[] = [
  stageAndDefault,
  upstreamCoupling,
  groupSwitches,
  overrides,
  requestedValues,
  failedUpstream,
  minimumLevel,
  settings,
  dependencies,
  judgePlugins,
  ignoredSections,
];

/** What is true of one installation. */
export interface FeatureSetVerdict {
  readonly featureSet: FeatureSet;
  /** Undefined where no release is known: then nothing else is. */
  readonly release: string | undefined;
  readonly moment: Moment | undefined;
  readonly minCompatibility: string | undefined;
  readonly minCompatibilityMoment: Moment | undefined;
  /** Every gate of the component, by name. */
  readonly rows: ReadonlyMap<string, Row>;
  /** Every plugin in use, by type and name. */
  readonly plugins: readonly PluginVerdict[];
  /** Undefined where `spec.publish` is absent, or no release is known. */
  readonly publication?: Publication;
  /** What stands where it publishes; undefined where that is not known. */
  readonly published?: PublishedState | undefined;
  /** Undefined where `spec.observe` is absent, or no release is known. */
  readonly sync?: Sync;
  /** Undefined where `spec.targetRelease` is absent or cannot be placed, or no release is known. */
  readonly upgrade?: UpgradePreview;
  /** Errors first. */
  readonly findings: readonly Finding[];
  /** The next moment at which time alone may change this verdict, in milliseconds since 1970. */
  readonly boundary: number | undefined;
}

/** What a FeatureSet is evaluated against. */
export interface Installation {
  readonly policy: PolicySpec;
  readonly policyMissing: boolean;
  readonly policyInvalid: boolean;
  readonly calendar: Calendar;
  readonly lives: Lives;
  readonly plugins: PluginLives;
  readonly platform: PlatformLookup;
  /** Members of a cycle of platform references that this FeatureSet is in, if any. */
  readonly platformCycle: (reference: string) => readonly string[] | undefined;
  readonly reported: ReportedRelease | undefined;
  readonly surroundings: Surroundings | undefined;
  readonly observed: Observed | undefined;
  readonly now: number;
  readonly watch?: StepWatch | undefined;
}

/** Evaluates one installation: every gate's value, who decided, and every violated rule (R19, R80, R81). */
export function evaluateFeatureSet(featureSet: FeatureSet, installation: Installation): FeatureSetVerdict {
  const { calendar, lives, now, policy, surroundings } = installation;
  const findings: Finding[] = [];
  const { component } = featureSet.spec;
  const declares = lives.size + installation.plugins.size > 0;
  if (installation.policyMissing || installation.policyInvalid) {
    findings.push({
      severity: 'Warning',
      subject: component,
      fact: { kind: 'PolicyMissing', component, invalid: installation.policyInvalid, declares },
    });
  }
  const { targetRelease } = featureSet.spec;
  if (targetRelease !== undefined && !calendar.at(targetRelease)) {
    findings.push({ severity: 'Error', subject: component, fact: unknownRelease('spec.targetRelease', targetRelease) });
  }
  const release = releaseOf(featureSet, installation, findings);
  const moment = release === undefined ? undefined : calendar.at(release);
  const platforms = runsOn(featureSet, installation, findings);
  const blank = {
    featureSet,
    rows: new Map<string, Row>(),
    plugins: [],
    published: surroundings?.published,
    boundary: boundaryOf(featureSet, now),
  };
  if (release === undefined || !moment) {
    const none = {
      release: undefined,
      moment: undefined,
      minCompatibility: undefined,
      minCompatibilityMoment: undefined,
    };
    return { ...blank, ...none, findings: findings.sort(compareFindings) };
  }
  const minCompatibility = minCompatibilityOf(featureSet, installation, { release, moment }, findings);
  const names = [...lives.keys()].sort();
  const oldest = calendar.at(minCompatibility);
  const sources = surroundings?.sources ?? [];
  const draft: Draft = {
    featureSet,
    layers: layersOf(
      { featureSet, policy, lives, calendar, release: moment, minCompatibility: oldest, sources },
      findings,
    ),
    published: surroundings?.published,
    policy,
    calendar,
    lives,
    plugins: installation.plugins,
    platforms,
    release: moment,
    releaseName: release,
    minCompatibility: oldest,
    now,
    rows: new Map(names.map((name) => [name, blankRow(lifeNamed(lives, name))])),
    pluginVerdicts: [],
    findings,
  };
  for (const step of STEPS) {
    step(draft);
    installation.watch?.(step, draft);
  }
  unplacedBounds(draft);
  const unlisted = unlistedRelease({ ...installation, component }, moment);
  if (unlisted) findings.push(unlisted);
  const content = contentOf(draft);
  return {
    ...blank,
    release,
    moment,
    minCompatibility,
    minCompatibilityMoment: draft.minCompatibility,
    rows: draft.rows,
    plugins: draft.pluginVerdicts,
    ...(content && {
      publication: {
        content,
        heldBack: installation.policyMissing || installation.policyInvalid || findings.some(isError),
      },
    }),
    ...(featureSet.spec.observe && { sync: syncOf(draft.rows, installation.observed) }),
    findings: findings.sort(compareFindings),
  };
}

function isError({ severity }: Finding): boolean {
  return severity === 'Error';
}

/** The platforms; a member of a cycle is evaluated without, and says so. */
function runsOn(featureSet: FeatureSet, { platform, platformCycle }: Installation, findings: Finding[]): Platforms {
  const members = platformCycle(referenceOf(featureSet.metadata));
  if (!members) return platformsOf(featureSet, platform, findings);
  findings.push({ severity: 'Error', subject: featureSet.spec.component, fact: { kind: 'PlatformCycle', members } });
  return new Map();
}

function lifeNamed(lives: Lives, name: string): Row['life'] {
  const life = lives.get(name);
  if (!life) throw new Error(`no life for gate ${name}`);
  return life;
}

/** The release that runs, as the calendar names it; undefined with a finding where nobody can tell. */
function releaseOf(
  featureSet: FeatureSet,
  { calendar, reported }: Installation,
  findings: Finding[],
): string | undefined {
  const { spec } = featureSet;
  const name = spec.release ?? reported?.release;
  const subject = spec.component;
  if (name === undefined) {
    findings.push({ severity: 'Error', subject, fact: { kind: 'ReleaseNotReported' } });
    return undefined;
  }
  if (calendar.at(name)) return calendar.nameOf(name);
  findings.push({
    severity: 'Error',
    subject,
    fact: unknownRelease(spec.release ? 'spec.release' : 'spec.releaseFrom', name),
  });
  return undefined;
}

function minCompatibilityOf(
  { spec }: FeatureSet,
  { calendar, reported }: Installation,
  at: { release: string; moment: Moment },
  findings: Finding[],
): string {
  const fallback = (spec.releaseFrom && reported?.minCompatibility) ?? calendar.minCompatibilityOf(at.release);
  const name = spec.minCompatibility;
  if (name === undefined) return fallback;
  const moment = calendar.at(name);
  const field = 'spec.minCompatibility';
  if (!moment) {
    findings.push({ severity: 'Error', subject: spec.component, fact: unknownRelease(field, name) });
    return fallback;
  }
  if (compareMoments(moment, at.moment) > 0) {
    const expected = `a release not after ${at.release}, the release that runs`;
    findings.push({
      severity: 'Error',
      subject: spec.component,
      fact: { kind: 'InvalidValue', field, value: name, expected },
    });
    return fallback;
  }
  return calendar.nameOf(name);
}

function unknownRelease(field: string, release: string): Finding['fact'] {
  return { kind: 'ReleaseUnknown', field, release, listed: parseRelease(release) !== undefined };
}

function boundaryOf({ spec }: FeatureSet, now: number): number | undefined {
  const dates = spec.overrides.flatMap(({ expires }) => (expires?.date ? [expiryOf(expires.date)] : []));
  const ahead = dates.filter((moment) => moment > now);
  return ahead.length > 0 ? Math.min(...ahead) : undefined;
}
