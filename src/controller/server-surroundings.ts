import type { Logger } from 'pino';
import type { FeatureSet } from '../api/declared.ts';
import type { Surroundings } from '../lifecycle/surroundings.ts';
import type { Clock } from '../kube/clock.ts';
import { readUserName } from '../kube/identity.ts';
import { readMetadata } from '../kube/object-metadata.ts';
import { splitKey } from '../kube/object.ts';
import type { StoreChange } from '../kube/store.ts';
import type { Transport } from '../kube/transport.ts';
import { CONFIG_MAPS } from './config-map-watches.ts';
import { ConfigPublisher, type ConfigPublisherOptions, PUBLISHING_WORKERS } from './config-publisher.ts';
import { PROBE_WORKERS } from './consent-probes.ts';
import type { Declaration, Declarations } from './declarations.ts';
import { Grantee } from './grantee.ts';
import { PublishedConfigMaps } from './published-config-maps.ts';
import type { QueueMetrics } from './queue-metrics.ts';
import { SourceWatch, type SourceWatchOptions } from './source-watch.ts';
import { surroundingsFrom, type SurroundingsProvider } from './surroundings.ts';

/** The names of the queues in metrics. */
const SOURCES = 'stagegate-sources';
const PUBLISHER = 'stagegate-publisher';

/** How surroundings are set up. */
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
export class ServerSurroundings implements SurroundingsProvider {
  /** Writes what FeatureSets publish. */
  readonly publisher: ConfigPublisher;
  readonly #options: ServerSurroundingsOptions;
  readonly #grantee = new Grantee();
  readonly #sources: SourceWatch;
  readonly #published: PublishedConfigMaps;
  readonly #all: SurroundingsProvider;

  constructor(options: ServerSurroundingsOptions) {
    const { declarations, transport, stopping, queueMetrics, logger } = options;
    const objectOf = (kind: string) => (key: string) => ({ kind, ...splitKey(key) });
    this.#options = options;
    this.#sources = new SourceWatch({
      ...options,
      featureSets: declarations.stores.FeatureSet,
      read: (namespace, name) => readMetadata(transport, CONFIG_MAPS, { namespace, name }, stopping),
      grantee: () => this.#grantee.text,
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
      grantee: () => this.#grantee.text,
      queueHooks: queueMetrics.hooks(PUBLISHER, logger, objectOf('FeatureSet')),
    });
    queueMetrics.watch(SOURCES, this.#sources.queue, PROBE_WORKERS);
    queueMetrics.watch(PUBLISHER, this.publisher.queue, PUBLISHING_WORKERS);
    this.#all = surroundingsFrom(this.#sources, this.publisher);
  }

  of(featureSet: FeatureSet): Surroundings {
    return this.#all.of(featureSet);
  }

  isPending(featureSet: FeatureSet): boolean {
    return this.#all.isPending(featureSet);
  }

  /** A FeatureSet came, changed or went. */
  follow(change: StoreChange<Declaration>): void {
    this.#sources.follow(change);
  }

  /** Everything that is declared is known. Resolves when the first evaluation may begin. */
  async start(): Promise<void> {
    const { transport, stopping, logger } = this.#options;
    await this.#grantee.learn(() => readUserName(transport, stopping), logger);
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
