import type { Extent } from '../api/lifecycle-status.ts';
import { compareMoments, type Calendar } from './calendar.ts';
import { compareFindings, type Finding } from './finding.ts';
import { skippingOf } from './skipping.ts';
import type { JudgementGround } from './gate-verdict.ts';
import type { ReleaseInUse } from './releases-in-use.ts';
import { judgeGraduation, type GraduationVerdict } from './graduation.ts';
import { levelEntered, stageAt } from './stage.ts';
import { pluginViewAt, type PluginLife, type PluginView } from './plugin-life.ts';
import type { Leaving } from './removal-window.ts';
import { judgeRemoval, type RemovalVerdict } from './removal.ts';
import { judgeReplacement, type ReplacementVerdict } from './replacement.ts';

/** What is true of one plugin type, whatever becomes of it in any one installation. */
export interface PluginObjectVerdict {
  readonly life: PluginLife;
  readonly asOf: string | undefined;
  readonly view: PluginView;
  /** Whether it is admitted in none, some or all of the installs that use it. */
  readonly admitted: Extent;
  readonly users: number;
  readonly next: { readonly release: string; readonly word: string } | undefined;
  readonly releases: readonly (PluginView & { readonly of: ReleaseInUse; readonly admitted: Extent })[];
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
  { judgement, component }: JudgementGround,
  declared: readonly Finding[],
): PluginObjectVerdict {
  const { calendar, policy, world } = component;
  const { asOf, moment } = judgement;
  const { finding, grandfathered } = skippingOf(life.type, life.stages, policy, calendar);
  const view = moment ? pluginViewAt(life, moment, calendar) : NOT_AVAILABLE;
  const removal = judgeRemoval(leavingOf(life, calendar), { policy, calendar, asOf: moment, now: world.now });
  const due = removal?.scheduled?.release;
  const { deprecation, category, evidence } = life.plugin.spec;
  const candidate = {
    level: view.deprecated ? 'Deprecated' : view.level,
    entered: life.stages.find(({ level }) => level === view.level)?.from,
    category,
    evidence,
    upstreamReady: undefined,
  };
  const next = moment && life.stages.find(({ from }) => from !== undefined && compareMoments(from, moment) > 0);
  const installs = judgement.releases.flatMap((release) => release.installs);
  return {
    life,
    asOf,
    view,
    ...admittedIn(life.type, installs),
    next: next && { release: next.release, word: next.word },
    releases: judgement.releases.map((of) => ({
      ...pluginViewAt(life, of.moment, calendar),
      of,
      admitted: admittedIn(life.type, of.installs).admitted,
    })),
    enteredOn: view.stage && calendar.dateOf(levelEntered(life.stages, view.stage).release),
    removal,
    replacement: judgeReplacement(
      deprecation,
      due === undefined ? undefined : calendar.at(due),
      calendar.releases,
      component,
    ),
    graduation: judgeGraduation(candidate, policy, calendar, moment),
    grandfathered,
    boundary: removal?.boundary,
    findings: [...declared, ...(finding ? [finding] : [])].sort(compareFindings),
  };
}

function leavingOf({ plugin, stages }: PluginLife, calendar: Calendar): Leaving {
  const announced = stages.find(({ deprecated }) => deprecated);
  const alive = stages.filter(({ level }) => level !== 'Removed');
  const since = plugin.spec.deprecation?.since;
  const sinceStage = since === undefined ? undefined : stageAt(alive, since, calendar);
  return {
    deprecation: plugin.spec.deprecation,
    deprecatedIn: announced?.release ?? since,
    level: (announced ?? sinceStage ?? alive.at(-1))?.level ?? 'Unknown',
    removedIn: stages.find(({ level }) => level === 'Removed')?.release,
  };
}

function admittedIn(type: string, installs: ReleaseInUse['installs']): { admitted: Extent; users: number } {
  const verdicts = installs.flatMap(({ plugins }) => {
    const own = plugins.filter((plugin) => plugin.type === type);
    return own.length === 0 ? [] : [own.every(({ verdict }) => verdict === 'Admitted')];
  });
  const admitted = verdicts.filter(Boolean).length;
  const extent = admitted === 0 ? 'None' : admitted === verdicts.length ? 'All' : 'Some';
  return { admitted: extent, users: verdicts.length };
}
