import { LEVELS, NEXT_LEVELS, type Level, type NextLevel } from '../../api/vocabulary.ts';

/** The place of a level in their order; anything else, such as Unknown, is below all of them. */
export function levelRank(level: string): number {
  return (LEVELS as readonly string[]).indexOf(level);
}

/** Whether a level is one to opt in to: Alpha, or below it (R2). */
export function isExperimental(level: string): boolean {
  const rank = levelRank(level);
  return rank >= 0 && rank <= levelRank('Alpha');
}

/** The level after this one; undefined after the last and for what is no level. */
export function nextLevel(level: string): NextLevel | undefined {
  const rank = levelRank(level);
  return rank < 0 ? undefined : NEXT_LEVELS[rank];
}

/** The level of a stage by its word: Deprecated leaves the one before, Stable where it is the first (semantics.md "Levels"). */
export function levelOf<Word extends string>(
  word: Word,
  before: Exclude<Word, 'Deprecated'> | undefined,
): Exclude<Word, 'Deprecated'> | Extract<Level, 'Stable'> {
  return word === 'Deprecated' ? (before ?? 'Stable') : (word as Exclude<Word, 'Deprecated'>);
}
