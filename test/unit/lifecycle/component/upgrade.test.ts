import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, evaluateAll } from '../../../../src/lifecycle/component/evaluate.ts';
import type { World } from '../../../../src/lifecycle/declared/world.ts';
import { worlds } from './generated-world.ts';
import { featureSet, gate, on, plugin, policy, verdictOn, world } from '../../../support/sample.ts';

type Spec = Record<string, unknown>;

/** The preview of FeatureSet `default/set` from 1.34 to 1.35, unless `spec` says otherwise. */
function preview(parts: Partial<World>, spec: Spec = {}) {
  const moving = { release: '1.34', targetRelease: '1.35', ...spec };
  const set = featureSet(parts.component === undefined ? moving : { component: parts.component, ...moving });
  const { upgrade } = verdictOn(evaluate(world({ ...parts, featureSets: [set, ...(parts.featureSets ?? [])] })));
  if (!upgrade) throw new Error('there is no preview');
  return upgrade;
}

/** Changes as `Gate: Locks LevelChanges`. */
function changesOf({ gates, plugins }: ReturnType<typeof preview>): string[] {
  return [
    ...gates.map(({ gate: name, changes }) => `${name}: ${changes.join(' ')}`),
    ...plugins.map(({ plugin: type, changes }) => `${type}: ${changes.join(' ')}`),
  ];
}

/** Blockers as `GateLocked Gate`, with whether a replacement that is named is ready. */
function blockersOf({ blockers }: ReturnType<typeof preview>): string[] {
  return blockers.map(({ finding: { fact, subject }, replacementReady: ready }) =>
    [fact.kind, subject, ...(ready === undefined ? [] : [ready ? 'ready' : 'not ready'])].join(' '),
  );
}

describe('the preview lists every change of every gate, whether anybody set it or not (R137)', () => {
  test.each([
    ['a default that flips', ['1.30 Beta off', '1.35 Beta on'], 'DefaultFlips'],
    ['a level', ['1.30 Alpha off', '1.35 Beta off'], 'LevelChanges'],
    [
      'a lock, and the level and default that come with it',
      ['1.30 Beta off', '1.35 Stable on locked'],
      'Locks DefaultFlips LevelChanges',
    ],
    ['an end that is announced', ['1.30 Beta off', '1.35 Deprecated off'], 'Deprecates'],
    ['an end that takes the default along', ['1.30 Beta on', '1.35 Deprecated off'], 'DefaultFlips Deprecates'],
    ['a gate that appears, and nothing else of it', ['1.35 Stable on locked'], 'Appears'],
    ['a gate that goes, and nothing else of it', ['1.30 Stable on locked', '1.35 Removed'], 'Goes'],
  ])('%s', (_what, stages, changes) => {
    expect(changesOf(preview({ gates: [gate('One', stages)] }))).toEqual([`One: ${changes}`]);
  });

  test.each([
    ['nothing happens to', ['1.30 Beta on']],
    ['is yet to come', ['1.37 Beta on']],
    ['is long gone', ['1.28 Beta on', '1.30 Removed']],
    ['came and went in between', ['1.35 Beta on', '1.36 Removed']],
  ])('not a gate that %s', (_what, stages) => {
    expect(changesOf(preview({ gates: [gate('One', stages)] }, { targetRelease: '1.36' }))).toEqual([]);
  });

  test('an effective value that changes though the default does not, and why an override is told by its own change', () => {
    const gates = [
      gate('Base', ['1.30 Beta on', '1.35 Beta off']),
      gate('Guest', ['1.30 Beta on'], { requires: [{ gate: 'Base' }] }),
      gate('Kept', ['1.30 Beta off', '1.35 Beta on']),
      gate('Held', ['1.30 Beta on', '1.35 Stable on locked']),
    ];
    const overrides = [{ gate: 'Held', state: 'Disabled' }, ...on('Kept')];
    const upgrade = preview({ gates }, { overrides });
    expect(changesOf(upgrade)).toEqual([
      'Base: DefaultFlips',
      'Guest: EffectiveFlips',
      'Held: Locks LevelChanges EffectiveFlips',
      'Kept: DefaultFlips',
    ]);
    expect(upgrade.gates.map(({ before, after }) => `${before.effective} ${after.effective}`)).toEqual([
      'Enabled Disabled',
      'Enabled Disabled',
      'Disabled Enabled',
      'Enabled Enabled',
    ]);
  });

  test('an override whose grant ends there', () => {
    const overrides = [{ gate: 'One', state: 'Enabled', expires: { release: '1.35' }, onExpiry: 'Revert' }];
    expect(changesOf(preview({ gates: [gate('One', ['1.30 Alpha off'])] }, { overrides }))).toEqual([
      'One: EffectiveFlips',
    ]);
  });
});

