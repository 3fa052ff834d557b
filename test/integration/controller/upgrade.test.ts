import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inProcess } from '../../support/command-run.ts';
import { Cluster } from '../cluster/cluster.ts';
import { featureSet, NAMESPACE, overrides, policy } from '../cluster/declared-objects.ts';
import { gate, plugin, type Manifest } from '../../support/manifest.ts';
import { eventually } from '../../support/eventually.ts';
import type { OperatorProcess } from '../cluster/operator-process.ts';

const COMPONENT = 'glider';
const WINGS = gate(COMPONENT, 'Wings', ['1.0 Alpha', '1.2 Beta']);
const ENGINE = gate(COMPONENT, 'Engine', ['1.0 Beta', '1.2 Stable']);
const TOW = gate(COMPONENT, 'Tow', ['1.0 Beta', '1.2 Removed'], {
  deprecation: { message: 'Winch takes over', replacement: { mode: 'OneOf', items: [{ gate: 'Winch' }] } },
});
const WINCH = gate(COMPONENT, 'Winch', ['1.3 Beta']);
const PILOT = plugin(COMPONENT, 'pilot', ['1.0 Beta', '1.2 Stable']);
const SET = featureSet(COMPONENT, '1.1', {}, { targetRelease: '1.2', plugins: [{ type: 'pilot' }] });
/** What the target changes whatever is overridden. */
const CHANGES = [
  { gate: 'Engine', change: 'Locks', to: 'Enabled' },
  { gate: 'Engine', change: 'LevelChanges', from: 'Beta', to: 'Stable' },
  { gate: 'Tow', change: 'Goes', from: 'Beta' },
  { gate: 'Wings', change: 'DefaultFlips', from: 'Disabled', to: 'Enabled' },
  { gate: 'Wings', change: 'LevelChanges', from: 'Alpha', to: 'Beta' },
  { plugin: 'pilot', change: 'LevelChanges', from: 'Beta', to: 'Stable' },
];

describe('the preview of an upgrade', () => {
  let cluster: Cluster;
  let operator: OperatorProcess;

  beforeAll(async () => {
    cluster = await Cluster.start('generic', { flavor: 'generic' });
    operator = cluster.operator();
    await operator.ready();
    await cluster.declare(policy(COMPONENT), WINGS, ENGINE, TOW, WINCH, PILOT);
    await cluster.declare(SET);
  });
  afterAll(async () => cluster?.stop());

  /** What status, event and metric say of it. */
  async function told() {
    const { metadata, status } = await cluster.read(SET);
    const upgrade = status?.['upgrade'] as { safe: boolean; changes: object[]; blockers: object[] } | undefined;
    const condition = status?.conditions?.find(({ type }) => type === 'Upgradeable');
    const events = (await cluster.events(SET)).filter(({ reason }) => reason === 'UpgradeBlocked');
    return {
      answered: status?.observedGeneration === metadata.generation,
      upgrade,
      condition: condition && `${condition.status} ${condition.reason}`,
      events: events.map(({ type, note }) => `${type}: ${note}`),
      metric: (await operator.metrics()).value('stagegate_upgrade_blocked', { featureset: COMPONENT }),
    };
  }

  /** What `stagegate diff` says of the objects as they stand on the server. */
  async function offline(): Promise<{ code: number | null; diff: object | undefined }> {
    const kinds = 'maturitypolicies.stagegate.dev,fgate,pmat,fset';
    const objects = await cluster.kubectl('get', kinds, '-A', '-o', 'json');
    const { code, stdout } = inProcess(['diff', '-f', '-', '--to', '1.2', '-o', 'json'], objects);
    return { code, diff: (JSON.parse(stdout) as { diffs: object[] }).diffs[0] };
  }

  const change = async (manifest: Manifest, spec: object): Promise<unknown> => cluster.patch(manifest, { spec });

  test('lists what the target changes while nothing blocks, and posts nothing (R137)', async () => {
    await eventually(told).toEqual({
      answered: true,
      upgrade: { to: '1.2', safe: true, changes: CHANGES, blockers: [] },
      condition: 'True Upgradeable',
      events: [],
      metric: 0,
    });
    await cluster.kubectl('wait', 'fset', COMPONENT, '-n', NAMESPACE, '--for=condition=Upgradeable', '--timeout=30s');
    expect(await offline()).toMatchObject({ code: 3, diff: { safe: true, changes: CHANGES, blockers: [] } });
    // The gate says it too, to whoever looks there.
    await eventually(async () => (await cluster.status(ENGINE))?.['releases']).toEqual(
      expect.arrayContaining([expect.objectContaining({ release: '1.2', roles: ['Target'], change: 'Locks' })]),
    );
    await eventually(async () => (await cluster.status(PILOT))?.['releases']).toEqual(
      expect.arrayContaining([expect.objectContaining({ release: '1.2', roles: ['Target'], change: 'LevelChanges' })]),
    );
  });

  test('follows the overrides: one that would be refused blocks, in status, event, metric and offline alike', async () => {
    await change(SET, { overrides: overrides({ Engine: 'Disabled', Tow: 'Enabled' }) });
    await eventually(told).toMatchObject({
      answered: true,
      condition: 'False GateLocked',
      upgrade: {
        safe: false,
        blockers: [
          { reason: 'GateLocked', subject: 'Engine' },
          { reason: 'RemovedFeatureGate', subject: 'Tow', replacement: 'NotReady' },
        ],
      },
      events: [
        expect.stringMatching(
          /^Warning: The upgrade from 1\.1 to 1\.2 is blocked: Gate 'Engine' is locked on in 1\.2.*Tow/,
        ),
      ],
      metric: 1,
    });
    const { upgrade } = await told();
    expect(await offline()).toMatchObject({ code: 5, diff: upgrade });
    // What runs is not touched by where it may go.
    expect(await cluster.condition(SET, 'Ready')).toMatchObject({ status: 'True' });
    expect(await cluster.condition(SET, 'OverridesAccepted')).toMatchObject({ status: 'True' });
  });

  test('follows the gates: a lock that is put off blocks no more, and nothing is posted again', async () => {
    await change(ENGINE, { stages: [{ release: '1.0', level: 'Beta' }] });
    await eventually(told).toMatchObject({
      condition: 'False RemovedFeatureGate',
      upgrade: { blockers: [{ subject: 'Tow' }] },
      metric: 1,
    });
    await change(SET, { overrides: overrides({ Engine: 'Disabled' }) });
    await eventually(told).toMatchObject({ answered: true, condition: 'True Upgradeable', metric: 0 });
    expect((await told()).events).toHaveLength(1);
    expect(await offline()).toMatchObject({ code: 3 });
  });

  test('says of an older target that it is a downgrade (R159)', async () => {
    await change(SET, { release: '1.2', targetRelease: '1.1' });
    await eventually(told).toMatchObject({ answered: true, condition: 'True Upgradeable' });
    expect((await cluster.condition(SET, 'Upgradeable'))?.message).toContain('downgrade from 1.2 to 1.1');
  });

  test('is gone with its target: condition, status and series', async () => {
    await change(SET, { targetRelease: null });
    await eventually(told).toMatchObject({
      answered: true,
      condition: 'Unknown NoTarget',
      upgrade: undefined,
      metric: undefined,
    });
  });
});
