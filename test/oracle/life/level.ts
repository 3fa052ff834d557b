import { LEVELS } from '../../../src/api/vocabulary.ts';

/** Dev 0 … Stable 3; anything else, such as Unknown, is below all of them. */
export function levelRank(level: string): number {
  return (LEVELS as readonly string[]).indexOf(level);
}
