import { checkRelease, knownComponent } from '../evaluation/known-component.ts';
import { tableOf } from '../output/table.ts';
import { cumulativeGroup, groupMatrix, testMatrix, testSeconds } from './test-runs.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { Verb } from '../terminal/verb.ts';

/** `stagegate matrix`: which combinations of flags to test at a release, and how long that takes (R153-R155). */
export const matrix: Verb = {
  name: 'matrix',
  summary: 'say which combinations of flags to test at a release, and how long that takes',
  usage: `Usage: stagegate matrix --component NAME --release RELEASE [-f FILE|DIR|- …] [FLAGS]

For a component with one switch over groups of features beside flags of single features: base runs with everything below
Stable off, with Beta on, with all on; then one flag more at a time, and all but one. Flags that are locked, deprecated or
without effect are left out; flags not named in a run are off.

      --component NAME         the component
      --release RELEASE        the release to test
  -f, --filename FILE|DIR|-    its objects; may be repeated; default: the catalog that comes with this program
      --pipelines N            how many pipelines a feature is tested in; default: 7
      --tasks N                how many tasks a pipeline has; default: 2
      --seconds N              how long one task takes; default: 6
  -o, --output json|table      default: table
  -h, --help                   print this
`,
  options: {
    component: { type: 'string' },
    release: { type: 'string' },
    filename: { type: 'string', short: 'f', multiple: true, default: [] },
    pipelines: { type: 'string', default: '7' },
    tasks: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '6' },
    output: { type: 'string', short: 'o', default: 'table' },
  },
  run({ values }, terminal) {
    const { component: name, release, filename, output } = values as Record<string, string> & { filename: string[] };
    if (name === undefined || release === undefined) throw new Unusable('matrix needs --component and --release');
    const component = knownComponent(name, filename, terminal);
    checkRelease(component, release, { field: '--release', now: terminal.now() });
    const group = cumulativeGroup(component.policy);
    if (!group) throw new Unusable(`component '${name}' has no cumulative group, so there is no matrix to test`);
    const { flags, runs } = testMatrix(component, release);
    const counts = {
      pipelines: numberOf('pipelines', values),
      tasks: numberOf('tasks', values),
      features: flags.length,
      seconds: numberOf('seconds', values),
    };
    const seconds = testSeconds(counts);
    const minutes = Math.round(seconds / 6) / 10;
    if (output === 'json') {
      const groups = groupMatrix();
      const budget = { ...counts, totalSeconds: seconds, minutes };
      terminal.write(`${JSON.stringify({ group: group.name, groups, flags, runs, budget }, undefined, 2)}\n`);
    } else if (output === 'table') {
      const lines = [
        ...tableOf(
          [group.name.toUpperCase(), 'STABLE', 'BETA', 'ALPHA'],
          groupMatrix().map(({ value, on }) => [
            value.toLowerCase(),
            ...[on.Stable, on.Beta, on.Alpha].map((one) => (one ? 'on' : 'off')),
          ]),
        ),
        '',
        ...tableOf(
          ['RUN', group.name.toUpperCase(), 'FLAGS ON'],
          runs.map((run) => [run.name, run.value.toLowerCase(), run.on.join(',') || '-']),
        ),
        '',
        `${runs.length} runs. ${counts.pipelines} pipelines x ${counts.tasks} tasks x ${counts.features} features x ${counts.seconds} s = ${seconds} s = ${minutes} min.`,
      ];
      terminal.write(`${lines.join('\n')}\n`);
    } else {
      throw new Unusable(`--output is '${output}' and must be one of json, table`);
    }
    return 0;
  },
};

function numberOf(option: string, values: Readonly<Record<string, unknown>>): number {
  const written = String(values[option]);
  if (/^[1-9]\d{0,5}$/.test(written)) return Number(written);
  throw new Unusable(`--${option} is '${written}' and must be a whole number from 1 on`);
}
