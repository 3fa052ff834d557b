import k8sOperator, { type ResourceEvent, type ResourceMeta } from '@dot-i/k8s-operator';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Logger } from 'pino';
import { EventSink } from './event-sink.ts';
import { standInForDefault } from '../transport/kube-config.ts';
import { resourcePath, type KubeObject, type Resource } from '../object.ts';
import { Reflector, type ReflectorOptions } from '../watch/reflector.ts';
import { WatchPeers } from '../watch/watch-peers.ts';
import { Transport, type TransportOptions } from '../transport/transport.ts';

// A CommonJS module that was compiled from ESM: its default export is one step further in.
const { default: Upstream, ResourceEventType, ResourceMetaImpl } = k8sOperator;

export interface KubeOperatorOptions {
  readonly kubeConfig: KubeConfig;
  readonly logger: Logger;
  readonly transport: TransportOptions;
}

/** What a caller chooses about a watch; the operator brings connection and log. */
export interface AttachOptions extends Pick<
  ReflectorOptions,
  'resource' | 'namespace' | 'labelSelector' | 'watchSeconds' | 'sink' | 'hooks'
> {
  /** Ends this watch before the operator stops. */
  readonly signal?: AbortSignal;
}

/** Upstream's constructor loads the default kubeconfig, and throws where that one is broken though another was asked for. */
abstract class ConfiguredOperator extends Upstream {
  constructor(kubeConfig: KubeConfig, logger: Logger) {
    const restore = standInForDefault(kubeConfig);
    try {
      super(logger);
    } finally {
      restore();
    }
    this.kubeConfig = kubeConfig;
  }
}

/**
 * `Operator` of @dot-i/k8s-operator with its way of working and none of its input and output: `init`, `start`, `stop`,
 * `watchResource`, the status and finalizer methods and the event types are upstream's, while every request goes
 * through our transport and every watch through our reflector. Unlike upstream it survives any watch error, sees what
 * was deleted while it was away, throws `ApiError` or `TransportError` for a write that failed, and never ends the process.
 */
export abstract class KubeOperator extends ConfiguredOperator {
  /** The connections of this operator. */
  protected readonly transport: Transport;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #peers = new WatchPeers();
  /** Where the objects of a `ResourceMeta.id` live. */
  readonly #resources = new Map<string, Resource>();
  /** Handlers run one at a time, over all resources, as upstream has them. */
  #handled: Promise<void> = Promise.resolve();

  constructor({ kubeConfig, logger, transport }: KubeOperatorOptions) {
    super(kubeConfig, logger);
    this.#log = logger;
    this.transport = new Transport(kubeConfig, transport);
  }

  /** Aborted by `stop`. */
  protected get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Ends every watch. Returns at once; `close` waits. */
  override stop(): void {
    this.#stopping.abort();
  }

  /** Stops, waits for the watches and handlers to end, and closes all connections. */
  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.#running);
    await this.#handled;
    await this.transport.close();
  }

  /** Feeds a sink from one resource until the operator stops or the caller ends it. The reflector tells when it is synced. */
  protected attach({ signal, ...options }: AttachOptions): Reflector {
    const reflector = new Reflector({
      ...options,
      peers: this.#peers,
      transport: this.transport,
      logger: this.#log,
    });
    const stopping = this.#stopping.signal;
    const running = reflector.run(signal ? AbortSignal.any([stopping, signal]) : stopping);
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
    return reflector;
  }

  /** Calls `onEvent` for each change of a resource, one event at a time; resolves at once, also where the CRD is missing. */
  protected override async watchResource(
    group: string,
    version: string,
    plural: string,
    onEvent: (event: ResourceEvent) => Promise<void>,
    namespace?: string,
  ): Promise<void> {
    const resource = { group, version, plural };
    this.#resources.set(`${plural}.${group === '' ? version : `${group}/${version}`}`, resource);
    const types = {
      ADDED: ResourceEventType.Added,
      MODIFIED: ResourceEventType.Modified,
      DELETED: ResourceEventType.Deleted,
    };
    const sink = new EventSink((type, object) => {
      const event = { type: types[type], object, meta: ResourceMetaImpl.createWithPlural(plural, object) };
      this.#handled = this.#handled
        .then(() => onEvent(event))
        .catch((error: unknown) => {
          this.#log.error({ resource: event.meta.id, name: event.meta.name, err: error }, 'Failed to handle event');
        });
      return this.#handled;
    });
    this.attach({ resource, namespace, sink });
  }

  protected override getCustomResourceApiUri(
    group: string,
    version: string,
    plural: string,
    namespace?: string,
  ): string {
    return this.transport.server + resourcePath({ group, version, plural }, { namespace });
  }

  protected override async setResourceStatus(meta: ResourceMeta, status: unknown): Promise<ResourceMeta | null> {
    const { apiVersion, kind, name, namespace, resourceVersion } = meta;
    const body = { apiVersion, kind, metadata: { name, namespace, resourceVersion }, status };
    const path = this.#path(meta, 'status');
    const answer = await this.transport.request<KubeObject>({ method: 'PUT', path, body });
    return ResourceMetaImpl.createWithId(meta.id, answer.body);
  }

  protected override async patchResourceStatus(meta: ResourceMeta, status: unknown): Promise<ResourceMeta | null> {
    const body = { metadata: { resourceVersion: meta.resourceVersion }, status };
    return ResourceMetaImpl.createWithId(meta.id, await this.#mergePatch(this.#path(meta, 'status'), body));
  }

  protected override async setResourceFinalizers(meta: ResourceMeta, finalizers: string[]): Promise<void> {
    await this.#mergePatch(this.#path(meta), { metadata: { finalizers } });
  }

  /** Always rejects: an operator that may install CRDs may change any of them; applying the manifests does it. */
  protected override async registerCustomResourceDefinition(crdFile: string): Promise<never> {
    throw new Error(`CRDs are installed with the manifests and not by the operator: kubectl apply -f ${crdFile}`);
  }

  async #mergePatch(path: string, body: unknown): Promise<KubeObject> {
    const contentType = 'application/merge-patch+json';
    return (await this.transport.request<KubeObject>({ method: 'PATCH', path, body, contentType })).body;
  }

  #path({ id, name, namespace }: ResourceMeta, subresource?: string): string {
    const resource = this.#resources.get(id);
    if (resource === undefined) throw new Error(`Resource '${id}' is not watched: call watchResource first`);
    return resourcePath(resource, { namespace, name, subresource });
  }
}
