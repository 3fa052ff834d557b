import { referenceOf, type FeatureSet } from '../../api/declared.ts';
import { comparePoints, type ReleasePoint } from '../releases/calendar.ts';
import { dependencies } from '../steps/dependencies.ts';
import { SHARED_STEPS, type InstallDraft, type Step, type StepWatch } from '../install/draft.ts';
import { compareFindings, type Finding } from '../findings/finding.ts';
import { groupSwitches } from '../steps/groups.ts';
import { overrides, requestedValues } from '../steps/overrides.ts';
import { minimumLevel } from '../steps/minimum-level.ts';
import { platformsOf, type PlatformLookup, type Platforms } from '../install/platform.ts';
import { judgePlugins } from '../steps/plugins.ts';
import { suggestNames } from '../steps/suggestions.ts';
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
import { GateOutcomes } from '../install/gate-outcomes.ts';
import type { InstallOutcome } from '../install/feature-set-verdict.ts';
import type { Component } from '../declared/component.ts';
import { releaseView } from '../declared/release-view.ts';

/** The steps in their order (semantics.md "From layers to one answer"; R19). */
const STEPS: readonly Step[] = [
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
  readonly component: Component;
  readonly platform: PlatformLookup;
  /** Members of a cycle of platform references that this FeatureSet is in, if any. */
  readonly platformCycle: (reference: string) => readonly string[] | undefined;
  readonly reported: ReportedRelease | undefined;
  readonly observedConfigs: ObservedConfigs | undefined;
  readonly observed: Observed | undefined;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
  readonly watch?: StepWatch | undefined;
}

/** Evaluates one installation: every gate's value, who decided, and every violated rule (R19, R80, R81). */
export function evaluateInstall(featureSet: FeatureSet, context: InstallContext): InstallOutcome {
  const { component, now, observedConfigs } = context;
  const { calendar, lives, plugins, policy, policyInvalid } = component;
  const findings: Finding[] = [];
  const { name } = component;
  if (component.policyMissing || policyInvalid) {
    const declares = lives.size + plugins.size > 0;
    const fact = { kind: 'PolicyMissing', component: name, invalid: policyInvalid, declares } as const;
    findings.push({ severity: 'Warning', subject: name, fact });
  }
  const { targetRelease } = featureSet.spec;
  if (targetRelease !== undefined && !calendar.at(targetRelease)) {
    findings.push({ severity: 'Error', subject: name, fact: unknownRelease('spec.targetRelease', targetRelease) });
  }
  const release = releaseOf(featureSet, context, findings);
  const point = release === undefined ? undefined : calendar.at(release);
  const platforms = runsOn(featureSet, context, findings);
  const boundary = boundaryOf(featureSet, now);
  if (release === undefined || !point) {
    return {
      release: undefined,
      point: undefined,
      minCompatibility: undefined,
      minCompatibilityPoint: undefined,
      rows: new GateOutcomes(new Map()),
      plugins: [],
      findings: findings.sort(compareFindings),
      boundary,
    };
  }
  const minCompatibility = minCompatibilityOf(featureSet, context, { release, point, findings });
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
    relations: component.relations,
    plugins,
    platforms,
    release: point,
    releaseName: release,
    minCompatibility: oldest,
    now,
    rows: new GateOutcomes(releaseView(component, point, oldest)),
    pluginVerdicts: [],
    findings,
  };
  // Who follows a gate through the steps looks at one and the same object.
  if (context.watch) for (const gate of lives.keys()) draft.rows.edit(gate);
  context.watch?.(SHARED_STEPS, draft);
  for (const step of STEPS) {
    step(draft);
    context.watch?.(step, draft);
  }
  unplacedBounds(draft);
  const unlisted = unlistedRelease({ component: name, calendar, lives, plugins }, point);
  if (unlisted) findings.push(unlisted);
  const content = contentOf(draft);
  findings.sort(compareFindings);
  suggestNames(draft);
  return {
    release,
    point,
    minCompatibility,
    minCompatibilityPoint: oldest,
    rows: draft.rows,
    plugins: draft.pluginVerdicts,
    ...(content && {
      publication: { content, heldBack: component.policyMissing || policyInvalid || findings.some(isError) },
    }),
    ...(featureSet.spec.observe && { sync: syncOf(draft.rows, context.observed) }),
    findings,
    boundary,
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

/** The release that runs, as the calendar names it; undefined with a finding where nobody can tell. */
function releaseOf(
  featureSet: FeatureSet,
  { component: { calendar }, reported }: InstallContext,
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
  { component: { calendar }, reported }: InstallContext,
  { release, point: running, findings }: { release: string; point: ReleasePoint; findings: Finding[] },
): string {
  const fallback = (spec.releaseFrom && reported?.minCompatibility) ?? calendar.minCompatibilityOf(release);
  const name = spec.minCompatibility;
  if (name === undefined) return fallback;
  const point = calendar.at(name);
  const field = 'spec.minCompatibility';
  if (!point) {
    findings.push({ severity: 'Error', subject: spec.component, fact: unknownRelease(field, name) });
    return fallback;
  }
  if (comparePoints(point, running) > 0) {
    const expected = `a release not after ${release}, the release that runs`;
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
