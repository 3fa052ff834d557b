import { afterAll, beforeAll, expect, test } from 'vitest';
import { onBothFlavors } from '../cluster/both-flavors.ts';
import { Cluster } from '../cluster/cluster.ts';
import { featureSet, overrides, policy } from '../cluster/declared-objects.ts';
import { gate, type Manifest } from '../../support/manifest.ts';
import { eventually } from '../../support/eventually.ts';
import type { OperatorProcess } from '../cluster/operator-process.ts';

onBothFlavors('the operator, which needs generic APIs only (R162),', (flavor, folder) => {
  let cluster: Cluster;
  let operator: OperatorProcess;

  beforeAll(async () => {
    cluster = await Cluster.start(folder, { flavor });
    operator = cluster.operator();
    await operator.ready();
  });
  afterAll(async () => cluster?.stop());

  /** Declares a component with four gates, then an installation, and waits for its first status. */
  const install = async (component: string, values: Parameters<typeof featureSet>[2] = {}): Promise<Manifest> => {
    const set = featureSet(component, '1.1', values);
    await cluster.declare(
      policy(component),
      gate(component, 'Wings', ['1.0 Alpha', '1.2 Beta']),
      gate(component, 'Engine', ['1.0 Beta']),
      gate(component, 'Hull', ['1.0 Stable']),
      gate(component, 'Flaps', ['1.0 Alpha'], { requires: [{ gate: 'Wings' }] }),
    );
    await cluster.declare(set);
    return set;
  };
  const eventsOf = async (about: Manifest): Promise<string[]> =>
    (await cluster.events(about)).map(({ type, reason, note }) => `${type} ${reason}: ${note}`);

  test('answers a flipped override in status, event and metric', async () => {
    const set = await install('flip');
    expect(await eventsOf(set)).toEqual([]);
    await cluster.patch(set, { spec: { overrides: overrides({ Wings: 'Enabled', Engine: 'Disabled' }) } });
    await eventually(async () => cluster.status(set)).toMatchObject({
      observedGeneration: 2,
      enabled: ['Hull', 'Wings'],
      disabled: ['Engine', 'Flaps'],
      exceptions: [
        { gate: 'Engine', state: 'Disabled', source: 'Override', layer: 'spec.overrides', reason: 'a test' },
        { gate: 'Wings', state: 'Enabled', source: 'Override' },
      ],
    });
    await eventually(async () => eventsOf(set)).toEqual([
      'Normal GateDisabled: No longer on in 1.1: Engine',
      'Normal GateEnabled: Now on in 1.1: Wings',
    ]);
    const described = await cluster.kubectl('describe', 'fset', 'flip', '-n', 'team');
    expect(described).toMatch(/Normal\s+GateEnabled\s+.*Now on in 1\.1: Wings/);

    const metrics = await operator.metrics();
    const labels = { namespace: 'team', featureset: 'flip', component: 'flip' };
    expect(metrics.value('stagegate_feature_enabled', { ...labels, gate: 'Wings', level: 'Alpha' })).toBe(1);
    expect(metrics.value('stagegate_feature_enabled', { ...labels, gate: 'Engine', level: 'Beta' })).toBe(0);
    expect(metrics.value('stagegate_override_active', { ...labels, gate: 'Wings' })).toBe(1);
    const [wings, engine] = [gate('flip', 'Wings', []), gate('flip', 'Engine', [])];
    await eventually(async () => cluster.condition(wings, 'Enabled')).toMatchObject({ reason: 'EnabledInAll' });
    await eventually(async () => cluster.condition(engine, 'Enabled')).toMatchObject({ reason: 'DisabledInAll' });
  });

  test.each([
    ['locked', { Hull: 'Disabled' }, 'GateLocked', 'OverrideRejected', 'delete it: the value stays on'],
    ['misspelled', { wings: 'Enabled' }, 'UnknownFeatureGate', 'OverrideRejected', "did you mean 'Wings'?"],
    ['unmet', { Flaps: 'Enabled' }, 'DependencyUnmet', 'DependencyUnmet', "enable 'Wings' or disable 'Flaps'"],
  ] as const)('says what is wrong with an override that is %s', async (component, values, reason, event, advice) => {
    const set = await install(component, values);
    const [subject] = Object.keys(values);
    await eventually(async () => cluster.condition(set, 'Ready')).toMatchObject({ status: 'False', reason });
    const type = event === 'DependencyUnmet' ? 'DependenciesMet' : 'OverridesAccepted';
    expect(await cluster.condition(set, type)).toMatchObject({ status: 'False', reason });
    expect(await cluster.status(set)).toMatchObject({
      enabled: ['Engine', 'Hull'],
      findings: [{ severity: 'Error', reason, subject, message: expect.stringContaining(advice) }],
    });
    // A first status announces warnings, and only those.
    await eventually(async () => eventsOf(set)).toEqual([expect.stringMatching(`^Warning ${event}: .*${subject}.*`)]);
    const metrics = await operator.metrics();
    expect(metrics.value('stagegate_featureset_ready', { featureset: component })).toBe(0);
    expect(metrics.value('stagegate_findings', { featureset: component, severity: 'Error' })).toBe(1);

    await cluster.patch(set, { spec: { overrides: [] } });
    await eventually(async () => cluster.condition(set, 'Ready')).toMatchObject({
      status: 'True',
      reason: 'Evaluated',
    });
  });

  test('follows a gate that is enabled, rolled back, enabled again, upgraded and downgraded (R172)', async () => {
    const set = await install('again');
    const steps: [spec: object, on: boolean][] = [
      [{ overrides: overrides({ Wings: 'Enabled' }) }, true],
      [{ overrides: [] }, false],
      [{ overrides: overrides({ Wings: 'Enabled' }) }, true],
      [{ overrides: overrides({ Wings: 'Disabled' }) }, false],
      // Beta, and so on by default, from 1.2 on.
      [{ overrides: [], release: '1.2' }, true],
      [{ release: '1.1' }, false],
    ];
    for (const [spec, on] of steps) {
      await cluster.patch(set, { spec });
      await eventually(async () => cluster.answered(set)).toBe(true);
      expect((await cluster.status(set))?.['enabled']).toEqual(on ? ['Engine', 'Hull', 'Wings'] : ['Engine', 'Hull']);
    }
    const flips = steps.map(([, on]) => (on ? 'GateEnabled' : 'GateDisabled'));
    await eventually(async () =>
      (await cluster.events(set)).map(({ reason }) => reason).filter((reason) => reason.startsWith('Gate')),
    ).toEqual(flips);
  });

  test('posts what becomes of a gate into the namespace default', async () => {
    const set = await install('age');
    const wings = gate('age', 'Wings', []);
    await cluster.patch(set, { spec: { release: '1.2' } });
    // Before anything is installed a gate is judged at the newest release there is.
    await eventually(async () => eventsOf(wings)).toEqual([
      "Normal LevelChanged: Gate 'Wings' was Beta and is Alpha in 1.1",
      "Normal LevelChanged: Gate 'Wings' was Alpha and is Beta in 1.2",
    ]);
    expect((await cluster.events(wings))[0]?.metadata.namespace).toBe('default');
    await eventually(async () => eventsOf(set)).toEqual(['Normal GateEnabled: Now on in 1.2 (it was 1.1): Wings']);

    await cluster.patch(wings, {
      spec: {
        stages: [
          { release: '1.0', level: 'Alpha' },
          { release: '1.2', level: 'Deprecated' },
        ],
        deprecation: { message: 'walk instead' },
      },
    });
    await eventually(async () => eventsOf(wings)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Warning Deprecated: Gate 'Wings' is deprecated in 1\.2.*walk instead/),
      ]),
    );
    expect(await cluster.condition(wings, 'Deprecated')).toMatchObject({ status: 'True' });
  });

  test('leaves no series of a deleted object (R142)', async () => {
    const set = await install('gone');
    const wings = gate('gone', 'Wings', []);
    const series = async (labels: Record<string, string>): Promise<number> =>
      (await operator.metrics()).series.filter(({ labels: have }) =>
        Object.entries(labels).every(([key, value]) => have[key] === value),
      ).length;
    await eventually(async () => series({ component: 'gone', gate: 'Wings' })).toBeGreaterThan(2);
    await cluster.remove(wings);
    await eventually(async () => series({ component: 'gone', gate: 'Wings' })).toBe(0);
    expect(await series({ component: 'gone', gate: 'Engine' })).toBeGreaterThan(2);
    await cluster.remove(set);
    await eventually(async () => series({ featureset: 'gone' })).toBe(0);
    for (const name of ['Engine', 'Hull', 'Flaps']) await cluster.remove(gate('gone', name, []));
    await cluster.remove(policy('gone'));
    await eventually(async () => series({ component: 'gone' })).toBe(0);
  });

  test('speaks of the generation it has seen, everywhere', async () => {
    const set = await install('generation');
    const wings = gate('generation', 'Wings', []);
    const edits: [Manifest, object][] = [
      [set, { spec: { overrides: overrides({ Engine: 'Disabled' }) } }],
      [wings, { spec: { description: 'two of them' } }],
      [policy('generation'), { spec: { unregisteredPlugins: 'Warn' } }],
    ];
    for (const [object, edit] of edits) {
      expect((await cluster.patch(object, edit)).metadata.generation).toBe(2);
      const all = async (): Promise<unknown[]> => {
        const status = await cluster.status(object);
        return [status?.observedGeneration, ...(status?.conditions ?? []).map((one) => one.observedGeneration)];
      };
      await eventually(async () => new Set(await all())).toEqual(new Set([2]));
    }
  });

  test('can be waited for with kubectl, also right after an edit', async () => {
    const set = await install('wait');
    for (let round = 0; round < 3; round++) {
      const state = round % 2 === 0 ? 'Enabled' : 'Disabled';
      await cluster.patch(set, { spec: { overrides: overrides({ Wings: state, Flaps: 'Enabled' }) } });
      // Without Wings, Flaps is an error: a wait that took the status of the round before for this one would go wrong.
      const ready = state === 'Enabled' ? 'True' : 'False';
      await cluster.kubectl('wait', `--for=condition=Ready=${ready}`, '--timeout=30s', 'fset/wait', '-n', 'team');
      expect(await cluster.condition(set, 'Ready')).toMatchObject({ status: ready, observedGeneration: round + 2 });
    }
  });

  test('leaves the conditions of others alone and repairs its own', async () => {
    const set = await install('shared');
    const before = await cluster.status(set);
    const foreign = {
      type: 'example.org/Audited',
      status: 'True',
      reason: 'Audited',
      message: 'by somebody else',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    await cluster.patch(set, { status: { conditions: [...(before?.conditions ?? []), foreign] } }, 'status');
    await cluster.patch(set, { spec: { overrides: overrides({ Wings: 'Enabled' }) } });
    await eventually(async () => cluster.status(set)).toMatchObject({
      observedGeneration: 2,
      enabled: ['Engine', 'Hull', 'Wings'],
    });
    const right = await cluster.status(set);
    expect(right?.conditions?.filter(({ type }) => type === foreign.type)).toEqual([foreign]);

    const conditions = right?.conditions?.map((one) =>
      one.type === 'Ready' ? { ...one, status: 'False', message: 'forged' } : one,
    );
    await cluster.patch(set, { status: { enabled: [], release: '9.9', conditions } }, 'status');
    await eventually(async () => {
      const { conditions: repaired, ...status } = (await cluster.status(set)) ?? {};
      return { ...status, conditions: repaired?.map(({ lastTransitionTime: _, ...rest }) => rest) };
    }).toEqual({
      ...right,
      notices: expect.any(Array),
      conditions: right?.conditions?.map(({ lastTransitionTime: _, ...rest }) => rest),
    });
  });

  test('gives the same status whichever API version an object is written in (R110)', async () => {
    const statuses: unknown[] = [];
    for (const version of ['v1alpha1', 'v1beta1']) {
      const inVersion = (manifest: Manifest): Manifest => ({ ...manifest, apiVersion: `stagegate.dev/${version}` });
      const component = `from-${version}`;
      const set = inVersion(featureSet(component, '1.1', { Wings: 'Enabled', wing: 'Enabled' }));
      const wings = inVersion(gate(component, 'Wings', ['1.0 Alpha']));
      await cluster.declare(inVersion(policy(component)), wings);
      await cluster.declare(set);
      await eventually(async () => cluster.status(wings)).toMatchObject({ summary: { enabled: 'All' } });
      const text = JSON.stringify([await cluster.status(set), await cluster.status(wings)]);
      statuses.push(JSON.parse(text.replaceAll(component, 'x').replaceAll(/"[-0-9]+T[0-9:.]+Z"/g, '"time"')));
    }
    expect(statuses[0]).toEqual(statuses[1]);
  });
});
