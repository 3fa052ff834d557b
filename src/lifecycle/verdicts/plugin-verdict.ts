import type { Plugin } from '../../api/declared.ts';
import type { Extent, StageChange } from '../../api/lifecycle-status.ts';
import { compareFindings, type Finding } from '../findings/finding.ts';
import { changesBetween } from '../life/change.ts';
import { judgeGraduation, type GraduationVerdict } from '../life/graduation.ts';
import { leavingOf } from '../life/leaving.ts';
import { pluginViewAt, type PluginLife, type PluginView } from '../life/plugin-life.ts';
import { judgeRemoval, type RemovalVerdict } from '../life/removal.ts';
import { judgeReplacement, type ReplacementVerdict } from '../life/replacement.ts';
import { levelEntered } from '../life/stage.ts';
import { comparePoints } from '../releases/calendar.ts';
import { skippingOf } from '../rules/skipping.ts';
import { extentOfPlugin } from './census.ts';
import type { JudgementContext } from './judgement.ts';
import type { ReleaseInUse } from './releases-in-use.ts';

/** What is true of one plugin type, whatever becomes of it in any one installation. */
export interface PluginVerdict {
  readonly plugin: Plugin;
  readonly life: PluginLife;
  readonly asOf: string | undefined;
  readonly view: PluginView;
  /** Whether it is admitted in none, some or all of the FeatureSets that use it. */
  readonly admitted: Extent;
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

/** A declared plugin type and what is wrong with its declaration. */
export interface JudgedPlugin {
  readonly plugin: Plugin;
  readonly life: PluginLife;
  readonly declared: readonly Finding[];
}

const NOT_AVAILABLE: PluginView = { level: 'NotYetAvailable', deprecated: false, stage: undefined };

/** Where a plugin type is admitted: in all that is counted, then at each release in use. */
export function extentsOfPlugin({ tallies }: JudgementContext, type: string): Extent[] {
  return [tallies.flat(), ...tallies].map((counted) => extentOfPlugin(counted, type));
}

/** Judges one plugin type at the component's `asOf`. */
export function judgePlugin({ plugin, life, declared }: JudgedPlugin, context: JudgementContext): PluginVerdict {
  const { judgement, component, now } = context;
  const { calendar, policy } = component;
  const { asOf, point } = judgement;
  const { finding, grandfathered } = skippingOf(life.type, life.stages, component);
  const view = point ? pluginViewAt(life, point, calendar) : NOT_AVAILABLE;
  const leaving = leavingOf(life, calendar);
  const removal = leaving && judgeRemoval(leaving, { policy, calendar, asOf: point, now });
  const due = removal?.scheduled?.release;
  const { deprecation, category, evidence } = life.spec;
  const candidate = {
    level: view.deprecated ? 'Deprecated' : view.level,
    entered: life.stages.find(({ level }) => level === view.level)?.from,
    category,
    evidence,
    upstreamReady: undefined,
  };
  const next = point && life.stages.find(({ from }) => from !== undefined && comparePoints(from, point) > 0);
  const [admitted = 'None', ...extents] = extentsOfPlugin(context, life.type);
  return {
    plugin,
    life,
    asOf,
    view,
    admitted,
    next: next && { release: next.release, word: next.word },
    releases: judgement.releases.map((of, index) => {
      const there = pluginViewAt(life, of.point, calendar);
      const before = of.targetedFrom && pluginViewAt(life, of.targetedFrom.point, calendar);
      const change = before && changesBetween(before, there)[0];
      return { ...there, of, admitted: extents[index] ?? 'None', change };
    }),
    enteredOn: view.stage && calendar.dateOf(levelEntered(life.stages, view.stage).release),
    removal,
    replacement: judgeReplacement(deprecation, due === undefined ? undefined : calendar.at(due), component),
    graduation: judgeGraduation(candidate, point, component),
    grandfathered,
    boundary: removal?.boundary,
    findings: (finding ? [...declared, finding] : declared).toSorted(compareFindings),
  };
}
