import type { Logger } from 'pino';
import type { FeatureSet } from '../../api/declared.ts';
import type { Source } from '../../api/source.ts';
import { CONSENT } from '../../api/marks.ts';
import type { ConfigMapContent } from '../../formats/source-state.ts';
import type { Stepwise } from '../../formats/stepwise.ts';
import type { SourceState } from '../../lifecycle/config/observed-configs.ts';
import type { Clock } from '../../kube/clock.ts';
import { objectKey, splitKey, type KubeObject } from '../../kube/object.ts';
import { PROCESS_SLICER, type Slicer } from '../../kube/slicer.ts';
import type { Store } from '../../kube/watch/store.ts';
import { Listeners } from '../../kube/listeners.ts';
import { readMetadata } from '../../kube/requests/object-metadata.ts';
import type { Transport } from '../../kube/transport/transport.ts';
import type { Workqueue } from '../../kube/queue/workqueue.ts';
import {
  CONFIG_MAPS,
  ConfigMapWatches,
  LIST_PATIENCE_MS,
  type ConfigMapWatchesOptions,
} from '../config-maps/config-map-watches.ts';
import { ConsentProbes, type ConsentProbesOptions, type Lack } from './consent-probes.ts';
import { Deadlines } from '../config-maps/deadlines.ts';
import { ReadingQueue } from './reading-queue.ts';
import { SourceReadings } from './source-readings.ts';
import type { OwnIdentity } from '../config-maps/own-identity.ts';
import type { FeatureSetDeclaration } from '../declarations/declaration.ts';
import type { DeclarationChange, Declarations } from '../declarations/declarations.ts';
import { namedIn, sourceKeysOf } from '../declarations/feature-set-indexes.ts';

export interface SourceWatchOptions
  extends Pick<ConfigMapWatchesOptions<ConfigMapContent>, 'attach'>, Pick<ConsentProbesOptions, 'queueHooks'> {
  readonly declarations: Declarations;
  readonly transport: Pick<Transport, 'request'>;
  /** Aborted when the operator stops. */
  readonly stopping: AbortSignal;
  readonly identity: Pick<OwnIdentity, 'text'>;
  readonly slicer?: Pick<Slicer, 'pause'>;
  readonly logger: Logger;
  readonly clock: Clock;
  /** From 0 to below 1, for jitter. */
  readonly random?: () => number;
}

/**
 * Reads what FeatureSets name as sources, where both have agreed: the namespace, by giving the operator the right to read
 * ConfigMaps, and the ConfigMap, by its label. Never looks at a namespace that has no FeatureSet with sources.
 */
export class SourceWatch {
  /** Of the questions why a source may not be read. */
  readonly queue: Workqueue;
  readonly #options: SourceWatchOptions;
  readonly #watches: ConfigMapWatches<ConfigMapContent>;
  readonly #probes: ConsentProbes;
  readonly #readings: SourceReadings;
  readonly #reader: ReadingQueue;
  /** By namespace until it is listed or refused, by ConfigMap while a probe is under way. */
  readonly #deadlines: Deadlines;
  /** By ConfigMap until it is read. */
  readonly #unread: Deadlines;
  readonly #listeners = new Listeners<[key: string]>();

