import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { inline } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';
import {
  catalogObjects,
  catalogs,
  changed,
  conditionOf,
  evaluated,
  featureSet,
  objectsIn,
} from '../catalogs/catalog.ts';
import { gateOf, install, set, uses } from './install.ts';

const DRIVER = 'nvidia-dra-driver';
const ROUTER = 'llm-d-router';
const driver = catalogObjects(DRIVER);
const router = catalogObjects(ROUTER);
const tekton = catalogObjects('tekton-pipelines');
const kubernetes = catalogObjects('kubernetes');

describe('the value of a gate', () => {
  /** A driver whose CrashOnNVLinkFabricErrors is Stable, whose DRAListTypeAttributes runs ahead of its upstream, with a tombstone and a plan. */
  const objects = [
    ...driver.map((one) => {
      const next = { crashonnvlinkfabricerrors: 'Stable', dralisttypeattributes: 'Beta' }[
        one.reference.split('.')[1] ?? ''
      ];
      return next === undefined
        ? one
        : changed(one, ({ requires: _, ...spec }) => ({
            ...spec,
            stages: [...(spec['stages'] as object[]), { release: 'v0.5.0', level: next }],
          }));
    }),
    ...gateOf(DRIVER, 'Planned', ['v0.6.0 Alpha']),
    ...gateOf(DRIVER, 'Gone', ['v0.4.0 Alpha', 'v0.5.0 Removed'], { deprecation: { message: 'dropped' } }),
    ...kubernetes,
    ...featureSet('cluster', { component: 'kubernetes', release: '1.36' }),
  ];
  const platform = [{ component: 'kubernetes', featureSet: { name: 'cluster' } }];

  test('is found step by step, and says which step decided (R19)', () => {
    const told = install(objects, DRIVER, 'v0.5.0', {
      platform,
      groups: [{ name: 'AllAlpha', state: 'Enabled' }],
      settings: [{ name: 'host-managed-imex', value: 'true' }],
      overrides: [
        { gate: 'DeviceMetadata', state: 'Enabled' },
        { gate: 'PassthroughSupport', state: 'Disabled' },
        { gate: 'DynamicMIG', state: 'Enabled' },
      ],
    });
    const decided = Object.fromEntries(
      told.report.gates.map(({ gate, effective, source }) => [gate, `${effective} ${source}`]),
    );
    expect(decided).toEqual({
      ComputeDomainCliques: 'Disabled Setting',
      ConsumableShares: 'Enabled Group',
      CrashOnNVLinkFabricErrors: 'Enabled Lock',
      DRAListTypeAttributes: 'Disabled UpstreamCoupling',
      DeviceMetadata: 'Disabled Dependency',
      DynamicMIG: 'Enabled Override',
      FabricManagerPartitioning: 'Enabled Group',
      Gone: 'Disabled Removed',
      HostManagedIMEXDaemon: 'Enabled Group',
      IMEXDaemonsWithDNSNames: 'Disabled Setting',
      MPSSupport: 'Disabled Exclusion',
      NVMLDeviceHealthCheck: 'Disabled Exclusion',
      PassthroughSupport: 'Disabled Override',
      Planned: 'Disabled NotAvailable',
      TimeSlicingSettings: 'Enabled Group',
    });
    const alone = install(objects, DRIVER, 'v0.5.0', { platform, minimumLevel: 'Stable' });
    expect(alone.gate('IMEXDaemonsWithDNSNames')).toMatchObject({ effective: 'Disabled', source: 'MinimumLevel' });
    expect(alone.gate('DynamicMIG')).toMatchObject({ effective: 'Disabled', source: 'Default' });
  });

  test('is that of the newest stage that has begun; before the first the gate is not there (R19)', () => {
    const at = (release: string) => {
      const { level, effective } = install(kubernetes, 'kubernetes', release).gate('MultiCIDRServiceAllocator') ?? {};
      return `${level} ${effective}`;
    };
    expect(['1.26', '1.27', '1.30', '1.31', '1.32', '1.33', '1.36'].map(at)).toEqual([
      'NotYetAvailable Disabled',
      'Alpha Disabled',
      'Alpha Disabled',
      'Beta Disabled',
      'Beta Disabled',
      'Stable Enabled',
      'Stable Enabled',
    ]);
  });

  test('set where the gate is not known at that release is an Error, and the whole set is not ready (R20)', () => {
    const told = (release: string, ...gates: string[]) => {
      const { errors, own } = install(driver, DRIVER, release, set('Disabled', ...gates));
      return [conditionOf(own, 'Ready')?.status, ...errors];
    };
    expect(told('v0.5.0', 'MPSSupport', 'TimeSlicingSettings')).toEqual(['True']);
    expect(told('v0.5.0', 'MPSSupport', 'TimeSlicing')).toEqual(['False', 'UnknownFeatureGate TimeSlicing']);
    // Known to a later release only.
    expect(told('v0.4.0', 'MPSSupport', 'ConsumableShares')).toEqual(['False', 'NotYetAvailable ConsumableShares']);
  });

  test('of a gate that is locked is what it is locked to; another is rejected with the reason (R21)', () => {
    const told = (state: string) =>
      install(objects, DRIVER, 'v0.5.0', { platform, ...set(state, 'CrashOnNVLinkFabricErrors') });
    expect(told('Enabled').errors).toEqual([]);
    expect(told('Disabled').errors).toEqual(['GateLocked CrashOnNVLinkFabricErrors']);
    expect(told('Disabled').message('GateLocked')).toContain('the override to Disabled is rejected');
  });
});

