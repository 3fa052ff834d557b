import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentsOf } from '../../../src/cli/input/document.ts';
import { inline, inProcess, printed, root, type Printed, type Ran } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';

const catalog = (component: string) => path.join(root, 'config/catalogs', component);
const DRIVER = ['--component', 'nvidia-dra-driver', '--release', 'v0.4.0'];
const ROUTER = ['--component', 'llm-d-router', '--release', 'v0.10.0'];
const tekton = (release: string) => [
  '--component',
  'tekton-pipelines',
  '--release',
  release,
  '-f',
  catalog('tekton-pipelines'),
];

function file(content: unknown): string {
  return scratch.file('input.yaml', typeof content === 'string' ? content : JSON.stringify(content));
}

interface FeatureSet {
  metadata: { name: string; namespace?: string };
  spec: Record<string, unknown> & { overrides?: { gate: string; state: string }[] };
}

function setIn({ stdout }: Ran): FeatureSet {
  return documentsOf(stdout, 'out', () => undefined)[0]?.value as FeatureSet;
}

function imported(source: string, content: unknown, ...args: string[]): FeatureSet {
  const ran = inline('import', source, file(content), ...args);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return setIn(ran);
}

/** What the evaluation says of an imported set beside the catalog of its component. */
function judged(set: FeatureSet, component: string): Printed['report'][number]['findings'] {
  const ran = inline(
    'evaluate',
    '-f',
    catalog(component),
    '-f',
    scratch.file('set.json', JSON.stringify(set)),
    '-o',
    'json',
  );
  return printed(ran).report[0]?.findings ?? [];
}

