import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './page.ts';

const PAGE = readFileSync(path.join(root, 'docs/semantics.md'), 'utf8');

/** What can be cited: rules as `rule 7k`, notes as `note f`, sections as `B` or by their title in quotes. */
const CITABLE = new Set([
  ...[...PAGE.matchAll(/^\*\*(\d+[a-k]?)\.\*\*/gm)].map(([, rule]) => `rule ${rule}`),
  ...[...PAGE.matchAll(/^\*\*([a-z])\.\*\*/gm)].map(([, note]) => `note ${note}`),
  ...[...PAGE.matchAll(/^### (?:([A-Z])\. )?(.*)$/gm)].map(([, letter, title]) => letter ?? `"${title}"`),
  // A rule with parts is cited as a whole too.
  ...[...PAGE.matchAll(/^\*\*(\d+)[a-k]\.\*\*/gm)].map(([, rule]) => `rule ${rule}`),
]);

/** What a text cites after `semantics.md`; a citation that cannot be read is one that does not exist. */
function citationsIn(text: string): string[] {
  const flat = text.replaceAll(/\s*\n\s*(?:\*|\/\/) ?/g, ' ');
  return [
    ...flat.matchAll(/semantics\.md[ ,]*(rules? [\d a-k,-]*(?:and \d+[a-k]?)?|note [a-z]|[A-Z]\b|"[^"]+")?/g),
  ].flatMap(([, cited = 'nothing']) => (cited.startsWith('rule') ? rulesIn(cited) : [cited]));
}

function rulesIn(cited: string): string[] {
  return [...cited.matchAll(/(\d+)([a-k]?)(?:-(\d+))?/g)].flatMap(([, first, part = '', last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => `rule ${Number(first) + index}${part}`),
  );
}

test('citations are read', () => {
  const text =
    '/** One (semantics.md rules 7b, 8).\n * Two (semantics.md\n * rules 13-15), semantics.md rule 9 (R1), semantics.md B, semantics.md "Time", semantics.md */';
  const rules = ['rule 7b', 'rule 8', 'rule 13', 'rule 14', 'rule 15', 'rule 9'];
  expect(citationsIn(text)).toEqual([...rules, 'B', '"Time"', 'nothing']);
});

test('every rule that a comment cites stands in docs/semantics.md', () => {
  const files = globSync('{src,hack,test}/**/*.ts', { cwd: root }).filter(
    (file) => file !== path.relative(root, import.meta.filename),
  );
  const cited = files.flatMap((file) =>
    citationsIn(readFileSync(path.join(root, file), 'utf8')).map((rule) => ({ file, rule })),
  );
  expect(cited.length).toBeGreaterThan(30);
  expect(cited.filter(({ rule }) => !CITABLE.has(rule))).toEqual([]);
});
