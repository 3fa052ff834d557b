import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry } from '../cluster/audit.ts';
import { onBothFlavors } from '../cluster/both-flavors.ts';
import { Cluster } from '../cluster/cluster.ts';
import { configMap, source } from '../cluster/config-maps.ts';
import { featureSet, NAMESPACE, policy } from '../cluster/declared-objects.ts';
import { gate, plugin, type Manifest } from '../../support/manifest.ts';
import { eventually } from '../../support/eventually.ts';
import type { OperatorProcess } from '../cluster/operator-process.ts';
import { stored } from '../cluster/published-configs.ts';
import { grant, PUBLISHER } from '../cluster/rights.ts';
import { until } from '../../support/until.ts';

const COMPONENT = 'plane';
/** Within which everything that tells of a change has told it. */
const SOON_MS = 2000;
/** A machine that is busy with other things may be late, but not every time. */
const MOST_TRIES = 5;

const FLAGS = configMap(NAMESPACE, 'flags', { Wings: 'true' });
const POLICY = policy(COMPONENT);
const ENGINE = gate(COMPONENT, 'Engine', ['1.0 Beta']);
const PILOT = plugin(COMPONENT, 'pilot', ['1.0 Beta']);
const SET = featureSet(
  COMPONENT,
  '1.1',
  {},
  {
    sources: [source('flags')],
    plugins: [{ type: 'pilot' }],
    publish: { configMap: 'effective', formats: ['FlagString'] },
  },
);
/** Another installation and another component, which nothing here is about. */
const BOAT = policy('boat');
const BYSTANDERS = [
  { ...featureSet(COMPONENT, '1.1'), metadata: { name: 'other', namespace: NAMESPACE } },
  BOAT,
  gate('boat', 'Sail', ['1.0 Beta']),
  featureSet('boat', '1.1', {}, { publish: { configMap: 'boat', formats: ['FlagString'] } }),
];

/** What the operator wrote, event by event and object by object, each once. */
function written(entries: readonly AuditEntry[]): string[] {
  const own = entries.filter(({ user }) => user.username.endsWith(':stagegate'));
  return [
    ...new Set(
      own.map(({ verb, objectRef }) => {
        const { resource, subresource, name } = objectRef ?? {};
        return resource === 'events' ? `${verb} event` : [verb, resource, subresource, name].filter(Boolean).join(' ');
      }),
    ),
  ].sort();
}

