import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentsOf } from '../../../src/cli/input/document.ts';
import { inline, inProcess, root } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';

const declared = (kind: string, name: string, spec: object): object => ({
  apiVersion: 'stagegate.dev/v1beta1',
  kind,
  metadata: { name, ...(kind === 'FeatureSet' && { namespace: 'edge' }) },
  spec,
});

const gate = (name: string, stages: object[], more: object = {}): object =>
  declared('FeatureGate', `router.${name}`, { component: 'router', gate: name, owners: ['us'], stages, ...more });

const gone = (name: string, successor: string): object =>
  gate(
    name,
    [
      { release: 'v0.1', level: 'Beta', default: 'Enabled' },
      { release: 'v0.3', level: 'Removed' },
    ],
    { deprecation: { message: 'it moved', replacement: { mode: 'OneOf', items: [{ gate: successor }] } } },
  );

/** A router of which v0.3 flips one gate, locks one, drops two and a plugin, and brings one. */
const ROUTER = [
  gate('flips', [
    { release: 'v0.1', level: 'Alpha', default: 'Disabled' },
    { release: 'v0.3', level: 'Beta', default: 'Enabled' },
  ]),
  gate('locks', [
    { release: 'v0.1', level: 'Beta', default: 'Enabled' },
    { release: 'v0.3', level: 'Stable', default: 'Enabled', locked: true },
  ]),
  gone('moved', 'steady'),
  gone('orphan', 'later'),
  gate('later', [{ release: 'v0.4', level: 'Alpha', default: 'Disabled' }]),
  gate('steady', [{ release: 'v0.1', level: 'Beta', default: 'Enabled' }]),
  declared('PluginMaturity', 'router.by-label', {
    component: 'router',
    type: 'by-label',
    owners: ['us'],
    stages: [
      { release: 'v0.1', level: 'Beta' },
      { release: 'v0.3', level: 'Removed' },
    ],
  }),
];

const installed = (spec: object = {}, name = 'one'): object =>
  declared('FeatureSet', name, { component: 'router', release: 'v0.2', ...spec });
const set = (state: string, ...gates: string[]): object => ({
  overrides: gates.map((one) => ({ gate: one, state })),
});

