import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Table } from '../../../../src/lifecycle/tables/table.ts';

/** A table beside the map it must be like. */
interface Pair {
  table: Table<number>;
  readonly model: Map<string, number>;
}

const RUNS = { numRuns: 300 };

// Few enough keys to meet again, and many enough for tables to grow through several numbers of buckets.
const key = fc.oneof(
  fc.nat(300).map((number) => `namespace/name-${number}`),
  fc.string({ maxLength: 3 }),
  fc.constantFrom('', '__proto__', 'constructor', '\u{1F600}'),
);
const edit = fc.oneof(
  { arbitrary: fc.tuple(key, fc.nat(3)), weight: 3 },
  key.map((one) => [one, undefined] as const),
);
const edits = fc.array(edit, { maxLength: 400, size: 'max' });

function apply({ table, model }: Pair, [name, value]: readonly [string, number | undefined]): Table<number> {
  if (value === undefined) model.delete(name);
  else model.set(name, value);
  return value === undefined ? table.without(name) : table.with(name, value);
}

function sorted<T>(entries: Iterable<T>): T[] {
  return [...entries].sort((a, b) => (String(a) < String(b) ? -1 : 1));
}

/** The keys in which two maps differ. */
function differences(after: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): string[] {
  const keys = new Set([...after.keys(), ...before.keys()]);
  return [...keys].filter((one) => after.has(one) !== before.has(one) || after.get(one) !== before.get(one));
}

describe('a table', () => {
  test('is like a map after every edit', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const pair: Pair = { table: Table.of(), model: new Map() };
        for (const one of list) {
          pair.table = apply(pair, one);
          expect(pair.table.size).toBe(pair.model.size);
          expect(pair.table.get(one[0])).toBe(pair.model.get(one[0]));
          expect(pair.table.has(one[0])).toBe(pair.model.has(one[0]));
        }
        const { table, model } = pair;
        const walked: [string, number][] = [];
        table.forEach((value, name, whole) => {
          expect(whole).toBe(table);
          walked.push([name, value]);
        });
        for (const entries of [table, table.entries(), walked]) expect(sorted(entries)).toEqual(sorted(model));
        expect(sorted(table.keys())).toEqual(sorted(model.keys()));
        expect(sorted(table.values())).toEqual(sorted(model.values()));
        expect(sorted(Table.of(model))).toEqual(sorted(model));
      }),
      RUNS,
    );
  });

  test('leaves the table it was made of as it was', () => {
    fc.assert(
      fc.property(edits, edits, (first, second) => {
        const pair: Pair = { table: Table.of(), model: new Map() };
        for (const one of first) pair.table = apply(pair, one);
        const [before, entries] = [pair.table, sorted(pair.table)];
        for (const one of second) pair.table = apply(pair, one);
        expect(sorted(before)).toEqual(entries);
        expect(before.size).toBe(entries.length);
      }),
      RUNS,
    );
  });

  test('tells which keys are not the same in another, whichever way both were made', () => {
    fc.assert(
      fc.property(edits, edits, fc.boolean(), (first, second, isAnew) => {
        const pair: Pair = { table: Table.of(), model: new Map() };
        for (const one of first) pair.table = apply(pair, one);
        const [before, model] = [pair.table, new Map(pair.model)];
        for (const one of second) pair.table = apply(pair, one);
        const after = isAnew ? Table.of(pair.model) : pair.table;
        expect(sorted(after.changedSince(before))).toEqual(sorted(differences(pair.model, model)));
        expect(sorted(before.changedSince(after))).toEqual(sorted(differences(model, pair.model)));
      }),
      RUNS,
    );
  });

  test('stays the same object where an edit changes nothing', () => {
    const table = Table.of([
      ['a', 1],
      ['b', undefined],
    ]);
    expect(table.with('a', 1)).toBe(table);
    expect(table.with('b', undefined)).toBe(table);
    expect(table.without('c')).toBe(table);
    expect(table.with('c', undefined)).not.toBe(table);
    expect([...table.with('c', undefined).changedSince(table)]).toEqual(['c']);
    expect([...table.changedSince(table)]).toEqual([]);
  });

  test('takes the last of two entries with one key', () => {
    const table = Table.of([
      ['a', 1],
      ['a', 2],
    ]);
    expect([...table]).toEqual([['a', 2]]);
  });

  test('finds what three edits changed among many', () => {
    const many = Array.from({ length: 10_000 }, (_, index): [string, object] => [
      `namespace-${index % 50}/set-${index}`,
      {},
    ]);
    const before = Table.of(many);
    const after = before.with('namespace-7/set-7', {}).without('namespace-8/set-8').with('new/set', {});
    expect([...after.changedSince(before)].sort()).toEqual(['namespace-7/set-7', 'namespace-8/set-8', 'new/set']);
    expect([...after].filter(([name, value]) => before.get(name) !== value)).toHaveLength(2);
  });
});
