import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIdentical, isSame } from '../../../../src/lifecycle/tables/same.ts';

const RUNS = { numRuns: 2_000 };
// Few leaves and keys, so that two values often say the same.
const values = fc.object({
  key: fc.constantFrom('a', 'b', '0', 'length', 'toString'),
  values: [fc.constantFrom(0, 1, true, null, undefined, '', 'a', Number.NaN)],
  maxKeys: 3,
});

describe('isSame', () => {
  test('agrees with Node.js on plain data', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(isSame(a, b)).toBe(isDeepStrictEqual(a, b));
        expect(isSame(a, structuredClone(a))).toBe(true);
      }),
      RUNS,
    );
  });

  const cases: [a: unknown, b: unknown][] = [
    [[], {}],
    [{}, []],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [['a'], { 0: 'a', length: 1 }],
    [[undefined], []],
    [null, {}],
    [0, '0'],
    [{ toString: undefined }, {}],
    [{ a: { b: [1] } }, { a: { b: [2] } }],
  ];
  test.each(cases)('%j and %j do not say the same', (a, b) => {
    expect(isSame(a, b)).toBe(false);
    expect(isSame(b, a)).toBe(false);
  });
});

test('isIdentical compares each item by identity, at its place', () => {
  const [one, other] = [{}, {}];
  expect(isIdentical([one, other, Number.NaN, undefined], [one, other, Number.NaN, undefined])).toBe(true);
  expect(isIdentical([one], [other])).toBe(false);
  expect(isIdentical([one, other], [other, one])).toBe(false);
  expect(isIdentical([one], [one, undefined])).toBe(false);
});
