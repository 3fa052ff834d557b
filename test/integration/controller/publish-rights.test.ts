import { afterAll, beforeAll, expect, test } from 'vitest';
import { onBothFlavors } from '../cluster/both-flavors.ts';
import { Cluster } from '../cluster/cluster.ts';
import { overrides } from '../cluster/declared-objects.ts';
import type { Manifest } from '../../support/manifest.ts';
import { eventually } from '../../support/eventually.ts';
import type { OperatorProcess } from '../cluster/operator-process.ts';
import { declareComponent, obey, plainConfig, publishing, stored, type Publish } from '../cluster/published-configs.ts';
import { grant, PUBLISHER, withdraw } from '../cluster/rights.ts';

const FINALIZER = 'stagegate.dev/published-config';

onBothFlavors('what the operator publishes, and in which namespaces it may,', (flavor, folder) => {
  let cluster: Cluster;
  let operator: OperatorProcess;

  beforeAll(async () => {
    cluster = await Cluster.start(folder, { flavor });
    operator = cluster.operator();
    await operator.ready();
    await declareComponent(cluster, 'plane');
  });
  afterAll(async () => cluster?.stop());

  /** A namespace, in which the operator may publish unless it is closed, with one FeatureSet that does. */
  const install = async (
    namespace: string,
    publish: Partial<Publish> = {},
    closed?: 'closed',
  ): Promise<{ set: Manifest; namespace: string }> => {
    await cluster.kubectl('create', 'namespace', namespace);
    if (!closed) await grant(cluster, PUBLISHER, namespace);
    const set = publishing('plane', { configMap: 'gates', ...publish }, { Wings: 'Enabled' }, { namespace });
    await cluster.create([set]);
    const expected = closed ? { reason: 'NotPermitted' } : { status: 'True' };
    await eventually(async () => published(set)).toMatchObject(expected);
    return { set, namespace };
  };
  const published = async (set: Manifest) => cluster.condition(set, 'Published');
  const finalizersOf = async (set: Manifest): Promise<unknown> =>
    (await cluster.read(set)).metadata['finalizers'] ?? [];
  const isGone = async ({ metadata: { name, namespace } }: Manifest): Promise<boolean> =>
    (await cluster.list('FeatureSet')).every(
      ({ metadata }) => metadata.name !== name || metadata.namespace !== namespace,
    );

  test('says where it may not, and goes on by itself after the very command of its message', async () => {
    const { set, namespace } = await install('not-yet', {}, 'closed');
    const condition = await published(set);
    expect(condition).toMatchObject({ status: 'False', message: expect.stringContaining(`namespace '${namespace}'`) });
    await obey(cluster, condition?.message ?? '', 'create rolebinding');
    await eventually(async () => published(set)).toMatchObject({ status: 'True', reason: 'Published' });
    expect((await stored(cluster, 'gates', namespace))?.data).toEqual({ FlagString: 'Wings=true' });
  });

  test('says so when the right is taken away, and leaves what is live', async () => {
    const { set, namespace } = await install('no-more');
    await withdraw(cluster, PUBLISHER, namespace);
    await cluster.patch(set, { spec: { overrides: overrides({ Engine: 'Disabled' }) } });
    await eventually(async () => published(set)).toMatchObject({ status: 'False', reason: 'NotPermitted' });
    expect((await stored(cluster, 'gates', namespace))?.data).toEqual({ FlagString: 'Wings=true' });
    await grant(cluster, PUBLISHER, namespace);
    await eventually(async () => published(set)).toMatchObject({ status: 'True' });
    expect((await stored(cluster, 'gates', namespace))?.data).toEqual({ FlagString: 'Engine=false' });
  });

  test('does not take a refusal by admission for a missing right', async () => {
    const { set } = await install('refused');
    const name = 'no-new-gates';
    const group = 'admissionregistration.k8s.io/v1';
    const resourceRules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['configmaps'] }];
    const selector = { matchLabels: { 'kubernetes.io/metadata.name': 'refused' } };
    const policy = {
      apiVersion: group,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        matchConstraints: { resourceRules, namespaceSelector: selector },
        validations: [{ expression: 'false', reason: 'Forbidden' }],
      },
    };
    const binding = { policyName: name, validationActions: ['Deny'] };
    const bound = { apiVersion: group, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name }, spec: binding };
    const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [policy, bound] });
    expect(await cluster.plane.kubectl(['apply', '-f', '-'], { stdin })).toMatchObject({ code: 0 });
    await eventually(async () => {
      const wanted = plainConfig('gates', {}, 'refused');
      return cluster.patch(wanted, { metadata: { annotations: { probe: 'x' } } }).then(
        () => 'taken',
        () => 'refused',
      );
    }).toBe('refused');
    await cluster.patch(set, { spec: { overrides: [] } });
    await eventually(async () => published(set)).toMatchObject({
      status: 'Unknown',
      reason: 'Publishing',
      message: expect.stringMatching(/403.*generation 1 said/),
    });
    await cluster.kubectl('delete', 'validatingadmissionpolicybinding', name);
    await eventually(async () => published(set)).toMatchObject({ status: 'True' });
  });

  test('leaves the ConfigMap of a deleted FeatureSet with onDelete Retain', async () => {
    const { set, namespace } = await install('retain');
    expect(await finalizersOf(set)).toEqual([]);
    await cluster.remove(set);
    await eventually(async () => isGone(set)).toBe(true);
    await eventually(async () => operator.isIdle()).toBe(true);
    expect((await stored(cluster, 'gates', namespace))?.data).toEqual({ FlagString: 'Wings=true' });
  });

  test('deletes it with onDelete Delete, before the FeatureSet goes, with no garbage collector (R166)', async () => {
    const { set, namespace } = await install('delete', { onDelete: 'Delete' });
    expect(await finalizersOf(set)).toEqual([FINALIZER]);
    await cluster.create([plainConfig('other', { a: 'b' }, namespace)]);
    await cluster.remove(set);
    await eventually(async () => isGone(set)).toBe(true);
    expect(await stored(cluster, 'gates', namespace)).toBeUndefined();
    expect(await stored(cluster, 'other', namespace)).toBeDefined();
  });

  test('leaves finalizers of others alone, and takes its own off when it is not needed any more', async () => {
    const { set } = await install('retain-again', { onDelete: 'Delete' });
    await cluster.patch(set, { metadata: { finalizers: [FINALIZER, 'example.org/mine'] } });
    await cluster.patch(set, { spec: { publish: { onDelete: 'Retain' } } });
    await eventually(async () => finalizersOf(set)).toEqual(['example.org/mine']);
    await cluster.patch(set, { spec: { publish: { onDelete: 'Delete' } } });
    await eventually(async () => finalizersOf(set)).toEqual(['example.org/mine', FINALIZER]);
    await cluster.patch(set, { spec: { publish: null } });
    await eventually(async () => finalizersOf(set)).toEqual(['example.org/mine']);
    await cluster.patch(set, { metadata: { finalizers: null } });
  });

  test.each(['Delete', 'Retain'] as const)(
    'writes a renamed ConfigMap anew, and with onDelete %s',
    async (onDelete) => {
      const { set, namespace } = await install(`renamed-${onDelete.toLowerCase()}`, { onDelete });
      await cluster.patch(set, { spec: { publish: { configMap: 'new-gates' } } });
      await eventually(async () => cluster.status(set)).toMatchObject({ published: { configMap: 'new-gates' } });
      expect((await stored(cluster, 'new-gates', namespace))?.data).toEqual({ FlagString: 'Wings=true' });
      await eventually(async () => operator.isIdle()).toBe(true);
      const old = async () => (await stored(cluster, 'gates', namespace))?.data;
      await eventually(old).toEqual(onDelete === 'Delete' ? undefined : { FlagString: 'Wings=true' });
    },
  );

  test('keeps what was published under the old name while the new one is held back', async () => {
    const { set, namespace } = await install('renamed-held', { onDelete: 'Delete' });
    const wrong = overrides({ wing: 'Enabled' });
    await cluster.patch(set, { spec: { overrides: wrong, publish: { configMap: 'new-gates' } } });
    await eventually(async () => published(set)).toMatchObject({ reason: 'HeldBack' });
    expect((await stored(cluster, 'gates', namespace))?.data).toEqual({ FlagString: 'Wings=true' });
    await cluster.patch(set, { spec: { overrides: [] } });
    await eventually(async () => published(set)).toMatchObject({ status: 'True' });
    await eventually(async () => stored(cluster, 'gates', namespace)).toBeUndefined();
  });

  test('deletes what was published when the FeatureSet was deleted while nobody looked', async () => {
    const { set, namespace } = await install('away', { onDelete: 'Delete' });
    await operator.kill();
    await cluster.remove(set);
    expect(await isGone(set)).toBe(false);
    operator = cluster.operator();
    await eventually(async () => isGone(set)).toBe(true);
    expect(await stored(cluster, 'gates', namespace)).toBeUndefined();
    await operator.ready();
  });

  test('says how a FeatureSet may go that it has no right to let go, and lets it go when it has', async () => {
    const { set, namespace } = await install('stuck', { onDelete: 'Delete' });
    await withdraw(cluster, PUBLISHER, namespace);
    await cluster.remove(set);
    await eventually(async () => published(set)).toMatchObject({
      status: 'False',
      reason: 'NotPermitted',
      message: expect.stringContaining('is not allowed to delete'),
    });
    await obey(cluster, (await published(set))?.message ?? '', 'create rolebinding');
    await eventually(async () => isGone(set)).toBe(true);
    expect(await stored(cluster, 'gates', namespace)).toBeUndefined();
  });

  test('names the command by which it goes and the ConfigMap stays', async () => {
    const { set, namespace } = await install('let-go', { onDelete: 'Delete' });
    await withdraw(cluster, PUBLISHER, namespace);
    await cluster.remove(set);
    await eventually(async () => published(set)).toMatchObject({ reason: 'NotPermitted' });
    await obey(cluster, (await published(set))?.message ?? '', 'patch');
    await eventually(async () => isGone(set)).toBe(true);
    expect((await stored(cluster, 'gates', namespace))?.data).toEqual({ FlagString: 'Wings=true' });
  });

  test('lets everything go as soon as its namespace does, before the right to is gone with it', async () => {
    const { set, namespace } = await install('ending', { onDelete: 'Delete' });
    await cluster.kubectl('delete', 'namespace', namespace, '--wait=false');
    await eventually(async () => finalizersOf(set)).toEqual([]);
    await cluster.kubectl('delete', 'rolebinding', PUBLISHER, '-n', namespace);
    await cluster.remove(set);
    await eventually(async () => isGone(set)).toBe(true);
  });
});
