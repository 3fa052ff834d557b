import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inline, root } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';

interface Drift {
  kind: string;
  inventory: string;
  subjects: string[];
  message: string;
}

const catalog = (component: string) => path.join(root, 'config/catalogs', component);
const inventory = (component: string) => path.join(root, `hack/catalogs/inventories/${component}.yaml`);

function drifts(component: string, file = inventory(component)): string[] {
  const ran = inline('lint', '-f', catalog(component), '--inventory', file, '-o', 'json');
  expect(ran.stderr).toBe('');
  const found = (JSON.parse(ran.stdout) as { drifts: Drift[] }).drifts;
  expect(ran.code).toBe(found.length === 0 ? 0 : 1);
  return found.map(({ kind, inventory: name, subjects }) => `${name}: ${kind} ${subjects.join(', ')}`);
}

/** Drifts of the driver's objects against one inventory. */
function against(one: object): string[] {
  const text = JSON.stringify({ component: 'nvidia-dra-driver', inventories: [{ name: 'it', ...one }] });
  return drifts('nvidia-dra-driver', scratch.file('it.json', text)).map((line) => line.replace('it: ', ''));
}

describe('stagegate lint', () => {
  test('finds what the documents and builds of the driver get wrong (R72, R108, R146)', () => {
    expect(drifts('nvidia-dra-driver')).toEqual([
      'build v0.4.1: NotShipped DRAListTypeAttributes',
      'reference table: NotListed ConsumableShares, DRAListTypeAttributes, HostManagedIMEXDaemon',
      'reference table: RuleNotDeclared MPSSupport excludes NVMLDeviceHealthCheck',
      'issue-triage labels: NotListed ConsumableShares, DRAListTypeAttributes, DeviceMetadata, FabricManagerPartitioning, HostManagedIMEXDaemon',
      'code comment on shares: RuleNotDeclared ConsumableShares excludes MPSSupport',
      'inventory of pull request 954: RuleNotListed NVMLDeviceHealthCheck excludes PassthroughSupport',
      'inventory of pull request 954: UpstreamDiffers KEP-4815',
    ]);
  });

  test('finds what the documents and tests of Tekton get wrong, misspelled and retired keys included (R125, R146)', () => {
    expect(drifts('tekton-pipelines')).toEqual([
      'table of alpha features: NotListed enable-artifacts, enable-concise-resolver-syntax',
      'table of alpha features: LevelDiffers keep-pod-on-cancel',
      'keys of the per-flag end-to-end tests: UnknownName keep-pod-enabled-cancel',
      'keys of the test data: RemovedName enable-custom-tasks',
    ]);
    const { stdout } = inline('lint', '-f', catalog('tekton-pipelines'), '-i', inventory('tekton-pipelines'));
    expect(stdout).toContain("did it mean 'keep-pod-on-cancel'?");
    expect(stdout).toContain('enable-custom-tasks was removed in v0.44.0');
  });

  test('finds plugins that a document says are deprecated and the registry does not, and types that no release has (R53)', () => {
    expect(drifts('llm-d-router')).toEqual([
      'registry of v0.9.0: DeprecationDiffers precise-prefix-cache-scorer',
      'registry of v0.10.0: DeprecationDiffers precise-prefix-cache-scorer',
    ]);
    const text = JSON.stringify({
      component: 'llm-d-router',
      inventories: [
        {
          name: 'chart',
          kind: 'Usage',
          of: 'Plugins',
          release: 'v0.10.0',
          names: ['queue-scorrer', 'kv-cache-scorer', 'queue-scorer'],
        },
      ],
    });
    expect(drifts('llm-d-router', scratch.file('chart.json', text))).toEqual([
      'chart: UnknownName queue-scorrer',
      'chart: RemovedName kv-cache-scorer',
    ]);
  });

  const judged: [what: string, one: object, found: string[]][] = [
    ['a document that only names some gates', { names: ['DynamicMIG'] }, []],
    ['a level that is right', { names: [{ name: 'DynamicMIG', level: 'Alpha' }] }, []],
    ['a level that is wrong', { names: [{ name: 'DynamicMIG', level: 'Beta' }] }, ['LevelDiffers DynamicMIG']],
    ['a default that is wrong', { names: [{ name: 'DynamicMIG', default: 'Enabled' }] }, ['DefaultDiffers DynamicMIG']],
    ['an introduction by its other name', { names: [{ name: 'DynamicMIG', introduced: '0.3' }] }, []],
    [
      'an introduction that is wrong',
      { names: [{ name: 'DynamicMIG', introduced: 'v0.4.0' }] },
      ['IntroductionDiffers DynamicMIG'],
    ],
    ['a rule from its other side', { rules: [{ gate: 'MPSSupport', excludes: 'DynamicMIG' }] }, []],
    [
      'a requirement the wrong way round',
      { rules: [{ gate: 'PassthroughSupport', requires: 'DeviceMetadata' }] },
      ['RuleNotDeclared PassthroughSupport requires DeviceMetadata'],
    ],
    [
      'a build with a gate that comes later',
      {
        kind: 'Build',
        release: 'v25.8.0',
        names: ['TimeSlicingSettings', 'MPSSupport', 'IMEXDaemonsWithDNSNames', 'DynamicMIG'],
      },
      ['NotDeclared DynamicMIG'],
    ],
    [
      'an upstream level that is not reached',
      { upstream: [{ name: 'KEP-5491', level: 'Beta', release: '1.37' }] },
      ['UpstreamDiffers KEP-5491'],
    ],
    [
      'a document of one level',
      { covers: 'All', level: 'Beta', names: ['CrashOnNVLinkFabricErrors', 'ComputeDomainCliques'], release: '0.3' },
      ['NotListed IMEXDaemonsWithDNSNames'],
    ],
  ];
  test.each(judged)('judges %s', (_what, one, found) => {
    expect(against(one)).toEqual(found);
  });

  test('says so where nothing differs', () => {
    const file = scratch.file('it.yaml', 'component: nvidia-dra-driver\ninventories: []\n');
    expect(inline('lint', '-f', catalog('nvidia-dra-driver'), '-i', file)).toEqual({
      code: 0,
      stdout: 'No difference found.\n',
      stderr: '',
    });
  });

  const refused: [what: string, inventory: object, message: string][] = [
    [
      'another component',
      { component: 'kueue', inventories: [{ name: 'it' }] },
      "of component 'kueue', of which there is no object",
    ],
    ['no list', { component: 'nvidia-dra-driver' }, 'inventories must be a list'],
    [
      'an unknown field',
      { component: 'a', inventories: [{ name: 'it', gate: 'A' }] },
      "'gate' is no field of an inventory",
    ],
    [
      'an unknown kind',
      { component: 'a', inventories: [{ name: 'it', kind: 'Book' }] },
      "kind 'Book' must be one of Document, Build, Usage",
    ],
    [
      'no release',
      { component: 'a', inventories: [{ name: 'it', release: 'new' }] },
      "release 'new' must be a release",
    ],
    [
      'a rule of another kind',
      { component: 'a', inventories: [{ name: 'it', rules: [{ gate: 'A', likes: 'B' }] }] },
      'excludes must be a string and is missing',
    ],
  ];
  test.each(refused)('refuses an inventory with %s', (_what, content, message) => {
    const file = scratch.file('it.json', JSON.stringify(content));
    const ran = inline('lint', '-f', catalog('nvidia-dra-driver'), '-i', file);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  test('refuses no objects, no inventory, and objects that break their schema', () => {
    expect(inline('lint', '-f', catalog('kueue')).code).toBe(2);
    expect(inline('lint', '--inventory', inventory('tekton-pipelines')).code).toBe(2);
    const broken = scratch.file(
      'broken.yaml',
      '{apiVersion: stagegate.dev/v1beta1, kind: FeatureGate, metadata: {name: a.b}, spec: {}}',
    );
    const ran = inline('lint', '-f', broken, '-i', inventory('tekton-pipelines'));
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('broken.yaml');
  });
});