  constructor(options: SourceWatchOptions) {
    const { declarations, attach, transport, stopping, queueHooks, slicer = PROCESS_SLICER, logger, clock } = options;
    const { random = Math.random } = options;
    this.#options = options;
    this.#watches = new ConfigMapWatches({
      labelSelector: `${CONSENT.label}=${CONSENT.value}`,
      attach,
      project: contentOf,
      onChange: (namespace, name) => this.#changed(objectKey({ namespace, name })),
      onAccess: (namespace) => this.#accessed(namespace),
    });
    this.#probes = new ConsentProbes({
      read: (namespace, name) => readMetadata(transport, CONFIG_MAPS, { namespace, name, signal: stopping }),
      onAnswer: (key) => this.#answered(key),
      queueHooks,
      clock,
      random,
    });
    this.queue = this.#probes.queue;
    this.#readings = new SourceReadings(logger);
    this.#reader = new ReadingQueue({ next: (key) => this.#reading(key), onRead: (key) => this.#tell(key), slicer });
    const patience = { limitMs: LIST_PATIENCE_MS, onLimit: (key: string) => this.#tell(key), clock };
    this.#deadlines = new Deadlines(patience);
    this.#unread = new Deadlines(patience);
    declarations.onChangeOf('FeatureSet', (change) => this.#follow(change));
  }

  /** Calls `listener` with the key of each FeatureSet whose sources may say something else now. */
  onChange(listener: (key: string) => void): void {
    this.#listeners.add(listener);
  }

  /** From now on time counts for what does not answer. */
  start(): void {
    this.#deadlines.start();
    this.#unread.start();
  }

  /** What its sources say: one for each of `spec.sources`, in their order. */
  sourcesOf({ metadata: { namespace = '', uid }, spec }: FeatureSet): readonly SourceState[] {
    return spec.sources.map((source): SourceState => {
      const { name } = source.configMap;
      const lack = this.#lackOf(namespace, name);
      if (this.#watches.access(namespace) === 'Pending') return this.#readings.unanswered(uid, source);
      if (lack !== 'Label' && lack !== 'Right') {
        this.#isAwaited(namespace, source);
        return this.#readings.stateOf(uid, source, this.#watches.get(namespace, name));
      }
      this.#readings.forget(uid, source);
      if (lack === 'Label') return { kind: 'NotAllowed', lacks: 'Label' };
      return { kind: 'NotAllowed', lacks: 'Right', grantee: this.#options.identity.text };
    });
  }

  /** Whether something of it is still being asked for; never so for more than seconds. */
  isPending({ metadata: { namespace = '', uid }, spec }: FeatureSet): boolean {
    if (spec.sources.length === 0) return false;
    if (this.#deadlines.has(namespace)) return true;
    return spec.sources.some(
      (source) =>
        this.#deadlines.has(objectKey({ namespace, name: source.configMap.name })) ||
        (!this.#readings.stands(uid, source) && this.#isAwaited(namespace, source)),
    );
  }

  /** Lists every namespace again. */
  resync(): void {
    this.#watches.resync();
  }

  /** Ends every timer and asks nothing more; the watches end with the operator. */
  stop(): void {
    this.#deadlines.stop();
    this.#unread.stop();
    this.#probes.stop();
    this.#reader.stop();
  }

  #follow({ before, after, statusOnly }: DeclarationChange<'FeatureSet'>): void {
    if (statusOnly) return;
    if (before && before.uid !== after?.uid) this.#readings.keepOnly(before.uid, []);
    if (after) this.#readings.keepOnly(after.uid, namedIn(after).sources);
    for (const declaration of [before, after]) {
      if (declaration) this.#tendNamespace(namedIn(declaration).namespace);
    }
    for (const key of [before, after].flatMap((declaration) => (declaration ? sourceKeysOf(declaration) : [])))
      this.#tend(key);
  }

  #lackOf(namespace: string, name: string): Lack | undefined {
    if (this.#watches.access(namespace) === 'Forbidden') return 'Right';
    return this.#probes.lackOf(objectKey({ namespace, name }));
  }

  #tendNamespace(namespace: string): void {
    if (isEmpty(this.#featureSets.keysBy('sourceNamespace', namespace))) {
      this.#watches.end(namespace);
      this.#deadlines.end(namespace);
    } else if (this.#watches.begin(namespace)) this.#deadlines.begin(namespace);
  }

  /** Asks for a ConfigMap as long as somebody names it and it is not among those that may be read. */
  #tend(key: string): void {
    const { namespace = '', name } = splitKey(key);
    const lacks = this.#watches.access(namespace) === 'Listed' && !this.#watches.get(namespace, name);
    if (lacks && !isEmpty(this.#featureSets.keysBy('source', key))) {
      if (this.#probes.begin(key)) this.#deadlines.begin(key);
      return;
    }
    this.#probes.end(key);
    this.#deadlines.end(key);
  }

  #accessed(namespace: string): void {
    this.#deadlines.end(namespace);
    const keys = [...this.#featureSets.by('sourceNamespace', namespace)].flatMap(sourceKeysOf);
    for (const key of new Set(keys)) this.#tend(key);
    this.#tell(namespace);
  }

  /** What is gone is told when it is known why. */
  #changed(key: string): void {
    const { namespace = '' } = splitKey(key);
    if (this.#watches.access(namespace) !== 'Listed') return;
    this.#tend(key);
    if (this.#deadlines.has(key)) return;
    if (this.#reading(key)) this.#begin(key);
    if (!this.#reading(key)) this.#tell(key);
  }

  /** Begins to read a ConfigMap. */
  #begin(key: string): void {
    if (this.#reader.add(key)) this.#unread.begin(key);
  }

  /** Reads a source that is still to be read from the ConfigMap of now; undefined where every FeatureSet's is. */
  #reading(key: string): Stepwise<void> | undefined {
    const { namespace = '', name } = splitKey(key);
    const configMap = this.#watches.get(namespace, name);
    if (!configMap) return undefined;
    for (const featureSet of this.#featureSets.by('source', key)) {
      const named = namedIn(featureSet).sources.filter((source) => source.configMap.name === name);
      const unread = named.find((source) => !this.#readings.isRead(source, configMap));
      if (unread) return this.#readings.reading(unread, configMap);
    }
    return undefined;
  }

  /** Whether a source is still to be read from the ConfigMap of now, which begins if it has not. */
  #isAwaited(namespace: string, source: Source): boolean {
    const key = objectKey({ namespace, name: source.configMap.name });
    const configMap = this.#watches.get(namespace, source.configMap.name);
    if (!configMap || this.#readings.isRead(source, configMap)) return false;
    this.#begin(key);
    return !this.#readings.isRead(source, configMap) && this.#unread.has(key);
  }

  #answered(key: string): void {
    this.#deadlines.end(key);
    this.#tell(key);
  }

  /** Tells of the FeatureSets that name this ConfigMap, or have sources in this namespace. */
  #tell(key: string): void {
    if (!this.#reading(key)) this.#unread.end(key);
    const index = splitKey(key).namespace === undefined ? 'sourceNamespace' : 'source';
    for (const featureSet of [...this.#featureSets.keysBy(index, key)]) this.#listeners.tell(featureSet);
  }

  get #featureSets(): Store<FeatureSetDeclaration> {
    return this.#options.declarations.stores.FeatureSet;
  }
}

function contentOf(raw: KubeObject): ConfigMapContent {
  return {
    data: (raw['data'] ?? {}) as Readonly<Record<string, string>>,
    binary: Object.keys((raw['binaryData'] as object | undefined) ?? {}),
  };
}

function isEmpty(items: Iterable<unknown>): boolean {
  for (const _ of items) return false;
  return true;
}
