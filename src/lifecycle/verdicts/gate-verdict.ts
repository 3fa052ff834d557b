import type { Gate } from '../../api/declared.ts';
import type { Extent, ReportedLevel, StageChange } from '../../api/lifecycle-status.ts';
import type { State } from '../../api/vocabulary.ts';
import { compareFindings, type Finding } from '../findings/finding.ts';
import { changesBetween } from '../life/change.ts';
import { judgeGraduation, type GraduationVerdict } from '../life/graduation.ts';
import { leavingOf } from '../life/leaving.ts';
import { nextLevel } from '../life/level.ts';
import { judgeRemoval, type RemovalVerdict } from '../life/removal.ts';
import { levelEntered, stageAfter, stageInForce, type GateLife } from '../life/stage.ts';
import { skippingOf } from '../rules/skipping.ts';
import type { Component } from '../declared/component.ts';
import { releaseView } from '../declared/release-view.ts';
import { extentOfGate, type NamedRelease } from './census.ts';
import type { JudgementContext } from './judgement.ts';
import type { ReleaseInUse } from './releases-in-use.ts';
import { upstreamReadiness, type UpstreamReadiness } from './upstream-readiness.ts';

/** Where a gate stands at one release. */
export interface StageView {
  readonly level: ReportedLevel;
  readonly default: State;
  readonly locked: boolean;
  readonly deprecated: boolean;
}

/** What is true of one gate, whatever becomes of it in any one installation. */
export interface GateVerdict {
  readonly gate: Gate;
  readonly life: GateLife;
  readonly asOf: string | undefined;
  readonly view: StageView;
  /** Whether it is effectively on in none, some or all of the counted FeatureSets. */
  readonly enabled: Extent;
  /** Whether any install counts. */
  readonly isCounted: boolean;
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

/** A declared gate and what is wrong with its declaration. */
export interface JudgedGate {
  readonly gate: Gate;
  readonly life: GateLife;
  readonly declared: readonly Finding[];
}

/** Where a gate is on: in all that is counted, then at each release in use. */
export function extentsOfGate({ tallies }: JudgementContext, name: string): Extent[] {
  return [tallies.flat(), ...tallies].map((counted) => extentOfGate(counted, name));
}

/** Judges one gate at the component's `asOf`. */
export function judgeGate({ gate, life, declared }: JudgedGate, context: JudgementContext): GateVerdict {
  const { judgement, component, calendarAbroad, now } = context;
  const { calendar, policy } = component;
  const { asOf, point, minCompatibility } = judgement;
  const { finding, grandfathered } = skippingOf(life.name, life.stages, component);
  const [enabled = 'None', ...extents] = extentsOfGate(context, life.name);
  const releases = judgement.releases.map((of, index) => {
    const there = viewAt(component, life.name, of);
    const { targetedFrom: from } = of;
    const before = from && viewAt(component, life.name, from);
    const change = before && changesBetween(before, there)[0];
    return { ...there, of, enabled: extents[index] ?? 'None', change };
  });
  const stage = point && stageInForce(life, point, minCompatibility);
  const next = point && stageAfter(life, point);
  const view = point ? viewAt(component, life.name, { point, minCompatibilityPoint: minCompatibility }) : NOT_AVAILABLE;
  const leaving = leavingOf(life, calendar);
  const removal = leaving && judgeRemoval(leaving, { policy, calendar, asOf: point, now });
  const upstream = upstreamReadiness(
    { upstream: life.spec.upstream, next: nextLevel(view.level) ?? '' },
    { policy, calendarOf: calendarAbroad, now },
  );
  const { category, evidence } = life.spec;
  const candidate = {
    level: view.deprecated ? 'Deprecated' : view.level,
    entered: life.stages.find(({ level }) => level === stage?.level)?.from,
    category,
    evidence,
    upstreamReady: upstream.length === 0 ? undefined : upstream.every(({ ready }) => ready !== false),
  };
  return {
    gate,
    life,
    asOf,
    view,
    enabled,
    isCounted: judgement.isCounted,
    next: next && { release: next.release, word: next.declared.level },
    releases,
    enteredOn: stage && calendar.dateOf(levelEntered(life.stages, stage).release),
    removal,
    graduation: judgeGraduation(candidate, point, component),
    grandfathered,
    upstream,
    boundary: removal?.boundary,
    findings: (finding ? [...declared, finding] : declared).toSorted(compareFindings),
  };
}

const NOT_AVAILABLE: StageView = { level: 'NotYetAvailable', default: 'Disabled', locked: false, deprecated: false };

function viewAt(
  component: Component,
  gate: string,
  at: Pick<NamedRelease, 'point' | 'minCompatibilityPoint'>,
): StageView {
  const outcome = releaseView(component, at.point, at.minCompatibilityPoint).get(gate);
  if (!outcome) return NOT_AVAILABLE;
  const { level, locked, deprecated } = outcome;
  return { level, default: outcome.default, locked, deprecated };
}
