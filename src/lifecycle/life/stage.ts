import type { Gate } from '../../api/declared.ts';
import type { GateStage } from '../../api/gate.ts';
import type { PolicySpec } from '../../api/policy.ts';
import type { State } from '../../api/vocabulary.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import { levelOf } from './level.ts';

type StageLevel = Exclude<GateStage['level'], 'Deprecated'>;

/** A stage with everything the policy and its predecessors leave unsaid filled in. */
export interface Stage {
  readonly declared: GateStage;
  readonly release: string;
  readonly from: ReleasePoint | undefined;
  /** Inherited from the stage before where unset (semantics.md rule 7k). */
  readonly minCompatibility: ReleasePoint | undefined;
  /** The level in force; `Deprecated` leaves the one before, Stable where it is the first. */
  readonly level: StageLevel;
  /** The stage itself says Deprecated. */
  readonly deprecated: boolean;
  readonly default: State;
  readonly locked: boolean;
}

/** A gate with its life filled in, as one component's rules read it. */
export interface GateLife {
  readonly name: string;
  readonly spec: Gate['spec'];
  readonly stages: readonly Stage[];
}

/** Fills in the life of a gate: policy defaults (R11, R19 step 3), levels under Deprecated, inherited minCompatibility. */
export function lifeOf(spec: Gate['spec'], policy: PolicySpec, calendar: Calendar): GateLife {
  const stages: Stage[] = [];
  for (const declared of spec.stages) {
    const previous = stages.at(-1);
    const level = levelOf(declared.level, previous?.level);
    const signalled = declared.level === 'Deprecated' || declared.level === 'Removed';
    const promise = signalled ? undefined : policy.levels.find(({ name }) => name === declared.level);
    const grouped = spec.regime === 'Grouped' ? promise?.groupedDefault : undefined;
    stages.push({
      declared,
      release: declared.release,
      from: calendar.at(declared.release),
      minCompatibility: declared.minCompatibility ? calendar.at(declared.minCompatibility) : previous?.minCompatibility,
      level,
      deprecated: declared.level === 'Deprecated',
      default: declared.default ?? grouped ?? promise?.default ?? 'Disabled',
      locked: declared.locked ?? promise?.locked ?? false,
    });
  }
  return { name: spec.gate, spec, stages };
}

/**
 * The stage in force: from the newest back, the first whose release is reached and whose minCompatibility is too
 * (semantics.md rules 13-16). Undefined: the gate is not yet available.
 */
export function stageInForce(
  life: GateLife,
  release: ReleasePoint,
  minCompatibility: ReleasePoint | undefined,
): Stage | undefined {
  for (let index = life.stages.length - 1; index >= 0; index -= 1) {
    const stage = life.stages[index];
    if (!stage?.from || comparePoints(stage.from, release) > 0) continue;
    const { minCompatibility: needed } = stage;
    if (!needed || (minCompatibility && comparePoints(minCompatibility, needed) >= 0)) return stage;
  }
  return undefined;
}

/** The first stage that begins after `release`, if any. */
export function stageAfter(life: GateLife, release: ReleasePoint): Stage | undefined {
  return life.stages.find(({ from }) => from !== undefined && comparePoints(from, release) > 0);
}

/** The first of the run of stages that ends with this one and has its level. */
export function levelEntered<One extends { readonly level: string }>(stages: readonly One[], stage: One): One {
  let first = stage;
  for (let index = stages.indexOf(stage); index >= 0 && stages[index]?.level === stage.level; index -= 1) {
    first = stages[index] ?? first;
  }
  return first;
}

/** The stage of a gate or plugin that a release is in, the first where it comes before all of them (R45). */
export function stageAt<S extends { readonly from: ReleasePoint | undefined }>(
  stages: readonly S[],
  release: string,
  calendar: Calendar,
): S | undefined {
  const point = calendar.at(release);
  if (!point) return undefined;
  return stages.findLast(({ from }) => from !== undefined && comparePoints(from, point) <= 0) ?? stages[0];
}

/** Whether the end of the gate is announced at `release`: by the stage itself, or by `deprecation.since` (R43). */
export function isDeprecated(
  life: GateLife,
  stage: Stage,
  { release, calendar }: { readonly release: ReleasePoint; readonly calendar: Calendar },
): boolean {
  if (stage.deprecated) return true;
  if (stage.level === 'Removed') return false;
  const since = life.spec.deprecation?.since;
  const from = since ? calendar.at(since) : undefined;
  return from !== undefined && comparePoints(from, release) <= 0;
}
