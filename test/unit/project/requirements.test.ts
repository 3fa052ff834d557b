import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { namedIn, provingTests, withProofs } from '../../../hack/requirement-table.ts';
import { UNPROVABLE } from '../../../hack/requirements-unprovable.ts';
import { root } from './source-file.ts';

const document = readFileSync(path.join(root, 'docs/requirements.md'), 'utf8');

test('the requirements document says which test proves what, as the titles do now (else: npm run gen)', () => {
  expect(withProofs(document, provingTests(root), UNPROVABLE)).toBe(document);
});

test('the requirements document has the 181 requirements, each once and in order', () => {
  const numbers = [...document.matchAll(/^\| R(\d+) \|/gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: 181 }, (_, index) => index + 1));
});

const letter = 'R';

test('a requirement counts as named in a sentence, a template and a key of a table, not in a comment or a name', () => {
  const text = `
    // ${letter}1 is only talked about
    const ${letter}2 = '${letter}3';
    test('a locked gate stays (${letter}4, ${letter}5)', () => {});
    test(\`level \${level} of ${letter}6 holds\`, () => {});
    test.each(Object.entries({ '${letter}7: an unknown key is an error': 1 }))('%s', () => {});
  `;
  expect([...namedIn(text)]).toEqual([4, 5, 6, 7].map((number) => `${letter}${number}`));
});

test('a requirement that does not exist is refused by name', () => {
  const proofs = new Map([[`${letter}999`, ['test/unit/a.test.ts']]]);
  expect(() => withProofs(document, proofs, {})).toThrow(`a title names ${letter}999`);
});

test('a reason why no test can prove a requirement is for one that exists and has no test', () => {
  const proofs = new Map([[`${letter}1`, ['test/unit/a.test.ts']]]);
  expect(() => withProofs(document, proofs, { [`${letter}1`]: 'why' })).toThrow(`a title names ${letter}1, which`);
  expect(() => withProofs(document, new Map(), { [`${letter}999`]: 'why' })).toThrow(`names ${letter}999, which`);
});

test('a proof that came or went changes its row and the count', () => {
  const table = `<!-- count -->\n| ${letter}1 | a \\| b | S0, more | |\n| ${letter}2 | c | S1 | [old](../test/old.test.ts) |\n| ${letter}3 | d | S1 | |\n`;
  const proofs = new Map([[`${letter}1`, ['test/unit/a.test.ts', 'test/integration/b.test.ts']]]);
  expect(withProofs(table, proofs, { [`${letter}3`]: 'People do it.' })).toBe(
    '<!-- count -->1 of 3 requirements have a proving test; for 1 there can be none.\n' +
      `| ${letter}1 | a \\| b | S0, more | [unit/a](../test/unit/a.test.ts), [integration/b](../test/integration/b.test.ts) |\n` +
      `| ${letter}2 | c | S1 | not yet |\n` +
      `| ${letter}3 | d | S1 | People do it. |\n`,
  );
});
