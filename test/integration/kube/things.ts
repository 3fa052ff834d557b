import { pino } from 'pino';
import { loadKubeConfig } from '../../../src/kube/transport/kube-config.ts';
import { resourcePath, type KubeObject, type Resource } from '../../../src/kube/object.ts';
import { Reflector, type ReflectorHooks } from '../../../src/kube/watch/reflector.ts';
import { Store, type StoreChange } from '../../../src/kube/watch/store.ts';
import { Transport } from '../../../src/kube/transport/transport.ts';
import type { ControlPlaneClient } from '../../../hack/control-plane/control-plane.ts';

/** A kind of the tests' own, with a required spec and a status subresource. */
export const things: Resource = { group: 'test.stagegate.dev', version: 'v1', plural: 'things' };

const crds: Resource = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };
const crdName = `${things.plural}.${things.group}`;

/** The CustomResourceDefinition of `things`. */
const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: crdName },
  spec: {
    group: things.group,
    scope: 'Namespaced',
    names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: {
              spec: { type: 'object', required: ['size'], properties: { size: { type: 'integer', minimum: 0 } } },
              status: { type: 'object', properties: { seen: { type: 'integer', minimum: 0 } } },
            },
          },
        },
      },
    ],
  },
};

/** A transport with the rights of the admin. */
export function transportTo(plane: ControlPlaneClient): Transport {
  return new Transport(loadKubeConfig({ path: plane.kubeconfig.admin }), { userAgent: 'kube-test/1' });
}

/** Installs the kind. Does not wait for it to be served. */
export async function installThings(transport: Transport): Promise<void> {
  await transport.request({ method: 'POST', path: resourcePath(crds), body: crd });
}

/** Removes the kind, and every thing with it. */
export async function removeThings(transport: Transport): Promise<void> {
  await transport.request({ method: 'DELETE', path: resourcePath(crds, { name: crdName }) });
}

/** A thing to be created. */
function thing(name: string, size = 1): Record<string, unknown> {
  return {
    apiVersion: 'test.stagegate.dev/v1',
    kind: 'Thing',
    metadata: { name, namespace: 'default' },
    spec: { size },
  };
}

/** Creates a thing and returns what the server made of it. */
export async function create(transport: Transport, name: string, size = 1): Promise<KubeObject> {
  const path = resourcePath(things, { namespace: 'default' });
  return (await transport.request<KubeObject>({ method: 'POST', path, body: thing(name, size) })).body;
}

/** Sets a thing's size. */
export async function resize(transport: Transport, name: string, size: number): Promise<KubeObject> {
  const path = resourcePath(things, { namespace: 'default', name });
  const contentType = 'application/merge-patch+json';
  return (await transport.request<KubeObject>({ method: 'PATCH', path, contentType, body: { spec: { size } } })).body;
}

/** Deletes a thing. */
export async function destroy(transport: Transport, name: string): Promise<void> {
  await transport.request({ method: 'DELETE', path: resourcePath(things, { namespace: 'default', name }) });
}

/** Deletes every thing. */
export async function destroyAll(transport: Transport): Promise<void> {
  await transport.request({ method: 'DELETE', path: resourcePath(things, { namespace: 'default' }) });
}

/** Every thing on the server: name and version. */
export async function versionsOnServer(transport: Transport): Promise<Record<string, string>> {
  const path = resourcePath(things, { namespace: 'default' });
  const { body } = await transport.request<{ items: KubeObject[] }>({ method: 'GET', path });
  return Object.fromEntries(
    body.items.map(({ metadata }) => [`default/${metadata.name}`, metadata.resourceVersion ?? '']),
  );
}

/** A reflector of things at work, with everything it told. */
export function reflectThings(transport: Transport, hooks: ReflectorHooks = {}) {
  const store = new Store({ project: (raw) => raw.metadata.resourceVersion ?? '' });
  const changes: StoreChange<string>[] = [];
  store.onChange((change) => changes.push(change));
  const told: string[] = [];
  const operations: string[] = [];
  const reflector = new Reflector({
    transport,
    resource: things,
    sink: store,
    logger: pino({}, { write: (line: string) => void told.push((JSON.parse(line) as { msg: string }).msg) }),
    hooks: {
      ...hooks,
      onOperation: ({ operation, result }) => operations.push(`${operation} ${result}`),
      onMissing: () => told.push('missing'),
      onFound: () => told.push('found'),
    },
  });
  const stop = new AbortController();
  const ended = reflector.run(stop.signal);
  return {
    store,
    changes,
    told,
    operations,
    reflector,
    /** What the store holds: key and version. */
    held: (): Record<string, string> => Object.fromEntries([...store.keys()].map((key) => [key, store.get(key) ?? ''])),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}
