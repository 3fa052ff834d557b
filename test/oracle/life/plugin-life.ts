import type { Plugin } from '../../../src/api/declared.ts';
import type { ReportedLevel } from '../../../src/api/lifecycle-status.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';

/** One stage of a plugin with the level filled in that Deprecated leaves as it was. */
export interface PluginStage {
  readonly release: string;
  readonly word: Plugin['spec']['stages'][number]['level'];
  readonly from: ReleasePoint | undefined;
  readonly level: ReportedLevel;
  readonly deprecated: boolean;
}

/** A plugin type with its life filled in. */
export interface PluginLife {
  readonly type: string;
  readonly plugin: Plugin;
  readonly stages: readonly PluginStage[];
}

/** The plugin types of one component by name. */
export type PluginLives = ReadonlyMap<string, PluginLife>;

/** Fills in the life of a plugin. */
export function pluginLifeOf(plugin: Plugin, calendar: Calendar): PluginLife {
  const stages: PluginStage[] = [];
  for (const { release, level: word } of plugin.spec.stages) {
    const before = stages.at(-1)?.level;
    const level = word === 'Deprecated' ? (before ?? 'Stable') : word;
    stages.push({ release, word, from: calendar.at(release), level, deprecated: word === 'Deprecated' });
  }
  return { type: plugin.spec.type, plugin, stages };
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
  const since = life.plugin.spec.deprecation?.since;
  const from = since === undefined ? undefined : calendar.at(since);
  const signalled = from !== undefined && comparePoints(from, release) <= 0;
  return { level: stage.level, deprecated: stage.deprecated || (signalled && stage.level !== 'Removed'), stage };
}