function file(...objects: object[]): string {
  return scratch.file('input.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
}

interface GateOutcome {
  featureSet: string;
  from: string;
  to: string;
  move: string;
  safe: boolean;
  changes: { gate?: string; plugin?: string; change: string; from?: string; to?: string }[];
  blockers: { reason: string; subject: string; message: string; replacement?: string }[];
}

function diff(...args: string[]): { code: number | null; diffs: GateOutcome[] } {
  const { code, stdout, stderr } = inline('diff', ...args, '-o', 'json');
  if (stdout === '') throw new Error(stderr);
  return { code, diffs: (JSON.parse(stdout) as { diffs: GateOutcome[] }).diffs };
}

const changesOf = ({ changes }: GateOutcome): string[] =>
  changes.map(({ gate: name, plugin, change }) => `${name ?? plugin} ${change}`);

describe('the exit code is what a pipeline goes by', () => {
  test.each([
    [0, 'nothing changes', installed(), 'v0.2.1'],
    [3, 'something changes', installed(), 'v0.3'],
    [4, 'something blocks', installed(set('Disabled', 'locks')), 'v0.3'],
    [4, 'something blocks whose replacement is ready', installed(set('Disabled', 'moved')), 'v0.3'],
    [4, 'something blocks where nothing changes', installed(set('Enabled', 'nobody')), 'v0.2.1'],
    [5, 'something blocks whose replacement is not ready (R57)', installed(set('Disabled', 'orphan')), 'v0.3'],
    [4, 'it is ready one release later', installed(set('Disabled', 'orphan')), 'v0.4'],
  ])('%i where %s', (code, _what, featureSet, to) => {
    expect(diff('-f', file(...ROUTER, featureSet), '--to', to).code).toBe(code);
  });

  test('the highest of all FeatureSets wins, and they come sorted', () => {
    const sets = [
      installed({}, 'b'),
      installed(set('Disabled', 'orphan'), 'a'),
      installed(set('Disabled', 'locks'), 'c'),
    ];
    const { code, diffs } = diff('-f', file(...ROUTER, ...sets), '--to', 'v0.3');
    expect(code).toBe(5);
    expect(diffs.map(({ featureSet, safe }) => [featureSet, safe])).toEqual([
      ['edge/a', false],
      ['edge/b', true],
      ['edge/c', false],
    ]);
  });
});

describe('what it says', () => {
  const busy = installed({ ...set('Disabled', 'locks', 'orphan'), plugins: [{ type: 'by-label' }] });

  test('-o json: every change and blocker, as status.upgrade has them', () => {
    const { diffs } = diff('-f', file(...ROUTER, busy), '--to', 'v0.3');
    expect(diffs).toEqual([
      {
        featureSet: 'edge/one',
        component: 'router',
        from: 'v0.2',
        to: 'v0.3',
        move: 'Upgrade',
        safe: false,
        changes: [
          { gate: 'flips', change: 'DefaultFlips', from: 'Disabled', to: 'Enabled' },
          { gate: 'flips', change: 'LevelChanges', from: 'Alpha', to: 'Beta' },
          { gate: 'locks', change: 'Locks', to: 'Enabled' },
          { gate: 'locks', change: 'LevelChanges', from: 'Beta', to: 'Stable' },
          { gate: 'locks', change: 'EffectiveFlips', from: 'Disabled', to: 'Enabled' },
          { gate: 'moved', change: 'Goes', from: 'Beta' },
          { gate: 'orphan', change: 'Goes', from: 'Beta' },
          { plugin: 'by-label', change: 'Goes', from: 'Beta' },
        ],
        blockers: [
          { reason: 'GateLocked', subject: 'locks', message: expect.stringContaining('delete it') as unknown },
          {
            reason: 'RemovedFeatureGate',
            subject: 'orphan',
            message: expect.stringContaining("'later' (not available in this release)") as unknown,
            replacement: 'NotReady',
          },
          { reason: 'RemovedPlugin', subject: 'by-label', message: expect.any(String) as unknown },
        ],
      },
    ]);
    const yaml = inline('diff', '-f', file(...ROUTER, busy), '--to', 'v0.3', '-o', 'yaml');
    expect(documentsOf(yaml.stdout, 'out.yaml', () => undefined)[0]?.value).toEqual({ diffs });
  });

  test('a table for a person: what blocks first, then each gate and plugin, before → after', () => {
    const ran = inProcess(['diff', '-f', file(...ROUTER, busy), '--to', 'v0.3']);
    expect(ran).toMatchObject({ code: 5, stderr: '' });
    expect(ran.stdout).toBe(
      `
edge/one (router v0.2 → v0.3)
  Blocker GateLocked
    Gate 'locks' is locked on in v0.3; the override to Disabled is rejected; delete it: the value stays on
  Blocker RemovedFeatureGate (its replacement is not ready there)
    Gate 'orphan' was removed in v0.3; the component would refuse it; delete the override: it moved; use 'later'
    (not available in this release)
  Blocker RemovedPlugin
    Plugin 'by-label' was removed in v0.3; the component would refuse it; remove it from the config

  GATE     CHANGES                               LEVEL                DEFAULT                      EFFECTIVE
  flips    DefaultFlips, LevelChanges            Alpha → Beta         Disabled → Enabled           Disabled → Enabled
  locks    Locks, LevelChanges, EffectiveFlips   Beta → Stable (GA)   Enabled → Enabled (locked)   Disabled → Enabled
  moved    Goes                                  Beta → Removed       Enabled → -                  Enabled → -
  orphan   Goes                                  Beta → Removed       Enabled → -                  Disabled → -

  PLUGIN     CHANGES   LEVEL            VERDICT
  by-label   Goes      Beta → Removed   Admitted → Refused

  4 gates and 1 plugin in use changed, 3 blockers.
`.trimStart(),
    );
  });

  test('of a way back that it is one (R159), and of no change that there is none', () => {
    const input = file(...ROUTER, installed({ release: 'v0.3' }));
    expect(inline('diff', '-f', input, '--to', 'v0.2').stdout).toContain(
      'edge/one (router v0.3 → v0.2, a downgrade: make sure that the component supports it)\n',
    );
    expect(inline('diff', '-f', input, '--to', 'v0.3.5')).toMatchObject({
      code: 0,
      stdout: 'edge/one (router v0.3 → v0.3.5)\n  Nothing changes.\n',
    });
  });
});

describe('what it compares', () => {
  test('a bare installation where no FeatureSet is in the input', () => {
    const { code, diffs } = diff('-f', file(...ROUTER), '--from', 'v0.2', '--to', 'v0.3');
    expect(code).toBe(3);
    expect(diffs.map(({ featureSet, from }) => [featureSet, from])).toEqual([['what-if/router', 'v0.2']]);
  });

  test('the catalog that comes with the program where no file is named', () => {
    const { code, diffs } = diff('--component', 'kueue', '--from', 'v0.18.1', '--to', 'v0.19.0');
    expect(code).toBe(3);
    const [only] = diffs;
    expect(only && changesOf(only)).toEqual(
      expect.arrayContaining(['LendingLimit Goes', 'AdmissionGatedBy DefaultFlips']),
    );
  });

  test('from the release --from names, whatever a FeatureSet says or takes from the API server', () => {
    const input = file(...ROUTER, installed());
    expect(diff('-f', input, '--from', 'v0.3', '--to', 'v0.3').diffs[0]).toMatchObject({ from: 'v0.3', changes: [] });
    const catalog = path.join(root, 'config/catalogs/kubernetes');
    const followed = file(declared('FeatureSet', 'cluster', { component: 'kubernetes', releaseFrom: 'APIServer' }));
    const { diffs } = diff('-f', catalog, '-f', followed, '--from', '1.35', '--to', '1.36');
    expect(diffs[0]).toMatchObject({ featureSet: 'edge/cluster', from: '1.35', to: '1.36' });
  });

  test('the component that is installed where several are declared, on the platform as it is', () => {
    const needs = { requires: [{ component: 'kubernetes', platformFrom: '1.36', fromRelease: 'v0.3' }] };
    const platform = [{ component: 'kubernetes', featureSet: { name: 'cluster' } }];
    const input = file(
      gate('guest', [{ release: 'v0.1', level: 'Beta', default: 'Disabled' }], needs),
      installed({ ...set('Enabled', 'guest'), platform }),
      declared('FeatureSet', 'cluster', { component: 'kubernetes', releaseFrom: 'APIServer' }),
    );
    const at = (release: string): string[] =>
      diff('-f', input, '--component', 'router', '--to', 'v0.3', '--release', `kubernetes=${release}`).diffs.flatMap(
        ({ blockers }) => blockers.map(({ reason, subject }) => `${reason} ${subject}`),
      );
    expect(at('1.35')).toEqual(['EnvironmentTooOld guest']);
    expect(at('1.36')).toEqual([]);
  });

  test('what a ConfigMap among the input sets', () => {
    const source = { configMap: { name: 'flags', key: 'gates' }, format: 'FlagString' };
    const flags = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'flags', namespace: 'edge' },
      data: { gates: 'locks=false' },
    };
    const { code, diffs } = diff('-f', file(...ROUTER, flags, installed({ sources: [source] })), '--to', 'v0.3');
    expect(code).toBe(4);
    expect(diffs[0]?.blockers.map(({ reason, subject }) => `${reason} ${subject}`)).toEqual(['GateLocked locks']);
  });

  test('at the moment --now names', () => {
    const overrides = [{ gate: 'locks', state: 'Disabled', expires: { date: '2026-07-01' }, onExpiry: 'Revert' }];
    const input = file(...ROUTER, installed({ overrides }));
    expect(diff('-f', input, '--to', 'v0.3', '--now', '2026-06-30T00:00:00Z').code).toBe(4);
    expect(diff('-f', input, '--to', 'v0.3', '--now', '2026-07-01T00:00:00Z').code).toBe(3);
  });
});

