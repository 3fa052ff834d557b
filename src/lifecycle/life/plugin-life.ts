import type { Plugin } from '../../api/declared.ts';
import type { ReportedLevel } from '../../api/lifecycle-status.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import { levelOf } from './level.ts';

type StageWord = Plugin['spec']['stages'][number]['level'];

/** One stage of a plugin with the level filled in that Deprecated leaves as it was. */
export interface PluginStage {
  readonly release: string;
  readonly word: StageWord;
  readonly from: ReleasePoint | undefined;
  readonly level: Exclude<StageWord, 'Deprecated'>;
  readonly deprecated: boolean;
}

/** A plugin type with its life filled in. */
export interface PluginLife {
  readonly type: string;
  readonly spec: Plugin['spec'];
  readonly stages: readonly PluginStage[];
}

/** The plugin types of one component by name. */
export type PluginLives = ReadonlyMap<string, PluginLife>;

/** Fills in the life of a plugin. */
export function pluginLifeOf(spec: Plugin['spec'], calendar: Calendar): PluginLife {
  const stages: PluginStage[] = [];
  for (const { release, level: word } of spec.stages) {
    const level = levelOf(word, stages.at(-1)?.level);
    stages.push({ release, word, from: calendar.at(release), level, deprecated: word === 'Deprecated' });
  }
  return { type: spec.type, spec, stages };
}

/** Where a plugin stands at one release. */
export interface PluginView {
  readonly level: ReportedLevel;
  readonly deprecated: boolean;
  readonly stage: PluginStage | undefined;
}

/** The newest stage that has begun, and whether the end is announced by it or by `deprecation.since` (R43). */
export function pluginViewAt(life: PluginLife, release: ReleasePoint, calendar: Calendar): PluginView {
  const stage = life.stages.findLast(({ from }) => from !== undefined && comparePoints(from, release) <= 0);
  if (!stage) return { level: 'NotYetAvailable', deprecated: false, stage };
  const since = life.spec.deprecation?.since;
  const from = since === undefined ? undefined : calendar.at(since);
  const signalled = from !== undefined && comparePoints(from, release) <= 0;
  return { level: stage.level, deprecated: stage.deprecated || (signalled && stage.level !== 'Removed'), stage };
}
