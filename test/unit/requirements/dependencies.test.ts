import { describe, expect, test } from 'vitest';
import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import {
  catalogObjects,
  changed,
  conditionOf,
  evaluated,
  featureSet,
  installedAt,
  objectsIn,
  on,
  statusOf,
} from '../catalogs/catalog.ts';

const driver = catalogObjects('nvidia-dra-driver');
const tekton = catalogObjects('tekton-pipelines');
const router = catalogObjects('llm-d-router');
const kubernetes = catalogObjects('kubernetes');

/** What an install of a component is told, and where its gates and plugins stand. */
function told(objects: readonly DeclaredObject[], component: string, release: string, spec: object = {}) {
  const evaluation = installedAt(objects, component, release, '2026-09-01', spec);
  const report = evaluation.report.find((one) => one.component === component);
  const findings = report?.findings ?? [];
  const words = (severity: string) =>
    findings.filter((one) => one.severity === severity).map(({ reason, subject }) => `${reason} ${subject}`);
  return {
    evaluation,
    findings,
    errors: words('Error'),
    warnings: words('Warning'),
    effective: (name: string) => report?.gates.find(({ gate }) => gate === name)?.effective,
    plugin: (name: string) => report?.plugins.find(({ type }) => type === name),
  };
}

const driverAt = (release: string, spec: object = {}, objects = driver) =>
  told(objects, 'nvidia-dra-driver', release, spec);

/** The install runs on another component's release. */
const runsOn = (component: string) => ({ platform: [{ component, featureSet: { name: component } }] });

/** A gate or plugin of a catalog with its spec changed. */
function having(
  objects: readonly DeclaredObject[],
  reference: string,
  change: (spec: Record<string, unknown>) => object,
) {
  expect(objects.map((object) => object.reference)).toContain(reference);
  return objects.map((object) =>
    object.reference === reference ? changed(object, (spec) => ({ ...spec, ...change(spec) })) : object,
  );
}

