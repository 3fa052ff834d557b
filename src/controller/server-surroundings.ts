import type { Logger } from 'pino';
import type { FeatureSet } from '../api/declared.ts';
import type { Surroundings } from '../lifecycle/surroundings.ts';
import type { Clock } from '../kube/clock.ts';
import { readUserName } from '../kube/identity.ts';
import { readMetadata } from '../kube/object-metadata.ts';
import type { StoreChange } from '../kube/store.ts';
import type { Transport } from '../kube/transport.ts';
import type { WorkqueueHooks } from '../kube/workqueue.ts';
import { CONFIG_MAPS } from './config-map-watches.ts';
import { ConfigPublisher, type ConfigPublisherOptions } from './config-publisher.ts';
import type { Declaration, Declarations } from './declarations.ts';
import { Grantee } from './grantee.ts';
import { PublishedConfigMaps } from './published-config-maps.ts';
import { SourceWatch, type SourceWatchOptions } from './source-watch.ts';
import { surroundingsFrom, type SurroundingsProvider } from './surroundings.ts';

/** How surroundings are set up. */
export interface ServerSurroundingsOptions
  extends
    Pick<SourceWatchOptions, 'attach' | 'hooks' | 'onChange'>,
    Pick<ConfigPublisherOptions, 'evaluationOf' | 'onPublished'> {
  readonly declarations: Declarations;
  readonly transport: Transport;
  /** Of the queue of what is published. */
  readonly queueHooks: WorkqueueHooks;
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
    const { declarations, transport, stopping } = options;
    this.#options = options;
    this.#sources = new SourceWatch({
      ...options,
      featureSets: declarations.stores.FeatureSet,
      read: (namespace, name) => readMetadata(transport, CONFIG_MAPS, { namespace, name }, stopping),
      grantee: () => this.#grantee.text,
      random: Math.random,
    });
    this.#published = new PublishedConfigMaps({
      ...options,
      onChange: (namespace, name) => this.publisher.configMapChanged(namespace, name),
    });
    this.publisher = new ConfigPublisher({
      ...options,
      configMaps: this.#published,
      writes: transport,
      grantee: () => this.#grantee.text,
      queueHooks: options.queueHooks,
    });
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
