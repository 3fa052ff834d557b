import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusWrites } from '../cluster/audit.ts';
import { changeable, kubernetesCatalog } from '../cluster/catalog.ts';
import { Cluster } from '../cluster/cluster.ts';
import { NAMESPACE, overrides } from '../cluster/declared-objects.ts';
import type { Manifest } from '../../support/manifest.ts';
import { eventually } from '../../support/eventually.ts';
import type { OperatorProcess } from '../cluster/operator-process.ts';
import { until } from '../../support/until.ts';

const catalog = kubernetesCatalog();
const atLast = new Set(changeable(catalog, '1.36').map(({ gate }) => gate));
/** Off at 1.35 and 1.36, free to be switched on, and needing nothing else. */
const GATE =
  changeable(catalog, '1.35').find(({ gate, level, on }) => level === 'Alpha' && !on && atLast.has(gate))?.gate ?? '';
const set: Manifest = {
  apiVersion: 'stagegate.dev/v1beta1',
  kind: 'FeatureSet',
  metadata: { name: 'kubernetes', namespace: NAMESPACE },
  spec: { component: 'kubernetes', releaseFrom: 'APIServer', observe: { from: 'APIServerMetrics' } },
};
const role: Manifest = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'stagegate' },
};
/** The API server is asked every ten seconds, and believed when it said the same three times: as promised. */
const BELIEVED_WITHIN_S = 40;
/** The deadlines of a busy machine with what is promised no sooner. */
const PATIENCE_S = 100;
/** Of the operator's time, where the test is not about it. */
const SPEED = 5;

/** Each test goes on from what the one before left. */
describe('a FeatureSet that observes a kube-apiserver', { timeout: 300_000 }, () => {
  let cluster: Cluster;
  let operator: OperatorProcess;

  beforeAll(async () => {
    cluster = await Cluster.start('default', { emulatedVersion: '1.35' });
    await cluster.create(catalog);
    operator = cluster.operator();
    await operator.ready();
    await until(async () => operator.isIdle());
  });
  afterAll(async () => cluster?.stop());

  /** What is said of it: the condition, the metric, and the gates that differ. */
  const told = async () => {
    const { conditions, observed } = (await cluster.status(set)) ?? {};
    const { status, reason } = conditions?.find(({ type }) => type === 'InSync') ?? {};
    const metric = (await operator.metrics()).value('stagegate_featureset_in_sync', { featureset: 'kubernetes' });
    return [`${status} ${reason}`, metric, observed];
  };
  const announced = async () =>
    (await cluster.events(set)).filter(({ reason }) => reason === 'OutOfSync').map(({ type, note }) => [type, note]);
  /** Resolves when the operator has asked the server for its release and its gates that many times more. */
  const rounds = async (count: number): Promise<void> => {
    const asked = async () =>
      (await operator.metrics()).sum('rest_client_requests_total', { method: 'GET', code: '200' });
    const before = await asked();
    await until(async () => (await asked()) >= before + 2 * count, PATIENCE_S);
  };
  /** What has been recorded when the operator has done all that is due. */
  const recorded = async () => {
    await until(async () => operator.isIdle());
    return cluster.audit().length;
  };
  const written = async (from: number) => {
    await recorded();
    return statusWrites(cluster.audit(from)).map(({ objectRef }) => `${objectRef?.resource} ${objectRef?.name}`);
  };
  /** How many seconds the server and this test take by themselves to ask and answer once: little, unless the machine is busy. */
  const bareSeconds = async (): Promise<number> => {
    const startMs = performance.now();
    await cluster.get('/version');
    await cluster.get('/metrics');
    await told();
    return (performance.now() - startMs) / 1000;
  };

  test('is in sync with every gate that the server reports', async () => {
    await cluster.create([set]);
    await eventually(told).toEqual(['True InSync', 1, { inSync: 210, differing: [] }]);
    expect(await cluster.status(set)).toMatchObject({ release: '1.35', findings: [] });
    expect(await announced()).toEqual([]);
  });

  test('says so in status, metric and event when it declares a gate that the server has otherwise (R32)', async () => {
    await cluster.patch(set, { spec: { overrides: overrides({ [GATE]: 'Enabled' }) } });
    const differing = [{ gate: GATE, declared: 'Enabled', actual: 'Disabled' }];
    await eventually(told).toEqual(['False OutOfSync', 0, { inSync: 209, differing }]);
    await eventually(announced).toEqual([
      ['Warning', `Not what the API server reports: '${GATE}' (Enabled here, Disabled there)`],
    ]);
    expect((await cluster.condition(set, 'InSync'))?.message).toContain(`add ${GATE}=true to its --feature-gates,`);
  });

  test('is in sync again soon after the server has the gate as well, and nothing else is written', async () => {
    const from = await recorded();
    await cluster.becomes({ emulatedVersion: '1.35', featureGates: { [GATE]: true } });
    const startMs = performance.now();
    await eventually(told, PATIENCE_S).toEqual(['True InSync', 1, { inSync: 210, differing: [] }]);
    const seconds = (performance.now() - startMs) / 1000;
    expect(await written(from)).toEqual(['featuresets kubernetes']);
    expect(seconds).toBeLessThan(BELIEVED_WITHIN_S + 3 * (await bareSeconds()));
  });

  test('follows the server to another release with one write, and is in sync all the while', async () => {
    const before = await cluster.condition(set, 'InSync');
    const events = await announced();

    const from = await recorded();
    await cluster.becomes({ featureGates: { [GATE]: true } });
    await eventually(async () => (await cluster.status(set))?.['release'], PATIENCE_S).toBe('1.36');
    expect(await told()).toEqual(['True InSync', 1, { inSync: 240, differing: [] }]);
    await rounds(1);
    const ofSets = (await written(from)).filter((one) => one.startsWith('featuresets '));
    expect(ofSets).toEqual(['featuresets kubernetes']);
    expect(await cluster.condition(set, 'InSync')).toMatchObject({
      status: 'True',
      lastTransitionTime: before?.lastTransitionTime,
    });
    expect(await announced()).toEqual(events);
  });

  test('stays as it is over a restart of the operator, and costs no write however often the server is asked', async () => {
    const from = await recorded();
    await operator.terminate();
    operator = cluster.operator({ time: { speed: SPEED } });
    await operator.ready();
    await rounds(5);
    expect(await told()).toEqual(['True InSync', 1, { inSync: 240, differing: [] }]);
    expect(await written(from)).toEqual([]);
  });

  test('says which right is missing where the operator may not read metrics, and goes on when it is granted', async () => {
    const { rules } = (await cluster.read(role)) as unknown as { rules: { nonResourceURLs?: string[] }[] };
    await cluster.patch(role, { rules: rules.filter(({ nonResourceURLs }) => !nonResourceURLs?.includes('/metrics')) });
    await eventually(async () => (await told())[0]).toBe('Unknown NotReported');
    expect(await told()).toEqual(['Unknown NotReported', undefined, undefined]);
    expect(await cluster.condition(set, 'InSync')).toMatchObject({
      message: expect.stringContaining('{nonResourceURLs: [/metrics], verbs: [get]}') as string,
    });
    await eventually(() => operator.said('The API server does not let the operator read its metrics').length).toBe(1);
    await cluster.patch(role, { rules });
    await eventually(told).toEqual(['True InSync', 1, { inSync: 240, differing: [] }]);
  });
});