describe('a configuration', () => {
  const imported = (featureGates: unknown) => {
    const file = scratch.file('config.json', JSON.stringify({ featureGates }));
    const flags = ['--component', ROUTER, '--release', 'v0.10.0', '-f', path.join(catalogs, ROUTER)];
    return inline('import', 'EndpointPickerConfig', file, ...flags);
  };
  const gatesOf = (featureGates: unknown) => {
    const { code, stdout } = imported(featureGates);
    expect(code).toBe(0);
    const { report } = evaluated([...router, ...objectsIn(stdout)], '2026-09-01');
    return Object.fromEntries(
      (report[0]?.gates ?? []).map(({ gate, effective, source }) => [gate, `${effective} ${source}`]),
    );
  };

  test('is a map of booleans; what it leaves out has the default of its level (R22)', () => {
    expect(gatesOf({ flowControl: true })).toMatchObject({
      flowControl: 'Enabled Override',
      haPopulateNonLeaderDatastore: 'Enabled Default',
    });
    expect(gatesOf({ haPopulateNonLeaderDatastore: false })).toMatchObject({
      flowControl: 'Disabled Default',
      haPopulateNonLeaderDatastore: 'Disabled Override',
    });
  });

  test('may be a list of names or of name=bool too, in every spelling of a boolean that Go reads (R23)', () => {
    expect(gatesOf(['flowControl'])).toEqual(gatesOf({ flowControl: true }));
    for (const word of ['1', 't', 'T', 'TRUE', 'true', 'True'])
      expect(gatesOf([`flowControl=${word}`])['flowControl']).toBe('Enabled Override');
    for (const word of ['0', 'f', 'F', 'FALSE', 'false', 'False'])
      expect(gatesOf([`flowControl=${word}`])['flowControl']).toBe('Disabled Override');
    expect(imported(['flowControl=yes']).code).toBe(2);
    const twice = imported(['flowControl', 'flowControl=false']);
    expect(twice.stderr).toContain('flowControl stands 2 times');
    expect(gatesOf(['flowControl', 'flowControl=false'])['flowControl']).toBe('Disabled Override');
  });
});

