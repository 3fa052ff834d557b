import type { Logger } from 'pino';
import type { FeatureSet } from '../api/declared.ts';
import type { ObservedConfigs } from '../lifecycle/config/observed-configs.ts';
import type { Clock } from '../kube/clock.ts';
import { readUserName } from '../kube/requests/identity.ts';
import { readMetadata } from '../kube/requests/object-metadata.ts';
import { splitKey } from '../kube/object.ts';
import type { StoreChange } from '../kube/watch/store.ts';
import type { Transport } from '../kube/transport/transport.ts';
import { CONFIG_MAPS } from './config-maps/config-map-watches.ts';
import { ConfigPublisher, PUBLISHING_WORKERS, type ConfigPublisherOptions } from './publishing/config-publisher.ts';
import { PROBE_WORKERS } from './sources/consent-probes.ts';
import type { Declarations } from './declarations/declarations.ts';
import { OwnIdentity } from './config-maps/own-identity.ts';
import { PublishedConfigMaps } from './publishing/published-config-maps.ts';
import type { QueueMetrics } from './metrics/queue-metrics.ts';
import { SourceWatch, type SourceWatchOptions } from './sources/source-watch.ts';
import { surroundingsFrom, type ObservedConfigsProvider } from './evaluation/surroundings.ts';
import type { FeatureSetDeclaration } from './declarations/declaration.ts';

/** The names of the queues in metrics. */
const SOURCES = 'stagegate-sources';
const PUBLISHER = 'stagegate-publisher';

export interface ServerSurroundingsOptions
  extends
    Pick<SourceWatchOptions, 'attach' | 'hooks' | 'onChange'>,
    Pick<ConfigPublisherOptions, 'evaluationOf' | 'onPublished'> {
  readonly declarations: Declarations;
  readonly transport: Transport;
  /** Of the queues of what is read and published. */
  readonly queueMetrics: Pick<QueueMetrics, 'hooks' | 'watch'>;
  /** Aborted when the operator stops. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** What is around FeatureSets on the server: looked at only in the namespaces of those that ask for it. */
export class ServerSurroundings implements ObservedConfigsProvider {
  /** Writes what FeatureSets publish. */
  readonly publisher: ConfigPublisher;
  readonly #options: ServerSurroundingsOptions;
  readonly #identity = new OwnIdentity();
  readonly #sources: SourceWatch;
  readonly #published: PublishedConfigMaps;
  readonly #all: ObservedConfigsProvider;

  constructor(options: ServerSurroundingsOptions) {
    const { declarations, transport, stopping, queueMetrics, logger } = options;
    const objectOf = (kind: string) => (key: string) => ({ kind, ...splitKey(key) });
    this.#options = options;
    this.#sources = new SourceWatch({
      ...options,
      featureSets: declarations.stores.FeatureSet,
      read: (namespace, name) => readMetadata(transport, CONFIG_MAPS, { namespace, name, signal: stopping }),
      grantee: () => this.#identity.text,
      queueHooks: queueMetrics.hooks(SOURCES, logger, objectOf('ConfigMap')),
      random: Math.random,
    });
    this.#published = new PublishedConfigMaps({
      ...options,
      onChange: (namespace, name, owner) => this.publisher.configMapChanged(namespace, name, owner),
    });
    this.publisher = new ConfigPublisher({
      ...options,
      configMaps: this.#published,
      writes: transport,
      grantee: () => this.#identity.text,
      queueHooks: queueMetrics.hooks(PUBLISHER, logger, objectOf('FeatureSet')),
    });
    queueMetrics.watch(SOURCES, this.#sources.queue, PROBE_WORKERS);
    queueMetrics.watch(PUBLISHER, this.publisher.queue, PUBLISHING_WORKERS);
    this.#all = surroundingsFrom(this.#sources, this.publisher);
  }

  of(featureSet: FeatureSet): ObservedConfigs {
    return this.#all.of(featureSet);
  }

  isPending(featureSet: FeatureSet): boolean {
    return this.#all.isPending(featureSet);
  }

  /** A FeatureSet came, changed or went. */
  follow(change: StoreChange<FeatureSetDeclaration>): void {
    this.#sources.follow(change);
  }

  /** Everything that is declared is known. Resolves when the first evaluation may begin. */
  async start(): Promise<void> {
    const { transport, stopping, logger } = this.#options;
    await this.#identity.learn(() => readUserName(transport, stopping), logger);
    this.#sources.start();
    this.#published.start();
  }

  /** Lists everything anew; waits for nothing. */
  resync(): void {
    this.#sources.resync();
    this.#published.resync();
  }

  /** Ends every timer and asks nothing any more; the watches end with the operator. */
  stop(): void {
    this.#sources.stop();
    this.#published.stop();
  }
}
