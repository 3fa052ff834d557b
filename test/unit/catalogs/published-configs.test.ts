import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { inline, type Printed } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';
import { goldenLines } from '../../support/golden-table.ts';
import { catalogs } from './catalog.ts';
import { notable, publishedConfigs } from './endpoint-picker-configs.ts';

type Finding = Printed['report'][number]['findings'][number];

/** The findings of each FeatureSet whose only source is a ConfigMap of its own, in the order of `installs`. */
function findingsOf(
  component: string,
  installs: readonly { release: string; format: string; key?: string; data: Record<string, string> }[],
): Finding[][] {
  const objects = installs.flatMap(({ release, format, key, data }, index) => {
    const metadata = { name: `config-${index}` };
    const configMap = { ...metadata, ...(key !== undefined && { key }) };
    const spec = { component, release, experimentalPlugins: 'Disallow', sources: [{ configMap, format }] };
    return [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata, data },
      { apiVersion: 'stagegate.dev/v1beta1', kind: 'FeatureSet', metadata, spec },
    ];
  });
  const file = scratch.file('configs.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  const { stdout, stderr } = inline('evaluate', '-f', path.join(catalogs, component), '-f', file, '-o', 'json');
  expect(stderr).toBe('');
  const { report } = JSON.parse(stdout) as Printed;
  return installs.map(
    (_install, index) =>
      report.find(({ featureSet }) => featureSet.endsWith(`/config-${index}`))?.findings ??
      expect.unreachable(`no report on config-${index}`),
  );
}

describe('published configs of endpoint pickers', () => {
  const configs = publishedConfigs();
  let found: Finding[][] = [];
  beforeEach(() => {
    if (found.length > 0) return;
    const installs = configs.map(({ text }) => ({
      release: 'v0.11.0-dev',
      format: 'EndpointPickerConfig',
      key: 'config.yaml',
      data: { 'config.yaml': text },
    }));
    found = findingsOf('llm-d-router', installs);
  });

  test('are 114', () => {
    expect(configs).toHaveLength(114);
  });

  test.each(configs.map((config, index) => ({ ...config, index })))(
    'of $where: as a source they get the findings that the registry and its tombstones give (R26, R56, R65, R122, R124, R131)',
    ({ expected, index }) => {
      expect(notable(found[index])).toEqual(expected);
    },
  );
});

const keyValue = (release: string, data: Record<string, string>) => ({ release, format: 'KeyValue', data });

describe('the ConfigMap that Tekton ships', () => {
  const maps = goldenLines('catalogs/tekton-config-maps.txt').map((line) => {
    const [release = '', ...pairs] = line.split(' ');
    return { release, data: Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/) as [string, string])) };
  });
  const errorsOf = (installs: Parameters<typeof findingsOf>[1]) =>
    findingsOf('tekton-pipelines', installs).map((findings) => findings.filter(({ severity }) => severity === 'Error'));

  test('breaks no rule at its own release (R116, R122)', () => {
    expect(errorsOf(maps.map(({ release, data }) => keyValue(release, data)))).toEqual(maps.map(() => []));
  });

  test.each(maps)(
    'with $release loses at v1.15.0 exactly the flags that are gone by then, and says what to do (R20, R56, R118)',
    ({ release, data }) => {
      const [errors = []] = errorsOf([keyValue('v1.15.0', data)]);
      const newest = maps.at(-1)?.data ?? {};
      const gone = Object.keys(data).filter((key) => !(key in newest));
      const told = errors.map(({ reason, subject }) => `${reason} ${subject}`);
      const locked = data['enable-step-actions'] === 'false' ? ['GateLocked enable-step-actions'] : [];
      expect(told.toSorted()).toEqual([...gone.map((key) => `RemovedFeatureGate ${key}`), ...locked].sort());
      for (const { message } of errors) expect(message).toMatch(/delete it from configmap\/config-0/);
      expect(gone.length > 0).toBe(release !== 'v1.0.0' && release !== 'v1.15.0');
    },
  );
});

describe('words that flags of Tekton took while they lived', () => {
  const words: [release: string, data: Record<string, string>][] = [
    ['v0.43.0', { 'embedded-status': 'full', 'custom-task-version': 'v1alpha1', 'enable-custom-tasks': 'true' }],
    ['v0.43.0', { 'embedded-status': 'both', 'resource-verification-mode': 'enforce' }],
    ['v0.45.0', { 'enforce-nonfalsifiablity': 'spire', 'resource-verification-mode': 'warn' }],
  ];
  const told = (release: string, data: Record<string, string>): string[] => {
    const [findings = []] = findingsOf('tekton-pipelines', [keyValue(release, data)]);
    const errors = findings.filter(({ severity }) => severity === 'Error');
    return errors.map(({ reason, subject }) => `${reason} ${subject}`).sort();
  };

  test.each(words)('are none of the errors at %s: %j', (release, data) => {
    expect(told(release, data)).toEqual([]);
  });

  test.each(words)('do not hide at v1.15.0 that the flags of %s are gone: %j (R56)', (_release, data) => {
    const gone = Object.keys(data).map((key) => `RemovedFeatureGate ${key}`);
    expect(told('v1.15.0', data)).toEqual(gone.sort());
    const unheard = Object.fromEntries(Object.keys(data).map((key) => [key, 'unheard-of']));
    expect(told('v1.15.0', unheard)).toEqual(gone);
  });
});

