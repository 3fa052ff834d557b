import { OWNER_LABEL, PUBLISHED_FINALIZER, PUBLISHER_ROLE } from '../../../src/api/marks.ts';
import { KINDS, KIND_NAMES, type KindName } from '../../../src/api/kinds.ts';
import { API_VERSION, GROUP, STORAGE_VERSION } from '../../../src/api/schema.ts';
import { readServerGates } from '../../../src/controller/api-server/server-gates.ts';
import { ApiError, TransportError } from '../../../src/kube/failure.ts';
import { loadKubeConfig } from '../../../src/kube/transport/kube-config.ts';
import { compareResourceVersions, resourcePath, type KubeObject, type Resource } from '../../../src/kube/object.ts';
import { readServerVersion } from '../../../src/kube/requests/server-version.ts';
import { Transport, type ApiRequest } from '../../../src/kube/transport/transport.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Manifest } from '../../support/manifest.ts';
import { labelsOf, type Holdings } from './holdings.ts';
import { until } from '../../support/until.ts';

const CONFIG_MAPS: Resource = { group: '', version: 'v1', plural: 'configmaps' };
const NAMESPACES: Resource = { group: '', version: 'v1', plural: 'namespaces' };
const BINDINGS: Resource = { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'rolebindings' };

/** The resource of a kind of ours. */
export function resourceOf(kind: KindName): Resource {
  return { group: GROUP, version: STORAGE_VERSION, plural: KINDS[kind].plural };
}

/** A server as histories see it: whatever is asked of it may be refused, or not be answered. */
export class HistoryServer {
  readonly #transport: Transport;
  /** By path what was written last of each ConfigMap, as far as the server said so. */
  readonly #written = new Map<string, KubeObject>();
  /** The uids of FeatureSets that have promised to take along what they published. */
  readonly #promised = new Set<string>();

