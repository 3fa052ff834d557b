import type { Extent, ReportedLevel, StageChange } from '../../../src/api/lifecycle-status.ts';
import type { State } from '../../../src/api/vocabulary.ts';
import type { Calendar, ReleasePoint } from '../releases/calendar.ts';
import { changesBetween } from '../life/change.ts';
import type { Component } from './component.ts';
import { compareFindings, type Finding } from '../findings/finding.ts';
import { skippingOf } from '../rules/skipping.ts';
import { judgeGraduation, nextLevel, type GraduationVerdict } from '../life/graduation.ts';
import type { Leaving } from '../life/removal-window.ts';
import { judgeRemoval, type RemovalVerdict } from '../life/removal.ts';
import type { ReleaseInUse } from './releases-in-use.ts';
import {
  isDeprecated,
  levelEntered,
  stageAfter,
  stageAt,
  stageInForce,
  type GateLife,
  type Stage,
} from '../life/stage.ts';
import { upstreamReadiness, type UpstreamReadiness } from './upstream-readiness.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';

/** Where a gate stands at one release. */
export interface StageView {
  readonly level: ReportedLevel;
  readonly default: State;
  readonly locked: boolean;
  readonly deprecated: boolean;
}

/** The release a component is judged at, and the installs that count. */
export interface Judgement {
  readonly asOf: string | undefined;
  readonly point: ReleasePoint | undefined;
  readonly minCompatibility: ReleasePoint | undefined;
  /** Newest first. */
  readonly releases: readonly ReleaseInUse[];
  /** Whatever release they run. */
  readonly installs: readonly FeatureSetVerdict[];
  /** By install, whether every plugin of a type in use is admitted there. */
  readonly admissions: ReadonlyMap<FeatureSetVerdict, ReadonlyMap<string, boolean>>;
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
  readonly releases: readonly (StageView & {
    readonly of: ReleaseInUse;
    readonly enabled: Extent;
    /** What an install that targets the release will see change, what matters most of it (R137). */
    readonly change: StageChange | undefined;
  })[];
  /** Day the level in force was entered, as `2026-05-15`, where the calendar knows it. */
  readonly enteredOn: string | undefined;
  /** Undefined where no end is announced. */
  readonly removal: RemovalVerdict | undefined;
  /** Undefined where there is no next level, or the policy asks nothing for it. */
  readonly graduation: GraduationVerdict | undefined;
  /** It skipped a level before the rules bound (R73). */
  readonly grandfathered: boolean;
  readonly upstream: readonly UpstreamReadiness[];
  readonly boundary: number | undefined;
  readonly findings: readonly Finding[];
}

/** What gates and plugins are judged against. */
export interface JudgementContext {
  readonly judgement: Judgement;
  readonly component: Component;
  readonly calendarAbroad: (component: string) => Calendar;
}

/** Judges one gate at the component's `asOf`. */
export function judgeGate(life: GateLife, context: JudgementContext, declared: readonly Finding[]): GateVerdict {
  const { judgement, component, calendarAbroad } = context;
  const { calendar, policy, world } = component;
  const { asOf, point, minCompatibility, installs } = judgement;
  const { finding, grandfathered } = skippingOf(life.name, life.stages, policy, calendar);
  const releases = judgement.releases.map((of) => {
    const there = viewAt(life, of.point, of.minCompatibilityPoint, calendar);
    const { targetedFrom: from } = of;
    const before = from && viewAt(life, from.point, from.minCompatibilityPoint, calendar);
    return {
      ...there,
      of,
      enabled: extentOf(life.name, of.installs),
      change: before && changesBetween(before, there)[0],
    };
  });
  const stage = point && stageInForce(life, point, minCompatibility);
  const next = point && stageAfter(life, point);
  const view = point ? viewOf(stage, life, point, calendar) : NOT_AVAILABLE;
  const leaving = leavingOf(life, calendar);
  const removal = leaving && judgeRemoval(leaving, { policy, calendar, asOf: point, now: world.now });
  const upstream = upstreamReadiness(life.gate, nextLevel(view.level) ?? '', policy, calendarAbroad, world.now);
  const { category, evidence } = life.gate.spec;
  const candidate = {
    level: view.deprecated ? 'Deprecated' : view.level,
    entered: life.stages.find(({ level }) => level === stage?.level)?.from,
    category,
    evidence,
    upstreamReady: upstream.length === 0 ? undefined : upstream.every(({ ready }) => ready !== false),
  };
  return {
    life,
    asOf,
    view,
    enabled: extentOf(life.name, installs),
    installs: installs.length,
    next: next && { release: next.release, word: next.declared.level },
    releases,
    enteredOn: stage && calendar.dateOf(levelEntered(life.stages, stage).release),
    removal,
    graduation: judgeGraduation(candidate, policy, calendar, point),
    grandfathered,
    upstream,
    boundary: removal?.boundary,
    findings: (finding ? [...declared, finding] : declared).toSorted(compareFindings),
  };
}

/** Undefined where nobody says that it goes. */
function leavingOf({ gate, stages }: GateLife, calendar: Calendar): Leaving | undefined {
  const { deprecation } = gate.spec;
  const removed = stages.find(({ level }) => level === 'Removed');
  if (!deprecation && !removed) return undefined;
  const announced = stages.find(({ deprecated }) => deprecated);
  const since = deprecation?.since;
  const alive = stages.filter(({ level }) => level !== 'Removed');
  const sinceStage = since === undefined ? undefined : stageAt(alive, since, calendar);
  return {
    deprecation,
    deprecatedIn: announced?.release ?? since,
    level: (announced ?? sinceStage ?? alive.at(-1))?.level ?? 'Unknown',
    lockedIn: stages.find(({ locked, level }) => locked && level !== 'Removed')?.release,
    removedIn: removed?.release,
  };
}

const NOT_AVAILABLE: StageView = { level: 'NotYetAvailable', default: 'Disabled', locked: false, deprecated: false };

function viewAt(
  life: GateLife,
  release: ReleasePoint,
  minCompatibility: ReleasePoint | undefined,
  calendar: Calendar,
): StageView {
  return viewOf(stageInForce(life, release, minCompatibility), life, release, calendar);
}

function viewOf(stage: Stage | undefined, life: GateLife, release: ReleasePoint, calendar: Calendar): StageView {
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