describe("values of the NVIDIA driver's chart and its environment, at v0.5.0 (R22, R76, R77, R78, R122)", () => {
  const values: [gates: string, errors: string[]][] = [
    ['', []],
    ['TimeSlicingSettings=true,MPSSupport=true', []],
    ['NVMLDeviceHealthCheck=true', []],
    ['PassthroughSupport=true,DeviceMetadata=true', []],
    ['DynamicMIG=true', []],
    ['ConsumableShares=true,MPSSupport=true', []],
    ['DynamicMIG=true,TimeSlicingSettings=true', []],
    ['ComputeDomainCliques=true', []],
    ['ComputeDomainCliques=true,IMEXDaemonsWithDNSNames=false', ['DependencyUnmet ComputeDomainCliques']],
    ['IMEXDaemonsWithDNSNames=false', ['DependencyUnmet ComputeDomainCliques']],
    ['DynamicMIG=true,PassthroughSupport=true', ['MutuallyExclusive DynamicMIG']],
    ['DynamicMIG=true,NVMLDeviceHealthCheck=true', ['MutuallyExclusive DynamicMIG']],
    ['DynamicMIG=true,MPSSupport=true', ['MutuallyExclusive DynamicMIG']],
    ['PassthroughSupport=true,NVMLDeviceHealthCheck=true', ['MutuallyExclusive NVMLDeviceHealthCheck']],
    ['DeviceMetadata=true', ['DependencyUnmet DeviceMetadata']],
  ];
  test.each(values)('%j, as a map of gates and as a flag string, gives %j', (flags, expected) => {
    const featureGates = Object.fromEntries(
      flags
        .split(',')
        .filter((flag) => flag !== '')
        .map((flag) => [flag.split('=')[0], flag.endsWith('=true')]),
    );
    const release = 'v0.5.0';
    const both = findingsOf('nvidia-dra-driver', [
      { release, format: 'GateMap', key: 'values.yaml', data: { 'values.yaml': JSON.stringify({ featureGates }) } },
      { release, format: 'FlagString', data: { FEATURE_GATES: flags && `${flags},` } },
    ]);
    for (const findings of both) {
      const errors = findings.filter(({ severity }) => severity === 'Error');
      expect(errors.map(({ reason, subject }) => `${reason} ${subject}`)).toEqual(expected);
    }
  });
});

describe("values that Tekton's parser refuses or should, at v1.15.0", () => {
  const values: [why: string, data: Record<string, string>, error: string][] = [
    ['a misspelled key (R125)', { 'keep-pod-enabled-cancel': 'true' }, 'UnknownFeatureGate keep-pod-enabled-cancel'],
    ['a retired key (R56)', { 'enable-custom-tasks': 'true' }, 'RemovedFeatureGate enable-custom-tasks'],
    ['a level that was only proposed (R114)', { 'enable-api-fields': 'none' }, 'InvalidValue enable-api-fields'],
    ['no boolean', { 'enable-param-enum': 'tru3' }, 'InvalidValue enable-param-enum'],
    ['a size at the limit (R130)', { 'max-result-size': '1572864' }, 'InvalidValue max-result-size'],
    [
      'a setting without the one it needs (R86)',
      { 'set-security-context-read-only-root-filesystem': 'true', 'set-security-context': 'false' },
      'SettingRuleViolated set-security-context-read-only-root-filesystem',
    ],
    [
      'a flag that is Stable and does nothing (R16)',
      { 'enable-step-actions': 'false' },
      'GateLocked enable-step-actions',
    ],
  ];
  test.each(values)('%s is an Error that names it, and no value is quoted', (_why, data, error) => {
    const [findings = []] = findingsOf('tekton-pipelines', [{ release: 'v1.15.0', format: 'KeyValue', data }]);
    const errors = findings.filter(({ severity }) => severity === 'Error');
    expect(errors.map(({ reason, subject }) => `${reason} ${subject}`)).toEqual([error]);
    expect(errors.map(({ message }) => message).join()).not.toMatch(/tru3|1572864/);
  });
});
