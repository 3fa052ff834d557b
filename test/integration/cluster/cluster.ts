import path from 'node:path';
import {
  startControlPlane,
  type ControlPlane,
  type ControlPlaneOptions,
} from '../../../hack/control-plane/control-plane.ts';
import type { Condition, Notice } from '../../../src/api/condition.ts';
import { KINDS, type KindName } from '../../../src/api/kinds.ts';
import { GROUP, STORAGE_VERSION } from '../../../src/api/schema.ts';
import { loadKubeConfig } from '../../../src/kube/transport/kube-config.ts';
import { resourcePath, type KubeObject, type Resource } from '../../../src/kube/object.ts';
import { Transport } from '../../../src/kube/transport/transport.ts';
import { readAudit, type AuditEntry } from './audit.ts';
import { NAMESPACE } from './declared-objects.ts';
import type { Manifest } from '../../support/manifest.ts';
import { OperatorProcess, type OperatorOptions } from './operator-process.ts';
import { until } from '../../support/until.ts';

const config = path.resolve(import.meta.dirname, '../../../config');
const crds: Resource = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };
const events: Resource = { group: 'events.k8s.io', version: 'v1', plural: 'events' };

/** What every status of ours has. */
export interface Status {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly notices?: readonly Notice[];
  readonly [field: string]: unknown;
}

/** An events.k8s.io/v1 event, as far as tests look at it. */
export interface PostedEvent {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly reason: string;
  readonly type: string;
  readonly note: string;
  readonly eventTime: string;
  readonly regarding: { readonly kind: string; readonly name: string; readonly uid: string };
}

/** Does `work` for every item, at most `width` at a time. */
export async function inParallel<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** A control plane with Stagegate's CRDs and rights on it, seen with the eyes of the admin, and the operators that run there. */
export class Cluster {
  plane: ControlPlane;
  readonly #admin: Transport;
  readonly #operators: OperatorProcess[] = [];

  private constructor(plane: ControlPlane) {
    this.plane = plane;
    this.#admin = new Transport(loadKubeConfig({ path: plane.kubeconfig.admin }), { userAgent: 'test/1' });
  }