describe('plugins', () => {
  const plugins = [
    plugin('router', 'aging', ['v0.1 Beta', 'v0.3 Deprecated'], { deprecation: { message: 'use fresh' } }),
    plugin('router', 'early', ['v0.3 Beta']),
    plugin('router', 'fresh', ['v0.1 Alpha', 'v0.3 Beta']),
    plugin('router', 'gone', ['v0.1 Beta', 'v0.3 Removed']),
    plugin('router', 'injected', ['v0.3 Beta']),
    plugin('router', 'steady', ['v0.1 Beta']),
    plugin('router', 'switched', ['v0.1 Beta'], { featureGate: 'Switch' }),
    plugin('router', 'unused', ['v0.1 Beta', 'v0.3 Stable']),
  ];
  const router = {
    component: 'router',
    policy: policy('router', { defaultPlugins: ['injected'] }),
    plugins,
    gates: [gate('Switch', ['v0.1 Beta on', 'v0.3 Beta off'], { component: 'router' })],
  };
  const used = ['aging', 'early', 'fresh', 'gone', 'steady', 'switched'].map((type) => ({ type }));

  test('in use are compared, and no others; what the component injects itself is in use where it has it', () => {
    const upgrade = preview(router, { release: 'v0.2', targetRelease: 'v0.3', plugins: used });
    expect(changesOf(upgrade)).toEqual([
      'Switch: DefaultFlips',
      'aging: Deprecates',
      'early: Appears',
      'fresh: LevelChanges VerdictChanges',
      'gone: Goes',
      'injected: Appears',
      'switched: VerdictChanges',
    ]);
    expect(blockersOf(upgrade)).toEqual(['PluginSwitchedOff switched', 'RemovedPlugin gone']);
  });
});

/** A gate that is replaced. */
const replaced = (mode: string, ...items: object[]) => ({
  deprecation: { message: 'it is replaced', replacement: { mode, items } },
});

describe('blockers are the Errors at the target, as of the target', () => {
  test('an override of what locks or goes there, a requirement that is lost there, and an Error of today that stays', () => {
    const gates = [
      gate('Base', ['1.30 Beta on', '1.35 Beta off']),
      gate('Guest', ['1.30 Beta off'], { requires: [{ gate: 'Base' }] }),
      gate('Old', ['1.30 Beta on', '1.35 Removed']),
      gate('Held', ['1.30 Beta on', '1.35 Stable on locked']),
    ];
    const overrides = [{ gate: 'Held', state: 'Disabled' }, ...on('Guest', 'Old', 'Nobody')];
    const upgrade = preview({ gates }, { overrides });
    expect(blockersOf(upgrade)).toEqual([
      'DependencyUnmet Guest',
      'GateLocked Held',
      'RemovedFeatureGate Old',
      'UnknownFeatureGate Nobody',
    ]);
    expect(upgrade.blockers[1]?.finding.fact).toMatchObject({ release: '1.35', lockedTo: 'Enabled' });
  });

  test('an Error of today that the target settles is none', () => {
    const gates = [gate('New', ['1.35 Alpha off'])];
    expect(preview({ gates }, { overrides: on('New') })).toMatchObject({ blockers: [] });
  });

  test.each([
    ['one that is there', replaced('OneOf', { gate: 'There' }), 'ready'],
    ['one that begins later', replaced('OneOf', { gate: 'Later' }), 'not ready'],
    [
      'one that counts only from a later release',
      replaced('OneOf', { gate: 'There', fromRelease: '1.36' }),
      'not ready',
    ],
    ['either of two, one of them there', replaced('OneOf', { gate: 'Later' }, { gate: 'There' }), 'ready'],
    ['both of two, one of them there', replaced('AllOf', { gate: 'Later' }, { gate: 'There' }), 'not ready'],
    ['what already covers it', replaced('Absorbed', { gate: 'There' }), 'ready'],
    ['nothing, since it is always on', replaced('AlwaysOn'), ''],
    ['nothing that is said', { deprecation: { message: 'it is gone' } }, ''],
  ])('a gate that goes is replaced by %s (R57)', (_what, spec, ready) => {
    const gates = [
      gate('Old', ['1.30 Beta on', '1.35 Removed'], spec),
      gate('There', ['1.30 Beta on']),
      gate('Later', ['1.36 Beta on']),
    ];
    expect(blockersOf(preview({ gates }, { overrides: on('Old') }))).toEqual([
      `RemovedFeatureGate Old ${ready}`.trimEnd(),
    ]);
  });
});

