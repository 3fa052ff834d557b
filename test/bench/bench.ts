// What the operator costs, beside a bare client that does the same on the same server in the same run: `npm run bench`. Takes about two
// minutes, prints a table on standard error and one JSON object on standard output.
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { runOrThrow } from '../../hack/control-plane/run.ts';
import { Cluster } from '../integration/cluster/cluster.ts';
import { evaluationTimes } from './evaluation.ts';
import { latencies } from './latency.ts';
import { median } from './quantile.ts';
import { writeRound, type WriteRound } from './writes.ts';

const ROUNDS = 3;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

say('bench: bundling the operator');
await runOrThrow(process.execPath, ['node_modules/rolldown/bin/cli.mjs', '--config', 'rolldown.config.ts', '--silent']);
const program = 'dist/main.js';
if (!existsSync(program)) throw new Error(`the build left no ${program}`);

say('bench: evaluating in this process');
const evaluation = evaluationTimes();

const cluster = await Cluster.start('default');
try {
  const rounds: WriteRound[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    say(`bench: a thousand statuses by the operator, then by a bare client (${round} of ${ROUNDS})`);
    rounds.push(await writeRound(cluster, program, round));
  }
  say('bench: from spec to status, by the operator, then by a bare client');
  const latency = await latencies(cluster, program);
  report(rounds, latency);
} finally {
  await cluster.stop();
}

function report(rounds: readonly WriteRound[], latency: Awaited<ReturnType<typeof latencies>>): void {
  const of = (key: keyof WriteRound): number => median(rounds.map((round) => round[key]));
  const ratio = median(rounds.map((round) => round.operatorPerSecond / round.barePerSecond));
  const rows: [what: string, operator: string, bare: string][] = [
    ['status writes a second, 1,000 gates', of('operatorPerSecond').toFixed(0), of('barePerSecond').toFixed(0)],
    ['share of the bare client', `${(ratio * 100).toFixed(0)} %`, ''],
    ['own CPU a write, ms', of('operatorCpuMsPerWrite').toFixed(2), of('bareCpuMsPerWrite').toFixed(2)],
    ['spec to status seen, p50 ms', latency.operator.p50Ms.toFixed(1), latency.bare.p50Ms.toFixed(1)],
    ['spec to status seen, p99 ms', latency.operator.p99Ms.toFixed(1), latency.bare.p99Ms.toFixed(1)],
    ['restart over 1,000 settled gates, s', of('restartSeconds').toFixed(2), ''],
    ['memory after 1,000 gates, MiB', of('residentMiB').toFixed(0), ''],
    ['memory at most, MiB', of('peakMiB').toFixed(0), ''],
    ['/metrics with 1,000 gates, ms', of('scrapeMs').toFixed(0), ''],
    ['evaluate 240 gates of Kubernetes, ms', evaluation.kubernetesMs.toFixed(2), ''],
    ...evaluation.large.flatMap(({ gates, plugins, ms }): (typeof rows)[number][] => [
      [`evaluate ${gates.toLocaleString('en')} gates, ${plugins} plugins, ms`, ms.toFixed(2), ''],
      ['  of that a gate, µs', ((ms * 1000) / gates).toFixed(2), ''],
    ]),
  ];
  say(`\n${''.padEnd(40)}${'operator'.padStart(10)}${'bare'.padStart(10)}`);
  for (const [what, ours, bare] of rows) say(`${what.padEnd(40)}${ours.padStart(10)}${bare.padStart(10)}`);
  const result = { cpus: cpus().length, node: process.version, rounds, writeRatio: ratio, latency, evaluation };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
