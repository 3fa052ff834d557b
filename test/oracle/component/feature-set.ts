import { referenceOf, type FeatureSet } from '../../../src/api/declared.ts';
import type { PolicySpec } from '../../../src/api/policy.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import { blankRow, stageAndDefault } from '../steps/defaults.ts';
import { dependencies } from '../steps/dependencies.ts';
import type { Lives } from '../life/requirements.ts';
import type { InstallDraft, Step, StepWatch } from '../install/draft.ts';
import { compareFindings, type Finding } from '../findings/finding.ts';
import { groupSwitches } from '../steps/groups.ts';
import { overrides, requestedValues } from '../steps/overrides.ts';
import { minimumLevel } from '../steps/minimum-level.ts';
import { platformsOf, type PlatformLookup, type Platforms } from '../install/platform.ts';
import type { PluginLives } from '../life/plugin-life.ts';
import { judgePlugins } from '../steps/plugins.ts';
import { settings } from '../steps/settings.ts';
import { failedUpstream, upstreamCoupling } from '../steps/upstream.ts';
import { parseRelease } from '../releases/release.ts';
import { unlistedRelease } from '../rules/unlisted-release.ts';
import { unplacedBounds } from '../steps/unplaced-bounds.ts';
import { contentOf } from '../steps/publication.ts';
import { ignoredSections } from '../steps/ignored-sections.ts';
import { layersOf } from '../config/layers.ts';
import type { ObservedConfigs } from '../config/observed-configs.ts';
import { syncOf } from '../install/sync.ts';
import { expiryOf } from '../releases/days.ts';
import type { ReportedRelease, Observed } from '../install/reported.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';

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

/** What a FeatureSet is evaluated against. */
export interface InstallContext {
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
  readonly observedConfigs: ObservedConfigs | undefined;
  readonly observed: Observed | undefined;
  readonly now: number;
  readonly watch?: StepWatch | undefined;
}

/** Evaluates one installation: every gate's value, who decided, and every violated rule (R19, R80, R81). */
export function evaluateFeatureSet(featureSet: FeatureSet, installation: InstallContext): FeatureSetVerdict {
  const { calendar, lives, now, policy, observedConfigs } = installation;
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
  const point = release === undefined ? undefined : calendar.at(release);
  const platforms = runsOn(featureSet, installation, findings);
  const blank = {
    featureSet,
    rows: new Map<string, GateOutcome>(),
    plugins: [],
    published: observedConfigs?.published,
    boundary: boundaryOf(featureSet, now),
  };
  if (release === undefined || !point) {
    const none = {
      release: undefined,
      point: undefined,
      minCompatibility: undefined,
      minCompatibilityPoint: undefined,
    };
    return { ...blank, ...none, findings: findings.sort(compareFindings) };
  }
  const minCompatibility = minCompatibilityOf(featureSet, installation, { release, point }, findings);
  const names = [...lives.keys()].sort();
  const oldest = calendar.at(minCompatibility);
  const sources = observedConfigs?.sources ?? [];
  const draft: InstallDraft = {
    featureSet,
    layers: layersOf(
      { featureSet, policy, lives, calendar, release: point, minCompatibility: oldest, sources },
      findings,
    ),
    published: observedConfigs?.published,
    policy,
    calendar,
    lives,
    plugins: installation.plugins,
    platforms,
    release: point,
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
  const unlisted = unlistedRelease({ ...installation, component }, point);
  if (unlisted) findings.push(unlisted);
  const content = contentOf(draft);
  return {
    ...blank,
    release,
    point,
    minCompatibility,
    minCompatibilityPoint: draft.minCompatibility,
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
function runsOn(featureSet: FeatureSet, { platform, platformCycle }: InstallContext, findings: Finding[]): Platforms {
  const members = platformCycle(referenceOf(featureSet.metadata));
  if (!members) return platformsOf(featureSet, platform, findings);
  findings.push({ severity: 'Error', subject: featureSet.spec.component, fact: { kind: 'PlatformCycle', members } });
  return new Map();
}

function lifeNamed(lives: Lives, name: string): GateOutcome['life'] {
  const life = lives.get(name);
  if (!life) throw new Error(`no life for gate ${name}`);
  return life;
}

/** The release that runs, as the calendar names it; undefined with a finding where nobody can tell. */
function releaseOf(
  featureSet: FeatureSet,
  { calendar, reported }: InstallContext,
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
  { calendar, reported }: InstallContext,
  at: { release: string; point: ReleasePoint },
  findings: Finding[],
): string {
  const fallback = (spec.releaseFrom && reported?.minCompatibility) ?? calendar.minCompatibilityOf(at.release);
  const name = spec.minCompatibility;
  if (name === undefined) return fallback;
  const point = calendar.at(name);
  const field = 'spec.minCompatibility';
  if (!point) {
    findings.push({ severity: 'Error', subject: spec.component, fact: unknownRelease(field, name) });
    return fallback;
  }
  if (comparePoints(point, at.point) > 0) {
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
  const ahead = dates.filter((date) => date > now);
  return ahead.length > 0 ? Math.min(...ahead) : undefined;
}