describe('stagegate import of a configuration (R122)', () => {
  test('values of a chart, a flag string with a trailing comma and a log all give the same FeatureSet', () => {
    const wanted: FeatureSet = {
      metadata: { name: 'gpu', namespace: 'nvidia' },
      spec: {
        component: 'nvidia-dra-driver',
        release: 'v0.4.0',
        overrides: [
          { gate: 'DynamicMIG', state: 'Enabled' },
          { gate: 'TimeSlicingSettings', state: 'Disabled' },
        ],
      },
    };
    const named = [...DRIVER, '--name', 'gpu', '--namespace', 'nvidia'];
    const gates = { DynamicMIG: true, TimeSlicingSettings: false };
    expect(imported('HelmValues', { featureGates: gates }, ...named)).toMatchObject(wanted);
    expect(imported('GateMap', gates, ...named)).toMatchObject(wanted);
    expect(imported('FlagString', 'DynamicMIG=true,TimeSlicingSettings=false,', ...named)).toMatchObject(wanted);
    expect(
      imported('GateLog', 'Feature gates: map[DynamicMIG:true TimeSlicingSettings:false]', ...named),
    ).toMatchObject(wanted);
  });

  test('reads stdin, and names the set after the component', () => {
    const ran = inProcess(['import', 'FlagString', '-', ...DRIVER], 'MPSSupport=t\n');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(setIn(ran)).toMatchObject({
      metadata: { name: 'nvidia-dra-driver' },
      spec: { overrides: [{ gate: 'MPSSupport', state: 'Enabled' }] },
    });
  });

  test('a Tekton ConfigMap becomes group, settings and overrides, whatever the case of its words', () => {
    const data = {
      'enable-api-fields': 'Beta',
      'results-from': 'Sidecar-Logs',
      'max-result-size': '8192',
      'await-sidecar-readiness': 'true',
      'disable-inline-spec': '',
      'keep-pod-on-cancel': 'TRUE',
      'enable-artifacts': 'f',
    };
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'feature-flags' }, data };
    expect(imported('KeyValue', map, ...tekton('v1.15.0')).spec).toEqual({
      component: 'tekton-pipelines',
      release: 'v1.15.0',
      groups: [{ name: 'enable-api-fields', level: 'Beta' }],
      overrides: [
        { gate: 'keep-pod-on-cancel', state: 'Enabled' },
        { gate: 'enable-artifacts', state: 'Disabled' },
      ],
      settings: [
        { name: 'results-from', value: 'sidecar-logs' },
        { name: 'max-result-size', value: '8192' },
        { name: 'await-sidecar-readiness', value: 'true' },
        { name: 'disable-inline-spec', value: '' },
      ],
    });
  });

  test('what the shipped ConfigMap of v0.44.0 says breaks no rule there, the word of a retired flag included', () => {
    const data = {
      'await-sidecar-readiness': 'true',
      'custom-task-version': 'v1beta1',
      'disable-affinity-assistant': 'false',
      'disable-creds-init': 'false',
      'embedded-status': 'minimal',
      'enable-api-fields': 'stable',
      'enable-provenance-in-status': 'false',
      'enable-tekton-oci-bundles': 'false',
      'require-git-ssh-secret-known-hosts': 'false',
      'resource-verification-mode': 'skip',
      'running-in-environment-with-injected-sidecars': 'true',
      'send-cloudevents-for-runs': 'false',
    };
    const set = imported('KeyValue', data, ...tekton('v0.44.0'));
    expect(set.spec.overrides).toContainEqual({ gate: 'embedded-status', state: 'Disabled' });
    const errors = judged(set, 'tekton-pipelines').filter(({ severity }) => severity === 'Error');
    expect(errors).toEqual([]);
    // The same map on v1.0.0: what was retired since is an error each.
    const later = judged(imported('KeyValue', data, ...tekton('v1.0.0')), 'tekton-pipelines');
    expect(
      later.filter(({ severity }) => severity === 'Error').map(({ reason, subject }) => [reason, subject]),
    ).toEqual([
      ['RemovedFeatureGate', 'custom-task-version'],
      ['RemovedFeatureGate', 'disable-affinity-assistant'],
      ['RemovedFeatureGate', 'embedded-status'],
      ['RemovedFeatureGate', 'resource-verification-mode'],
    ]);
  });

  test('unknown and retired keys are kept, so that the evaluation says what is wrong with them (R20, R56, R125)', () => {
    const data = { 'keep-pod-enabled-cancel': 'true', 'enable-custom-tasks': 'true', 'reslts-from': 'sidecar-logs' };
    const found = judged(imported('KeyValue', data, ...tekton('v1.15.0')), 'tekton-pipelines');
    expect(found.map(({ reason, subject }) => [reason, subject])).toEqual([
      ['RemovedFeatureGate', 'enable-custom-tasks'],
      ['UnknownFeatureGate', 'keep-pod-enabled-cancel'],
      ['UnknownSetting', 'reslts-from'],
    ]);
    expect(found[1]?.message).toContain("did you mean 'keep-pod-on-cancel'?");
  });

  const invalid: [what: string, data: Record<string, string>, reason: string, subject: string][] = [
    [
      'max-result-size at the limit (R130)',
      { 'max-result-size': '1572864', 'results-from': 'sidecar-logs' },
      'InvalidValue',
      'max-result-size',
    ],
    [
      'max-result-size without sidecar logs (R86)',
      { 'max-result-size': '8192' },
      'SettingRuleViolated',
      'max-result-size',
    ],
    [
      'a read-only root without security context (R86)',
      { 'set-security-context-read-only-root-filesystem': 'true', 'set-security-context': 'false' },
      'SettingRuleViolated',
      'set-security-context-read-only-root-filesystem',
    ],
    [
      'switching off what is locked (R16, R21)',
      { 'enable-step-actions': 'false' },
      'GateLocked',
      'enable-step-actions',
    ],
    ['a word that an Enum does not have (R120)', { 'results-from': 'telepathy' }, 'InvalidValue', 'results-from'],
  ];
  test.each(invalid)('the evaluation refuses %s', (_what, data, reason, subject) => {
    const found = judged(imported('KeyValue', data, ...tekton('v1.15.0')), 'tekton-pipelines');
    expect(found.filter(({ severity }) => severity === 'Error').map((one) => [one.reason, one.subject])).toEqual([
      [reason, subject],
    ]);
  });

  test('the config of an endpoint picker becomes overrides and plugins', () => {
    const config = `apiVersion: llm-d.ai/v1alpha1
kind: EndpointPickerConfig
featureGates: [flowControl, haPopulateNonLeaderDatastore=false]
plugins:
- type: queue-scorer
- {type: queue-scorer, name: second}
`;
    expect(imported('EndpointPickerConfig', config, ...ROUTER).spec).toEqual({
      component: 'llm-d-router',
      release: 'v0.10.0',
      overrides: [
        { gate: 'flowControl', state: 'Enabled' },
        { gate: 'haPopulateNonLeaderDatastore', state: 'Disabled' },
      ],
      plugins: [{ type: 'queue-scorer' }, { type: 'queue-scorer', name: 'second' }],
    });
  });

  test('a field that the format does not know is said, not dropped in silence', () => {
    const config = { apiVersion: 'llm-d.ai/v1alpha1', metadata: { name: 'a' }, plugins: [{ type: 'a', weight: 1 }] };
    const ran = inline('import', 'EndpointPickerConfig', file(config), ...ROUTER);
    expect(setIn(ran).spec['plugins']).toEqual([{ type: 'a' }]);
    for (const field of ['metadata', 'plugins[0].weight'])
      expect(ran.stderr).toContain(`Field '${field}' in the config is not known to its format`);
  });

  test('of a key that stands twice the last one counts, and it is said (R23)', () => {
    const ran = inline('import', 'EndpointPickerConfig', file({ featureGates: ['a', 'b', 'a=0'] }), ...ROUTER);
    expect(ran.stderr).toMatch(/a stands 2 times, at line 1, column 18 and line 1, column 26; the last one counts/);
    expect(setIn(ran).spec.overrides).toEqual([
      { gate: 'a', state: 'Disabled' },
      { gate: 'b', state: 'Enabled' },
    ]);
  });

  test('a version of the config format that is deprecated at that release, unknown or missing is said (R65)', () => {
    const said = (apiVersion: string | undefined, release: string) => {
      const args = ['--component', 'llm-d-router', '--release', release, '-f', catalog('llm-d-router')];
      const ran = inline('import', 'EndpointPickerConfig', file({ apiVersion, featureGates: [] }), ...args);
      expect(ran.code).toBe(0);
      return ran.stderr;
    };
    const old = 'inference.networking.x-k8s.io/v1alpha1';
    expect(said(old, 'v0.9.0')).toContain(`apiVersion '${old}' is deprecated since v0.9.0; use 'llm-d.ai/v1alpha1'`);
    expect(said(old, 'v0.8.0')).toBe('');
    expect(said('llm-d.ai/v1alpha1', 'v0.9.0')).toBe('');
    expect(said('llm-d.ai/v2', 'v0.9.0')).toContain("apiVersion 'llm-d.ai/v2' in the config is not known;");
    expect(said(undefined, 'v0.9.0')).toContain('There is no apiVersion in the config');
  });

  test('the switches of Kubernetes are known with no file, and what other components own is left out', () => {
    const ran = inline(
      'import',
      'FlagString',
      file('AllAlpha=true,kube:A=false,etcd:B=true'),
      '--component',
      'kubernetes',
      '--release',
      '1.36',
    );
    expect(setIn(ran).spec).toMatchObject({
      groups: [{ name: 'AllAlpha', state: 'Enabled' }],
      overrides: [{ gate: 'A', state: 'Disabled' }],
    });
    expect(ran.stderr).toContain('etcd:B belongs to another component and is left out');
  });

  const refused: [what: string, args: [source: string, content: unknown, ...flags: string[]], message: string][] = [
    [
      'no boolean',
      ['KeyValue', { 'enable-param-enum': 'tru3' }, ...tekton('v1.15.0')],
      'line 1, column 2: enable-param-enum must be true or false',
    ],
    [
      'a value that only a proposal has',
      ['KeyValue', { 'enable-api-fields': 'none' }, ...tekton('v1.15.0')],
      'enable-api-fields must be one of alpha, beta, stable',
    ],
    [
      'a word a retired flag does not take',
      ['KeyValue', { 'embedded-status': 'half' }, ...tekton('v0.44.0')],
      'embedded-status must be true or false or full or minimal or both',
    ],
    ['a piece without value', ['FlagString', 'A=true,B', ...DRIVER], "line 1, column 8: this piece has no '='"],
    ['no release', ['FlagString', 'A=true', '--component', 'a'], 'needs --component and --release'],
    ['a release that is none', ['FlagString', 'A=true', '--component', 'a', '--release', 'new'], "spec.release 'new'"],
    [
      'a group that is no boolean',
      ['FlagString', 'AllBeta=beta', '--component', 'kubernetes', '--release', '1.36'],
      'AllBeta must be true or false',
    ],
  ];
  test.each(refused)('refuses %s, naming the key', (_what, [source, content, ...flags], message) => {
    const ran = inline('import', source, file(content), ...flags);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  test('says every problem of a file at once', () => {
    const { stderr } = inline('import', 'FlagString', file('A,B=true,C'), ...DRIVER);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });
});
