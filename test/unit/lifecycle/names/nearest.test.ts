import leven from 'leven';
import { describe, expect, test } from 'vitest';
import { NameCatalog, nearestNames } from '../../../../src/lifecycle/names/nearest.ts';

const WORDS = ['Api', 'Dynamic', 'Job', 'Kubelet', 'Node', 'Pod', 'Resource', 'Storage', 'Volume', 'Window', 'Watch'];
const NAMES = WORDS.flatMap((a) => WORDS.flatMap((b) => (a === b ? [] : [`${a}${b}`, `${b}${a}List${a}`])));

/** What is near by the rule alone: every name is compared, and the nearest three within the limit count. */
function compared(name: string, known: readonly string[]): string[] {
  const limit = Math.max(name.length > 3 ? 2 : 1, Math.floor(name.length / 3));
  return known
    .map((candidate) => ({ candidate, distance: leven(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

const MISSPELLED = NAMES.flatMap((name, at) => {
  const middle = at % name.length;
  return [
    name.slice(0, middle) + name.slice(middle + 1),
    `${name.slice(0, middle)}x${name.slice(middle)}`,
    name.toUpperCase(),
    name.slice(middle) + name.slice(0, middle),
  ];
});

/** 300 names of one letter each, of six letters in all. */
function repeated(first: string): string[] {
  return Array.from({ length: 300 }, (_, at) =>
    String.fromCharCode(first.charCodeAt(0) + (at % 6)).repeat(20 + (at % 5)),
  );
}

/** 5,000 names of 128 letters that differ from one another in a few. */
function alike(first: string): string[] {
  return Array.from({ length: 5000 }, (_, at) => first + at.toString(2).padStart(127, '0').replaceAll('0', 'a'));
}

describe('nearest names', () => {
  test('are those that a comparison with every name finds (R125)', () => {
    const catalog = new NameCatalog(NAMES);
    const suggested = MISSPELLED.map((name) => catalog.suggest(name).nearest.map((near) => near.name));
    expect(suggested).toEqual(MISSPELLED.map((name) => compared(name, NAMES)));
    expect(suggested.filter((names) => names.length > 0).length).toBeGreaterThan(MISSPELLED.length / 2);
  });

  test('do not depend on what was asked before', () => {
    const asked = new NameCatalog(NAMES);
    for (const name of MISSPELLED) asked.suggest(name);
    for (const name of MISSPELLED.slice(0, 40)) {
      expect(asked.suggest(name)).toEqual(new NameCatalog(NAMES).suggest(name));
    }
  });

  test('cost little where names have other letters', () => {
    const pairs = 300 * 300;
    const work = repeated('p').map((name) => new NameCatalog(repeated('a')).suggest(name).work);
    expect(Math.max(...work)).toBeLessThan(pairs / 8);
  });

  test('cost a bounded number of comparisons where a catalog is made to be near', () => {
    expect(new NameCatalog(alike('b')).suggest(alike('c')[4999] ?? '').work).toBeLessThan(2 ** 19 + 128 * 128);
  });

  test('are none for a name that is far longer than every other', () => {
    expect(nearestNames('x'.repeat(1000), NAMES)).toEqual([]);
  });
});
