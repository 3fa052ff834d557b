import { resourcePath, type KubeObject } from '../../../src/kube/object.ts';
import { loadKubeConfig } from '../../../src/kube/transport/kube-config.ts';
import { Transport } from '../../../src/kube/transport/transport.ts';
import { inParallel, type Cluster } from '../../integration/cluster/cluster.ts';
import { AuditTail, ratePerSecond } from '../clients/audit-tail.ts';
import { follow } from '../clients/watch.ts';
import { components } from '../objects/backlog.ts';
import { putIntoEtcd, stored, type StoredObject } from '../objects/etcd.ts';
import { median } from '../quantile.ts';
import { judged } from '../result.ts';
import { editLegs } from './edit-legs.ts';
import { withCluster, withOperator, type Found, type Scenario, type Scene } from './scene.ts';

const COMPONENTS = 42;
/** Rounds after the first one take a part, unless the whole is asked for: what is compared is the rate. */
const PART = 14;
const WORKERS = 10;
const EDITS = 120;
const GATES = { group: 'stagegate.dev', version: 'v1beta1', plural: 'featuregates' };

/** Ten thousand gates that nobody has answered yet; then the same ones at rest. */
export const backlog: Scenario = async (scene) =>
  withCluster(async (cluster) => {
    const objects = components(COMPONENTS).map(stored);
    await putIntoEtcd(cluster.plane.name, objects);
    const rounds = [];
    for (let round = 0; round < scene.rounds; round++) {
      scene.say(`writes the backlog (${round + 1} of ${scene.rounds})`);
      const share = round === 0 || scene.full ? COMPONENTS : PART;
      const gates = objects.filter(({ kind }) => kind === 'FeatureGate').slice(0, share * 240);
      rounds.push(await writeRound(scene, cluster, gates));
    }
    const [first] = rounds;
    if (!first) throw new Error('there are no rounds');
    const restarts = await restartsOf(scene, cluster);
    scene.say('answers edits');
    const legs = await editLegs(scene, cluster, {
      kind: 'FeatureGate',
      edits: (leg) =>
        Array.from({ length: EDITS }, (_, n) => ({
          target: first.gates[(n * 67) % first.gates.length] ?? raise(),
          patch: { spec: { description: `edit ${n} of ${leg}` } },
        })),
    });
    const cpuEach = (first.cpuMs - median(restarts.cpuMs)) / first.writes;
    return {
      backlogRate: judged(
        'backlogRate',
        rounds.map(({ rate }) => rate),
        rounds.map(({ bareRate }) => bareRate),
      ),
      backlogRateUnwatched: judged(
        'backlogRateUnwatched',
        rounds.map(({ rate }) => rate),
        rounds.map(({ unwatchedRate }) => unwatchedRate),
      ),
      backlogCpu: { operator: cpuEach, bare: median(rounds.map(({ bareCpuEach }) => bareCpuEach)), held: cpuEach },
      backlogMemory: judged('backlogMemory', [first.memory]),
      ...restarts.found,
      gateEditedP50: judged('gateEditedP50', legs.operator.p50, legs.bare.p50),
      gateEditedP99: judged('gateEditedP99', [legs.operator.p99], [legs.bare.p99]),
    };
  });

interface WriteRound {
  readonly gates: readonly StoredObject[];
  readonly rate: number;
  readonly writes: number;
  readonly cpuMs: number;
  readonly memory: number;
  readonly bareRate: number;
  readonly bareCpuEach: number;
  /** Of a bare client that does not even watch. */
  readonly unwatchedRate: number;
}

/** The operator answers gates without a status; then a bare client writes the same statuses to the same gates. */
async function writeRound(scene: Scene, cluster: Cluster, gates: readonly StoredObject[]): Promise<WriteRound> {
  await putIntoEtcd(cluster.plane.name, gates);
  const audit = new AuditTail(cluster.plane.auditLog);
  const ours = await withOperator(scene, cluster, 'a backlog of 10,000 gates', async (operator) => {
    const entries = await audit.until('featuregates', gates.length, 600);
    await operator.rest();
    const writes = audit.written().length;
    return { rate: ratePerSecond(entries), writes, cpuMs: operator.cpuMs(), memory: operator.residentMiB() };
  });

  const names = new Set(gates.map(({ metadata }) => metadata.name));
  const answered = (await cluster.list('FeatureGate')).filter(({ metadata }) => names.has(metadata.name));
  const bare = await bareWrites(cluster, gates, answered, true);
  const part = answered.slice(0, PART * 240);
  const unwatched = await bareWrites(cluster, gates.slice(0, part.length), part, false);
  return { ...ours, gates, bareRate: bare.rate, bareCpuEach: bare.cpuEach, unwatchedRate: unwatched.rate };
}

/** Takes the statuses away, and has a client write them again; it watches what it writes, as whoever answers must, or not. */
async function bareWrites(
  cluster: Cluster,
  gates: readonly StoredObject[],
  answered: readonly (KubeObject & { readonly status?: object })[],
  watches: boolean,
): Promise<{ rate: number; cpuEach: number }> {
  await putIntoEtcd(cluster.plane.name, gates);
  const versions = new Map(
    (await cluster.list('FeatureGate')).map(({ metadata }) => [metadata.name, metadata.resourceVersion]),
  );
  const transport = new Transport(loadKubeConfig({ path: cluster.plane.kubeconfig.operator }), { userAgent: 'bare/1' });
  const stopping = new AbortController();
  const { signal } = stopping;
  await transport.request({ method: 'GET', path: '/version' });
  if (watches) await follow(transport, GATES, { signal, onObject: () => undefined });
  const audit = new AuditTail(cluster.plane.auditLog);
  const cpu = process.cpuUsage();
  await inParallel(answered, WORKERS, async ({ apiVersion, kind, metadata: { name, uid }, status }) => {
    const body = { apiVersion, kind, metadata: { name, uid, resourceVersion: versions.get(name) }, status };
    await transport.request({ method: 'PUT', path: resourcePath(GATES, { name, subresource: 'status' }), body });
  });
  const { user, system } = process.cpuUsage(cpu);
  stopping.abort();
  await transport.close();
  const entries = await audit.until('featuregates', answered.length, 60);
  return { rate: ratePerSecond(entries), cpuEach: (user + system) / 1000 / answered.length };
}

async function restartsOf(scene: Scene, cluster: Cluster): Promise<{ cpuMs: number[]; found: Found }> {
  const [cpuMs, seconds, memory, writes]: number[][] = [[], [], [], []];
  for (let round = 0; round < scene.rounds; round++) {
    const audit = new AuditTail(cluster.plane.auditLog);
    await withOperator(scene, cluster, 'a restart over 10,000 gates', async (operator) => {
      seconds?.push(await operator.rest());
      cpuMs?.push(operator.cpuMs());
      memory?.push(operator.residentMiB());
    });
    writes?.push(audit.written().length);
  }
  const found = {
    backlogRestart: judged('backlogRestart', seconds ?? []),
    backlogRestartWrites: judged('backlogRestartWrites', writes ?? []),
    backlogRestartMemory: judged('backlogRestartMemory', memory ?? []),
  };
  return { cpuMs: cpuMs ?? [], found };
}

function raise(): never {
  throw new Error('there are no gates');
}