describe('the minimum level an installation accepts', () => {
  test('is chosen there, and holds for every gate and every plugin; with none nothing is limited (R25)', () => {
    const spec = {
      ...set('Enabled', 'MPSSupport', 'TimeSlicingSettings'),
      groups: [{ name: 'AllAlpha', state: 'Enabled' }],
    };
    const open = install(driver, DRIVER, 'v0.5.0', spec).report.gates;
    expect(open.filter(({ level, effective }) => level === 'Alpha' && effective === 'Enabled').length).toBeGreaterThan(
      2,
    );
    const limited = install(driver, DRIVER, 'v0.5.0', { ...spec, minimumLevel: 'Beta' });
    expect(
      limited.report.gates.filter(({ level, effective }) => level === 'Alpha' && effective !== 'Disabled'),
    ).toEqual([]);
    expect(limited.errors).toEqual(
      expect.arrayContaining(['BelowMinimumLevel MPSSupport', 'BelowMinimumLevel TimeSlicingSettings']),
    );
    expect(limited.gate('IMEXDaemonsWithDNSNames')).toMatchObject({ effective: 'Enabled' });
    const plugins = { ...uses('agent-identity', 'queue-scorer'), experimentalPlugins: 'Allow' };
    expect(install(router, ROUTER, 'v0.10.0', plugins).errors).toEqual([]);
    const strict = install(router, ROUTER, 'v0.10.0', { ...plugins, minimumLevel: 'Beta' });
    expect(strict.errors).toEqual(['BelowMinimumLevel agent-identity']);
    expect(strict.plugin('queue-scorer')).toMatchObject({ verdict: 'Admitted' });
  });
});

describe('Alpha plugins', () => {
  const own = [
    ...router.map((one) =>
      one.reference === `${ROUTER}.agent-identity` ? changed(one, (spec) => ({ ...spec, featureGate: 'agents' })) : one,
    ),
    ...gateOf(ROUTER, 'agents', ['v0.9.0 Alpha']),
  ];
  const named = { plugins: [{ type: 'agent-identity', name: 'mine' }] };

  test('are let in one by one through their gates, or all at once by one switch (R26)', () => {
    expect(install(own, ROUTER, 'v0.10.0', { ...named, ...set('Enabled', 'agents') }).errors).toEqual([]);
    expect(install(own, ROUTER, 'v0.10.0', { ...named, experimentalPlugins: 'Allow' }).errors).toEqual([]);
    const types = install(
      router,
      ROUTER,
      'v0.10.0',
      uses(...router.flatMap(({ raw }) => (raw['spec'] as { type?: string }).type ?? [])),
    );
    const alpha = types.report.plugins.filter(({ level }) => level === 'Alpha').map(({ type }) => type);
    expect(alpha).toHaveLength(28);
    expect(types.errors.filter((one) => one.startsWith('AlphaPluginNeedsOptIn'))).toEqual(
      alpha.map((type) => `AlphaPluginNeedsOptIn ${type}`),
    );
    expect(install(router, ROUTER, 'v0.10.0', { ...uses(...alpha), experimentalPlugins: 'Allow' }).errors).toEqual([]);
  });

  test('without either are an Error that names plugin, type, gate and switch (R26)', () => {
    const told = install(own, ROUTER, 'v0.10.0', named);
    expect(told.errors).toEqual(['AlphaPluginNeedsOptIn agent-identity']);
    expect(told.message('AlphaPluginNeedsOptIn')).toBe(
      "Plugin 'mine' of type 'agent-identity' is Alpha; enable gate 'agents' or set spec.experimentalPlugins to Allow",
    );
  });

  test('are judged where the component loads them by itself, once, and by what the gates are in the end (R27)', () => {
    const injecting = own.map((one) =>
      one.kind === 'MaturityPolicy'
        ? changed(one, (spec) => ({ ...spec, defaultPlugins: ['agent-identity', 'max-score-picker'] }))
        : one,
    );
    const told = install(injecting, ROUTER, 'v0.10.0', uses('queue-scorer'));
    expect(told.errors).toEqual(['AlphaPluginNeedsOptIn agent-identity']);
    expect(told.report.plugins.map(({ type, verdict }) => `${type} ${verdict}`)).toEqual([
      'agent-identity Refused',
      'max-score-picker Admitted',
      'queue-scorer Admitted',
    ]);
    const twice = {
      plugins: [
        { type: 'agent-identity', name: 'one' },
        { type: 'agent-identity', name: 'two' },
      ],
    };
    expect(install(injecting, ROUTER, 'v0.10.0', twice).errors).toEqual(['AlphaPluginNeedsOptIn agent-identity']);
    // The gate is asked on, and off in the end, since something it requires is not on.
    const requiring = injecting.map((one) =>
      one.reference === `${ROUTER}.agents`
        ? changed(one, (spec) => ({ ...spec, requires: [{ gate: 'flowControl' }] }))
        : one,
    );
    const asked = set('Enabled', 'agents');
    expect(install(injecting, ROUTER, 'v0.10.0', { ...uses('queue-scorer'), ...asked }).errors).toEqual([]);
    expect(install(requiring, ROUTER, 'v0.10.0', { ...uses('queue-scorer'), ...asked }).errors).toEqual([
      'AlphaPluginNeedsOptIn agent-identity',
      'DependencyUnmet agents',
    ]);
  });
});

