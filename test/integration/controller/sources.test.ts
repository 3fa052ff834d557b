import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statusWrites } from '../cluster/audit.ts';
import { onBothFlavors } from '../cluster/both-flavors.ts';
import { Cluster, type Status } from '../cluster/cluster.ts';
import { configMap, source } from '../cluster/config-maps.ts';
import { featureSet, policy } from '../cluster/declared-objects.ts';
import { gate, type Manifest } from '../../support/manifest.ts';
import { eventually } from '../../support/eventually.ts';
import type { OperatorProcess } from '../cluster/operator-process.ts';
import { obey } from '../cluster/published-configs.ts';
import { grant, READER } from '../cluster/rights.ts';

const COMPONENT = 'plane';
const OPERATOR = 'stagegate-system:stagegate';
/** How long the server and the operator may go on as before when a right is withdrawn. */
const WATCHED_ON = 75;

/** Records what is done with ConfigMaps, reading included, beside every write. */
const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'Metadata', resources: [{ group: '', resources: ['configmaps'] }] },
    { level: 'Metadata', verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] },
  ],
};

const folder = mkdtempSync(path.join(tmpdir(), 'stagegate-sources-'));
const auditPolicy = path.join(folder, 'audit-policy.json');
writeFileSync(auditPolicy, JSON.stringify(AUDIT_POLICY));
afterAll(() => rmSync(folder, { recursive: true }));

