import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readYaml } from '../../../src/formats/yaml-document.ts';

/** The values of a text, or `line:column message` of what is wrong with it. */
function read(text: string): unknown {
  const { documents, problem } = readYaml(text);
  if (problem) return `${problem.place.line}:${problem.place.column} ${problem.message}`;
  return documents.map(({ value }) => value);
}

describe('text that is no YAML is told by line and column, and never quoted', () => {
  const cases: [what: string, text: string, told: string][] = [
    [
      'a bracket that is not closed',
      'a: [hunter2,\nb',
      '2:1 the indentation does not fit, or a bracket or quote above is not closed',
    ],
    ['a quote that is not closed', 'a: "hunter2\n', '2:1 a quote, bracket, comma, colon or space is missing'],
    ['two colons in one line', 'a: hunter2: c', '1:4 a list or map cannot begin in this line'],
    ['a tab for indentation', 'a:\n\thunter2: 1', '2:1 a tab cannot indent; use spaces'],
    ['indentation that fits nothing', 'a:\n    b: 1\n  hunter2: 2', '3:1 the indentation does not fit'],
    ['a sign that begins no value', 'a: @hunter2', '1:4 no value can begin with this character; quote the value'],
    ['an escape that is none', 'a: "\\qhunter2"', '1:5 a double-quoted text holds an escape that YAML does not know'],
    ['a key over several lines', 'a: 1\nhunter2\nb: 2\n', '2:1 a key must stand in one line'],
    ['an alias without anchor', 'a: *hunter2', '1:4 an alias has no anchor before it; define one, or quote the value'],
    ['an alias within its own anchor', 'a: &hunter2\n  b: *hunter2', '2:6 an alias has no anchor before it'],
    ['two anchors', 'a: &b &hunter2 c', '1:7 a value has two anchors; delete one'],
    ['an infinite number', 'hunter2: .inf', '1:10 the value is none that JSON has'],
    ['a list as key', '? [hunter2]\n: 1', '1:3 a key must be a single value; quote it'],
    ['no key', ': hunter2', '1:1 a key must be a single value; quote it'],
    ['a merge of a word', 'a:\n  <<: hunter2', '2:3 only maps can be merged with <<; quote it if it is a name'],
    ['a second document that is broken', 'a: 1\n---\nb: [hunter2', '3:12 the indentation does not fit, or a bracket'],
  ];
  test.each(cases)('%s', (_what, text, told) => {
    expect(read(text)).toContain(told);
    expect(read(text)).not.toContain('hunter2');
  });
});

describe('what grows out of a small text is refused before it grows', () => {
  const doubled = Array.from({ length: 60 }, (_, index) => `b${index + 1}: &b${index + 1} [*b${index}, *b${index}]\n`);
  const wide = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join(', ');
  const cases: [what: string, text: string, told: string][] = [
    ['aliases of aliases', `b0: &b0 [x, x]\n${doubled.join('')}`, 'aliases multiply beyond measure'],
    [
      'merges of one large map',
      `a: &a {${wide}}\nb:\n${'- <<: *a\n'.repeat(10_000)}`,
      'aliases multiply beyond measure',
    ],
    ['lists in lists', `${'['.repeat(300)}${']'.repeat(300)}`, '1:252 lists and maps are nested too deeply'],
    ['lists in lists without end', '['.repeat(50_000), 'lists and maps are nested too deeply'],
    ['maps in maps without end', '{a: '.repeat(50_000), 'lists and maps are nested too deeply'],
  ];
  test.each(cases)('%s', (_what, text, told) => {
    expect(read(text)).toContain(told);
  });

  test('but many aliases of small values are read', () => {
    const text = `a: &a {x: 1}\nb:\n${'- *a\n'.repeat(20_000)}`;
    expect(read(text)).toEqual([{ a: { x: 1 }, b: Array.from({ length: 20_000 }, () => ({ x: 1 })) }]);
  });

  test('and a key that stands 50,000 times is compared with none of the others', () => {
    const { documents, repeated } = readYaml('a: 1\n'.repeat(50_000));
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }]);
    expect(repeated).toHaveLength(49_999);
  });
});

test('keys keep their places, those that << merges too, and the last of two counts', () => {
  const { documents, placeAt } = readYaml('a: &a {x: 1, w: 2}\nb:\n  <<: [*a, {w: 3, z: 4}]\n  x: 5\n  x: 6\n');
  const b = documents[0]?.fields?.[1]?.part;
  expect(b?.value).toEqual({ x: 6, w: 2, z: 4 });
  const places = b?.fields?.map(({ name, offset }) => [name, placeAt(offset).line, placeAt(offset).column]);
  expect(places).toEqual([
    ['w', 1, 14],
    ['z', 3, 19],
    ['x', 4, 3],
    ['x', 5, 3],
  ]);
});

test('every JSON text is YAML with the same value, whatever its keys', () => {
  const key = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('__proto__', 'constructor', '<<', '', 'n', '1'));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(value, (json) => {
      const text = JSON.stringify(json);
      expect(read(text)).toEqual(json === null ? [] : [JSON.parse(text)]);
    }),
  );
});

test('no text makes the reader throw, and every place is within the text', { timeout: 120_000 }, () => {
  const sign = fc.constantFrom(
    ...'[]{}:,-?&*!|>\'"%@#=~ \t\n\r\\<.0aé\u0000\u2028\ufeff'.split(''),
    '<<: ',
    '---\n',
    '\n  ',
    ': ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(sign, { maxLength: 60 }).map((all) => all.join('')),
      ),
      (text) => {
        const { problem } = readYaml(text);
        if (!problem) return;
        expect(problem.place.line).toBeLessThanOrEqual(text.split(/\r\n?|\n/).length);
        expect(problem.place.column).toBeLessThanOrEqual(text.length + 1);
      },
    ),
    { numRuns: 2000 },
  );
});