describe('gates of the NVIDIA driver', () => {
  test('need one another: DeviceMetadata PassthroughSupport, ComputeDomainCliques IMEXDaemonsWithDNSNames (R76)', () => {
    expect(driverAt('v0.5.0', on('DeviceMetadata')).errors).toEqual(['DependencyUnmet DeviceMetadata']);
    const both = driverAt('v0.5.0', on('DeviceMetadata', 'PassthroughSupport'));
    expect(both.errors).toEqual([]);
    expect(both.effective('DeviceMetadata')).toBe('Enabled');
    const off = { overrides: [{ gate: 'IMEXDaemonsWithDNSNames', state: 'Disabled' }] };
    expect(driverAt('v0.5.0', off).errors).toEqual(['DependencyUnmet ComputeDomainCliques']);
  });

  const pairs = [
    ['DynamicMIG', 'PassthroughSupport'],
    ['DynamicMIG', 'NVMLDeviceHealthCheck'],
    ['DynamicMIG', 'MPSSupport'],
    ['NVMLDeviceHealthCheck', 'PassthroughSupport'],
  ] as const;
  test.each(pairs)('%s and %s exclude one another, and both are off (R77)', (one, other) => {
    const { errors, effective } = driverAt('v0.4.0', on(one, other));
    expect(errors).toEqual([`MutuallyExclusive ${one}`]);
    expect([effective(one), effective(other)]).toEqual(['Disabled', 'Disabled']);
    expect(driverAt('v0.4.0', on(one)).effective(one)).toBe('Enabled');
    expect(driverAt('v0.4.0', on(other)).effective(other)).toBe('Enabled');
  });

  test('no other two that are off by default exclude one another (R77)', () => {
    const free = [
      'ConsumableShares',
      'FabricManagerPartitioning',
      'MPSSupport',
      'PassthroughSupport',
      'TimeSlicingSettings',
    ];
    expect(driverAt('v0.5.0', on(...free)).errors).toEqual([]);
  });

  test('are judged by what is effective: a dependency that somebody else switched off does not count (R78)', () => {
    // PassthroughSupport is asked for and goes off, since it excludes what is asked for too; DeviceMetadata follows.
    const { findings, effective } = driverAt(
      'v0.4.0',
      on('DeviceMetadata', 'PassthroughSupport', 'NVMLDeviceHealthCheck'),
    );
    expect(effective('PassthroughSupport')).toBe('Disabled');
    expect(effective('DeviceMetadata')).toBe('Disabled');
    expect(findings).toContainEqual(
      expect.objectContaining({ severity: 'Info', reason: 'DependencyUnmet', subject: 'DeviceMetadata' }),
    );
  });

  test('exclude one another in the releases that say so: a rule may begin, and may be lifted (R79)', () => {
    const bounded = having(driver, 'nvidia-dra-driver.dynamicmig', () => ({
      excludes: [
        { gate: 'MPSSupport', fromRelease: 'v0.4.0' },
        { gate: 'PassthroughSupport', platformBefore: 'v0.5.0' },
      ],
    }));
    const errors = (release: string, other: string) => driverAt(release, on('DynamicMIG', other), bounded).errors;
    expect(errors('v25.12.0', 'MPSSupport')).toEqual([]);
    expect(errors('v0.4.0', 'MPSSupport')).toEqual(['MutuallyExclusive DynamicMIG']);
    expect(errors('v0.4.0', 'PassthroughSupport')).toEqual(['MutuallyExclusive DynamicMIG']);
    expect(errors('v0.5.0', 'PassthroughSupport')).toEqual([]);
  });

  test('are answered once, with everything that every part of the driver would refuse at its start (R80, R81)', () => {
    const spec = {
      overrides: [
        ...['DynamicMIG', 'MPSSupport', 'PassthroughSupport', 'NVMLDeviceHealthCheck'].map((gate) => ({
          gate,
          state: 'Enabled',
        })),
        { gate: 'IMEXDaemonsWithDNSNames', state: 'Disabled' },
        { gate: 'DRAListTypeAttributes', state: 'Enabled' },
      ],
      ...runsOn('kubernetes'),
    };
    const cluster = featureSet('kubernetes', { component: 'kubernetes', release: '1.35' });
    const { errors, evaluation } = driverAt('v0.4.0', spec, [...driver, ...kubernetes, ...cluster]);
    expect(errors).toEqual([
      'DependencyUnmet ComputeDomainCliques',
      'DependencyUnmet DRAListTypeAttributes',
      'DependencyUnmet DynamicMIG',
      'MutuallyExclusive DynamicMIG',
      'MutuallyExclusive DynamicMIG',
      'MutuallyExclusive DynamicMIG',
      'MutuallyExclusive NVMLDeviceHealthCheck',
    ]);
    expect(conditionOf(statusOf(evaluation, 'install'), 'DependenciesMet')).toMatchObject({ status: 'False' });
    expect(conditionOf(statusOf(evaluation, 'install'), 'Ready')?.message).toContain('(and 6 more)');
  });
});