onBothFlavors('sources (R162)', (flavor, config) => {
  let cluster: Cluster;
  let operator: OperatorProcess;
  /** Its sources could be read for a while. */
  let withdrawn: Manifest;

  beforeAll(async () => {
    cluster = await Cluster.start(config, { flavor, apiServerFlags: [`--audit-policy-file=${auditPolicy}`] });
    operator = cluster.operator();
    await operator.ready();
    await cluster.declare(
      policy(COMPONENT),
      gate(COMPONENT, 'Wings', ['1.0 Alpha']),
      gate(COMPONENT, 'Engine', ['1.0 Beta']),
    );
    const team = await namespace('withdrawn');
    await cluster.create([configMap(team, 'flags', { Wings: 'true' })]);
    withdrawn = await install(team, [source('flags')]);
    await eventually(() => statusOf(withdrawn)).toMatchObject({ enabled: ['Engine', 'Wings'] });
    await cluster.kubectl('delete', 'rolebinding', READER, '-n', team);
  });
  afterAll(async () => cluster?.stop());

  /** A namespace whose owner lets the operator read ConfigMaps there, unless it is closed. */
  const namespace = async (name: string, closed?: 'closed'): Promise<string> => {
    await cluster.kubectl('create', 'namespace', name);
    if (!closed) await grant(cluster, READER, name);
    return name;
  };
  /** A FeatureSet with these sources, answered. */
  const install = async (where: string, sources: readonly object[], more: object = {}): Promise<Manifest> => {
    const set = featureSet(COMPONENT, '1.1', {}, { sources, ...more });
    const manifest = { ...set, metadata: { name: `in-${where}`, namespace: where } };
    await cluster.declare(manifest);
    return manifest;
  };
  const statusOf = async (set: Manifest): Promise<Status | undefined> => cluster.status(set);
  /** Reason and message of every Error. */
  const errorsOf = async (set: Manifest): Promise<string[]> => {
    const findings = (await statusOf(set))?.['findings'] as { severity: string; reason: string; message: string }[];
    return findings
      .filter(({ severity }) => severity === 'Error')
      .map(({ reason, message }) => `${reason}: ${message}`);
  };
  /** Runs the command that the one Error tells. */
  const doAsTold = async (set: Manifest, verb: string): Promise<void> => {
    const [error = ''] = await errorsOf(set);
    await obey(cluster, error, verb);
  };

  test('are followed in status, event and metric', async () => {
    const team = await namespace('follows');
    const flags = configMap(team, 'flags', { Wings: 'true' });
    await cluster.create([flags]);
    const set = await install(team, [source('flags')]);
    await eventually(() => statusOf(set)).toMatchObject({
      enabled: ['Engine', 'Wings'],
      exceptions: [{ gate: 'Wings', source: 'Override', layer: expect.stringContaining('configmap/flags') }],
    });
    await cluster.patch(flags, { data: { Wings: 'false', Engine: 'false' } });
    await eventually(() => statusOf(set)).toMatchObject({ disabled: ['Engine', 'Wings'] });
    const labels = { namespace: team, featureset: set.metadata.name, component: COMPONENT, gate: 'Wings' };
    expect((await operator.metrics()).value('stagegate_feature_enabled', { ...labels, level: 'Alpha' })).toBe(0);
    const reasons = async () => (await cluster.events(set)).map(({ reason }) => reason);
    await eventually(reasons).toContain('GateDisabled');
  });

  test('that lack the label are told with the command that allows them, and are read as soon as they have it', async () => {
    const team = await namespace('label');
    const flags = configMap(team, 'flags', { Wings: 'true' }, {});
    await cluster.create([flags]);
    const set = await install(team, [source('flags')]);
    await eventually(() => errorsOf(set)).toEqual([
      expect.stringMatching(
        /^SourceNotAllowed: .*`kubectl label configmap flags -n label stagegate.dev\/source=Allowed`$/,
      ),
    ]);
    expect(await statusOf(set)).toMatchObject({ enabled: ['Engine'] });
    await doAsTold(set, 'label');
    await eventually(() => statusOf(set)).toMatchObject({ enabled: ['Engine', 'Wings'] });
    expect(await errorsOf(set)).toEqual([]);
    await cluster.kubectl('label', 'configmap', 'flags', '-n', team, 'stagegate.dev/source-');
    await eventually(() => statusOf(set)).toMatchObject({ enabled: ['Engine'] });
    expect(await errorsOf(set)).toEqual([expect.stringMatching(/^SourceNotAllowed: /)]);
  });

  test('that the operator may not read are told with the command that grants it; no restart is needed', async () => {
    const team = await namespace('closed', 'closed');
    await cluster.create([configMap(team, 'flags', { Wings: 'true' })]);
    const set = await install(team, [source('flags')]);
    await eventually(() => errorsOf(set)).toEqual([
      expect.stringMatching(
        /^SourceNotAllowed: .*`kubectl create rolebinding stagegate-config-reader -n closed --clusterrole=stagegate-config-reader --serviceaccount=stagegate-system:stagegate`$/,
      ),
    ]);
    await doAsTold(set, 'create');
    await eventually(() => statusOf(set)).toMatchObject({ enabled: ['Engine', 'Wings'] });
    expect(await errorsOf(set)).toEqual([]);
    const refused = () => operator.said('Lost watch: grant').filter((line) => line['namespace'] === team);
    await eventually(refused).toHaveLength(1);
  });

  test('that are deleted are told, what they said last holds, and they are taken up again when they are back', async () => {
    const team = await namespace('deleted');
    const flags = configMap(team, 'flags', { Wings: 'true' });
    await cluster.create([flags]);
    const set = await install(team, [source('flags')]);
    await eventually(() => statusOf(set)).toMatchObject({ enabled: ['Engine', 'Wings'] });
    await cluster.remove(flags);
    await eventually(() => errorsOf(set)).toEqual([
      expect.stringMatching(/^SourceMissing: .*configmap\/flags does not exist; what it said last still holds/),
    ]);
    expect(await statusOf(set)).toMatchObject({ enabled: ['Engine', 'Wings'] });
    await cluster.create([configMap(team, 'flags', { Engine: 'false' })]);
    await eventually(() => statusOf(set)).toMatchObject({ disabled: ['Engine', 'Wings'] });
    expect(await errorsOf(set)).toEqual([]);
  });

  test('that nobody has made yet are told, and told otherwise when they come without the label', async () => {
    const team = await namespace('absent');
    const set = await install(team, [source('flags')]);
    await eventually(() => errorsOf(set)).toEqual([
      expect.stringMatching(/^SourceMissing: .* it is left out of the evaluation; create it with the label/),
    ]);
    await cluster.create([configMap(team, 'flags', { Wings: 'true' }, {})]);
    await eventually(() => errorsOf(set)).toEqual([expect.stringMatching(/^SourceNotAllowed: /)]);
  });

  test('that become malformed are told with the place, and what they said last holds', async () => {
    const team = await namespace('malformed');
    const gates = configMap(team, 'gates', { 'values.yaml': 'featureGates:\n  Wings: true\n' });
    await cluster.create([gates]);
    const set = await install(team, [source('gates', { key: 'values.yaml', format: 'GateMap' })]);
    await eventually(() => statusOf(set)).toMatchObject({ enabled: ['Engine', 'Wings'] });
    await cluster.patch(gates, { data: { 'values.yaml': 'featureGates:\n  Wings: [secret\n' } });
    await eventually(() => errorsOf(set)).toEqual([
      expect.stringMatching(/^SourceMalformed: .*line \d+, column \d+.*what it said last still holds/),
    ]);
    expect(await statusOf(set)).toMatchObject({ enabled: ['Engine', 'Wings'] });
    expect(JSON.stringify(await statusOf(set))).not.toContain('secret');
    await cluster.patch(gates, { data: { 'values.yaml': 'featureGates:\n  Engine: false\n' } });
    await eventually(() => statusOf(set)).toMatchObject({ disabled: ['Engine', 'Wings'] });
  });

  test('are never read in another namespace, whatever a FeatureSet names and the operator may', async () => {
    const [own, other] = [await namespace('own'), await namespace('other')];
    await cluster.create([configMap(other, 'flags', { Wings: 'true' })]);
    const before = cluster.audit().length;
    const set = await install(own, [source('flags')]);
    await eventually(() => errorsOf(set)).toEqual([expect.stringMatching(/^SourceMissing: /)]);
    await cluster.create([configMap(own, 'flags', { Engine: 'false' })]);
    await eventually(() => statusOf(set)).toMatchObject({ disabled: ['Engine', 'Wings'] });
    const touched = cluster
      .audit(before)
      .filter(({ objectRef, user }) => objectRef?.resource === 'configmaps' && user.username.endsWith(OPERATOR))
      .map(({ verb, objectRef }) => `${verb} in ${objectRef?.namespace ?? 'all'}`);
    // Watches of the other tests' namespaces begin anew by and by.
    const here = touched.filter((one) => [own, other, 'all'].some((name) => one.endsWith(` in ${name}`)));
    expect(new Set(here)).toEqual(new Set([`get in ${own}`, `watch in ${own}`]));
  });

  test.each([
    // All of them are beyond what is read of one key, but for the first.
    ['a comment', 'GateMap', `# ${'x'.repeat(510_000)}\nfeatureGates: {Engine: false}\n`, undefined],
    ['a long comment', 'GateMap', `# ${'x'.repeat(999_000)}\nfeatureGates: {Engine: false}\n`, 'SourceMalformed'],
    [
      'many gates',
      'KeyValue',
      Array.from({ length: 43_000 }, (_, n) => `Gate${n}: "true"\n`).join(''),
      'SourceMalformed',
    ],
    ['a long value', 'KeyValue', `Wings: "${'x'.repeat(1_000_000)}"\n`, 'SourceMalformed'],
    ['brackets', 'GateMap', '['.repeat(1_000_000), 'SourceMalformed'],
    ['many flags', 'FlagString', 'Wings=true,'.repeat(90_000), 'SourceMalformed'],
  ])('that are large, %s, keep nobody waiting', async (what, format, text, error) => {
    const team = await namespace(what.replaceAll(' ', '-'));
    const small = configMap(team, 'small', { Wings: 'false' });
    await cluster.create([small]);
    const beside = await install(team, [source('small')]);
    await cluster.create([configMap(team, 'large', { text: text.slice(0, 1_000_000) })]);
    const spec = { component: COMPONENT, release: '1.1', sources: [source('large', { key: 'text', format })] };
    const set: Manifest = { ...beside, metadata: { name: 'large', namespace: team }, spec };
    await cluster.create([set]);
    await cluster.patch(small, { data: { Wings: 'true' } });
    await eventually(() => statusOf(beside)).toMatchObject({ enabled: ['Engine', 'Wings'] });
    await eventually(() => cluster.answered(set)).toBe(true);
    const reasons = async () => (await errorsOf(set)).map((one) => one.replace(/:.*/, ''));
    await eventually(reasons).toEqual(error === undefined ? [] : [error]);
    expect(await statusOf(set)).toMatchObject({ enabled: error === undefined ? [] : ['Engine'] });
    expect((await operator.get('/healthz')).code).toBe(200);
    await cluster.remove(set);
  });

  test('are read and kept no longer when the right is withdrawn', async () => {
    await eventually(() => statusOf(withdrawn), WATCHED_ON).toMatchObject({ enabled: ['Engine'] });
    expect(await errorsOf(withdrawn)).toEqual([expect.stringMatching(/^SourceNotAllowed: .*create rolebinding/)]);
  });

  test('leave the server alone when the operator starts again', async () => {
    await eventually(async () => operator.isIdle()).toBe(true);
    expect(await operator.terminate()).toBe(0);
    const before = cluster.audit().length;
    operator = cluster.operator({ flags: ['--resync-seconds', '1'] });
    await operator.ready();
    const enabled = async () =>
      (await operator.metrics()).sum('stagegate_feature_enabled', { featureset: 'in-closed' });
    await eventually(enabled).toBe(2);
    const rounds = async () =>
      (await operator.metrics()).sum('stagegate_reflector_operations_total', { resource: 'configmaps.v1' });
    const since = await rounds();
    await eventually(rounds).toBeGreaterThan(since + 30);
    await eventually(async () => operator.isIdle()).toBe(true);
    expect(statusWrites(cluster.audit(before))).toEqual([]);
  });
});
