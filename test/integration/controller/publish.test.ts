import { afterAll, beforeAll, expect, test } from 'vitest';
import { onBothFlavors } from '../cluster/both-flavors.ts';
import { Cluster } from '../cluster/cluster.ts';
import { configMap, source } from '../cluster/config-maps.ts';
import { NAMESPACE, overrides } from '../cluster/declared-objects.ts';
import { gate, type Manifest } from '../../support/manifest.ts';
import { eventually } from '../../support/eventually.ts';
import type { OperatorProcess } from '../cluster/operator-process.ts';
import { declareComponent, obey, plainConfig, publishing, stored } from '../cluster/published-configs.ts';
import { grant, PUBLISHER, READER } from '../cluster/rights.ts';
import { until } from '../../support/until.ts';

onBothFlavors('the operator, publishing effective gates (R162),', (flavor, folder) => {
  let cluster: Cluster;
  let operator: OperatorProcess;

  beforeAll(async () => {
    cluster = await Cluster.start(folder, { flavor });
    await grant(cluster, PUBLISHER);
    operator = cluster.operator();
    await operator.ready();
  });
  afterAll(async () => cluster?.stop());

  const dataOf = async (name: string): Promise<unknown> => (await stored(cluster, name))?.data;
  const published = async (set: Manifest) => cluster.condition(set, 'Published');
  const metricOf = async ({ metadata: { name } }: Manifest): Promise<number | undefined> =>
    (await operator.metrics()).value('stagegate_featureset_published', { featureset: name });
  const eventsOf = async (set: Manifest): Promise<string[]> =>
    (await cluster.events(set)).filter(({ reason }) => reason === 'Published').map(({ note }) => note);

  /** Declares a component and a FeatureSet that publishes to `NAME-gates`, and waits until it has. */
  const install = async (
    component: string,
    values: Parameters<typeof publishing>[2] = { Wings: 'Enabled' },
    more: Partial<Parameters<typeof publishing>[1]> = {},
    spec: object = {},
  ): Promise<Manifest> => {
    await declareComponent(cluster, component);
    const set = publishing(component, { configMap: `${component}-gates`, ...more }, values);
    await cluster.create([{ ...set, spec: { ...(set['spec'] as object), ...spec } }]);
    await eventually(async () => published(set)).toMatchObject({ status: 'True', reason: 'Published' });
    return set;
  };

  test('writes what is changed into a ConfigMap that says whose it is and from when', async () => {
    const formats = ['FlagString', 'KeyValue', 'JSON'];
    const set = await install('first', { Wings: 'Enabled', Engine: 'Disabled' }, { formats });
    const { metadata } = await cluster.read(set);
    const config = await stored(cluster, 'first-gates');
    expect(config?.data).toEqual({
      FlagString: 'Engine=false,Wings=true',
      Engine: 'false',
      Wings: 'true',
      JSON: expect.stringContaining('"Engine": "Disabled"'),
    });
    expect(config?.metadata.labels).toEqual({
      'stagegate.dev/featureset-uid': metadata.uid,
      'app.kubernetes.io/managed-by': 'stagegate',
    });
    expect(config?.metadata.annotations).toEqual({
      'stagegate.dev/featureset': 'first',
      'stagegate.dev/release': '1.1',
      'stagegate.dev/generation': '1',
      'stagegate.dev/hash': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const hash = config?.metadata.annotations?.['stagegate.dev/hash'];
    expect(await cluster.status(set)).toMatchObject({ published: { configMap: 'first-gates', generation: 1, hash } });
    expect((await published(set))?.message).toBe("ConfigMap 'first-gates' holds what generation 1 says for 1.1");
    expect(await metricOf(set)).toBe(1);
    expect(metadata['finalizers']).toBeUndefined();
  });

  test('follows a change in ConfigMap, status, event and metric, and stays True meanwhile', async () => {
    const set = await install('change');
    const before = await published(set);
    for (const [generation, state] of [
      [2, 'Disabled'],
      [3, 'Enabled'],
    ] as const) {
      await cluster.patch(set, { spec: { overrides: overrides({ Wings: 'Enabled', Engine: state }) } });
      const FlagString = state === 'Disabled' ? 'Engine=false,Wings=true' : 'Wings=true';
      const message = `ConfigMap 'change-gates' now holds what generation ${generation} says for 1.1`;
      await until(async () => {
        const config = await stored(cluster, 'change-gates');
        expect(config?.data).toEqual({ FlagString });
        expect(await cluster.status(set)).toMatchObject({
          observedGeneration: generation,
          published: { generation, hash: config?.metadata.annotations?.['stagegate.dev/hash'] },
        });
        expect((await eventsOf(set)).at(-1)).toBe(message);
        expect(await metricOf(set)).toBe(1);
      });
    }
    expect(await eventsOf(set)).toHaveLength(2);
    // It moves with the condition's status: that has not been anything else.
    expect((await published(set))?.lastTransitionTime).toBe(before?.lastTransitionTime);
  });

  test('follows a source and a gate', async () => {
    await grant(cluster, READER);
    const flags = configMap(NAMESPACE, 'source-flags', { Wings: 'true' });
    await cluster.create([flags]);
    const sources = [source('source-flags')];
    const set = await install('source', {}, {}, { sources });
    const agree = async (FlagString: string, generation: number): Promise<void> =>
      until(async () => {
        const config = await stored(cluster, 'source-gates');
        expect(config?.data).toEqual({ FlagString });
        const hash = config?.metadata.annotations?.['stagegate.dev/hash'];
        expect(await cluster.status(set)).toMatchObject({ published: { generation, hash } });
        expect(await cluster.condition(set, 'Published')).toMatchObject({ status: 'True' });
        expect(await metricOf(set)).toBe(1);
      });
    await agree('Wings=true', 1);
    await cluster.patch(flags, { data: { Wings: 'false', Engine: 'false' } });
    await agree('Engine=false', 1);
    const stages = [
      { release: '0.9', level: 'Alpha' },
      { release: '1.2', level: 'Beta' },
    ];
    await cluster.patch(gate('source', 'Engine', []), { spec: { stages } });
    await agree('', 1);
    await cluster.patch(flags, { data: { Wings: 'true', Engine: 'true' } });
    await agree('Engine=true,Wings=true', 1);
  });

  test('repairs what others change of it, keeps what they add, and writes no status for that', async () => {
    const set = await install('drift');
    await eventually(async () => operator.isIdle()).toBe(true);
    const config = plainConfig('drift-gates');
    const right = await stored(cluster, 'drift-gates');
    const { metadata } = await cluster.read(set);
    const edits: object[] = [
      { data: { FlagString: 'Wings=false', Other: 'x' } },
      { data: null },
      { binaryData: { Other: 'eA==' } },
      { metadata: { labels: { 'app.kubernetes.io/managed-by': 'somebody' } } },
      { metadata: { annotations: { 'stagegate.dev/generation': null, 'stagegate.dev/hash': 'x' } } },
    ];
    await cluster.patch(config, { metadata: { annotations: { 'example.org/mine': 'kept' } } });
    for (const edit of edits) {
      const edited = await cluster.patch(config, edit);
      await eventually(async () => stored(cluster, 'drift-gates')).toMatchObject({
        data: right?.data,
        metadata: {
          uid: edited.metadata.uid,
          labels: right?.metadata.labels,
          annotations: { ...right?.metadata.annotations, 'example.org/mine': 'kept' },
        },
      });
      await eventually(async () => (await stored(cluster, 'drift-gates'))?.['binaryData']).toBeUndefined();
    }
    await cluster.remove(config);
    await eventually(async () => stored(cluster, 'drift-gates')).toMatchObject({ data: right?.data });
    await eventually(async () => operator.isIdle()).toBe(true);
    expect((await cluster.read(set)).metadata.resourceVersion).toBe(metadata.resourceVersion);
  });

  test('never writes into a ConfigMap that somebody else has made, and goes on when that one is gone', async () => {
    const theirs = plainConfig('theirs-gates', { FlagString: 'Mine=true' });
    await cluster.create([theirs]);
    const before = await stored(cluster, 'theirs-gates');
    await declareComponent(cluster, 'theirs');
    const set = publishing('theirs', { configMap: 'theirs-gates' }, { Wings: 'Enabled' });
    await cluster.create([set]);
    await eventually(async () => published(set)).toMatchObject({ status: 'False', reason: 'ConfigMapNotOwned' });
    expect(await cluster.status(set)).not.toHaveProperty('published');
    expect(await metricOf(set)).toBe(0);
    await cluster.patch(set, { spec: { overrides: overrides({ Engine: 'Disabled' }) } });
    await eventually(async () => published(set)).toMatchObject({ reason: 'ConfigMapNotOwned', observedGeneration: 2 });
    await eventually(async () => operator.isIdle()).toBe(true);
    expect(await stored(cluster, 'theirs-gates')).toEqual(before);

    await cluster.remove(theirs);
    await eventually(async () => dataOf('theirs-gates')).toEqual({ FlagString: 'Engine=false' });
    await eventually(async () => published(set)).toMatchObject({ status: 'True' });
  });

  test('takes a ConfigMap that is handed over with the command of its message', async () => {
    await cluster.create([plainConfig('given-gates', { FlagString: 'Mine=true' })]);
    await declareComponent(cluster, 'given');
    const set = publishing('given', { configMap: 'given-gates' }, { Wings: 'Enabled' });
    await cluster.create([set]);
    await eventually(async () => published(set)).toMatchObject({ reason: 'ConfigMapNotOwned' });
    await obey(cluster, (await published(set))?.message ?? '', 'label');
    await eventually(async () => dataOf('given-gates')).toEqual({ FlagString: 'Wings=true' });
    await eventually(async () => published(set)).toMatchObject({ status: 'True' });
  });

  test('lets the elder of two FeatureSets have the ConfigMap that both name, and the younger when the elder has gone', async () => {
    await declareComponent(cluster, 'two');
    const target = { configMap: 'two-gates', onDelete: 'Delete' } as const;
    const flags: Readonly<Record<string, string>> = { 'two-a': 'Wings=true', 'two-b': 'Engine=false' };
    const sets = [
      publishing('two', target, { Wings: 'Enabled' }, { name: 'two-a' }),
      publishing('two', target, { Engine: 'Disabled' }, { name: 'two-b' }),
    ];
    for (const set of sets) await cluster.declare(set);
    const age = async (set: Manifest): Promise<string> => {
      const { metadata } = await cluster.read(set);
      return `${String(metadata['creationTimestamp'])} ${metadata.uid}`;
    };
    const [a, b] = [await age(sets[0] as Manifest), await age(sets[1] as Manifest)];
    const [elder, younger] = (a < b ? sets : sets.toReversed()) as [Manifest, Manifest];
    await eventually(async () => published(elder)).toMatchObject({ status: 'True' });
    await eventually(async () => published(younger)).toMatchObject({
      status: 'False',
      reason: 'ConfigMapNotOwned',
      message: expect.stringContaining(`FeatureSet '${elder.metadata.name}'`),
    });
    expect(await dataOf('two-gates')).toEqual({ FlagString: flags[elder.metadata.name] });

    await cluster.remove(elder);
    await eventually(async () => dataOf('two-gates')).toEqual({ FlagString: flags[younger.metadata.name] });
    await eventually(async () => published(younger)).toMatchObject({ status: 'True' });

    // And an elder that comes later takes it over in one write.
    const third = publishing('two', { configMap: 'two-more' }, { Wings: 'Enabled' }, { name: 'two-c' });
    await cluster.declare(third);
    await eventually(async () => published(third)).toMatchObject({ status: 'True' });
    const { uid } = (await stored(cluster, 'two-more'))?.metadata ?? {};
    const [first, second] = (await age(younger)) < (await age(third)) ? [younger, third] : [third, younger];
    await cluster.patch(younger, { spec: { publish: { configMap: 'two-more' } } });
    await eventually(async () => published(second)).toMatchObject({ reason: 'ConfigMapNotOwned' });
    await eventually(async () => cluster.status(first)).toMatchObject({ published: { configMap: 'two-more' } });
    const label = { 'stagegate.dev/featureset-uid': (await cluster.read(first)).metadata.uid };
    expect(await stored(cluster, 'two-more')).toMatchObject({ metadata: { uid, labels: label } });
  });

  test('holds back while an Error stands, says which generation is live, and goes on when it is gone (R20)', async () => {
    const set = await install('held');
    const right = await stored(cluster, 'held-gates');
    await cluster.patch(set, { spec: { overrides: overrides({ Engine: 'Disabled', wing: 'Enabled' }) } });
    await eventually(async () => published(set)).toMatchObject({
      status: 'False',
      reason: 'HeldBack',
      message: expect.stringMatching(/generation 1 said for 1\.1.*'wing'/),
    });
    expect(await cluster.status(set)).toMatchObject({ observedGeneration: 2, published: { generation: 1 } });
    expect(await stored(cluster, 'held-gates')).toEqual(right);
    expect(await metricOf(set)).toBe(0);
    await cluster.patch(set, { spec: { overrides: overrides({ Engine: 'Disabled' }) } });
    await eventually(async () => published(set)).toMatchObject({ status: 'True' });
    expect(await dataOf('held-gates')).toEqual({ FlagString: 'Engine=false' });
  });

  test('holds back while a published gate is declared no more, even where somebody has edited the ConfigMap', async () => {
    const set = await install('vanished');
    const heldBack = { status: 'False', reason: 'HeldBack', message: expect.stringContaining("'Wings'") };
    await cluster.remove(gate('vanished', 'Wings', []));
    // The watches of two kinds do not keep step: the set might be judged, and published, before the gate is missed.
    await eventually(async () => published(set)).toMatchObject(heldBack);
    await cluster.patch(set, { spec: { overrides: [] } });
    await eventually(async () => published(set)).toMatchObject({ ...heldBack, observedGeneration: 2 });
    const edited = await cluster.patch(plainConfig('vanished-gates'), { data: { FlagString: 'Other=true' } });
    await eventually(async () => operator.isIdle()).toBe(true);
    expect(await published(set)).toMatchObject(heldBack);
    expect((await stored(cluster, 'vanished-gates'))?.metadata.resourceVersion).toBe(edited.metadata.resourceVersion);
    await cluster.create([gate('vanished', 'Wings', ['1.0 Alpha'])]);
    await eventually(async () => dataOf('vanished-gates')).toEqual({ FlagString: '' });
    await eventually(async () => published(set)).toMatchObject({ status: 'True' });
  });

  test('repairs an edited ConfigMap also where the edit names a gate that nobody knows', async () => {
    const set = await install('edited');
    await cluster.patch(plainConfig('edited-gates'), { data: { FlagString: 'Unheard=true' } });
    await eventually(async () => dataOf('edited-gates')).toEqual({ FlagString: 'Wings=true' });
    expect(await published(set)).toMatchObject({ status: 'True' });
  });

  test('wins every conflict without losing what others write at the same time', async () => {
    const set = await install('conflict');
    const config = plainConfig('conflict-gates');
    for (let round = 1; round <= 10; round++) {
      const Engine = round % 2 === 0 ? 'Enabled' : 'Disabled';
      await Promise.all([
        cluster.patch(set, { spec: { overrides: overrides({ Wings: 'Enabled', Engine }) } }),
        ...['a', 'b', 'c'].map(async (name) =>
          cluster.patch(config, { metadata: { annotations: { [`example.org/${name}`]: String(round) } } }),
        ),
      ]);
    }
    const annotations = { 'example.org/a': '10', 'example.org/b': '10', 'example.org/c': '10' };
    await eventually(async () => stored(cluster, 'conflict-gates')).toMatchObject({
      data: { FlagString: 'Wings=true' },
      metadata: { annotations: { ...annotations, 'stagegate.dev/generation': '11' } },
    });
    await eventually(async () => cluster.status(set)).toMatchObject({ published: { generation: 11 } });
  });

  test('writes nothing when nothing changes, a restart included', async () => {
    await install('idle');
    await eventually(async () => operator.isIdle()).toBe(true);
    const versions = async (): Promise<unknown[]> => {
      const { items } = await cluster.get<{ items: { metadata: { name: string; resourceVersion: string } }[] }>(
        `/api/v1/namespaces/${NAMESPACE}/configmaps`,
      );
      const all = [...items, ...(await cluster.list('FeatureSet'))];
      return all.map(({ metadata: { name, resourceVersion } }) => [name, resourceVersion]);
    };
    const series = async (): Promise<string[]> =>
      (await operator.metrics()).text
        .split('\n')
        .filter((line) => line.startsWith('stagegate_featureset_published{'))
        .toSorted();
    const told = await series();
    expect(told.length).toBeGreaterThan(5);
    const before = await versions();
    const audited = cluster.audit().length;
    await operator.kill();
    operator = cluster.operator();
    await operator.ready();
    await eventually(series).toEqual(told);
    await eventually(async () => operator.isIdle()).toBe(true);
    expect(await versions()).toEqual(before);
    const writes = cluster
      .audit(audited)
      .filter(({ objectRef }) => ['configmaps', 'featuresets'].includes(objectRef?.resource ?? ''));
    expect(writes.map(({ verb, objectRef }) => [verb, objectRef?.name])).toEqual([]);
  });
});