  /** Starts it and applies `config/FOLDER`; without a folder nothing of ours is there yet. */
  static async start(folder?: string, options: ControlPlaneOptions = {}): Promise<Cluster> {
    const cluster = new Cluster(await startControlPlane({ auditLog: true, progress: () => undefined, ...options }));
    try {
      await cluster.kubectl('create', 'namespace', NAMESPACE);
      if (folder !== undefined) await cluster.install(folder);
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Applies `config/FOLDER` and waits until the kinds are served, and listed by discovery, where kubectl looks them up. */
  async install(folder: string): Promise<void> {
    await this.kubectl('apply', '-k', path.join(config, folder));
    const plurals = Object.values(KINDS).map(({ plural }) => plural);
    for (const plural of plurals) {
      await until(async () => this.get(resourcePath({ group: GROUP, version: STORAGE_VERSION, plural })));
    }
    // It may learn of them seconds later; asked like this, kubectl also renews what it remembers of discovery.
    await until(async () => {
      const known = await this.kubectl('api-resources', '--api-group', GROUP, '--output', 'name');
      return plurals.every((plural) => known.split('\n').includes(`${plural}.${GROUP}`));
    });
  }

  /** Kills every operator that still runs. */
  async killOperators(): Promise<void> {
    await Promise.all(this.#operators.splice(0).map(async (operator) => operator.kill()));
  }

  /** Stops the servers and starts them again over the same data, as another release or with other gates. */
  async becomes(
    options: Pick<ControlPlaneOptions, 'emulatedVersion' | 'featureGates' | 'apiServerFlags'>,
  ): Promise<void> {
    const { name, flavor } = this.plane;
    await this.plane.stop({ keepState: true });
    this.plane = await startControlPlane({ auditLog: true, progress: () => undefined, name, flavor, ...options });
  }

  /** Ends the operators, then the servers. */
  async stop(): Promise<void> {
    await this.killOperators();
    await this.#admin.close();
    await this.plane.stop();
  }

  /** Starts an operator; it ends with the cluster at the latest. */
  operator(options?: OperatorOptions): OperatorProcess {
    const operator = new OperatorProcess(this.plane, options);
    this.#operators.push(operator);
    return operator;
  }

  /** Runs kubectl as admin, which must succeed; answers what it prints. */
  async kubectl(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.plane.kubectl(args);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  async get<T>(pathname: string): Promise<T> {
    return (await this.#admin.request<T>({ method: 'GET', path: pathname })).body;
  }

  /** Creates objects, ten at a time. */
  async create(manifests: Iterable<Manifest>): Promise<void> {
    await inParallel(manifests, 10, async (body) => {
      await this.#admin.request({ method: 'POST', path: pathOf(body, false), body });
    });
  }

  /** Creates objects and waits until the operator has answered each: the watches of two kinds do not keep step. */
  async declare(...manifests: Manifest[]): Promise<void> {
    await this.create(manifests);
    for (const manifest of manifests) await until(async () => this.answered(manifest));
  }

  /** Merges a patch into an object, or into its status. */
  async patch(manifest: Manifest, body: object, subresource?: 'status'): Promise<KubeObject> {
    const contentType = 'application/merge-patch+json';
    const pathname = pathOf(manifest, true, subresource);
    return (await this.#admin.request<KubeObject>({ method: 'PATCH', path: pathname, body, contentType })).body;
  }

  async remove(manifest: Manifest): Promise<void> {
    await this.#admin.request({ method: 'DELETE', path: pathOf(manifest, true) });
  }

  /** Deletes every object of a cluster-scoped kind. */
  async removeAll(kind: KindName): Promise<void> {
    const { plural } = KINDS[kind];
    await this.#admin.request({
      method: 'DELETE',
      path: resourcePath({ group: GROUP, version: STORAGE_VERSION, plural }),
    });
  }

  async read(manifest: Manifest): Promise<KubeObject & { status?: Status }> {
    return this.get(pathOf(manifest, true));
  }

  async status(manifest: Manifest): Promise<Status | undefined> {
    return (await this.read(manifest)).status;
  }

  /** One condition of an object, with the generation it speaks of beside that of the object. */
  async condition(
    manifest: Manifest,
    type: string,
  ): Promise<(Condition & { readonly generation: number }) | undefined> {
    const { metadata, status } = await this.read(manifest);
    const found = status?.conditions?.find((one) => one.type === type);
    return found && { ...found, generation: metadata.generation ?? 0 };
  }

  /** Whether the status speaks of the spec that stands. */
  async answered(manifest: Manifest): Promise<boolean> {
    const { metadata, status } = await this.read(manifest);
    return status?.observedGeneration === metadata.generation;
  }

  /** Every object of a kind. */
  async list(kind: KindName): Promise<(KubeObject & { status?: Status })[]> {
    const resource = { group: GROUP, version: STORAGE_VERSION, plural: KINDS[kind].plural };
    return (await this.get<{ items: KubeObject[] }>(resourcePath(resource))).items;
  }

  /** Events regarding an object, oldest first. */
  async events(regarding: Manifest): Promise<PostedEvent[]> {
    const namespace = regarding.metadata.namespace ?? 'default';
    const { items } = await this.get<{ items: PostedEvent[] }>(resourcePath(events, { namespace }));
    return items
      .filter((event) => event.regarding.kind === regarding.kind && event.regarding.name === regarding.metadata.name)
      .toSorted((a, b) => (a.eventTime + a.reason < b.eventTime + b.reason ? -1 : 1));
  }

  /** Does `work` while a kind takes any object at all, so that one is stored that its schema refuses. */
  async withoutSchema(plural: string, work: () => Promise<void>): Promise<void> {
    const pathname = resourcePath(crds, { name: `${plural}.${GROUP}` });
    const { spec } = await this.get<{ spec: { versions: { selectableFields?: unknown }[] } }>(pathname);
    const anything = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const contentType = 'application/merge-patch+json';
    const set = async (versions: object[]): Promise<unknown> =>
      this.#admin.request({ method: 'PATCH', path: pathname, body: { spec: { versions } }, contentType });
    // Fields can be selected by only where the schema has them.
    await set(spec.versions.map(({ selectableFields: _, ...version }) => ({ ...version, schema: anything })));
    // The server takes a new schema into use a moment later.
    await until(work);
    await set(spec.versions);
  }

  /** Waits until the server knows of a role or binding that says whether the operator may do this: it learns of them by and by. */
  async goesBy(allowed: boolean, ...action: string[]): Promise<void> {
    const question = ['auth', 'can-i', ...action];
    const expected = allowed ? 'yes' : 'no';
    await until(async () => (await this.plane.kubectl(question, { as: 'operator' })).stdout.startsWith(expected));
  }

  /** What the API server recorded after `from` entries. */
  audit(from = 0): AuditEntry[] {
    return readAudit(this.plane).slice(from);
  }
}

function pathOf({ apiVersion, kind, metadata }: Manifest, named: boolean, subresource?: string): string {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  const known = KINDS[kind as KindName] as { plural: string } | undefined;
  const plural = known?.plural ?? `${kind.toLowerCase()}s`;
  return resourcePath(
    { group, version, plural },
    { namespace: metadata.namespace, ...(named && { name: metadata.name }), subresource },
  );
}
