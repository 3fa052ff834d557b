// What the operator costs, beside a bare client that does the same on the same server in the same run: `npm run bench`, about ten minutes,
// and `npm run bench -- --full` for the long ones too. Prints the tables, and writes them and one JSON object to .cache/bench; with
// --record what was measured becomes that of docs/performance.md, after `npm run gen`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { withBundle } from './clients/bundle.ts';
import { growth } from './growth.ts';
import { optionsOf } from './options.ts';
import { longest, type Run } from './result.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';
import type { Found, Scene } from './scenarios/scene.ts';
import { growthTable, measureTables } from './table.ts';

const root = path.resolve(import.meta.dirname, '../..');
const options = optionsOf(process.argv.slice(2), Object.keys(SCENARIOS));
const began = performance.now();
const say = (line: string): void => {
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}\n`);
};

const run = await withBundle(async (bundle): Promise<Run> => {
  const measured: Found = {};
  const slices: Scene['slices'] = [];
  for (const [name, { scenario, fullOnly }] of Object.entries(SCENARIOS)) {
    if (options.only.length > 0 ? !options.only.includes(name) : fullOnly && !options.full) continue;
    say(name);
    Object.assign(measured, await scenario({ ...options, bundle, slices, say: (line) => say(`${name}: ${line}`) }));
  }
  const [cpu] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    full: options.full,
    machine: { cpus: cpus().length, model: cpu?.model ?? 'unknown', node: process.version },
    slicesFrom: bundle.tellsSlices ? 'Metric' : 'EventLoopDelay',
    slices,
    measured: { ...measured, ...longest(slices) },
    growth: options.only.length > 0 && !options.only.includes('growth') ? [] : growth(),
  };
});

const json = `${JSON.stringify(run, undefined, 2)}\n`;
const tables = `${measureTables(run)}\n${growthTable(run.growth)}`;
const folder = path.join(root, '.cache/bench');
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'run.json'), json);
writeFileSync(path.join(folder, 'run.md'), tables);
if (options.record) writeFileSync(path.join(root, 'docs/performance.json'), json);
process.stdout.write(tables);
