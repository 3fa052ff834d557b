import leven from 'leven';
import { compareWords } from './compare-words.ts';

const MOST = 3;

/** Letters compared with letters for one name: all that comes close in any catalog seen, and a millisecond or two in the worst made up. */
const MOST_WORK = 2 ** 19;

const BUCKETS = 32;

const MOST_REMEMBERED = 4096;

/** The known names a misspelled one may have meant, nearest first, and the pairs of letters that were compared for it. */
interface Suggestion {
  readonly nearest: readonly Near[];
  readonly work: number;
}

interface Near {
  readonly name: string;
  readonly distance: number;
}

interface Known {
  readonly name: string;
  readonly lower: string;
  readonly letters: Uint8Array;
}

/** Names that others may have meant. It remembers what it answered; what that is does not depend on what was asked before. */
export class NameCatalog {
  readonly #byLength: ReadonlyMap<number, readonly Known[]>;
  readonly #answers = new Map<string, Suggestion>();

  constructor(names: Iterable<string>) {
    const known = [...new Set(names)].map((name): Known => {
      const lower = name.toLowerCase();
      return { name, lower, letters: lettersOf(lower) };
    });
    this.#byLength = Map.groupBy(known, ({ lower }) => lower.length);
  }

  suggest(name: string): Suggestion {
    const before = this.#answers.get(name);
    if (before) return before;
    const suggestion = this.#search(name);
    if (suggestion.work === 0) return suggestion;
    if (this.#answers.size >= MOST_REMEMBERED) this.#answers.clear();
    // A copy: a part of a text would keep all of it in memory.
    this.#answers.set(name.split('').join(''), suggestion);
    return suggestion;
  }

  /** What comes close: first by the letters a name has, then, of the most promising, by their order too. */
  #search(name: string): Suggestion {
    const wanted = name.toLowerCase();
    const letters = lettersOf(wanted);
    // Two letters swapped count as two changes.
    let limit = Math.max(wanted.length > 3 ? 2 : 1, Math.floor(wanted.length / 3));
    const promising: Map<number, Known[]> = new Map();
    let work = 0;
    for (let length = wanted.length - limit; length <= wanted.length + limit; length++) {
      for (const known of this.#byLength.get(length) ?? []) {
        work += BUCKETS;
        const least = leastDistance(letters, known.letters);
        if (least > limit) continue;
        const others = promising.get(least);
        if (others) others.push(known);
        else promising.set(least, [known]);
      }
    }
    const nearest: Near[] = [];
    for (let least = 0; least <= limit; least++) {
      for (const { name: candidate, lower } of promising.get(least) ?? []) {
        if (work >= MOST_WORK) return { nearest, work };
        work += wanted.length * lower.length;
        const distance = leven(wanted, lower, { maxDistance: limit + 1 });
        if (distance > limit) continue;
        nearest.push({ name: candidate, distance });
        nearest.sort(compareNear).splice(MOST);
        if (nearest.length === MOST) limit = nearest.at(-1)?.distance ?? limit;
      }
    }
    return { nearest, work };
  }
}

/** The known names a misspelled one may have meant, nearest first; none where nothing comes close (R125). */
export function nearestNames(name: string, known: Iterable<string>): string[] {
  return new NameCatalog(known).suggest(name).nearest.map((near) => near.name);
}

/** The nearest of what several catalogs suggest for one name. */
export function mergeNearest(suggestions: readonly Suggestion[]): string[] {
  const all = suggestions.flatMap(({ nearest }) => nearest).sort(compareNear);
  return [...new Set(all.map(({ name }) => name))].slice(0, MOST);
}

function compareNear(a: Near, b: Near): number {
  return a.distance - b.distance || compareWords(a.name, b.name);
}

/** How often each letter occurs; some share a count, which makes words look nearer and never farther. */
function lettersOf(word: string): Uint8Array {
  const letters = new Uint8Array(BUCKETS);
  for (let index = 0; index < word.length; index++) {
    const bucket = word.charCodeAt(index) % BUCKETS;
    letters[bucket] = Math.min((letters[bucket] ?? 0) + 1, 255);
  }
  return letters;
}

/** The changes that it takes at least to make one word of the other, whatever the order of their letters. */
function leastDistance(a: Uint8Array, b: Uint8Array): number {
  let [more, fewer] = [0, 0];
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const difference = (a[bucket] ?? 0) - (b[bucket] ?? 0);
    if (difference > 0) more += difference;
    else fewer -= difference;
  }
  return Math.max(more, fewer);
}
