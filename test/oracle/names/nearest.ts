import leven from 'leven';
import { compareWords } from './compare-words.ts';

const MOST = 3;

/** The known names a misspelled one may have meant, nearest first; none where nothing comes close (R125). */
export function nearestNames(name: string, known: Iterable<string>): string[] {
  // Two letters swapped count as two changes.
  const limit = Math.max(name.length > 3 ? 2 : 1, Math.floor(name.length / 3));
  const wanted = name.toLowerCase();
  return [...known]
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limit)
    .map((candidate) => ({ candidate, distance: leven(wanted, candidate.toLowerCase(), { maxDistance: limit + 1 }) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || compareWords(a.candidate, b.candidate))
    .slice(0, MOST)
    .map(({ candidate }) => candidate);
}