describe('what cannot be compared ends with exit code 2 and a way out', () => {
  const two = [
    declared('FeatureGate', 'other.x', {
      component: 'other',
      gate: 'x',
      owners: ['us'],
      stages: [{ release: '1.0', level: 'Beta' }],
    }),
  ];
  test('a target newer than all that is known is said, and not taken for one that changes nothing', () => {
    expect(inline('diff', '--component', 'kubernetes', '--from', '1.36', '--to', '1.99')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching('^--to: Release 1.99 is newer than 1.36') as string,
    });
  });

  test.each<[what: string, objects: object[], args: string[], message: string]>([
    ['no target', ROUTER, [], 'diff needs --to RELEASE'],
    [
      'no release to come from',
      ROUTER,
      ['--to', 'v0.3'],
      "no FeatureSet of component 'router' says which release runs; add --from RELEASE, such as v0.3",
    ],
    [
      'a release that is none',
      ROUTER,
      ['--from', 'old', '--to', 'v0.3'],
      "--from is 'old' and must be a release, such as",
    ],
    ['a target that is none', [...ROUTER, installed()], ['--to', 'new'], "--to is 'new' and must be a release"],
    [
      'a target that no FeatureSet can name',
      [...ROUTER, installed()],
      ['--to', `v0.3.0-${'a'.repeat(99)}`],
      'FeatureSet edge/one cannot be so: spec.targetRelease',
    ],
    [
      'two components',
      [...ROUTER, ...two],
      ['--from', 'v0.2', '--to', 'v0.3'],
      'diff does not say of which component; write --component other or --component router',
    ],
    [
      'another component',
      ROUTER,
      ['--component', 'rooter', '--from', 'v0.2', '--to', 'v0.3'],
      "no object of component 'rooter' is in the input",
    ],
    [
      'no catalog',
      [installed()],
      ['--to', 'v0.3'],
      "no gate or plugin of component 'router' is in the input; name its catalog with -f",
    ],
    [
      'an object that breaks its schema',
      [...ROUTER, installed({ relaese: 'v0.2' })],
      ['--to', 'v0.3'],
      'spec.relaese: is not a field of FeatureSet',
    ],
    [
      'a word that is no output',
      ROUTER,
      ['--to', 'v0.3', '-o', 'wide'],
      "--output is 'wide' and must be one of json, table, yaml",
    ],
  ])('%s', (_what, objects, args, message) => {
    const ran = inline('diff', '-f', file(...objects), ...args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  test('a component whose name leads out of the catalogs', () => {
    const ran = inline('diff', '--component', '../catalogs/kueue', '--from', 'v0.18.1', '--to', 'v0.19.0');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain("there is no catalog of component '../catalogs/kueue'");
  });

  test('a target off the calendar, with a release of the component as an example', () => {
    const ran = inline('diff', '--component', 'kubernetes', '--from', '1.34', '--to', '2.0');
    expect(ran.stderr).toMatch(/^--to is '2\.0' and must be a release of the calendar, such as 1\.\d+\n$/);
  });

  test('no input at all, no release known, or a release that the calendar cannot place', () => {
    expect(inline('diff', '--to', 'v0.3')).toMatchObject({ code: 2, stdout: '' });
    const catalog = path.join(root, 'config/catalogs/kubernetes');
    const run = (spec: object, to: string) =>
      inline(
        'diff',
        '-f',
        catalog,
        '-f',
        file(declared('FeatureSet', 'a', { component: 'kubernetes', ...spec })),
        '--to',
        to,
      );
    expect(run({ releaseFrom: 'APIServer' }, '1.36')).toMatchObject({
      code: 2,
      stderr: 'which release runs is not known, since FeatureSet edge/a does not say it; add --from RELEASE\n',
    });
    expect(run({ release: '9.1' }, '1.36').stderr).toMatch(
      /^which release runs is not known, since FeatureSet edge\/a: .*9\.1/,
    );
    expect(run({ release: '1.35' }, '9.1').stderr).toContain("--to is '9.1' and must be a release of the calendar");
  });
});
