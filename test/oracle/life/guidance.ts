import type { Deprecation } from '../../../src/api/deprecation.ts';
import type { ReleasePoint, Calendar } from '../releases/calendar.ts';
import type { Lives } from './requirements.ts';
import type { PluginLives } from './plugin-life.ts';
import { isAvailable, itemName } from './replacement.ts';

/** What to do about a thing that goes or is gone, as of one release (R44, R57, R58, R121). */
export interface Guidance {
  readonly message: string;
  readonly mode: NonNullable<Deprecation['replacement']>['mode'] | undefined;
  readonly items: readonly {
    readonly name: string;
    /** What the old thing being on means there. */
    readonly value: string | undefined;
    /** False: it exists only from `from` on. */
    readonly available: boolean;
    readonly from: string | undefined;
    /** Floors such as `istio 1.28.1`. */
    readonly needs: readonly string[];
  }[];
  readonly note: string | undefined;
  /** Release or date the end is due, as announced. */
  readonly due: string | undefined;
}

/** Reads the deprecation of a gate or plugin as of a release; undefined where nothing is said. */
export function guidanceOf(
  deprecation: Deprecation | undefined,
  removedIn: string | undefined,
  at: ReleasePoint,
  context: { lives: Lives; plugins: PluginLives; calendar: Calendar },
): Guidance | undefined {
  if (!deprecation) return undefined;
  const { removal, replacement, message } = deprecation;
  const due = [removal?.release, removal?.date].filter((one) => one !== undefined);
  const joint = removal?.when === 'Earlier' ? ' or ' : ' and ';
  return {
    message,
    mode: replacement?.mode,
    items: (replacement?.items ?? []).map((item) => ({
      name: itemName(item),
      value: item.value,
      available: isAvailable(item, at, context),
      from: item.fromRelease,
      needs: item.needs?.map(({ component, platformFrom }) => `${component} ${platformFrom}`) ?? [],
    })),
    note: replacement?.note,
    due: due.length > 0 ? due.join(joint) : removal ? undefined : removedIn,
  };
}