onBothFlavors('status, ConfigMap, event and metric', (flavor, folder) => {
  let cluster: Cluster;
  let operator: OperatorProcess;

  beforeAll(async () => {
    cluster = await Cluster.start(folder, { flavor });
    await grant(cluster, PUBLISHER);
    operator = cluster.operator();
    await operator.ready();
    await cluster.create([FLAGS]);
    await cluster.declare(POLICY, ENGINE, gate(COMPONENT, 'Wings', ['1.0 Alpha']), PILOT);
    await cluster.declare(...BYSTANDERS, SET);
    await eventually(told).toMatchObject({ on: ['Engine', 'Wings'], published: 'Wings=true' });
    await eventually(async () => (await stored(cluster, 'boat'))?.data).toEqual({ FlagString: '' });
    // The counts of a policy follow at most once in ten seconds.
    await eventually(async () => cluster.status(POLICY)).toMatchObject({ gates: 2, plugins: 1 });
    await eventually(async () => cluster.status(BOAT)).toMatchObject({ gates: 1 });
  });
  afterAll(async () => cluster?.stop());

  const eventNames = async () => new Set((await cluster.events(SET)).map(({ metadata }) => metadata.name));

  /** What each of them says of the installation, with the events that are not among the `known`. */
  async function told(known = new Set<string>()) {
    const { metadata, status } = await cluster.read(SET);
    const metrics = await operator.metrics();
    const labels = { featureset: COMPONENT };
    const metric = (name: string, more = {}) => metrics.value(`stagegate_${name}`, { ...labels, ...more });
    const plugins = status?.['plugins'] as { verdict: string }[] | undefined;
    const live = await stored(cluster, 'effective');
    const { hash } = (status?.['published'] ?? {}) as { hash?: string };
    const news = (await cluster.events(SET)).filter((one) => !known.has(one.metadata.name));
    const condition = status?.conditions?.find(({ type }) => type === 'Published');
    return {
      answered: status?.observedGeneration === metadata.generation,
      on: status?.['enabled'],
      metrics: {
        Wings: metric('feature_enabled', { gate: 'Wings' }),
        Engine: metric('feature_enabled', { gate: 'Engine' }),
        pilot: metric('plugin_admitted', { plugin: 'pilot' }),
        errors: metric('findings', { severity: 'Error' }),
        published: metric('featureset_published'),
      },
      pilot: plugins?.[0]?.verdict,
      condition: `${condition?.status} ${condition?.reason}`,
      published: live?.data?.['FlagString'],
      isLive: hash !== undefined && hash === live?.metadata.annotations?.['stagegate.dev/hash'],
      news: news.map(({ reason, note }) => `${reason}: ${note}`),
    };
  }

  interface Change {
    readonly of: Manifest;
    readonly to: object;
    /** What takes it back. */
    readonly back: object;
    /** All that is told of it. */
    readonly tells: object;
    /** All that is written for it. */
    readonly writes: readonly string[];
  }

  /** Makes a change, and answers how many milliseconds it took until everything told of it. */
  async function make({ of, to, tells }: Change): Promise<number> {
    const known = await eventNames();
    await cluster.patch(of, to);
    const startMs = performance.now();
    await eventually(() => told(known)).toMatchObject(tells);
    return performance.now() - startMs;
  }

  /** Makes a change, which writes what it says and is told of within two seconds. */
  async function expectAgreement(change: Change): Promise<void> {
    await until(async () => operator.isIdle());
    const { news: _, ...before } = await told();
    const from = cluster.audit().length;
    let tookMs = await make(change);
    await until(async () => operator.isIdle());
    // An event is seen before the server has recorded who posted it.
    await eventually(() => written(cluster.audit(from))).toEqual(change.writes);
    for (let tries = 1; tookMs > SOON_MS && tries < MOST_TRIES; tries++) {
      await cluster.patch(change.of, change.back);
      await eventually(() => told()).toMatchObject(before);
      await until(async () => operator.isIdle());
      tookMs = await make(change);
    }
    expect(tookMs).toBeLessThan(SOON_MS);
  }
  const news = (text: string) => expect.arrayContaining([expect.stringContaining(text)]) as string[];

  test('agree within two seconds after a source changed, and nothing else is written', async () => {
    await expectAgreement({
      of: FLAGS,
      to: { data: { Wings: 'false', Engine: 'false' } },
      back: { data: { Wings: 'true', Engine: null } },
      tells: {
        on: [],
        metrics: { Wings: 0, Engine: 0, published: 1, errors: 0 },
        condition: 'True Published',
        published: 'Engine=false',
        isLive: true,
        news: news('GateDisabled: No longer on in 1.1: Engine, Wings'),
      },
      writes: [
        'create event',
        'update configmaps effective',
        'update featuregates status plane.engine',
        'update featuregates status plane.wings',
        'update featuresets status plane',
      ],
    });
  });

  test('agree within two seconds after a gate changed, and nothing else is written (R33)', async () => {
    await expectAgreement({
      of: ENGINE,
      to: { spec: { stages: [{ release: '1.0', level: 'Beta', default: 'Disabled' }] } },
      back: { spec: { stages: [{ release: '1.0', level: 'Beta' }] } },
      tells: {
        on: [],
        metrics: { Engine: 0, published: 1, errors: 0 },
        condition: 'True Published',
        // What is off by default needs no flag.
        published: '',
        isLive: true,
        news: news('Published: '),
      },
      writes: [
        'create event',
        'update configmaps effective',
        'update featuregates status plane.engine',
        'update featuresets status other',
        'update featuresets status plane',
      ],
    });
  });

  test('agree within two seconds after a plugin changed: what was published stays, and nothing else is written', async () => {
    const stages = [{ release: '1.0', level: 'Beta' }];
    await expectAgreement({
      of: PILOT,
      to: { spec: { stages: [...stages, { release: '1.1', level: 'Removed' }] } },
      back: { spec: { stages } },
      tells: {
        pilot: 'Refused',
        metrics: { pilot: 0, published: 0, errors: 1 },
        condition: 'False HeldBack',
        published: '',
        news: news("PluginRefused: Plugin 'pilot' was removed in 1.1"),
      },
      writes: ['create event', 'update featuresets status plane', 'update pluginmaturities status plane.pilot'],
    });
  });
});
