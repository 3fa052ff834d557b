import type { Extent, StageChange } from '../../../src/api/lifecycle-status.ts';
import { comparePoints, type Calendar } from '../releases/calendar.ts';
import { changesBetween } from '../life/change.ts';
import { compareFindings, type Finding } from '../findings/finding.ts';
import { skippingOf } from '../rules/skipping.ts';
import type { Judgement, JudgementContext } from './gate-verdict.ts';
import type { ReleaseInUse } from './releases-in-use.ts';
import { judgeGraduation, type GraduationVerdict } from '../life/graduation.ts';
import { levelEntered, stageAt } from '../life/stage.ts';
import { pluginViewAt, type PluginLife, type PluginView } from '../life/plugin-life.ts';
import type { Leaving } from '../life/removal-window.ts';
import { judgeRemoval, type RemovalVerdict } from '../life/removal.ts';
import { judgeReplacement, type ReplacementVerdict } from '../life/replacement.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';

/** What is true of one plugin type, whatever becomes of it in any one installation. */
export interface PluginVerdict {
  readonly life: PluginLife;
  readonly asOf: string | undefined;
  readonly view: PluginView;
  /** Whether it is admitted in none, some or all of the installs that use it. */
  readonly admitted: Extent;
  readonly users: number;
  readonly next: { readonly release: string; readonly word: string } | undefined;
  readonly releases: readonly (PluginView & {
    readonly of: ReleaseInUse;
    readonly admitted: Extent;
    /** What an install that targets the release will see change, what matters most of it (R137). */
    readonly change: StageChange | undefined;
  })[];
  readonly enteredOn: string | undefined;
  readonly removal: RemovalVerdict | undefined;
  readonly replacement: ReplacementVerdict;
  readonly graduation: GraduationVerdict | undefined;
  /** It skipped a level before the rules bound (R73). */
  readonly grandfathered: boolean;
  readonly boundary: number | undefined;
  readonly findings: readonly Finding[];
}

const NOT_AVAILABLE: PluginView = { level: 'NotYetAvailable', deprecated: false, stage: undefined };

/** Judges one plugin type at the component's `asOf`. */
export function judgePlugin(
  life: PluginLife,
  { judgement, component }: JudgementContext,
  declared: readonly Finding[],
): PluginVerdict {
  const { calendar, policy, world } = component;
  const { asOf, point } = judgement;
  const { finding, grandfathered } = skippingOf(life.type, life.stages, policy, calendar);
  const view = point ? pluginViewAt(life, point, calendar) : NOT_AVAILABLE;
  const leaving = leavingOf(life, calendar);
  const removal = leaving && judgeRemoval(leaving, { policy, calendar, asOf: point, now: world.now });
  const due = removal?.scheduled?.release;
  const { deprecation, category, evidence } = life.plugin.spec;
  const candidate = {
    level: view.deprecated ? 'Deprecated' : view.level,
    entered: life.stages.find(({ level }) => level === view.level)?.from,
    category,
    evidence,
    upstreamReady: undefined,
  };
  const next = point && life.stages.find(({ from }) => from !== undefined && comparePoints(from, point) > 0);
  return {
    life,
    asOf,
    view,
    ...admittedIn(life.type, judgement.installs, judgement),
    next: next && { release: next.release, word: next.word },
    releases: judgement.releases.map((of) => {
      const there = pluginViewAt(life, of.point, calendar);
      const before = of.targetedFrom && pluginViewAt(life, of.targetedFrom.point, calendar);
      const { admitted } = admittedIn(life.type, of.installs, judgement);
      return { ...there, of, admitted, change: before && changesBetween(before, there)[0] };
    }),
    enteredOn: view.stage && calendar.dateOf(levelEntered(life.stages, view.stage).release),
    removal,
    replacement: judgeReplacement(
      deprecation,
      due === undefined ? undefined : calendar.at(due),
      calendar.releases,
      component,
    ),
    graduation: judgeGraduation(candidate, policy, calendar, point),
    grandfathered,
    boundary: removal?.boundary,
    findings: (finding ? [...declared, finding] : declared).toSorted(compareFindings),
  };
}

/** Undefined where nobody says that it goes. */
function leavingOf({ plugin, stages }: PluginLife, calendar: Calendar): Leaving | undefined {
  const { deprecation } = plugin.spec;
  const removed = stages.find(({ level }) => level === 'Removed');
  if (!deprecation && !removed) return undefined;
  const announced = stages.find(({ deprecated }) => deprecated);
  const alive = stages.filter(({ level }) => level !== 'Removed');
  const since = deprecation?.since;
  const sinceStage = since === undefined ? undefined : stageAt(alive, since, calendar);
  return {
    deprecation,
    deprecatedIn: announced?.release ?? since,
    level: (announced ?? sinceStage ?? alive.at(-1))?.level ?? 'Unknown',
    removedIn: removed?.release,
  };
}

function admittedIn(
  type: string,
  installs: readonly FeatureSetVerdict[],
  { admissions }: Judgement,
): { admitted: Extent; users: number } {
  const verdicts = installs.map((install) => admissions.get(install)?.get(type)).filter((one) => one !== undefined);
  const admitted = verdicts.filter(Boolean).length;
  const extent = admitted === 0 ? 'None' : admitted === verdicts.length ? 'All' : 'Some';
  return { admitted: extent, users: verdicts.length };
}

/** By install, whether every plugin of a type in use is admitted there. */
export function admissionsOf(installs: readonly FeatureSetVerdict[]): Judgement['admissions'] {
  return new Map(
    installs.map((install) => {
      const admitted = new Map<string, boolean>();
      for (const { type, verdict } of install.plugins)
        admitted.set(type, verdict === 'Admitted' && (admitted.get(type) ?? true));
      return [install, admitted];
    }),
  );
}