describe('what is outside the component', () => {
  test('DynamicMIG needs DRAPartitionableDevices on Kubernetes 1.34 and 1.35, not before and not after (R82)', () => {
    const errors = (release: string) => {
      const cluster = featureSet('kubernetes', { component: 'kubernetes', release });
      return driverAt('v0.4.0', { ...on('DynamicMIG'), ...runsOn('kubernetes') }, [
        ...driver,
        ...kubernetes,
        ...cluster,
      ]).errors;
    };
    expect(errors('1.33')).toEqual([]);
    expect(errors('1.34')).toEqual(['DependencyUnmet DynamicMIG']);
    expect(errors('1.35')).toEqual(['DependencyUnmet DynamicMIG']);
    expect(errors('1.36')).toEqual([]);
  });

  test('an environment that is too old is refused with a hint: a GPU driver for a gate, Kubernetes for a setting (R83, R86)', () => {
    const gpu = featureSet('nvidia-gpu-driver', { component: 'nvidia-gpu-driver', release: '570.148.08' });
    const old = driverAt('v25.8.0', runsOn('nvidia-gpu-driver'), [...driver, ...gpu]);
    expect(old.errors).toEqual(['EnvironmentTooOld IMEXDaemonsWithDNSNames']);
    expect(old.findings.find(({ reason }) => reason === 'EnvironmentTooOld')?.message).toContain(
      "needs nvidia-gpu-driver 570.158.01 or newer and runs on 570.148.08; it is off; upgrade nvidia-gpu-driver or disable 'IMEXDaemonsWithDNSNames'",
    );
    const sidecar = (release: string) => {
      const cluster = featureSet('kubernetes', { component: 'kubernetes', release });
      const settings = [{ name: 'enable-kubernetes-sidecar', value: 'true' }];
      return told([...tekton, ...kubernetes, ...cluster], 'tekton-pipelines', 'v1.15.0', {
        settings,
        ...runsOn('kubernetes'),
      });
    };
    expect(sidecar('1.28').errors).toEqual(['EnvironmentTooOld enable-kubernetes-sidecar']);
    expect(sidecar('1.28').findings[0]?.message).toContain('upgrade kubernetes');
    expect(sidecar('1.29').errors).toEqual([]);
  });
});

/** Plugins of llm-d-router beside its catalog: type, level at v0.9.0, and what each refers to. */
function plugins(...list: [type: string, level: string, ...requires: string[]][]): DeclaredObject[] {
  return list.flatMap(([type, level, ...requires]) => {
    const spec = {
      component: 'llm-d-router',
      type,
      owners: ['someone'],
      stages: [{ release: 'v0.9.0', level }],
      requires: requires.map((plugin) => ({ plugin })),
    };
    const metadata = { name: `llm-d-router.${type}` };
    return objectsIn(JSON.stringify({ apiVersion: 'stagegate.dev/v1beta1', kind: 'PluginMaturity', metadata, spec }));
  });
}

const using = (...types: string[]) => ({ plugins: types.map((type) => ({ type })), experimentalPlugins: 'Allow' });

