import { loadKubeConfig } from '../../src/kube/transport/kube-config.ts';
import { resourcePath, type KubeObject } from '../../src/kube/object.ts';
import { Transport } from '../../src/kube/transport/transport.ts';
import { statusWrites } from '../integration/cluster/audit.ts';
import { inParallel, type Cluster } from '../integration/cluster/cluster.ts';
import { featureSet, policy } from '../integration/cluster/declared-objects.ts';
import { gate, type Manifest } from '../support/manifest.ts';
import { until } from '../support/until.ts';
import { usageOf } from './process-usage.ts';

const GATES = 1000;
const WORKERS = 10;
const featureGates = { group: 'stagegate.dev', version: 'v1beta1', plural: 'featuregates' };

/** What one round measured. */
export interface WriteRound {
  /** Status writes a second, from the first to the last, as the API server recorded them. */
  readonly operatorPerSecond: number;
  readonly barePerSecond: number;
  /** Seconds of the operator's CPU for one write, its start left out. */
  readonly operatorCpuMsPerWrite: number;
  readonly bareCpuMsPerWrite: number;
  /** From start of the process until it had evaluated a thousand settled gates. */
  readonly restartSeconds: number;
  readonly residentMiB: number;
  readonly peakMiB: number;
  /** The time /metrics takes with them, in milliseconds. */
  readonly scrapeMs: number;
}

/** The gates of one component, of the four lives there are. */
function gatesOf(component: string): Manifest[] {
  return Array.from({ length: GATES }, (_, n) =>
    gate(component, `Gate${n}`, [`1.0 ${['Alpha', 'Beta', 'Stable', 'Dev'][n % 4]}`]),
  );
}

/** A thousand statuses by the operator, then the same PUTs by a client that does nothing else, on the same server. */
export async function writeRound(cluster: Cluster, program: string, round: number): Promise<WriteRound> {
  const [ours, bares] = [`ours-${round}`, `bare-${round}`];
  await cluster.create([policy(ours), featureSet(ours, '1.0'), ...gatesOf(ours)]);

  const before = cluster.audit().length;
  const operator = cluster.operator({ program });
  await operator.ready();
  const written = () =>
    statusWrites(cluster.audit(before)).filter(({ objectRef }) => objectRef?.resource === 'featuregates');
  await until(() => written().length >= GATES, 120);
  const writing = usageOf(operator.pid);
  const operatorPerSecond = rateOf(
    written().map(({ requestReceivedTimestamp, stageTimestamp }) => [requestReceivedTimestamp, stageTimestamp]),
  );
  const scraped = performance.now();
  await operator.metrics();
  const scrapeMs = performance.now() - scraped;
  await operator.terminate();

  const restarted = performance.now();
  const second = cluster.operator({ program });
  await second.ready();
  const evaluated = 'stagegate_evaluation_duration_seconds_count';
  await until(async () => ((await second.metrics()).value(evaluated) ?? 0) > 0 && (await second.isIdle()));
  const restartSeconds = (performance.now() - restarted) / 1000;
  const idle = usageOf(second.pid);
  await second.terminate();

  const bare = await bareWrites(cluster, ours, bares);
  await cluster.kubectl('delete', 'mpol,fset', '--all', '-A', '--wait=false');
  await cluster.removeAll('FeatureGate');
  return {
    operatorPerSecond,
    barePerSecond: bare.perSecond,
    operatorCpuMsPerWrite: ((writing.cpuSeconds - idle.cpuSeconds) * 1000) / GATES,
    bareCpuMsPerWrite: bare.cpuMsPerWrite,
    restartSeconds,
    residentMiB: writing.residentBytes / 2 ** 20,
    peakMiB: writing.peakBytes / 2 ** 20,
    scrapeMs,
  };
}

/** Writes the statuses that the operator wrote, to namesakes of another component. */
async function bareWrites(
  cluster: Cluster,
  from: string,
  to: string,
): Promise<{ perSecond: number; cpuMsPerWrite: number }> {
  await cluster.create(gatesOf(to));
  const all = await cluster.list('FeatureGate');
  const statuses = new Map(all.map(({ metadata, status }) => [metadata.name, status]));
  const targets = all.filter(({ metadata }) => metadata.name.startsWith(`${to}.`));
  const transport = new Transport(loadKubeConfig({ path: cluster.plane.kubeconfig.operator }), { userAgent: 'bare/1' });
  await transport.request({ method: 'GET', path: '/version' });
  const [startMs, cpu] = [performance.now(), process.cpuUsage()];
  await inParallel(targets, WORKERS, async ({ apiVersion, kind, metadata: { name, uid, resourceVersion } }) => {
    const status = statuses.get(name.replace(to, from));
    const body: Partial<KubeObject> = {
      apiVersion,
      kind,
      metadata: { name, uid, resourceVersion } as KubeObject['metadata'],
      status,
    };
    await transport.request({ method: 'PUT', path: resourcePath(featureGates, { name, subresource: 'status' }), body });
  });
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await transport.close();
  return { perSecond: targets.length / seconds, cpuMsPerWrite: (user + system) / 1000 / targets.length };
}

function rateOf(spans: readonly (readonly [begin: string, end: string])[]): number {
  const begin = Math.min(...spans.map(([time]) => Date.parse(time)));
  const end = Math.max(...spans.map(([, time]) => Date.parse(time)));
  return (spans.length / (end - begin)) * 1000;
}
