import type { Logger } from 'pino';
import type { FeatureSet } from '../api/declared.ts';
import type { Surroundings } from '../lifecycle/surroundings.ts';
import type { Clock } from '../kube/clock.ts';
import { readUserName } from '../kube/identity.ts';
import { readMetadata } from '../kube/object-metadata.ts';
import type { StoreChange } from '../kube/store.ts';
import type { Transport } from '../kube/transport.ts';
import { CONFIG_MAPS } from './config-map-watches.ts';
import type { Declaration, Declarations } from './declarations.ts';
import { Grantee } from './grantee.ts';
import { SourceWatch, type SourceWatchOptions } from './source-watch.ts';
import { surroundingsFrom, type SurroundingsProvider } from './surroundings.ts';

/** How surroundings are set up. */
export interface ServerSurroundingsOptions extends Pick<SourceWatchOptions, 'attach' | 'hooks' | 'onChange'> {
  readonly declarations: Declarations;
  readonly transport: Transport;
  /** Aborted when the operator stops. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** What is around FeatureSets on the server: looked at only in the namespaces of those that ask for it. */
export class ServerSurroundings implements SurroundingsProvider {
  readonly #options: ServerSurroundingsOptions;
  readonly #grantee = new Grantee();
  readonly #sources: SourceWatch;
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
    this.#all = surroundingsFrom(this.#sources, undefined);
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
  }

  /** Lists everything anew; waits for nothing. */
  resync(): void {
    this.#sources.resync();
  }

  /** Ends every timer and asks nothing any more; the watches end with the operator. */
  stop(): void {
    this.#sources.stop();
  }
}
