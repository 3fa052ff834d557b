import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { statusWrites, writesByName } from '../cluster/audit.ts';
import { onBothFlavors } from '../cluster/both-flavors.ts';
import { Cluster } from '../cluster/cluster.ts';
import { featureSet, overrides, policy } from '../cluster/declared-objects.ts';
import { gate, type Manifest } from '../../support/manifest.ts';
import { allow } from '../cluster/rights.ts';
import { eventually } from '../../support/eventually.ts';
import type { OperatorOptions, OperatorProcess } from '../cluster/operator-process.ts';
import { until } from '../../support/until.ts';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** How long an API server may be away: it has a minute to start. */
const AWAY_S = 90;

onBothFlavors('the operator', (flavor, folder) => {
  let cluster: Cluster;
  const run = async (options?: OperatorOptions): Promise<OperatorProcess> => {
    const operator = cluster.operator(options);
    await operator.ready();
    return operator;
  };

  beforeAll(async () => {
    cluster = await Cluster.start(folder, { flavor });
  });
  afterEach(async () => cluster.killOperators());
  afterAll(async () => cluster?.stop());

  test('gives an object that does not parse a status that names the field', async () => {
    const bad = gate('bad', 'Wings', ['1.0 Gamma']);
    const set = featureSet('bad', '1.0', { Engine: 'Disabled' });
    await cluster.withoutSchema('featuregates', async () => cluster.create([bad]));
    const operator = await run();
    await cluster.create([policy('bad'), gate('bad', 'Engine', ['1.0 Beta']), set]);
    await eventually(async () => cluster.condition(bad, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'SchemaInvalid',
      message: expect.stringContaining('spec.stages[0].level'),
      observedGeneration: 1,
    });
    // The rest of its component is evaluated without it.
    await eventually(async () => cluster.status(set)).toMatchObject({ disabled: ['Engine'], findings: [] });
    await cluster.patch(bad, { spec: { stages: [{ release: '1.0', level: 'Alpha' }] } });
    await eventually(async () => cluster.condition(bad, 'Ready')).toMatchObject({
      status: 'True',
      observedGeneration: 2,
    });
    await eventually(async () => cluster.status(set)).toMatchObject({ disabled: ['Engine', 'Wings'] });
    expect(operator.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('posts an event once though it is killed between status and event', async () => {
    const set = featureSet('crash', '1.0');
    await cluster.create([policy('crash'), gate('crash', 'Wings', ['1.0 Alpha']), set]);
    const first = await run();
    await eventually(async () => cluster.status(set)).toMatchObject({ disabled: ['Wings'] });
    await allow(cluster, 'events', false);
    await cluster.patch(set, { spec: { overrides: overrides({ Wings: 'Enabled' }) } });
    await eventually(async () => cluster.status(set)).toMatchObject({ notices: [{ reason: 'GateEnabled' }] });
    // The gate's own status comes after that of the set.
    await eventually(async () => first.isIdle()).toBe(true);
    await first.kill();
    await allow(cluster, 'events', true);
    expect(await cluster.events(set)).toEqual([]);

    const before = cluster.audit().length;
    for (let restart = 0; restart < 2; restart++) {
      const next = await run();
      // Whatever was young is posted again, and answered that it is there; nothing is left on its way.
      await eventually(async () => (await next.metrics()).sum('stagegate_events_total')).toBeGreaterThan(0);
      await eventually(async () => (await cluster.events(set)).map(({ reason }) => reason)).toEqual(['GateEnabled']);
      const enabled = async () => (await next.metrics()).value('stagegate_feature_enabled', { featureset: 'crash' });
      await eventually(enabled).toBe(1);
      await eventually(async () => next.isIdle()).toBe(true);
      expect(await next.terminate()).toBe(0);
    }
    expect(statusWrites(cluster.audit(before))).toEqual([]);
  });

  test('told to stop in the middle of its work ends what is in flight and leaves nothing half done', async () => {
    const gates = Array.from({ length: 500 }, (_, n) => gate('drain', `Gate${n}`, [`1.0 ${n % 2 ? 'Alpha' : 'Beta'}`]));
    await cluster.create([policy('drain'), featureSet('drain', '1.0'), ...gates]);
    const before = cluster.audit().length;
    const first = cluster.operator({ stopsAtWrite: 20 });
    expect(await first.ended()).toMatchObject({ code: 0 });
    expect(first.said('Stopped')).toMatchObject([{ drained: true, eventsLeft: 0 }]);
    const atStop = statusWrites(cluster.audit(before)).length;
    expect(atStop).toBeGreaterThanOrEqual(20);
    expect(atStop).toBeLessThan(500);

    const second = await run();
    const right = async (): Promise<number> =>
      (await cluster.list('FeatureGate')).filter(
        ({ spec, status }) =>
          (spec as { component: string }).component === 'drain' && status?.conditions?.[1]?.reason !== undefined,
      ).length;
    await eventually(right).toBe(500);
    await eventually(async () => second.isIdle()).toBe(true);
    const counts = writesByName(cluster.audit(before));
    expect(gates.filter(({ metadata }) => counts.get(metadata.name) !== 1)).toEqual([]);
  });

  test('survives the API server, and loses and doubles nothing of what was going on', async () => {
    const component = 'load';
    const set = featureSet(component, '1.0');
    const gates = Array.from({ length: 20 }, (_, n) => gate(component, `Gate${n}`, ['1.0 Alpha']));
    await cluster.create([policy(component), set, ...gates]);
    const operator = await run();
    await eventually(async () => cluster.status(set)).toMatchObject({ disabled: { length: 20 } });

    let [edits, flips] = [0, 0];
    let stopped = false;
    const edit = async (): Promise<void> => {
      for (let n = 0; !stopped; n++) {
        const description = `edit ${n}`;
        await until(async () => cluster.patch(gates[n % gates.length] ?? set, { spec: { description } }), AWAY_S);
        edits += 1;
      }
    };
    /** Flips the gate over and over, each time once the operator has answered the time before: so each is announced. */
    const flip = async (): Promise<void> => {
      for (let n = 1; !stopped; n++) {
        const values = n % 2 === 1 ? { Gate7: 'Enabled' as const } : {};
        await until(async () => cluster.patch(set, { spec: { overrides: overrides(values) } }), AWAY_S);
        await until(async () => cluster.answered(set), AWAY_S);
        flips = n;
      }
    };
    /** Resolves when much has been edited and two flips were answered. */
    const work = async (): Promise<void> => {
      const before = { edits, flips };
      await eventually(() => edits - before.edits > 20 && flips - before.flips >= 2).toBe(true);
    };
    const working = Promise.all([edit(), edit(), flip()]);
    for (let round = 1; round <= 2; round++) {
      await work();
      const lost = operator.said('Lost watch').length;
      await cluster.plane.killApiServer();
      await eventually(() => operator.said('Lost watch').length - lost).toBeGreaterThanOrEqual(4);
      await cluster.plane.restartApiServer();
      await eventually(() => operator.said('Resumed watch').length).toBeGreaterThanOrEqual(4 * round);
    }
    await work();
    stopped = true;
    await working;

    for (const one of [set, ...gates]) await eventually(async () => cluster.answered(one)).toBe(true);
    expect((await cluster.read(set)).metadata.generation).toBe(1 + flips);
    const on = flips % 2 === 1 ? ['load.gate7'] : [];
    expect(await cluster.status(set)).toMatchObject({ enabled: on.map(() => 'Gate7') });
    await eventually(async () => {
      const conditions = await Promise.all(
        gates.map(async (one) => [one, await cluster.condition(one, 'Enabled')] as const),
      );
      return conditions.flatMap(([one, enabled]) => (enabled?.status === 'True' ? [one.metadata.name] : []));
    }).toEqual(on);
    const { notices = [] } = (await cluster.status(set)) ?? {};
    // On, off, on …: what was lost or told twice would break the row.
    const told = Array.from({ length: flips }, (_, n) => (n % 2 === 0 ? 'GateEnabled' : 'GateDisabled'));
    // A status keeps the newest 32.
    expect(notices.map(({ reason }) => reason)).toEqual(told.slice(-32));
    await eventually(async () => (await cluster.events(set)).map(({ reason }) => reason)).toEqual(told);
    expect(operator.alive).toBe(true);
    await operator.ready();
  }, 300_000);

  test('is waited for by kubectl, which takes no status of an earlier spec for an answer', async () => {
    const set = featureSet('stale', '1.0');
    await cluster.create([policy('stale'), gate('stale', 'Wings', ['1.0 Alpha']), set]);
    const operator = await run();
    const wait = ['wait', '--for=condition=Ready', 'fset/stale', '-n', 'team'];
    expect(await cluster.plane.kubectl([...wait, '--timeout=30s'])).toMatchObject({ code: 0 });
    await operator.kill();
    await cluster.patch(set, { spec: { overrides: overrides({ Wings: 'Enabled' }) } });
    expect(await cluster.plane.kubectl([...wait, '--timeout=1s'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('timed out waiting'),
    });
    await run();
    expect(await cluster.plane.kubectl([...wait, '--timeout=30s'])).toMatchObject({ code: 0 });
    expect(await cluster.status(set)).toMatchObject({ enabled: ['Wings'] });
  });

  test('acts on the day an override expires, with no other trigger', async () => {
    const midnightMs = DAY_MS * Math.ceil(Date.now() / DAY_MS);
    const tomorrow = new Date(midnightMs).toISOString().slice(0, 10);
    const grant = { gate: 'Wings', state: 'Enabled', expires: { date: tomorrow }, onExpiry: 'Revert' };
    const set = featureSet('expiry', '1.0', {}, { overrides: [grant] });
    await cluster.create([policy('expiry'), gate('expiry', 'Wings', ['1.0 Alpha']), set]);
    const operator = await run({ time: { standsAtMs: midnightMs - 2000 } });
    await eventually(async () => cluster.status(set)).toMatchObject({ enabled: ['Wings'], findings: [] });
    operator.letTimePass();
    await eventually(async () => cluster.status(set)).toMatchObject({
      enabled: [],
      findings: [{ severity: 'Warning', reason: 'OverrideExpired', subject: 'Wings' }],
    });
    await eventually(async () => (await cluster.events(set)).map(({ reason }) => reason)).toEqual([
      'GateDisabled',
      'OverrideExpired',
    ]);
    expect((await operator.metrics()).value('stagegate_override_active', { featureset: 'expiry' })).toBe(0);
  });

  test('goes on within seconds when it may write statuses again, and neither floods server nor log meanwhile', async () => {
    const gates = Array.from({ length: 20 }, (_, n) => gate('refused', `Gate${n}`, ['1.0 Alpha']));
    const set = featureSet('refused', '1.0');
    const operator = await run();
    await cluster.declare(policy('refused'), ...gates, set);
    await eventually(async () => operator.isIdle()).toBe(true);
    await allow(cluster, 'statuses', false);
    const from = cluster.audit().length;
    const beganMs = performance.now();
    // Each edit has the whole component evaluated, and every status of it that is stale compared again.
    for (let round = 0; round < 5; round++) {
      for (const one of gates) await cluster.patch(one, { spec: { description: `round ${round}` } });
    }
    await eventually(async () => (await operator.get('/readyz')).body).toMatch(/^\[-\]writes .*featuregates.*\(403\)/m);
    expect(await operator.get('/healthz')).toMatchObject({ code: 200 });
    const refused = statusWrites(cluster.audit(from));
    const minutes = Math.ceil((performance.now() - beganMs) / 60_000);
    expect(new Set(refused.map(({ responseStatus }) => responseStatus?.code))).toEqual(new Set([403]));
    // The first try, and one each time the wait has doubled from 5 ms to a minute.
    const tries = writesByName(refused);
    const most = Math.max(...gates.map(({ metadata }) => tries.get(metadata.name) ?? 0));
    expect(most).toBeLessThanOrEqual(14 + minutes);
    expect(operator.said('Failed status write').length).toBeLessThanOrEqual(minutes);

    await allow(cluster, 'statuses', true);
    for (const one of [...gates, set]) await eventually(async () => cluster.answered(one), 20).toBe(true);
    await eventually(async () => (await operator.get('/readyz')).code).toBe(200);
    expect(operator.said('Resumed status writes')[0]).toMatchObject({ level: 'info', failures: expect.any(Number) });
    expect(operator.alive).toBe(true);
  });

  test('goes on at once when its clock is set back by an hour', async () => {
    const set = featureSet('back', '1.0');
    const wings = gate('back', 'Wings', ['1.0 Alpha']);
    const operator = await run();
    await cluster.declare(policy('back'), wings, set);
    operator.setClock(-HOUR_MS);
    for (const state of ['Enabled', 'Disabled', 'Enabled'] as const) {
      await cluster.patch(set, { spec: { overrides: overrides({ Wings: state }) } });
      await eventually(async () => cluster.answered(set), 10).toBe(true);
      await cluster.patch(wings, { spec: { description: `while it is ${state}` } });
      await eventually(async () => cluster.answered(wings), 10).toBe(true);
    }
    expect(await cluster.status(set)).toMatchObject({ enabled: ['Wings'] });
  });

  test('follows the release the API server reports', async () => {
    const set: Manifest = {
      ...featureSet('kubernetes', '1.0'),
      spec: { component: 'kubernetes', releaseFrom: 'APIServer' },
    };
    const wings = gate('kubernetes', 'Wings', ['1.34 Alpha off', '1.36 Beta on']);
    await cluster.create([wings, set]);
    // It asks every ten seconds and believes a change at the third answer: five times as fast here.
    const operator = await run({ time: { speed: 5 } });
    await eventually(async () => cluster.status(set)).toMatchObject({
      release: '1.36',
      minCompatibility: '1.35',
      enabled: ['Wings'],
    });
    await cluster.becomes({ emulatedVersion: '1.35' });
    await eventually(async () => cluster.status(set)).toMatchObject({
      release: '1.35',
      minCompatibility: '1.34',
      disabled: ['Wings'],
    });
    await eventually(async () => (await cluster.events(set)).map(({ note }) => note)).toEqual([
      'No longer on in 1.35 (it was 1.36): Wings',
    ]);
    await eventually(async () => (await cluster.events(wings)).map(({ note }) => note)).toEqual([
      "Gate 'Wings' was Beta and is Alpha in 1.35",
    ]);
    await eventually(() => operator.said('Took release from the API server')).toMatchObject([
      { to: '1.36' },
      { from: '1.36', to: '1.35' },
    ]);
  });
});