describe('plugins that refer to others', () => {
  test('may refer to less stable ones where that is allowed: a warning, an error or nothing, as the policy says (R84)', () => {
    const consumer = plugins(['my-scorer', 'Beta', 'dcgm-extractor']);
    const under = (lessStableDependency: string) => {
      const objects = having(router, 'llm-d-router', () => ({ lessStableDependency }));
      const { errors, warnings, plugin } = told(
        [...objects, ...consumer],
        'llm-d-router',
        'v0.10.0',
        using('my-scorer', 'dcgm-extractor'),
      );
      return { errors, warnings, verdict: plugin('my-scorer')?.verdict };
    };
    const word = ['LessStableDependency my-scorer'];
    expect(under('Warn')).toEqual({ errors: [], warnings: word, verdict: 'Admitted' });
    expect(under('Reject')).toEqual({ errors: word, warnings: [], verdict: 'Refused' });
    expect(under('Allow')).toEqual({ errors: [], warnings: [], verdict: 'Admitted' });
    // Upstream says Warn, since an Alpha producer is legitimate where experiments are allowed.
    const shipped = told([...router, ...consumer], 'llm-d-router', 'v0.10.0', using('my-scorer', 'dcgm-extractor'));
    expect(shipped.warnings).toEqual(word);
    expect(shipped.plugin('my-scorer')).toMatchObject({ verdict: 'Admitted' });
    // Equal or more stable is fine.
    const equal = [...router, ...plugins(['my-scorer', 'Alpha', 'dcgm-extractor'])];
    expect(told(equal, 'llm-d-router', 'v0.10.0', using('my-scorer', 'dcgm-extractor')).warnings).toEqual([]);
  });

  test('need them in use beside them, a handler its decider as much as a scorer its source (R85)', () => {
    const all = [
      ...router,
      ...plugins(
        ['my-handler', 'Beta', 'prefix-based-pd-decider'],
        ['my-scorer', 'Beta', 'metrics-data-source', 'core-metrics-extractor'],
      ),
    ];
    const alone = told(all, 'llm-d-router', 'v0.10.0', using('my-handler', 'my-scorer', 'metrics-data-source'));
    expect(alone.errors).toEqual(['PluginReferenceUnresolved my-handler', 'PluginReferenceUnresolved my-scorer']);
    expect(alone.findings.find(({ subject }) => subject === 'my-scorer')?.message).toContain(
      "'core-metrics-extractor'",
    );
    expect(alone.plugin('my-handler')).toMatchObject({ verdict: 'Refused' });
    const whole = told(
      all,
      'llm-d-router',
      'v0.10.0',
      using('my-handler', 'prefix-based-pd-decider', 'my-scorer', 'metrics-data-source', 'core-metrics-extractor'),
    );
    expect(whole.errors).toEqual([]);
    expect(whole.plugin('my-handler')).toMatchObject({ verdict: 'Admitted' });
  });

  test('that nobody declares, or in a circle, are errors of the declaration, before anybody uses them (R85)', () => {
    const all = [
      ...router,
      ...plugins(
        ['lost', 'Beta', 'nobody'],
        ['ring-a', 'Beta', 'ring-b'],
        ['ring-b', 'Beta', 'ring-c'],
        ['ring-c', 'Beta', 'ring-a'],
      ),
    ];
    const evaluation = evaluated(all, '2026-09-01');
    const ready = (type: string) => conditionOf(statusOf(evaluation, `llm-d-router.${type}`), 'Ready');
    expect(ready('lost')).toMatchObject({ status: 'False', reason: 'PluginReferenceUnresolved' });
    for (const type of ['ring-a', 'ring-b', 'ring-c']) {
      expect(ready(type)).toMatchObject({ status: 'False', reason: 'PluginCycle' });
      expect(ready(type)?.message).toContain('ring-a → ring-b → ring-c → ring-a');
    }
    const used = told(all, 'llm-d-router', 'v0.10.0', using('ring-a', 'ring-b', 'ring-c'));
    expect(used.errors).toEqual(['PluginCycle ring-a', 'PluginCycle ring-b', 'PluginCycle ring-c']);
  });
});

describe('flags of Tekton that hang together', () => {
  const set = (settings: Record<string, string>, spec: object = {}) =>
    told(tekton, 'tekton-pipelines', 'v1.15.0', {
      settings: Object.entries(settings).map(([name, value]) => ({ name, value })),
      ...spec,
    });

  const rules: [what: string, broken: Record<string, string>, kept: Record<string, string>][] = [
    [
      'a read-only root needs a security context',
      { 'set-security-context-read-only-root-filesystem': 'true' },
      { 'set-security-context-read-only-root-filesystem': 'true', 'set-security-context': 'true' },
    ],
    [
      'a size of results needs sidecar logs',
      { 'max-result-size': '8192' },
      { 'max-result-size': '8192', 'results-from': 'sidecar-logs' },
    ],
    [
      'no injected sidecars has no effect where readiness is not waited for',
      { 'running-in-environment-with-injected-sidecars': 'false', 'await-sidecar-readiness': 'false' },
      { 'running-in-environment-with-injected-sidecars': 'false' },
    ],
  ];
  test.each(rules)('%s (R86)', (_what, broken, kept) => {
    expect(set(broken).errors).toEqual([`SettingRuleViolated ${Object.keys(broken)[0]}`]);
    expect(set(kept).errors).toEqual([]);
  });

  test('compression is for termination messages only (R86)', () => {
    const compressed = on('enable-termination-message-compression');
    const logs = set({ 'results-from': 'sidecar-logs' }, compressed);
    expect(logs.errors).toEqual(['ForcedOff enable-termination-message-compression']);
    expect(logs.effective('enable-termination-message-compression')).toBe('Disabled');
    expect(set({ 'results-from': 'sidecar-logs' }).errors).toEqual([]);
    const messages = set({ 'results-from': 'termination-message' }, compressed);
    expect(messages.errors).toEqual([]);
    expect(messages.effective('enable-termination-message-compression')).toBe('Enabled');
  });
});