  constructor({ plane }: Cluster) {
    const config = loadKubeConfig({ path: plane.kubeconfig.admin });
    this.#transport = new Transport(config, { userAgent: 'history/1' });
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  /** The answer; undefined where there is none, or a refusal. */
  async ask<T = KubeObject>(method: ApiRequest['method'], path: string, body?: object): Promise<T | undefined> {
    const patch = method === 'PATCH' && { contentType: 'application/merge-patch+json' as const };
    try {
      return (await this.#transport.request<T>({ method, path, ...(body && { body }), ...patch })).body;
    } catch (error) {
      if (error instanceof ApiError || error instanceof TransportError) return undefined;
      throw error;
    }
  }

  /** Creates it, or gives it this content. */
  async put(manifest: Manifest): Promise<void> {
    const stands = await this.ask('GET', pathOf(manifest));
    if (!stands) return this.#heard(manifest, await this.ask('POST', pathOf(manifest, false), manifest));
    if (componentOf(stands) !== componentOf(manifest)) return this.recreate(manifest);
    const labels = { labels: labelsOf(manifest) };
    const metadata = { ...stands.metadata, ...(manifest.kind === 'ConfigMap' && labels) };
    this.#heard(manifest, await this.ask('PUT', pathOf(manifest), { ...stands, ...manifest, metadata }));
  }

  async patch(manifest: Manifest, body: object): Promise<void> {
    this.#heard(manifest, await this.ask('PATCH', pathOf(manifest), body));
  }

  async remove(manifest: Manifest): Promise<void> {
    const answer = await this.ask('DELETE', pathOf(manifest));
    if (answer?.kind !== 'FeatureSet') return;
    if (takesAlong(answer)) this.#promised.add(answer.metadata.uid ?? '');
  }

  /** Deletes it, and creates it anew as soon as it is gone, if it goes. */
  async recreate(manifest: Manifest): Promise<void> {
    await this.remove(manifest);
    let created: KubeObject | undefined;
    const create = async (): Promise<boolean> => {
      created = await this.ask('POST', pathOf(manifest, false), manifest);
      return created !== undefined;
    };
    await until(create, 1).catch(() => undefined);
    this.#heard(manifest, created);
  }

  async grant(namespace: string, role: string): Promise<void> {
    await this.ask('POST', resourcePath(BINDINGS, { namespace }), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: role },
      roleRef: { apiGroup: BINDINGS.group, kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name: 'stagegate', namespace: 'stagegate-system' }],
    });
  }

  /** Deletes a namespace with all that is in it, as a namespace controller does, and creates it anew. */
  async remakeNamespace(name: string): Promise<void> {
    const self = resourcePath(NAMESPACES, { name });
    const sets = resourcePath(resourceOf('FeatureSet'), { namespace: name });
    await this.ask('DELETE', self);
    await this.ask('DELETE', sets);
    await this.#freed(sets);
    for (const resource of [BINDINGS, CONFIG_MAPS])
      await this.ask('DELETE', resourcePath(resource, { namespace: name }));
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    await until(async () => {
      const ending = await this.ask('GET', self);
      if (ending) await this.ask('PUT', `${self}/finalize`, { ...ending, spec: { finalizers: [] } });
      return (await this.ask('POST', resourcePath(NAMESPACES), namespace)) !== undefined;
    });
    await this.grant(name, PUBLISHER_ROLE);
  }

  /** Deletes a CRD, and with it every object of the kind; resolves when it is gone. */
  async removeKind(kind: KindName): Promise<void> {
    const crd = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };
    const self = resourcePath(crd, { name: `${KINDS[kind].plural}.${GROUP}` });
    await this.ask('DELETE', self);
    if (kind === 'FeatureSet') await this.#freed(resourcePath(resourceOf(kind)));
    await until(async () => (await this.ask('GET', self)) === undefined);
  }

  /** Waits until FeatureSets that are being deleted are gone; those that the operator has no right to let go, go by hand. */
  async #freed(sets: string): Promise<void> {
    const left = async (): Promise<KubeObject[]> => (await this.ask<{ items: KubeObject[] }>('GET', sets))?.items ?? [];
    await until(async () => (await left()).length === 0, 5).catch(async () => {
      for (const { metadata } of await left())
        await this.patch({ apiVersion: API_VERSION, kind: 'FeatureSet', metadata }, { metadata: { finalizers: null } });
    });
  }

  /** All that the server holds now. */
  async holdings(): Promise<Holdings> {
    const list = async (resource: Resource): Promise<readonly KubeObject[]> =>
      (await this.#transport.request<{ items: KubeObject[] }>({ method: 'GET', path: resourcePath(resource) })).body
        .items;
    const ours = await Promise.all(KIND_NAMES.map(async (kind) => [kind, await list(resourceOf(kind))]));
    const { emulation: release, minCompatibility } = await readServerVersion(this.#transport);
    return {
      objects: Object.fromEntries(ours) as Holdings['objects'],
      configMaps: await list(CONFIG_MAPS),
      namespaces: await list(NAMESPACES),
      roleBindings: await list(BINDINGS),
      reported: { release, minCompatibility },
      observed: await readServerGates(this.#transport, new AbortController().signal),
    };
  }

  /** What was done to ConfigMaps of others, and which of ours are left without an owner that had promised to take them along. */
  trespasses({ configMaps, objects }: Holdings): string[] {
    const uids = new Set(objects.FeatureSet.map(({ metadata }) => metadata.uid));
    return configMaps.flatMap(({ metadata }) => {
      const about = `ConfigMap ${metadata.namespace}/${metadata.name}`;
      const written = this.#written.get(resourcePath(CONFIG_MAPS, metadata));
      if (written?.metadata.resourceVersion === metadata.resourceVersion) return [];
      if (written && written.metadata.uid === metadata.uid && !(OWNER_LABEL in labelsOf(written)))
        return [`${about} is of somebody else and was written`];
      const owner = labelsOf({ metadata })[OWNER_LABEL] ?? '';
      return this.#promised.has(owner) && !uids.has(owner) ? [`${about} is left without its owner`] : [];
    });
  }

  #heard(manifest: Manifest, answer: KubeObject | undefined): void {
    const { metadata } = answer ?? {};
    if (answer?.kind === 'FeatureSet' && !takesAlong(answer)) this.#promised.delete(metadata?.uid ?? '');
    if (manifest.kind !== 'ConfigMap') return;
    const path = pathOf(manifest);
    // Where the answer is lost nobody knows what was written; and answers overtake one another.
    const known = this.#written.get(path)?.metadata.resourceVersion;
    if (!answer) this.#written.delete(path);
    else if ((compareResourceVersions(metadata?.resourceVersion, known) ?? 1) > 0) this.#written.set(path, answer);
  }
}

function pathOf({ apiVersion, kind, metadata }: Manifest, named = true): string {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  const known = KINDS[kind as KindName] as { plural: string } | undefined;
  const plural = known?.plural ?? `${kind.toLowerCase()}s`;
  return resourcePath(
    { group, version, plural },
    { namespace: metadata.namespace, ...(named && { name: metadata.name }) },
  );
}

function componentOf(object: KubeObject | Manifest): unknown {
  return (object['spec'] as { component?: string } | undefined)?.component;
}

/** Whether a FeatureSet is bound to delete what it published. */
function takesAlong({ metadata, spec }: KubeObject): boolean {
  const { publish } = spec as { readonly publish?: { readonly onDelete?: string } };
  return publish?.onDelete === 'Delete' && ((metadata['finalizers'] ?? []) as string[]).includes(PUBLISHED_FINALIZER);
}
