import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../hack/control-plane/run.ts';
import { findPromtool } from '../../../hack/promtool.ts';
import { changeable, kubernetesCatalog } from '../cluster/catalog.ts';
import { Cluster } from '../cluster/cluster.ts';
import { NAMESPACE, overrides } from '../cluster/declared-objects.ts';
import type { Manifest } from '../../support/manifest.ts';
import { eventually } from '../../support/eventually.ts';
import { Exposition } from '../cluster/exposition.ts';
import type { OperatorProcess } from '../cluster/operator-process.ts';

const catalog = kubernetesCatalog();
const KUBERNETES = 'kubernetes';
const set: Manifest = {
  apiVersion: 'stagegate.dev/v1beta1',
  kind: 'FeatureSet',
  metadata: { name: KUBERNETES, namespace: NAMESPACE },
  spec: { component: KUBERNETES, releaseFrom: 'APIServer' },
};
/** Four servers at once are much for a small machine. */
const PATIENCE_S = 90;
/** The words of `kubernetes_feature_enabled` (component-base, metrics/prometheus/feature). */
const LEVELS: Readonly<Record<string, string>> = {
  ALPHA: 'Alpha',
  BETA: 'Beta',
  '': 'Stable',
  DEPRECATED: 'Deprecated',
};

/** Every gate with its level and value, a line each. */
function table(rows: Iterable<readonly [gate: string, level: string, on: boolean]>): string[] {
  return Array.from(rows, ([gate, level, on]) => `${gate} ${level} ${on ? 'on' : 'off'}`).toSorted();
}

/** How many gates each release reports, AllAlpha and AllBeta left out; the servers run side by side. */
describe.concurrent.each([
  ['1.33', 170],
  ['1.34', 189],
  ['1.35', 210],
  ['1.36', 240],
] as const)('beside a kube-apiserver that behaves as %s', (release, count) => {
  describe('the operator', { concurrent: false }, () => {
    let cluster: Cluster;
    let operator: OperatorProcess;

    beforeAll(async () => {
      cluster = await Cluster.start('default', { emulatedVersion: release });
      await cluster.create([...catalog, set]);
      operator = cluster.operator();
      await operator.ready();
    });
    afterAll(async () => cluster?.stop());

    /** What the API server says of its own gates. */
    const reported = async (): Promise<string[]> => {
      const exposition = new Exposition(await cluster.get<string>('/metrics'));
      const gates = exposition
        .of('kubernetes_feature_enabled')
        .filter(({ labels }) => !/^All(Alpha|Beta)$/.test(labels['name'] ?? ''));
      return table(
        gates.map(
          ({ labels: { name = '', stage = '' }, value }) => [name, LEVELS[stage] ?? stage, value === 1] as const,
        ),
      );
    };
    /** What we say, in the statuses of the set and of each gate. */
    const stated = async (): Promise<string[]> => {
      const status = (await cluster.status(set)) as Record<string, string[]> | undefined;
      const on = new Map([
        ...(status?.['enabled'] ?? []).map((gate) => [gate, true] as const),
        ...(status?.['disabled'] ?? []).map((gate) => [gate, false] as const),
      ]);
      const rows = (await cluster.list('FeatureGate')).flatMap(({ spec, status: { summary, conditions } = {} }) => {
        const { gate } = spec as { gate: string };
        const { level, deprecated, enabled } = (summary ?? {}) as Record<string, string>;
        const value = on.get(gate);
        if (value === undefined || level === undefined) return [];
        // The gate itself says the same as the set.
        expect([gate, enabled, conditions?.find(({ type }) => type === 'Enabled')?.status]).toEqual([
          gate,
          value ? 'All' : 'None',
          value ? 'True' : 'False',
        ]);
        return [[gate, deprecated === 'True' ? 'Deprecated' : level, value] as const];
      });
      return table(rows);
    };
    /** What we say, in metrics. */
    const exported = async (): Promise<string[]> => {
      const metrics = await operator.metrics();
      const values = metrics.of('stagegate_feature_enabled', { component: KUBERNETES });
      const deprecated = new Set(
        metrics.of('stagegate_feature_info', { deprecated: 'true' }).map(({ labels }) => labels['gate']),
      );
      const available = values.filter(({ labels }) => labels['level'] !== 'NotYetAvailable');
      return table(
        available.map(
          ({ labels: { gate = '', level = '' }, value }) =>
            [gate, deprecated.has(gate) ? 'Deprecated' : level, value === 1] as const,
        ),
      );
    };

    test('says of every gate what the server itself reports', async () => {
      const truth = await reported();
      expect(truth).toHaveLength(count);
      await eventually(async () => stated().catch(String), PATIENCE_S).toEqual(truth);
      expect(await exported()).toEqual(truth);
      expect(await cluster.status(set)).toMatchObject({ release, exceptions: [], findings: [] });
      expect(await cluster.condition(set, 'Ready')).toMatchObject({ status: 'True' });
    });

    test('says so again with gates of every level changed on the command line of the server and in the FeatureSet', async () => {
      const changes = changeable(catalog, release);
      expect(changes.length).toBeGreaterThanOrEqual(5);
      const before = await reported();
      await cluster.becomes({
        emulatedVersion: release,
        featureGates: Object.fromEntries(changes.map(({ gate, on }) => [gate, !on])),
        // CoordinatedLeaderElection waits for its own API, which is off by default.
        apiServerFlags: ['--runtime-config=coordination.k8s.io/v1beta1=true'],
      });
      const truth = await reported();
      expect(truth.filter((row) => !before.includes(row))).toHaveLength(changes.length);
      const values = Object.fromEntries(
        changes.map(({ gate, on }) => [gate, on ? ('Disabled' as const) : ('Enabled' as const)]),
      );
      await cluster.patch(set, { spec: { overrides: overrides(values) } });
      await eventually(async () => stated().catch(String), PATIENCE_S).toEqual(truth);
      expect(await exported()).toEqual(truth);
      expect(await cluster.status(set)).toMatchObject({ release, exceptions: { length: changes.length } });
      expect(await cluster.condition(set, 'OverridesAccepted')).toMatchObject({
        status: 'True',
        reason: 'OverridesInForce',
      });
    });

    test('serves metrics that promtool has nothing to say about', async () => {
      const promtool = await findPromtool((line) => process.stderr.write(`promtool: ${line}\n`));
      const { text } = await operator.metrics();
      expect(new Exposition(text).of('stagegate_feature_info')).toHaveLength(240);
      expect(await run(promtool, ['check', 'metrics'], { stdin: text })).toEqual({ code: 0, stdout: '', stderr: '' });
    });
  });
});