describe('settings', () => {
  test('that a gate unlocks are refused without it, before anything is installed as well as while it runs (R29)', () => {
    const spec = (...gates: string[]) => ({
      settings: [{ name: 'consumable-shares', value: 'four' }],
      ...set('Enabled', ...gates),
    });
    expect(install(driver, DRIVER, 'v0.5.0', spec()).errors).toEqual(['SettingRuleViolated consumable-shares']);
    expect(install(driver, DRIVER, 'v0.5.0', spec('ConsumableShares')).errors).toEqual([]);
    // The same evaluation, from a file and with no cluster.
    const file = (...gates: string[]) => {
      const metadata = { name: 'gpu' };
      const gpu = {
        apiVersion: 'stagegate.dev/v1beta1',
        kind: 'FeatureSet',
        metadata,
        spec: { component: DRIVER, release: 'v0.5.0', ...spec(...gates) },
      };
      return inline('evaluate', '-f', path.join(catalogs, DRIVER), '-f', scratch.file('set.json', JSON.stringify(gpu)));
    };
    expect(file().code).toBe(1);
    expect(file().stdout).toContain("needs gate 'ConsumableShares' to be on");
    expect(file('ConsumableShares').code).toBe(0);
  });

  test('that switch gates off show it on each, in report and status, with the cause; asking for one is an Error (R30)', () => {
    const settings = [{ name: 'host-managed-imex', value: 'true' }];
    const told = install(driver, DRIVER, 'v0.5.0', { settings, ...set('Enabled', 'HostManagedIMEXDaemon') });
    expect(told.errors).toEqual([]);
    for (const gate of ['ComputeDomainCliques', 'IMEXDaemonsWithDNSNames']) {
      expect(told.own.exceptions).toContainEqual(
        expect.objectContaining({ gate, state: 'Disabled', source: 'Setting' }),
      );
      expect(told.infos).toContain(`ForcedOff ${gate}`);
    }
    const asked = install(driver, DRIVER, 'v0.5.0', {
      settings,
      ...set('Enabled', 'HostManagedIMEXDaemon', 'ComputeDomainCliques'),
    });
    expect(asked.errors).toContain('ForcedOff ComputeDomainCliques');
  });
});

