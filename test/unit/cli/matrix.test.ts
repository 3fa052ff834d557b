import { describe, expect, test } from 'vitest';
import { testSeconds } from '../../../src/cli/verbs/test-runs.ts';
import { inline } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';

interface Printed {
  group: string;
  groups: { value: string; on: Record<string, boolean> }[];
  flags: { name: string; level: string }[];
  runs: { name: string; value: string; on: string[] }[];
  budget: Record<string, number>;
}

const FLAGS = ['--component', 'tekton-pipelines', '--release', 'v1.15.0'];

function printed(...args: string[]): Printed {
  const ran = inline('matrix', ...FLAGS, '-o', 'json', ...args);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ran.stdout) as Printed;
}

/** A world of that many Alpha and Beta flags, and one group switch. */
function worldOf(alpha: number, beta: number): string {
  const gates = Array.from({ length: alpha + beta }, (_, index) => ({
    apiVersion: 'stagegate.dev/v1beta1',
    kind: 'FeatureGate',
    metadata: { name: `pipes.flag-${index}` },
    spec: {
      component: 'pipes',
      gate: `flag-${index}`,
      owners: ['someone'],
      stages: [{ release: 'v1.0.0', level: index < alpha ? 'Alpha' : 'Beta' }],
    },
  }));
  const policy = {
    apiVersion: 'stagegate.dev/v1beta1',
    kind: 'MaturityPolicy',
    metadata: { name: 'pipes' },
    spec: { groups: [{ name: 'enable-api-fields', cumulative: true }], releases: [{ name: 'v1.0.0' }] },
  };
  return scratch.file('pipes.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [policy, ...gates] }));
}

describe('stagegate matrix', () => {
  test('has three base runs: stable with every flag off, beta with every Beta flag on, alpha with all on (R153)', () => {
    const { runs, flags, group } = printed();
    expect(group).toBe('enable-api-fields');
    expect(flags.filter(({ level }) => level === 'Beta').map(({ name }) => name)).toEqual([
      'enable-provenance-in-status',
      'keep-pod-on-cancel',
    ]);
    expect(runs.slice(0, 3)).toEqual([
      { name: 'stable', value: 'Stable', on: [] },
      { name: 'beta', value: 'Beta', on: ['enable-provenance-in-status', 'keep-pod-on-cancel'] },
      { name: 'alpha', value: 'Alpha', on: flags.map(({ name }) => name) },
    ]);
  });

  test('adds one flag on at a time, one Alpha flag beside Beta, and all but one: N + M + N runs (R154)', () => {
    const { runs, flags } = printed();
    const names = flags.map(({ name }) => name);
    const alpha = flags.filter(({ level }) => level === 'Alpha').map(({ name }) => name);
    expect([names.length, alpha.length, runs.length]).toEqual([7, 5, 3 + 7 + 5 + 7]);
    const named = (start: string) => runs.filter(({ name }) => name.startsWith(start));
    expect(named('stable+').map(({ value, on }) => [value, ...on])).toEqual(names.map((name) => ['Stable', name]));
    expect(
      named('beta+').map(({ value, on }) => [value, on.filter((flag) => alpha.includes(flag)), on.length]),
    ).toEqual(alpha.map((name) => ['Beta', [name], 3]));
    expect(named('alpha-').map(({ value, on }) => [value, names.filter((flag) => !on.includes(flag))])).toEqual(
      names.map((name) => ['Alpha', [name]]),
    );
    expect(new Set(runs.map(({ name }) => name)).size).toBe(runs.length);
  });

  test('leaves out what is locked, deprecated, without effect or reached by the group switch only', () => {
    const names = printed().flags.map(({ name }) => name);
    for (const name of ['enable-step-actions', 'enable-tekton-oci-bundles', 'matrix', 'embedded-status'])
      expect(names).not.toContain(name);
    // In v0.61.0 enable-step-actions was a Beta flag of its own.
    const before = JSON.parse(
      inline('matrix', '--component', 'tekton-pipelines', '--release', 'v0.61.0', '-o', 'json').stdout,
    ) as Printed;
    expect(before.flags).toContainEqual({ name: 'enable-step-actions', level: 'Beta' });
  });

  test('budgets 7 pipelines x 2 tasks x 20 features x 6 s = 28 min, and one pipeline 4 min (R155)', () => {
    expect(testSeconds({ pipelines: 7, tasks: 2, features: 20, seconds: 6 })).toBe(1680);
    const world = worldOf(13, 7);
    const budget = (pipelines: string) => {
      const args = ['--component', 'pipes', '--release', 'v1.0.0', '-f', world, '--pipelines', pipelines];
      return inline('matrix', ...args, '--tasks', '2', '--seconds', '6')
        .stdout.trimEnd()
        .split('\n')
        .at(-1);
    };
    expect(budget('7')).toBe('56 runs. 7 pipelines x 2 tasks x 20 features x 6 s = 1680 s = 28 min.');
    expect(budget('1')).toBe('56 runs. 1 pipelines x 2 tasks x 20 features x 6 s = 240 s = 4 min.');
  });

  test('prints a row a run: name, value of the group, flags', () => {
    const lines = inline('matrix', ...FLAGS).stdout.split('\n');
    expect(lines).toContain('stable              on       off    off');
    expect(lines.find((line) => line.startsWith('stable+keep-pod-on-cancel'))).toMatch(/ stable +keep-pod-on-cancel$/);
    expect(lines.findLast((line) => line.startsWith('beta  '))).toMatch(
      / beta +enable-provenance-in-status,keep-pod-on-cancel$/,
    );
  });

  const refused: [what: string, args: string[], message: string][] = [
    ['no component', ['--release', 'v1.0.0'], 'matrix needs --component and --release'],
    ['an unknown component', ['--component', 'nowhere', '--release', 'v1.0.0'], "no catalog of component 'nowhere'"],
    ['a release of no major', [...FLAGS.slice(0, 2), '--release', 'v7.0.0'], "--release is 'v7.0.0'"],
    ['a component without group switch', ['--component', 'llm-d-router', '--release', 'v0.9.0'], 'no cumulative group'],
    ['half a task', [...FLAGS, '--tasks', '0.5'], "--tasks is '0.5' and must be a whole number"],
    ['another form', [...FLAGS, '-o', 'xml'], "--output is 'xml' and must be one of json, table"],
  ];
  test.each(refused)('refuses %s', (_what, args, message) => {
    const ran = inline('matrix', ...args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});
