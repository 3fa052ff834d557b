import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SIZES } from '../../bench/growth.ts';
import { MEASURE_NAMES, MEASURES, type Measure } from '../../bench/measures.ts';
import { judged, type Run } from '../../bench/result.ts';
import { measureTables } from '../../bench/table.ts';
import { root } from './page.ts';

const run = JSON.parse(readFileSync(path.join(root, 'docs/performance.json'), 'utf8')) as Run;
const page = readFileSync(path.join(root, 'docs/performance.md'), 'utf8');

/** The cells of a page's table rows, without heads. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('docs/performance.md has a row for every measure of the bench, in its order, and for nothing else', () => {
  const measures = rows.filter((cells) => cells.length === 6 && cells[0] !== 'measure').map(([name]) => name);
  expect(measures).toEqual(MEASURE_NAMES.map((name) => MEASURES[name].name));
});

test('docs/performance.md says of every row what is measured and held to a bound whether it is met', () => {
  expect(Object.keys(run.measured).filter((name) => !(name in MEASURES))).toEqual([]);
  const table = rows.filter((cells) => cells.length === 6 && cells[0] !== 'measure');
  const expected = MEASURE_NAMES.map((name) => {
    const measured = run.measured[name];
    const { bound }: Measure = MEASURES[name];
    return measured !== undefined && bound !== undefined;
  });
  expect(table.map((cells) => ['met', 'not met'].includes(cells[5] ?? ''))).toEqual(expected);
});

test('docs/performance.md says how cost grows, at every size of the bench', () => {
  const sizes = rows.filter((cells) => cells.length === 7 && cells[0] !== 'FeatureSets').map(([size]) => size);
  expect(sizes).toEqual(SIZES.map((size) => size.toLocaleString('en')));
});

test('a bound beside a bare client is held by the median of the ratios, whatever the machine was doing', () => {
  expect(judged('gateEditedP50', [20, 60, 22], [20, 50, 20])).toEqual({ operator: 22, bare: 20, held: 1.1 });
  expect(judged('workBeside100', [3, 9, 4], [1, 1, 1.5])).toEqual({ operator: 4, bare: 1, held: 2.5 });
  expect(judged('emptyMemory', [90, 100, 95])).toEqual({ operator: 95, held: 95 });
});

test('a row says met where the bound is kept, and not met beyond it', () => {
  const verdictOf = (held: number): string | undefined =>
    measureTables({ measured: { backlogRate: { operator: 200, bare: 210, held } } })
      .split('\n')
      .find((line) => line.includes('status writes of the backlog'));
  expect(verdictOf(0.95)).toMatch(/0\.95 × +\| ≥ 0\.95 × bare +\| met /);
  expect(verdictOf(0.94)).toMatch(/0\.94 × +\| ≥ 0\.95 × bare +\| not met/);
  expect(measureTables({ measured: {} })).not.toMatch(/\| (not )?met/);
});
