import { loadKubeConfig } from '../../src/kube/transport/kube-config.ts';
import { resourcePath, type KubeObject } from '../../src/kube/object.ts';
import { Transport } from '../../src/kube/transport/transport.ts';
import { kubernetesCatalog } from '../integration/cluster/catalog.ts';
import type { Cluster } from '../integration/cluster/cluster.ts';
import { featureSet } from '../integration/cluster/declared-objects.ts';
import type { Manifest } from '../support/manifest.ts';
import { until } from '../support/until.ts';
import { quantile } from './quantile.ts';

const EDITS = 400;
const resource = { group: 'stagegate.dev', version: 'v1beta1', plural: 'featuregates' };

/** From the moment a spec is sent to the moment its status is seen in a watch, in milliseconds. */
export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The answers of the operator with Kubernetes' own 240 gates, and those of a client that knows what to write beforehand. */
export async function latencies(cluster: Cluster, program: string): Promise<{ operator: Latency; bare: Latency }> {
  const catalog = kubernetesCatalog();
  await cluster.create([...catalog, featureSet('kubernetes', '1.36')]);
  const operator = cluster.operator({ program });
  await operator.ready();
  const gates = catalog.filter(({ kind }) => kind === 'FeatureGate');
  for (const one of gates) await until(async () => cluster.answered(one), 60);
  const watched = await Watched.open(cluster);
  try {
    const answered = await measure(cluster, watched, gates, 'operator');
    await operator.terminate();
    const bare = await measure(cluster, watched, gates, 'bare', async (object) => watched.answer(object));
    return { operator: answered, bare };
  } finally {
    await watched.close();
  }
}

async function measure(
  cluster: Cluster,
  watched: Watched,
  gates: readonly Manifest[],
  who: string,
  onEdit?: (object: KubeObject) => Promise<void>,
): Promise<Latency> {
  const times: number[] = [];
  for (let n = 0; n < EDITS; n++) {
    const target = gates[n % gates.length];
    if (target === undefined) throw new Error('the catalog has no gate');
    const begin = performance.now();
    const edited = cluster.patch(target, { spec: { description: `${who} ${n}` } });
    const seen = watched.see(target.metadata.name, `${who} ${n}`);
    if (onEdit) await onEdit(await seen.edited);
    await seen.answered;
    times.push(performance.now() - begin);
    await edited;
  }
  return { p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}

interface Waiting {
  readonly name: string;
  readonly description: string;
  readonly onEdited: (object: KubeObject) => void;
  readonly onAnswered: () => void;
}

/** One watch of all gates, by a client with the operator's rights. */
class Watched {
  readonly #transport: Transport;
  readonly #stopping = new AbortController();
  #waiting: Waiting | undefined;

  private constructor(transport: Transport) {
    this.#transport = transport;
  }

  static async open(cluster: Cluster): Promise<Watched> {
    const watched = new Watched(
      new Transport(loadKubeConfig({ path: cluster.plane.kubeconfig.operator }), { userAgent: 'bare/1' }),
    );
    const path = resourcePath(resource);
    const { body } = await watched.#transport.request<{ metadata: { resourceVersion: string } }>({
      method: 'GET',
      path,
    });
    const query = { watch: true, resourceVersion: body.metadata.resourceVersion };
    const lines = await watched.#transport.stream({ path, query, signal: watched.#stopping.signal });
    void watched.#follow(lines).catch(() => undefined);
    return watched;
  }

  /** Promises of an edit that will be made: when it is seen, and when its status is. */
  see(name: string, description: string): { edited: Promise<KubeObject>; answered: Promise<void> } {
    const edited = Promise.withResolvers<KubeObject>();
    const answered = Promise.withResolvers<void>();
    this.#waiting = { name, description, onEdited: edited.resolve, onAnswered: answered.resolve };
    return { edited: edited.promise, answered: answered.promise };
  }

  /** Says in a status that this generation was seen. */
  async answer({ apiVersion, kind, metadata, ...rest }: KubeObject): Promise<void> {
    const { name, uid, resourceVersion, generation } = metadata;
    const status = { ...(rest['status'] as object), observedGeneration: generation };
    const body = { apiVersion, kind, metadata: { name, uid, resourceVersion }, status };
    await this.#transport.request({
      method: 'PUT',
      path: resourcePath(resource, { name, subresource: 'status' }),
      body,
    });
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#transport.close();
  }

  async #follow(lines: AsyncIterable<string>): Promise<void> {
    for await (const line of lines) {
      const { object } = JSON.parse(line) as { object: KubeObject };
      const { metadata, spec, status } = object as KubeObject & {
        spec: { description?: string };
        status?: { observedGeneration?: number };
      };
      const waiting = this.#waiting;
      if (waiting === undefined || metadata.name !== waiting.name || spec.description !== waiting.description) continue;
      waiting.onEdited(object);
      if (status?.observedGeneration === metadata.generation) waiting.onAnswered();
    }
  }
}