describe('change', () => {
  test('of levels and values never comes from time alone, only from a spec (R31)', () => {
    const told = (day: string) =>
      [
        install(driver, DRIVER, 'v0.5.0', set('Enabled', 'DynamicMIG'), day),
        install(router, ROUTER, 'v0.10.0', uses('tokenizer', 'agent-identity', 'queue-scorer'), day),
        install(tekton, 'tekton-pipelines', 'v1.15.0', {}, day),
        install(kubernetes, 'kubernetes', '1.35', {}, day),
      ].map(({ report }) => [report.gates, report.plugins]);
    const today = told('2026-09-01');
    for (const day of ['2020-01-01', '2026-05-15', '2027-03-23', '2099-12-31']) expect(told(day)).toEqual(today);
    // The spec does.
    const stable = driver.map((one) =>
      one.reference === `${DRIVER}.mpssupport`
        ? changed(one, (spec) => ({ ...spec, stages: [{ release: 'v25.8.0', level: 'Beta' }] }))
        : one,
    );
    expect(install(stable, DRIVER, 'v0.5.0').gate('MPSSupport')).toMatchObject({ level: 'Beta', effective: 'Enabled' });
  });

  test('of what is on is seen against the snapshot that stands, with its generation, and announced gate by gate (R32)', () => {
    const at = (generation: number, spec: object, status?: unknown) => {
      const metadata = { name: 'install', namespace: 'default', generation };
      const one = {
        apiVersion: 'stagegate.dev/v1beta1',
        kind: 'FeatureSet',
        metadata,
        spec: { component: DRIVER, release: 'v0.5.0', ...spec },
        status,
      };
      const { items } = evaluated([...driver, ...objectsIn(JSON.stringify(one))], '2026-09-01');
      return items.find((item) => item.metadata.name === 'install')?.status as unknown as Snapshot;
    };
    const before = at(3, {});
    expect(before).toMatchObject({ observedGeneration: 3 });
    expect(before.enabled).toContain('ComputeDomainCliques');
    expect(before.notices).toEqual([]);
    const after = at(
      4,
      {
        overrides: [
          { gate: 'MPSSupport', state: 'Enabled' },
          { gate: 'ComputeDomainCliques', state: 'Disabled' },
        ],
      },
      before,
    );
    expect(after.observedGeneration).toBe(4);
    expect(after.enabled).toContain('MPSSupport');
    expect(after.notices.map(({ reason, subjects }) => `${reason} ${subjects.join(' ')}`).toSorted()).toEqual([
      'GateDisabled ComputeDomainCliques',
      'GateEnabled MPSSupport',
    ]);
    // Nothing changed since: the snapshot stands as it is.
    expect(
      at(
        4,
        {
          overrides: [
            { gate: 'MPSSupport', state: 'Enabled' },
            { gate: 'ComputeDomainCliques', state: 'Disabled' },
          ],
        },
        after,
      ),
    ).toEqual(after);
  });

  test('of one gate in one place touches that FeatureSet and that gate only, in no other component and no other place (R33)', () => {
    const sets = (state?: string) => [
      ...featureSet('one', {
        component: DRIVER,
        release: 'v0.5.0',
        ...(state !== undefined && set(state, 'MPSSupport')),
      }),
      ...featureSet('two', { component: DRIVER, release: 'v0.5.0' }),
      ...featureSet('router', { component: ROUTER, release: 'v0.10.0', ...uses('queue-scorer') }),
      ...featureSet('cluster', { component: 'kubernetes', release: '1.36' }),
    ];
    const statuses = (objects: readonly DeclaredObject[]) =>
      new Map(
        evaluated([...driver, ...router, ...tekton, ...kubernetes, ...objects], '2026-09-01').items.map((item) => [
          `${item.kind} ${item.metadata.name}`,
          JSON.stringify(item.status),
        ]),
      );
    const before = statuses(sets());
    const after = statuses(sets('Enabled'));
    expect(before.size).toBeGreaterThan(350);
    expect([...after].filter(([name, status]) => before.get(name) !== status).map(([name]) => name)).toEqual([
      `FeatureGate ${DRIVER}.mpssupport`,
      'FeatureSet one',
    ]);
  });
});

interface Snapshot {
  observedGeneration: number;
  enabled: string[];
  notices: { reason: string; subjects: string[] }[];
}
