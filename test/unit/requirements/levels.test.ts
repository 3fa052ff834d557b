import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { declaredObject, type DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { inline } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';
import { catalogObjects, catalogs, changed, conditionOf, FROM_FACTS, statusOf } from '../catalogs/catalog.ts';
import { gateOf, install, pluginOf, set, specOf, uses } from './install.ts';

const GIE = 'gateway-api-inference-extension';
const DRIVER = 'nvidia-dra-driver';
const TEKTON = 'tekton-pipelines';
const gie = catalogObjects(GIE);
const router = catalogObjects('llm-d-router');
const driver = catalogObjects(DRIVER);
const tekton = catalogObjects(TEKTON);
const kubernetes = catalogObjects('kubernetes');

/** One object of a catalog with other stages or more fields. */
function edited(objects: readonly DeclaredObject[], name: string, fields: object): DeclaredObject[] {
  expect(objects.map(({ reference }) => reference)).toContain(name);
  return objects.map((one) => (one.reference === name ? changed(one, (spec) => ({ ...spec, ...fields })) : one));
}

/** What becomes of a plugin of GIE that begins at a level, is deprecated and goes. */
function removal(level: string, [from, deprecated, gone]: [string, string, string]) {
  const spec = { featureGate: 'experiment', deprecation: { message: 'use another' } };
  const stages = [`${from} ${level}`, `${deprecated} Deprecated`, `${gone} Removed`];
  const { status } = install([...gie, ...pluginOf(GIE, 'leaving', stages, spec)], GIE, 'v1.5.0');
  const { deprecation } = status(`${GIE}.leaving`);
  return { verdict: deprecation?.verdict, earliest: deprecation?.earliestRemoval };
}

describe('levels of plugins', () => {
  test('are three ordered labels of their own, no API versions (R1)', () => {
    const judged = (level: string, minimumLevel: string) => {
      const spec = { ...uses('some'), minimumLevel, experimentalPlugins: 'Allow' };
      const objects = [...router, ...pluginOf('llm-d-router', 'some', [`v0.9.0 ${level}`])];
      return install(objects, 'llm-d-router', 'v0.10.0', spec).plugin('some');
    };
    const order = ['Alpha', 'Beta', 'Stable'];
    const verdicts = order.map((level) => order.map((minimum) => judged(level, minimum)?.verdict));
    expect(verdicts).toEqual([
      ['Admitted', 'Refused', 'Refused'],
      ['Admitted', 'Admitted', 'Refused'],
      ['Admitted', 'Admitted', 'Admitted'],
    ]);
    for (const word of ['v1alpha1', 'v1', 'GA', 'alpha']) {
      const [object] = pluginOf(GIE, 'some', [`v1.0.0 ${word}`]);
      expect(object?.parsed.valid).toBe(false);
    }
  });

  test('do not depend on the version of the API they are written in (R1)', () => {
    const older = router.map((one) =>
      declaredObject({ ...one, raw: { ...one.raw, apiVersion: 'stagegate.dev/v1alpha1' } }),
    );
    const types = router.flatMap(({ raw }) => (raw['spec'] as { type?: string }).type ?? []);
    const told = (objects: readonly DeclaredObject[]) =>
      install(objects, 'llm-d-router', 'v0.10.0', uses(...types)).report;
    expect(told(older)).toEqual(told(router));
    expect(new Set(told(router).plugins.map(({ level }) => level))).toContain('Alpha');
  });

  test('do not depend on the version of the config that lists the plugins (R1)', () => {
    const config = { featureGates: ['flowControl'], plugins: [{ type: 'queue-scorer' }, { type: 'agent-identity' }] };
    const imported = (apiVersion: string) => {
      const file = scratch.file('config.json', JSON.stringify({ apiVersion, kind: 'EndpointPickerConfig', ...config }));
      const catalog = path.join(catalogs, 'llm-d-router');
      const flags = ['--component', 'llm-d-router', '--release', 'v0.10.0', '-f', catalog];
      const { code, stdout } = inline('import', 'EndpointPickerConfig', file, ...flags);
      expect(code).toBe(0);
      return stdout;
    };
    const older = imported('inference.networking.x-k8s.io/v1alpha1');
    expect(older).toContain('agent-identity');
    expect(imported('llm-d.ai/v1alpha1')).toBe(older);
  });

  test('at Alpha: off without an explicit gate, promised nothing, free to go in any release (R2)', () => {
    const objects = [
      ...gie,
      ...gateOf(GIE, 'experiment', ['v1.5.0 Alpha']),
      ...pluginOf(GIE, 'new-scorer', ['v1.5.0 Alpha'], { featureGate: 'experiment' }),
    ];
    const silent = install(objects, GIE, 'v1.5.0', uses('new-scorer'));
    expect(silent.errors).toEqual(['AlphaPluginNeedsOptIn new-scorer']);
    const asked = install(objects, GIE, 'v1.5.0', { ...uses('new-scorer'), ...set('Enabled', 'experiment') });
    expect(asked.plugin('new-scorer')).toMatchObject({ level: 'Alpha', verdict: 'Admitted' });
    expect(asked.message('ExperimentalInUse')).toContain('may change or be removed in any release');
    expect(removal('Alpha', ['v1.2.0', 'v1.3.0', 'v1.4.0'])).toEqual({
      verdict: 'OnTime',
      earliest: { release: 'v1.3.0' },
    });
  });

  test('at Beta: on by default, and gone after two releases and six months, the later of the two (R3)', () => {
    const objects = [...gie, ...pluginOf(GIE, 'good-scorer', ['v1.2.0 Beta'])];
    const { errors, plugin } = install(objects, GIE, 'v1.5.0', uses('good-scorer'));
    expect(errors).toEqual([]);
    expect(plugin('good-scorer')).toMatchObject({ level: 'Beta', verdict: 'Admitted' });
    // Deprecated on 2025-10-24: two releases later is v1.3.0 on 2026-01-21, but six months end on 2026-04-24.
    const earliest = { release: 'v1.3.0', date: '2026-04-24' };
    expect(removal('Beta', ['v1.0.0', 'v1.1.0', 'v1.3.0'])).toEqual({ verdict: 'TooEarly', earliest });
    expect(removal('Beta', ['v1.0.0', 'v1.1.0', 'v1.5.0'])).toEqual({ verdict: 'TooEarly', earliest });
    expect(removal('Beta', ['v1.0.0', 'v1.1.0', 'v1.6.0'])).toEqual({ verdict: 'OnTime', earliest });
    const [policy] = gie.filter(({ kind }) => kind === 'MaturityPolicy');
    const { levels } = specOf(policy);
    expect(levels.find(({ name }) => name === 'Beta')?.removal.combine).toBe('Later');
  });

  test('at Stable: always there whatever the gate says, and never gone within a major (R4)', () => {
    const verdict = (level: string, state: string) => {
      const objects = [
        ...gie,
        ...gateOf(GIE, 'own', ['v1.5.0 Beta']),
        ...pluginOf(GIE, 'some', [`v1.5.0 ${level}`], { featureGate: 'own' }),
      ];
      return install(objects, GIE, 'v1.5.0', { ...uses('some'), ...set(state, 'own') }).plugin('some')?.verdict;
    };
    expect([verdict('Alpha', 'Disabled'), verdict('Beta', 'Disabled')]).toEqual(['Refused', 'Refused']);
    expect([verdict('Stable', 'Disabled'), verdict('Stable', 'Enabled')]).toEqual(['Admitted', 'Admitted']);
    expect(removal('Stable', ['v0.3.0', 'v0.4.0', 'v0.5.0']).verdict).toBe('TooEarly');
    expect(removal('Stable', ['v0.3.0', 'v0.4.0', 'v1.0.0']).verdict).toBe('OnTime');
    // v2 is not listed yet: within v1 it is too early, however long ago the notice was.
    expect(removal('Stable', ['v0.3.0', 'v1.0.0', 'v1.6.0'])).toEqual({ verdict: 'TooEarly', earliest: {} });
  });

  test('share one gate through life: it opts in at Alpha and switches off at Beta (R5)', () => {
    const stages = ['v1.3.0 Alpha', 'v1.5.0 Beta'];
    const objects = [...gie, ...gateOf(GIE, 'own', stages), ...pluginOf(GIE, 'some', stages, { featureGate: 'own' })];
    const at = (release: string, spec: object = {}) => {
      const { errors, gate } = install(objects, GIE, release, { ...uses('some'), ...spec });
      return [gate('own')?.default, ...errors];
    };
    expect(at('v1.3.0')).toEqual(['Disabled', 'AlphaPluginNeedsOptIn some']);
    expect(at('v1.3.0', set('Enabled', 'own'))).toEqual(['Disabled']);
    expect(at('v1.5.0')).toEqual(['Enabled']);
    expect(at('v1.5.0', set('Disabled', 'own'))).toEqual(['Enabled', 'PluginSwitchedOff some']);
  });
});

describe('what is before Alpha, and beside on and off', () => {
  const dev = gateOf(DRIVER, 'Sketch', ['v0.4.0 Dev'], {
    requires: [{ gate: 'ComputeDomainCliques' }],
    excludes: [{ gate: 'CrashOnNVLinkFabricErrors' }],
  });
  const plugin = pluginOf('llm-d-router', 'sketch', ['v0.10.0 Dev']);

  test('a Dev gate is off, below every other level, out of reach of group switches, promised no window (R6)', () => {
    const { gate, status } = install([...driver, ...dev], DRIVER, 'v0.5.0', {
      groups: [
        { name: 'AllAlpha', state: 'Enabled' },
        { name: 'AllBeta', state: 'Enabled' },
      ],
    });
    expect(gate('Sketch')).toMatchObject({
      level: 'Dev',
      default: 'Disabled',
      effective: 'Disabled',
      source: 'Default',
    });
    expect(status(`${DRIVER}.sketch`).deprecation).toBeUndefined();
    const minimum = install([...driver, ...dev], DRIVER, 'v0.5.0', {
      ...set('Enabled', 'Sketch'),
      minimumLevel: 'Alpha',
    });
    expect(minimum.errors).toContain('BelowMinimumLevel Sketch');
    const used = install([...router, ...plugin], 'llm-d-router', 'v0.10.0', uses('sketch'));
    expect(used.errors).toEqual(['AlphaPluginNeedsOptIn sketch']);
  });

  test('a Dev gate that is off changes nothing else, whatever it requires and excludes (R6)', () => {
    const told = (objects: readonly DeclaredObject[]) => {
      const { report } = install(objects, DRIVER, 'v0.5.0', set('Enabled', 'DynamicMIG', 'MPSSupport'));
      return { ...report, gates: report.gates.filter(({ gate }) => gate !== 'Sketch') };
    };
    expect(told([...driver, ...dev])).toEqual(told(driver));
    // It could: on, it excludes a gate that is on by default.
    expect(
      install([...driver, ...dev], DRIVER, 'v0.5.0', set('Enabled', 'Sketch')).gate('CrashOnNVLinkFabricErrors'),
    ).toMatchObject({
      default: 'Enabled',
      effective: 'Disabled',
    });
  });

  test('a gate may be in discovery: neither on nor off, by stage or by override, and nothing may build on it (R7)', () => {
    const objects = [...driver, ...gateOf(DRIVER, 'Watching', ['v0.4.0 Alpha discovery'])];
    const told = install(objects, DRIVER, 'v0.5.0', {
      overrides: [
        { gate: 'PassthroughSupport', state: 'Discovery' },
        { gate: 'DeviceMetadata', state: 'Enabled' },
      ],
    });
    expect(told.gate('Watching')).toMatchObject({ default: 'Discovery', effective: 'Discovery', source: 'Default' });
    expect(told.gate('PassthroughSupport')).toMatchObject({ requested: 'Discovery', effective: 'Discovery' });
    expect(told.errors).toEqual(['DependencyUnmet DeviceMetadata']);
    const { enabled, disabled, discovery } = told.own;
    expect(discovery).toEqual(['PassthroughSupport', 'Watching']);
    for (const list of [enabled, disabled]) expect(list).not.toContain('Watching');
    expect(told.status(`${DRIVER}.watching`).summary).toMatchObject({ default: 'Discovery', enabled: 'None' });
  });
});

describe('plugins nobody vouches for', () => {
  const unknown = pluginOf('llm-d-router', 'homemade', ['v0.9.0 Unknown']);

  test('a level must be said; Unknown may be, by plugins only, and needs no gate (R8)', () => {
    const [silent] = pluginOf('llm-d-router', 'homemade', ['v0.9.0']);
    expect(silent?.parsed.valid).toBe(false);
    expect(gateOf('llm-d-router', 'homemade', ['v0.9.0 Unknown'])[0]?.parsed.valid).toBe(false);
    const { errors, plugin } = install([...router, ...unknown], 'llm-d-router', 'v0.10.0', uses('homemade'));
    expect(errors).toEqual([]);
    expect(plugin('homemade')).toMatchObject({ level: 'Unknown', verdict: 'Admitted' });
  });

  test('Unknown warns whoever loads it, asks for a level, and is below every minimum (R8, R9)', () => {
    const told = install([...router, ...unknown], 'llm-d-router', 'v0.10.0', uses('homemade'));
    expect(told.warnings).toEqual(['UnknownLevel homemade']);
    expect(told.message('UnknownLevel')).toMatch(/ask its owners to declare one/);
    for (const minimumLevel of ['Dev', 'Alpha', 'Beta', 'Stable']) {
      const { errors } = install([...router, ...unknown], 'llm-d-router', 'v0.10.0', {
        ...uses('homemade'),
        minimumLevel,
      });
      expect(errors).toContain('BelowMinimumLevel homemade');
    }
  });

  test('a type that was never registered is refused by every policy, as Unknown and not as Stable (R9, R10)', () => {
    for (const component of [...FROM_FACTS, 'kubernetes', 'without-policy']) {
      const objects = component === 'without-policy' ? [] : catalogObjects(component);
      const [policy] = objects.filter(({ kind }) => kind === 'MaturityPolicy');
      const { releases = [] } = (policy?.raw['spec'] ?? {}) as { releases?: { name: string }[] };
      const told = install(objects, component, releases.at(-1)?.name ?? 'v0.1.0', uses('never-heard-of'));
      expect(told.errors).toEqual(['UnregisteredPlugin never-heard-of']);
      expect(told.plugin('never-heard-of')).toMatchObject({ level: 'Unknown', verdict: 'Refused' });
    }
  });
});

test('what Beta means by default is the word of the policy, and a stage that says otherwise wins and is told (R11)', () => {
  const beta = (
    component: string,
    objects: readonly DeclaredObject[],
    release: string,
    spec: object = {},
    own = '',
  ) => {
    const stage = [`${release} Beta${own}`];
    const { gate, status } = install([...objects, ...gateOf(component, 'fresh', stage, spec)], component, release);
    const summary = status(`${component}.fresh`).summary;
    expect(summary).toMatchObject({ level: 'Beta', default: gate('fresh')?.default });
    return gate('fresh')?.default;
  };
  expect(beta(DRIVER, driver, 'v0.5.0')).toBe('Enabled');
  expect(beta(GIE, gie, 'v1.6.0')).toBe('Enabled');
  expect(beta('kubernetes', kubernetes, '1.36')).toBe('Enabled');
  expect(beta(TEKTON, tekton, 'v1.15.0')).toBe('Disabled');
  expect(beta(TEKTON, tekton, 'v1.15.0', { regime: 'Grouped' })).toBe('Enabled');
  expect(beta(DRIVER, driver, 'v0.5.0', {}, ' off')).toBe('Disabled');
  expect(beta(TEKTON, tekton, 'v1.15.0', {}, ' on')).toBe('Enabled');
});

describe('the levels of the NVIDIA driver', () => {
  /** What becomes of CrashOnNVLinkFabricErrors with other stages at a release. */
  function at(release: string, stages: readonly string[], spec: object = {}) {
    const [planned] = gateOf(DRIVER, 'CrashOnNVLinkFabricErrors', stages);
    const { stages: life } = specOf(planned);
    const fields = { stages: life, deprecation: { message: 'move to another' } };
    return install(edited(driver, `${DRIVER}.crashonnvlinkfabricerrors`, fields), DRIVER, release, spec);
  }
  const verdict = (release: string, stages: readonly string[]) =>
    at(release, stages).status(`${DRIVER}.crashonnvlinkfabricerrors`).deprecation?.verdict;

  test('Alpha: off in every release, kept out of production by a minimum level, gone without notice (R12)', () => {
    for (const release of ['v25.8.0', 'v25.12.0', 'v0.4.0', 'v0.5.0']) {
      const { report } = install(driver, DRIVER, release);
      const alpha = report.gates.filter(({ level }) => level === 'Alpha');
      expect(alpha.length).toBeGreaterThan(0);
      expect(alpha.filter((row) => row.default !== 'Disabled' || row.effective !== 'Disabled' || row.locked)).toEqual(
        [],
      );
    }
    const production = install(driver, DRIVER, 'v0.5.0', { ...set('Enabled', 'MPSSupport'), minimumLevel: 'Beta' });
    expect(production.errors).toEqual(['BelowMinimumLevel MPSSupport']);
    expect(verdict('v0.5.0', ['v0.4.0 Alpha', 'v0.5.0 Removed'])).toBe('OnTime');
  });

  test('Beta: on, may be switched off, and goes a release after its notice at the earliest (R13)', () => {
    const name = 'CrashOnNVLinkFabricErrors';
    expect(at('v0.4.0', ['v25.12.0 Beta']).gate(name)).toMatchObject({ effective: 'Enabled', locked: false });
    const off = at('v0.4.0', ['v25.12.0 Beta'], set('Disabled', name));
    expect(off.errors).toEqual([]);
    expect(off.gate(name)).toMatchObject({ effective: 'Disabled', source: 'Override' });
    expect(verdict('v0.5.0', ['v25.12.0 Beta', 'v0.5.0 Removed'])).toBe('TooEarly');
    expect(verdict('v0.5.0', ['v25.12.0 Beta', 'v0.4.0 Deprecated', 'v0.5.0 Removed'])).toBe('OnTime');
  });

  test('Stable: on and locked, so switching it off is rejected, whoever asks (R14)', () => {
    const name = 'CrashOnNVLinkFabricErrors';
    const stages = ['v25.12.0 Beta', 'v0.5.0 Stable'];
    const off = at('v0.5.0', stages, set('Disabled', name));
    expect(off.errors).toEqual([`GateLocked ${name}`]);
    expect(off.message('GateLocked')).toContain('locked on in v0.5.0');
    for (const spec of [{}, set('Disabled', name), { groups: [{ name: 'AllBeta', state: 'Disabled' }] }]) {
      expect(at('v0.5.0', stages, spec).gate(name)).toMatchObject({
        level: 'Stable',
        default: 'Enabled',
        locked: true,
        effective: 'Enabled',
      });
    }
  });
});

describe('the levels of Tekton', () => {
  test('a flag of its own is off at Alpha and Beta and on at Stable, where it can be switched off until it is gone (R15)', () => {
    const flag = gateOf(
      TEKTON,
      'own',
      ['v1.0.0 Alpha', 'v1.3.0 Beta', 'v1.6.0 Stable', 'v1.9.0 Deprecated on', 'v1.12.0 Removed'],
      {
        deprecation: { message: 'always on', replacement: { mode: 'AlwaysOn' } },
      },
    );
    const at = (release: string, spec: object = {}) => install([...tekton, ...flag], TEKTON, release, spec);
    const effective = ['v1.0.0', 'v1.3.0', 'v1.6.0', 'v1.9.0'].map((release) => at(release).gate('own')?.effective);
    expect(effective).toEqual(['Disabled', 'Disabled', 'Enabled', 'Enabled']);
    for (const release of ['v1.6.0', 'v1.9.0']) {
      const { errors, gate } = at(release, set('Disabled', 'own'));
      expect(errors).toEqual([]);
      expect(gate('own')).toMatchObject({ effective: 'Disabled', source: 'Override' });
    }
    const gone = at('v1.12.0', set('Disabled', 'own'));
    expect(gone.errors).toEqual(['RemovedFeatureGate own']);
  });

  test('enable-step-actions, Stable and kept without effect, says so to whoever sets it (R16)', () => {
    const told = install(tekton, TEKTON, 'v1.0.0', set('Enabled', 'enable-step-actions'));
    expect(told.errors).toEqual([]);
    expect(told.warnings).toEqual(
      expect.arrayContaining(['DeprecatedFeatureGate enable-step-actions', 'NoOpFeatureGate enable-step-actions']),
    );
    expect(told.message('NoOpFeatureGate')).toContain('no longer has any effect');
    const before = install(tekton, TEKTON, 'v0.70.0', set('Enabled', 'enable-step-actions'));
    expect(before.warnings.filter((one) => one.startsWith('NoOp'))).toEqual([]);
  });
});

describe('the levels of Kubernetes', () => {
  test('DynamicResourceAllocation, Stable since 1.34, could be switched off until 1.35 locked it (R17)', () => {
    const off = (release: string) => {
      const { errors, gate } = install(kubernetes, 'kubernetes', release, set('Disabled', 'DynamicResourceAllocation'));
      return [
        gate('DynamicResourceAllocation')?.level,
        gate('DynamicResourceAllocation')?.effective,
        ...errors.filter((one) => one.endsWith('DynamicResourceAllocation')),
      ];
    };
    expect(off('1.34')).toEqual(['Stable', 'Disabled']);
    expect(off('1.35')).toEqual(['Stable', 'Enabled', 'GateLocked DynamicResourceAllocation']);
  });

  test('the stage Deprecated is off unless it says otherwise; an announced end alone leaves a thing on (R18)', () => {
    const stages = ['1.30 Beta', '1.34 Deprecated'];
    const stage = gateOf('kubernetes', 'Old', stages, { deprecation: { message: 'gone soon' } });
    const signal = gateOf('kubernetes', 'Leaving', ['1.30 Beta'], {
      deprecation: { message: 'gone soon', since: '1.34' },
    });
    const { gate } = install([...kubernetes, ...stage, ...signal], 'kubernetes', '1.36');
    expect(gate('Old')).toMatchObject({ level: 'Beta', deprecated: true, effective: 'Disabled' });
    expect(gate('Leaving')).toMatchObject({ level: 'Beta', deprecated: true, effective: 'Enabled' });
    // A real one of each project.
    expect(gate('WindowsHostNetwork')).toMatchObject({ level: 'Alpha', deprecated: true, effective: 'Disabled' });
    const { evaluation, plugin } = install(router, 'llm-d-router', 'v0.10.0', uses('tokenizer'));
    expect(plugin('tokenizer')).toMatchObject({ level: 'Beta', deprecated: true, verdict: 'Admitted' });
    expect(conditionOf(statusOf(evaluation, 'llm-d-router.tokenizer'), 'Deprecated')).toMatchObject({ status: 'True' });
  });
});
