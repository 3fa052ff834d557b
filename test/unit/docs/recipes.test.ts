import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CONDITION_TYPES } from '../../../src/api/condition.ts';
import { SOURCE_FORMATS } from '../../../src/api/source.ts';
import { LEVELS } from '../../../src/api/vocabulary.ts';
import { FACT_WORDS } from '../../../src/report/words/fact-words.ts';
import { ROOMS } from '../project/rooms.ts';
import { root } from './page.ts';

const PAGE = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
const SOURCES = globSync('src/**/*.ts', { cwd: root }).map((file) => ({
  file,
  text: readFileSync(path.join(root, file), 'utf8'),
}));

/** Files whose code lists two or more of the words next to each other. */
function listing(words: readonly string[]): string[] {
  const word = `'(?:${words.join('|')})'`;
  const list = new RegExp(`${word}\\s*(?:,|\\||\\|\\||&&)\\s*(?:[\\w.]+ [!=]== )?${word}`);
  return SOURCES.filter(({ text }) => list.test(text)).map(({ file }) => file);
}

/** The files that a recipe says to touch, row by row. */
function recipe(title: string): string[] {
  const [, section = ''] = PAGE.split(`### ${title}\n`);
  const [table = ''] = section.split(/^##/m);
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, file = '']) => file);
}

test('the page has every folder of every room, in the order of import', () => {
  const folders = Object.entries(ROOMS).flatMap(([room, rule]) =>
    rule.folders.filter((folder) => folder !== '.').map((folder) => `src/${room}/${folder}`),
  );
  expect(
    [...PAGE.matchAll(/^\| `(src\/\w+\/[\w-]+)` \| /gm)].map(([, folder]) => folder).slice(0, folders.length),
  ).toEqual(folders);
});

test.each([
  ['A reason', 2],
  ['A condition', 2],
  ['A level', 3],
  ['A metric', 1],
  ['A source format', 2],
])('the recipe "%s" touches %i places', (title, count) => {
  expect(recipe(title)).toHaveLength(count);
});

test('a level is listed only where its recipe says, and in the test matrix of TEP-0138, which has three', () => {
  const allowed = [...recipe('A level'), 'src/cli/verbs/test-runs.ts'];
  expect(listing(LEVELS).filter((file) => !allowed.includes(file))).toEqual([]);
  expect(listing(LEVELS)).toContain('src/api/vocabulary.ts');
});

test('a condition is listed only where its recipe says', () => {
  const types = Object.values(CONDITION_TYPES).flat();
  expect(listing(types)).toEqual(['src/api/condition.ts']);
});

test('a reason of findings is listed nowhere where it is told', () => {
  const listed = listing(Object.keys(FACT_WORDS));
  expect(listed.filter((file) => /^src\/(report|controller)\//.test(file))).toEqual([]);
});

test('a source format is listed only where its recipe says, and where some of them are published in', () => {
  expect(listing(SOURCE_FORMATS)).toEqual(['src/api/featureset.ts', 'src/api/source.ts']);
});
