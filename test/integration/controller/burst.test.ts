import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsCreated, statusWrites, writesByName, type AuditEntry } from '../cluster/audit.ts';
import { onBothFlavors } from '../cluster/both-flavors.ts';
import { Cluster } from '../cluster/cluster.ts';
import { featureSet, NAMESPACE, overrides, policy } from '../cluster/declared-objects.ts';
import { gate, type Manifest } from '../../support/manifest.ts';
import { eventually } from '../../support/eventually.ts';
import type { OperatorProcess } from '../cluster/operator-process.ts';
import { until } from '../../support/until.ts';

const component = 'burst';
const RESOURCES = ['maturitypolicies', 'featuregates', 'pluginmaturities', 'featuresets'];
const set = featureSet(component, '1.1');

/** What becomes of a gate, by its number: four lives in turn, and every tenth needs the one before it. */
interface Life {
  readonly manifest: Manifest;
  readonly needs: string | undefined;
  readonly level: string;
  readonly deprecated: string;
  readonly on: boolean;
  readonly ready: boolean;
}

function lifeOf(n: number): Life {
  const name = `Gate${n}`;
  if (n % 10 === 9) {
    const before = lifeOf(n - 1);
    const manifest = gate(component, name, ['1.0 Beta'], { requires: [{ gate: `Gate${n - 1}` }] });
    // On by default beside one that is not: the gate is off, and the declaration is at fault.
    return {
      manifest,
      needs: before.manifest.metadata.name,
      level: 'Beta',
      deprecated: 'False',
      on: before.on,
      ready: before.on,
    };
  }
  const lives: Omit<Life, 'manifest' | 'needs'>[] = [
    { level: 'Alpha', deprecated: 'False', on: false, ready: true },
    { level: 'Beta', deprecated: 'False', on: true, ready: true },
    { level: 'Stable', deprecated: 'False', on: true, ready: true },
    { level: 'Beta', deprecated: 'True', on: true, ready: true },
  ];
  const life = lives[n % 4] ?? lives[0];
  if (life === undefined) throw new Error('no life');
  const end = life.deprecated === 'True';
  const stages = [`1.0 ${life.level}`, ...(end ? ['1.1 Deprecated on'] : [])];
  return {
    ...life,
    needs: undefined,
    manifest: gate(component, name, stages, end ? { deprecation: { message: 'no use' } } : {}),
  };
}

const lives = Array.from({ length: 1000 }, (_, n) => lifeOf(n));
const byName = new Map(lives.map((life) => [life.manifest.metadata.name, life]));
/** It needs another, and comes before it. */
const early = lifeOf(9).manifest;