describe('the target', () => {
  const gates = [gate('One', ['1.30 Beta on', '1.35 Stable on locked']), gate('New', ['1.35 Alpha off'])];

  test('may be older: what was there goes, a lock opens, and it says that it is a downgrade (R159)', () => {
    const upgrade = preview({ gates }, { release: '1.35', targetRelease: '1.34', overrides: on('New') });
    expect(upgrade).toMatchObject({ from: '1.35', to: '1.34', move: 'Downgrade' });
    expect(changesOf(upgrade)).toEqual(['New: Goes', 'One: Unlocks LevelChanges']);
    expect(blockersOf(upgrade)).toEqual(['NotYetAvailable New']);
  });

  test('must not be older than the release that compatibility is kept with', () => {
    const spec = { release: '1.36', minCompatibility: '1.35', targetRelease: '1.34' };
    expect(blockersOf(preview({ gates }, spec))).toEqual(['InvalidValue kubernetes']);
  });

  test('may be what runs: nothing changes, and the Errors of today stand against it', () => {
    const upgrade = preview({ gates }, { release: '1.35', targetRelease: '1.35.2', overrides: on('Nobody') });
    expect(upgrade).toMatchObject({ from: '1.35', to: '1.35', move: 'None', gates: [] });
    expect(blockersOf(upgrade)).toEqual(['UnknownFeatureGate Nobody']);
  });

  test('is judged with the compatibility that the FeatureSet asks for, else with that of the target itself', () => {
    const paired = [gate('Two', ['1.30 Beta off', '1.35 Beta off', '1.35 Beta on >=1.35'])];
    expect(changesOf(preview({ gates: paired }))).toEqual([]);
    expect(changesOf(preview({ gates: paired }, { targetRelease: '1.36' }))).toEqual(['Two: DefaultFlips']);
    expect(changesOf(preview({ gates: paired }, { targetRelease: '1.36', minCompatibility: '1.34' }))).toEqual([]);
  });

  test('is compared with what the component reports of itself, and what it reports does not hold there', () => {
    const spec = { releaseFrom: 'APIServer', targetRelease: '1.35' };
    const reported = { release: '1.34', minCompatibility: '1.30' };
    const verdict = verdictOn(evaluate(world({ gates, featureSets: [featureSet(spec)], reported })));
    expect(verdict.upgrade).toMatchObject({ from: '1.34', to: '1.35' });
    const unknown = verdictOn(evaluate(world({ gates, featureSets: [featureSet(spec)] })));
    expect(unknown).not.toHaveProperty('upgrade');
  });

  test('is judged on the platforms of today, wherever those are going themselves', () => {
    const requires = [{ component: 'kubernetes', platformFrom: '1.36', fromRelease: 'v0.3' }];
    const platform = [{ component: 'kubernetes', featureSet: { name: 'cluster' } }];
    const spec = { component: 'driver', release: 'v0.2', targetRelease: 'v0.3', overrides: on('Drive'), platform };
    const driver = world({
      component: 'driver',
      gates: [gate('Drive', ['v0.1 Beta on'], { component: 'driver', requires })],
      featureSets: [featureSet(spec)],
    });
    const cluster = world({ featureSets: [featureSet({ release: '1.35', targetRelease: '1.36' }, 'cluster')] });
    const evaluation = evaluateAll([driver, cluster]).get('driver');
    if (!evaluation) throw new Error('the driver was not evaluated');
    const { findings, upgrade } = verdictOn(evaluation);
    expect(findings.filter(({ severity }) => severity === 'Error')).toEqual([]);
    expect(upgrade && blockersOf(upgrade)).toEqual(['EnvironmentTooOld Drive']);
  });
});

test('what the preview says is what the move brings, in every world', { timeout: 900_000 }, () => {
  let moved = 0;
  fc.assert(
    fc.property(worlds, (one) => {
      const before = evaluate(one);
      for (const [reference, { featureSet: set, rows, upgrade }] of before.featureSets) {
        if (!upgrade) continue;
        moved += 1;
        const { targetRelease: release, ...spec } = set.spec;
        const there = { ...set, spec: { ...spec, release } };
        const after = evaluate({ ...one, featureSets: [there] }).featureSets.get(reference);
        expect(after?.release).toBe(upgrade.to);
        expect(upgrade.blockers.map(({ finding }) => finding)).toEqual(
          after?.findings.filter(({ severity }) => severity === 'Error'),
        );
        const differing = [...rows].filter(([name, row]) => {
          const then = after?.rows.get(name);
          return row.effective !== then?.effective || row.locked !== then.locked || row.available !== then.available;
        });
        expect(upgrade.gates.map(({ gate: name }) => name)).toEqual(
          expect.arrayContaining(differing.map(([name]) => name)),
        );
      }
    }),
    { numRuns: 2000 },
  );
  expect(moved).toBeGreaterThan(500);
});
