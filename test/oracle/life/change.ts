import type { ReportedLevel, StageChange } from '../../../src/api/lifecycle-status.ts';
import type { State } from '../../../src/api/vocabulary.ts';

/** Where a gate or plugin stands at one release, as far as moving to another changes it. */
export interface Position {
  readonly level: ReportedLevel;
  readonly deprecated: boolean;
  /** A plugin has neither default nor lock. */
  readonly default?: State;
  readonly locked?: boolean;
}

/** What changes of a thing that is there before and after, what matters most first. */
const CHANGES: readonly (readonly [StageChange, (before: Position, after: Position) => boolean])[] = [
  ['Locks', (before, after) => before.locked === false && after.locked === true],
  ['Unlocks', (before, after) => before.locked === true && after.locked === false],
  ['DefaultFlips', (before, after) => before.default !== after.default],
  ['LevelChanges', (before, after) => before.level !== after.level],
  ['Deprecates', (before, after) => !before.deprecated && after.deprecated],
];

/** What moving from one release to another changes, what matters most first; what appears or goes does only that. */
export function changesBetween(before: Position, after: Position): StageChange[] {
  if (isThere(before) !== isThere(after)) return [isThere(after) ? 'Appears' : 'Goes'];
  if (!isThere(after)) return [];
  return CHANGES.flatMap(([change, happens]) => (happens(before, after) ? [change] : []));
}

/** Whether it can be set or used at all: it has begun and is no tombstone. */
export function isThere({ level }: Pick<Position, 'level'>): boolean {
  return level !== 'NotYetAvailable' && level !== 'Removed';
}