onBothFlavors('a thousand gates at once', (flavor, folder) => {
  let cluster: Cluster;
  let operator: OperatorProcess;
  beforeAll(async () => {
    cluster = await Cluster.start(folder, { flavor });
    operator = cluster.operator();
    await operator.ready();
    await cluster.declare(policy(component), set);
    await until(async () => operator.isIdle());
  });
  afterAll(async () => cluster?.stop());

  const right = lives.map(({ manifest, level, deprecated, on, ready }) =>
    row(manifest.metadata.name, level, deprecated, on ? 'All' : 'None', ready ? 'True' : 'False'),
  );
  const standing = async (): Promise<string[]> =>
    (await cluster.list('FeatureGate')).map(({ metadata, status = {} }) => {
      const { level, deprecated, enabled } = (status['summary'] ?? {}) as Record<string, unknown>;
      return row(
        metadata.name,
        level,
        deprecated,
        enabled,
        status.conditions?.find(({ type }) => type === 'Ready')?.status,
      );
    });
  const expectUntouched = (entries: readonly AuditEntry[]): void => {
    expect(statusWrites(entries)).toEqual([]);
    expect(eventsCreated(entries)).toEqual([]);
  };
  /** How often each kind was listed anew: the first list is one, too. */
  const lists = async (): Promise<number> => {
    const metrics = await operator.metrics();
    const counts = RESOURCES.map((resource) =>
      metrics.sum('stagegate_reflector_operations_total', {
        resource: `${resource}.v1beta1.stagegate.dev`,
        result: 'started',
      }),
    );
    return Math.min(...counts);
  };

  test('get the right status each, in one write, or two where a gate they need came later', async () => {
    const before = cluster.audit().length;
    await cluster.declare(early);
    // An order that puts most of the dependent gates before those they need.
    const others = lives.flatMap((_, n) => lives[(n * 719) % 1000]?.manifest ?? []);
    await cluster.create(others.filter(({ metadata }) => metadata.name !== early.metadata.name));
    await eventually(async () => (await standing()).toSorted(), 90).toEqual(right.toSorted());
    await eventually(async () => cluster.status(set)).toMatchObject({
      enabled: { length: lives.filter(({ on }) => on).length },
      disabled: { length: lives.filter(({ on }) => !on).length },
    });
    await eventually(async () => operator.isIdle()).toBe(true);

    const entries = cluster.audit(before);
    const created = new Map(
      entries.flatMap((entry) => (entry.verb === 'create' ? [[entry.objectRef?.name ?? '', entry] as const] : [])),
    );
    expect([...byName.keys()].filter((name) => !created.has(name))).toEqual([]);
    const writes = writesByName(entries);
    const wrong = [...byName].filter(([name, { needs }]) => {
      const [own, other] = [created.get(name), needs === undefined ? undefined : created.get(needs)];
      const later = other !== undefined && own !== undefined && other.stageTimestamp > own.requestReceivedTimestamp;
      const count = writes.get(name) ?? 0;
      return later ? count < 1 || count > 2 : count !== 1;
    });
    expect(wrong.map(([name]) => [name, writes.get(name)])).toEqual([]);
    expect(writes.get(early.metadata.name)).toBe(2);
    expect(statusWrites(entries).filter(({ responseStatus }) => responseStatus?.code !== 200)).toEqual([]);

    const startMs = Math.min(...[...created.values()].map(timeOf));
    const ofSet = statusWrites(entries).filter(({ objectRef }) => objectRef?.namespace === NAMESPACE);
    expect(ofSet.length).toBeGreaterThan(0);
    // Once a second at most. The server may take any of them up late, but none before it was sent.
    expect(ofSet.map(timeOf).filter((ms, n) => ms < startMs + 1000 * n)).toEqual([]);
  });

  test('are left alone by a restart of the operator, five resyncs, and a restart of the API server', async () => {
    await cluster.patch(set, { spec: { overrides: overrides({ Gate0: 'Enabled' }) } });
    await eventually(async () => (await cluster.events(set)).map(({ reason }) => reason)).toContain('GateEnabled');
    await eventually(async () => cluster.condition(lifeOf(0).manifest, 'Enabled')).toMatchObject({ status: 'True' });
    // The counts of a policy follow at most once in ten seconds, and events are posted behind the statuses.
    await eventually(async () => cluster.status(policy(component))).toMatchObject({ gates: 1000 });
    const statuses = [...(await cluster.list('FeatureGate')), await cluster.read(set)].map(({ status }) => status);
    const posted = async () => (await operator.metrics()).value('stagegate_events_total', { outcome: 'Posted' });
    await eventually(posted).toBe(statuses.flatMap((status) => status?.notices ?? []).length);
    await eventually(async () => operator.isIdle()).toBe(true);
    expect(await operator.terminate()).toBe(0);

    let before = cluster.audit().length;
    operator = cluster.operator({ flags: ['--resync-seconds', '1'] });
    await operator.ready();
    // What is young is posted again, and the server has it.
    await eventually(async () =>
      (await operator.metrics()).sum('stagegate_events_total', { outcome: 'AlreadyPosted' }),
    ).toBeGreaterThan(0);
    await eventually(lists).toBeGreaterThan(5);
    await eventually(async () => operator.isIdle()).toBe(true);
    expectUntouched(cluster.audit(before));

    before = cluster.audit().length;
    await cluster.plane.killApiServer();
    await eventually(() => operator.said('Lost watch').length).toBeGreaterThanOrEqual(4);
    await cluster.plane.restartApiServer();
    await eventually(() => operator.said('Resumed watch').length).toBeGreaterThanOrEqual(4);
    const since = await lists();
    await eventually(lists).toBeGreaterThan(since + 1);
    await eventually(async () => operator.isIdle()).toBe(true);
    expectUntouched(cluster.audit(before));
    expect((await operator.metrics()).sum('stagegate_status_writes_total')).toBe(0);
    expect(await standing()).toHaveLength(1000);
  });
});

function timeOf(entry: AuditEntry): number {
  return Date.parse(entry.requestReceivedTimestamp);
}

/** Name, level, whether deprecated, in how many installs it is on, and whether it is ready. */
function row(name: string, ...words: readonly unknown[]): string {
  return [name, ...words.map(String)].join(' ');
}
