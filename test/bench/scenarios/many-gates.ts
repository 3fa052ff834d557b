import { resourcePath, type Resource } from '../../../src/kube/object.ts';
import { loadKubeConfig } from '../../../src/kube/transport/kube-config.ts';
import { Transport } from '../../../src/kube/transport/transport.ts';
import type { Cluster } from '../../integration/cluster/cluster.ts';
import { until } from '../../support/until.ts';
import { AuditTail } from '../clients/audit-tail.ts';
import { settled } from '../engine.ts';
import { components } from '../objects/backlog.ts';
import { putIntoEtcd, stored } from '../objects/etcd.ts';
import { judged } from '../result.ts';
import { withCluster, withOperator, type Scenario } from './scene.ts';

const COMPONENTS = 417;
const GATES: Resource = { group: 'stagegate.dev', version: 'v1beta1', plural: 'featuregates' };
const PATH = resourcePath(GATES);

/** A hundred thousand gates at rest, read by the operator, then by a client that lists them and does nothing else. */
export const manyGates: Scenario = async (scene) =>
  withCluster(async (cluster) => {
    await putIntoEtcd(cluster.plane.name, settled(components(COMPONENTS).map(stored)));
    const [seconds, bare, cpu, memory, writes]: [number[], number[], number[], number[], number[]] = [
      [],
      [],
      [],
      [],
      [],
    ];
    for (let round = 1; round <= scene.rounds; round++) {
      scene.say(`restarts (${round} of ${scene.rounds})`);
      await restartServer(cluster);
      const audit = new AuditTail(cluster.plane.auditLog);
      await withOperator(scene, cluster, 'a restart over 100,000 gates', async (operator) => {
        seconds.push(await operator.rest());
        cpu.push(operator.cpuMs() / 1000);
        memory.push(operator.residentMiB());
      });
      writes.push(audit.written().length);
      const lists: number[] = [];
      for (const read of [streamed, paged]) {
        await restartServer(cluster);
        lists.push(await listSeconds(cluster, read));
      }
      bare.push(Math.min(...lists));
    }
    return {
      manyGatesRestart: judged('manyGatesRestart', seconds, bare),
      manyGatesCpu: judged('manyGatesCpu', cpu),
      manyGatesMemory: judged('manyGatesMemory', memory),
      manyGatesWrites: judged('manyGatesWrites', writes),
    };
  });

/** A new server says no to some kinds for a moment; its cache is filled by whoever lists first. */
async function restartServer(cluster: Cluster): Promise<void> {
  await cluster.plane.restartApiServer();
  await until(async () => cluster.get(resourcePath({ ...GATES, plural: 'pluginmaturities' })));
}

/** What one list takes a client that parses each object and keeps none; the server streams it, or answers in pages. */
async function listSeconds({ plane }: Cluster, read: (transport: Transport) => Promise<void>): Promise<number> {
  const options = { userAgent: 'bare/1', timeoutMs: 600_000 };
  const transport = new Transport(loadKubeConfig({ path: plane.kubeconfig.operator }), options);
  const begin = performance.now();
  try {
    await read(transport);
    return (performance.now() - begin) / 1000;
  } finally {
    await transport.close();
  }
}

async function streamed(transport: Transport): Promise<void> {
  const stopping = new AbortController();
  const query = {
    watch: true,
    sendInitialEvents: true,
    allowWatchBookmarks: true,
    resourceVersionMatch: 'NotOlderThan',
  };
  // A server that is still filling its cache says 504.
  const lines = await until(async () => transport.stream({ path: PATH, query, signal: stopping.signal }), 600);
  for await (const line of lines) if ((JSON.parse(line) as { type: string }).type === 'BOOKMARK') break;
  stopping.abort();
}

async function paged(transport: Transport): Promise<void> {
  const page = async (continuation: string): Promise<string> => {
    const query = { limit: 500, ...(continuation !== '' && { continue: continuation }) };
    const request = { method: 'GET', path: PATH, query } as const;
    const { body } = await transport.request<{ metadata: { continue?: string } }>(request);
    return body.metadata.continue ?? '';
  };
  for (let next = await page(''); next !== '';) next = await page(next);
}
