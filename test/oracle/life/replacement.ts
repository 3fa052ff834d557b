import type { Deprecation } from '../../../src/api/deprecation.ts';
import { comparePoints, type Calendar, type ListedRelease, type ReleasePoint } from '../releases/calendar.ts';
import { isThere } from './change.ts';
import type { Lives } from './requirements.ts';
import { indexAt } from '../releases/listed-releases.ts';
import { pluginViewAt, type PluginLives } from './plugin-life.ts';
import { stageInForce } from './stage.ts';

type Item = NonNullable<Deprecation['replacement']>['items'][number];

/** Whether what takes over is there in time, and what of it is not (R55-R58). */
export interface ReplacementVerdict {
  /** Undefined: there is nothing to be ready, or no moment to be ready by. */
  readonly ready: boolean | undefined;
  /** The release looked at: the one before the removal. */
  readonly at: string | undefined;
  readonly missing: readonly string[];
}

/** The name of an item, with what it is. */
export function itemName({ gate, plugin, setting }: Item): string {
  return gate ?? plugin ?? setting ?? '';
}

/** Whether a replacement exists at a release: declared there where it is one of the component's own gates or plugins. */
export function isAvailable(
  item: Item,
  at: ReleasePoint,
  context: { lives: Lives; plugins: PluginLives; calendar: Calendar },
): boolean {
  const { lives, plugins, calendar } = context;
  if (item.fromRelease !== undefined) {
    const from = calendar.at(item.fromRelease);
    if (!from || comparePoints(from, at) > 0) return false;
  }
  if (item.plugin !== undefined) {
    const life = plugins.get(item.plugin);
    if (!life) return false;
    return isThere(pluginViewAt(life, at, calendar));
  }
  if (item.gate !== undefined) {
    const life = lives.get(item.gate);
    const stage = life && stageInForce(life, at, at);
    return stage !== undefined && stage.level !== 'Removed';
  }
  return true;
}

/** Judges the replacement at the release before the removal, so that users have one release with both. */
export function judgeReplacement(
  deprecation: Deprecation | undefined,
  removal: ReleasePoint | undefined,
  releases: readonly ListedRelease[],
  context: { lives: Lives; plugins: PluginLives; calendar: Calendar },
): ReplacementVerdict {
  const replacement = deprecation?.replacement;
  const last = removal && releases[indexAt(releases, removal) - (isListed(removal, releases) ? 1 : 0)];
  const items = replacement?.items ?? [];
  if (!replacement || items.length === 0 || !last) return { ready: undefined, at: last?.name, missing: [] };
  const missing = items.filter((item) => !isAvailable(item, last.point, context)).map(itemName);
  const ready = replacement.mode === 'OneOf' ? missing.length < items.length : missing.length === 0;
  return { ready, at: last.name, missing };
}

function isListed(point: ReleasePoint, releases: readonly ListedRelease[]): boolean {
  return releases.some((release) => comparePoints(release.point, point) === 0);
}
