import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Run } from '../../test/bench/result.ts';
import { growthTable, measureTables } from '../../test/bench/table.ts';
import { banner } from './markdown.ts';

const file = path.resolve(import.meta.dirname, '../../docs/performance.json');

/** docs/performance.md: what the last recorded run of the bench measured, and how. */
export function performancePage(): string {
  const run = JSON.parse(readFileSync(file, 'utf8')) as Run;
  const { cpus, model, node } = run.machine;
  const longest = run.slices.toSorted((a, b) => b.ms - a.ms).slice(0, 3);
  return `${banner('docs/performance.json, which `npm run bench` writes')}
# Performance

What the operator costs, beside a bare client that does the same on the same server in the same run. Times say little of another
machine; ratios say more, and bounds are what a change must keep. Measured on ${run.date}, ${cpus} × ${model}, Node.js ${node.replace('v', '')}, with the bundle of
\`npm run build\`, run with the flags of the image, kube-apiserver and etcd on the same cores.

## What is held to bounds

${measureTables(run)}
Longest slices: ${longest.map(({ where, ms }) => `${where} (${ms.toFixed(0)} ms)`).join(', ')}; ${SLICES[run.slicesFrom]}.

## How cost grows

One component of 240 gates, Kubernetes' own, with so many FeatureSets on four releases, most with the same two overrides. The table says what the
work of one edit takes inside the process, in CPU of its thread: evaluate, and compare each status that may differ with the one that stands. Reading the edit, writing
statuses and the text of metrics are not in it.

${growthTable(run.growth)}
## How it is measured

* \`npm run bench\` takes about ten minutes; \`npm run bench -- --full\` adds the long rows and writes the whole backlog three times. \`--only NAME,…\` takes some scenarios,
  \`--record\` makes the result that of this page, after \`npm run gen\`. Tables and JSON are in \`.cache/bench\`.
* Each scenario has an API server of its own, with the shipped CRDs and roles. Where thousands of objects are needed, they are written
  straight into etcd, with the statuses the operator gave them a day before where they are to be at rest.
* **Bare client.** For the backlog: the same PUTs to the same objects, ten in flight, with a watch of them, as whoever answers must have; once more without.
  For edits: a process that watches one kind, parses each event and answers a new generation with one PUT. For a restart: a client that takes one list, parses and keeps nothing, streamed or in pages of 500, whichever is faster.
  Operator and bare client take turns; what is compared is the median of three rounds.
* **Own CPU** is what the threads of the process have used, as the kernel accounts it. That of an edit is compared with the bare client's for the same edits, so that the
  difference is the work: evaluate, compare, and what the operator keeps in its books.
* **At rest** begins where the process uses less than 30 ms of CPU within a second. **Writes** are counted in the API server's audit log. **Resident memory** is VmRSS at
  rest, for FeatureSets after five scrapes. **A scrape** asks for gzip, as Prometheus does; its size is that of the text.
`;
}

const SLICES: Readonly<Record<Run['slicesFrom'], string>> = {
  Metric: 'the operator measures them itself, in CPU of its own thread, without garbage collection',
  EventLoopDelay: 'that is the delay of its event loop by the clock, garbage collection and a busy machine included',
};
