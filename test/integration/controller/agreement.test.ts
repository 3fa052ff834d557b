import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditEntry } from './audit.ts';
import { onBothFlavors } from './both-flavors.ts';
import { Cluster } from './cluster.ts';
import { configMap, source } from './config-maps.ts';
import { featureSet, gate, type Manifest, NAMESPACE, plugin, policy } from './declared-objects.ts';
import { eventually } from './eventually.ts';
import type { OperatorProcess } from './operator-process.ts';
import { grantPublishing, stored } from './published-configs.ts';
import { until } from './until.ts';

const COMPONENT = 'plane';
/** Within which everything that tells of a change has told it, in seconds. */
const SOON = 2;

const FLAGS = configMap(NAMESPACE, 'flags', { Wings: 'true' });
const ENGINE = gate(COMPONENT, 'Engine', [['1.0', 'Beta']]);
const PILOT = plugin(COMPONENT, 'pilot', [['1.0', 'Beta']]);
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
const BYSTANDERS = [
  { ...featureSet(COMPONENT, '1.1'), metadata: { name: 'other', namespace: NAMESPACE } },
  policy('boat'),
  gate('boat', 'Sail', [['1.0', 'Beta']]),
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
    await grantPublishing(cluster);
    operator = cluster.operator();
    await operator.ready();
    await cluster.create([FLAGS]);
    await cluster.declare(policy(COMPONENT), ENGINE, gate(COMPONENT, 'Wings', [['1.0', 'Alpha']]), PILOT);
    await cluster.declare(...BYSTANDERS, SET);
    await eventually(told).toMatchObject({ on: ['Engine', 'Wings'], published: 'Wings=true' });
    await eventually(async () => (await stored(cluster, 'boat'))?.data).toEqual({ FlagString: '' });
    await until(async () => operator.isIdle());
  });
  afterAll(async () => cluster?.stop());

  /** What each of them says of the installation. */
  async function told() {
    const { metadata, status } = await cluster.read(SET);
    const metrics = await operator.metrics();
    const labels = { featureset: COMPONENT };
    const metric = (name: string, more = {}) => metrics.value(`stagegate_${name}`, { ...labels, ...more });
    const plugins = status?.['plugins'] as { verdict: string }[] | undefined;
    const live = await stored(cluster, 'effective');
    const { hash } = (status?.['published'] ?? {}) as { hash?: string };
    const events = (await cluster.events(SET)).map(({ reason, note }) => `${reason}: ${note}`);
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
      events,
      publishings: events.filter((one) => one.startsWith('Published: ')).length,
    };
  }

  /** Does `change`, expects all of `after` within two seconds, and answers what was written until all was quiet. */
  async function changes(change: () => Promise<unknown>, after: object): Promise<string[]> {
    const from = cluster.audit().length;
    await change();
    await eventually(told, SOON).toMatchObject(after);
    await until(async () => operator.isIdle());
    return written(cluster.audit(from));
  }
  const patched = (manifest: Manifest, body: object) => async () => cluster.patch(manifest, body);
  const event = (text: string) => expect.arrayContaining([expect.stringContaining(text)]) as string[];

  it('agree within two seconds after a source changed, and nothing else is written', async () => {
    const writes = await changes(patched(FLAGS, { data: { Wings: 'false', Engine: 'false' } }), {
      on: [],
      metrics: { Wings: 0, Engine: 0, published: 1, errors: 0 },
      condition: 'True Published',
      published: 'Engine=false',
      isLive: true,
      events: event('GateDisabled: No longer on in 1.1: Engine, Wings'),
    });
    expect(writes).toEqual([
      'create event',
      'update configmaps effective',
      'update featuregates status plane.engine',
      'update featuregates status plane.wings',
      'update featuresets status plane',
    ]);
  });

  it('agree within two seconds after a gate changed, and nothing else is written (R33)', async () => {
    const stages = [{ release: '1.0', level: 'Beta', default: 'Disabled' }];
    const { publishings } = await told();
    const writes = await changes(patched(ENGINE, { spec: { stages } }), {
      on: [],
      metrics: { Engine: 0, published: 1, errors: 0 },
      condition: 'True Published',
      // What is off by default needs no flag.
      published: '',
      isLive: true,
      publishings: publishings + 1,
    });
    expect(writes).toEqual([
      'create event',
      'update configmaps effective',
      'update featuregates status plane.engine',
      'update featuresets status other',
      'update featuresets status plane',
    ]);
  });

  it('agree within two seconds after a plugin changed: what was published stays, and nothing else is written', async () => {
    const stages = [
      { release: '1.0', level: 'Beta' },
      { release: '1.1', level: 'Removed' },
    ];
    const writes = await changes(patched(PILOT, { spec: { stages } }), {
      pilot: 'Refused',
      metrics: { pilot: 0, published: 0, errors: 1 },
      condition: 'False HeldBack',
      published: '',
      events: event("PluginRefused: Plugin 'pilot' was removed in 1.1"),
    });
    expect(writes).toEqual([
      'create event',
      'update featuresets status plane',
      'update pluginmaturities status plane.pilot',
    ]);
  });
});
