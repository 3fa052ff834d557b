import type { Extent, ReportedLevel } from '../api/lifecycle-status.ts';
import type { State } from '../api/words.ts';
import { compareMoments, type Calendar, type Moment } from './calendar.ts';
import type { FeatureSetVerdict } from './feature-set.ts';
import type { Finding } from './finding.ts';
import { isDeprecated, stageAfter, stageInForce, type GateLife } from './stage.ts';

/** Where a gate stands at one release. */
export interface StageView {
  readonly level: ReportedLevel;
  readonly default: State;
  readonly locked: boolean;
  readonly deprecated: boolean;
}

/** A release that a counted FeatureSet runs or targets. */
export interface ReleaseInUse {
  readonly name: string;
  readonly moment: Moment;
  readonly minCompatibility: string;
  readonly minCompatibilityMoment: Moment | undefined;
  /** The installs that run it; a release that is only a target has none. */
  readonly installs: readonly FeatureSetVerdict[];
}

/** The release a component is judged at, and the installs that count. */
export interface Judgement {
  readonly asOf: string | undefined;
  readonly moment: Moment | undefined;
  readonly minCompatibility: Moment | undefined;
  /** Newest first. */
  readonly releases: readonly ReleaseInUse[];
}

/** What is true of one gate, whatever becomes of it in any one installation. */
export interface GateVerdict {
  readonly life: GateLife;
  readonly asOf: string | undefined;
  readonly view: StageView;
  /** Whether it is effectively on in none, some or all of the installs that count. */
  readonly enabled: Extent;
  readonly installs: number;
  readonly next: { readonly release: string; readonly word: string } | undefined;
  readonly releases: readonly (StageView & { readonly of: ReleaseInUse; readonly enabled: Extent })[];
  /** Day the stage in force began, as `2026-05-15`, where the calendar knows it. */
  readonly enteredOn: string | undefined;
  readonly findings: readonly Finding[];
}

/** Judges one gate at the component's `asOf`. */
export function judgeGate(
  life: GateLife,
  judgement: Judgement,
  calendar: Calendar,
  findings: readonly Finding[],
): GateVerdict {
  const { asOf, moment, minCompatibility } = judgement;
  const releases = judgement.releases.map((of) => ({
    ...viewAt(life, of.moment, of.minCompatibilityMoment, calendar),
    of,
    enabled: extentOf(life.name, of.installs),
  }));
  const installs = judgement.releases.flatMap((release) => release.installs);
  const stage = moment && stageInForce(life, moment, minCompatibility);
  const next = moment && stageAfter(life, moment);
  return {
    life,
    asOf,
    view: moment ? viewAt(life, moment, minCompatibility, calendar) : NOT_AVAILABLE,
    enabled: extentOf(life.name, installs),
    installs: installs.length,
    next: next && { release: next.declared.release, word: next.declared.level },
    releases,
    enteredOn: stage && calendar.dateOf(stage.declared.release),
    findings,
  };
}

const NOT_AVAILABLE: StageView = { level: 'NotYetAvailable', default: 'Disabled', locked: false, deprecated: false };

function viewAt(life: GateLife, release: Moment, minCompatibility: Moment | undefined, calendar: Calendar): StageView {
  const stage = stageInForce(life, release, minCompatibility);
  if (!stage) return NOT_AVAILABLE;
  const { level, locked } = stage;
  return {
    level,
    default: level === 'Removed' ? 'Disabled' : stage.default,
    locked: level !== 'Removed' && locked,
    deprecated: isDeprecated(life, stage, release, calendar),
  };
}

function extentOf(gate: string, installs: readonly FeatureSetVerdict[]): Extent {
  let on = 0;
  for (const { rows } of installs) if (rows.get(gate)?.effective === 'Enabled') on += 1;
  if (on === 0) return 'None';
  return on === installs.length ? 'All' : 'Some';
}

/** The releases that counted FeatureSets run, newest first, each with its installs. */
export function releasesInUse(verdicts: readonly FeatureSetVerdict[]): ReleaseInUse[] {
  const byKey = new Map<string, ReleaseInUse & { installs: FeatureSetVerdict[] }>();
  for (const verdict of verdicts) {
    const { release, moment, minCompatibility, minCompatibilityMoment } = verdict;
    if (release === undefined || !moment || minCompatibility === undefined) continue;
    const key = `${release} ${minCompatibility}`;
    const known = byKey.get(key);
    if (known) known.installs.push(verdict);
    else byKey.set(key, { name: release, moment, minCompatibility, minCompatibilityMoment, installs: [verdict] });
  }
  return [...byKey.values()].sort(
    (a, b) =>
      compareMoments(b.moment, a.moment) ||
      (a.minCompatibilityMoment && b.minCompatibilityMoment
        ? compareMoments(b.minCompatibilityMoment, a.minCompatibilityMoment)
        : 0),
  );
}
