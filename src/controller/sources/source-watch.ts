import type { Logger } from 'pino';
import type { FeatureSet } from '../../api/declared.ts';
import { CONSENT } from '../../api/marks.ts';
import type { ConfigMapContent } from '../../formats/source-state.ts';
import type { SourceState } from '../../lifecycle/config/observed-configs.ts';
import type { Clock } from '../../kube/clock.ts';
import { objectKey, splitKey, type KubeObject } from '../../kube/object.ts';
import type { Store, StoreChange } from '../../kube/watch/store.ts';
import type { Workqueue } from '../../kube/queue/workqueue.ts';
import { ConfigMapWatches, LIST_PATIENCE_MS, type ConfigMapWatchesOptions } from '../config-maps/config-map-watches.ts';
import { ConsentProbes, type ConsentProbesOptions, type Lack } from './consent-probes.ts';
import { Deadlines } from '../config-maps/deadlines.ts';
import { SourceReadings } from './source-readings.ts';
import type { SourcesProvider } from '../evaluation/surroundings.ts';
import type { FeatureSetDeclaration } from '../declarations/declaration.ts';
import { namedIn, sourceKeysOf } from '../declarations/feature-set-indexes.ts';

export interface SourceWatchOptions
  extends
    Pick<ConfigMapWatchesOptions<ConfigMapContent>, 'attach' | 'hooks'>,
    Pick<ConsentProbesOptions, 'read' | 'queueHooks'> {
  /** Indexed by `FEATURE_SET_INDEXES`. */
  readonly featureSets: Pick<Store<FeatureSetDeclaration>, 'by'>;
  /** The operator itself, as `kubectl create rolebinding` takes it. */
  readonly grantee: () => string;
  /** Sources of FeatureSets of this component may say something else now. */
  readonly onChange: (component: string) => void;
  readonly logger: Logger;
  readonly clock: Clock;
  /** From 0 to below 1, for jitter. */
  readonly random: () => number;
}

/**
 * Reads what FeatureSets name as sources, where both have agreed: the namespace, by giving the operator the right to read
 * ConfigMaps, and the ConfigMap, by its label. Never looks at a namespace that has no FeatureSet with sources.
 */
export class SourceWatch implements SourcesProvider {
  /** Of the questions why a source may not be read. */
  readonly queue: Workqueue;
  readonly #options: SourceWatchOptions;
  readonly #watches: ConfigMapWatches<ConfigMapContent>;
  readonly #probes: ConsentProbes;
  readonly #readings: SourceReadings;
  /** By namespace until it is listed or refused, by ConfigMap while a probe is under way. */
  readonly #deadlines: Deadlines;

  constructor(options: SourceWatchOptions) {
    const { attach, hooks, read, queueHooks, logger, clock, random } = options;
    this.#options = options;
    this.#watches = new ConfigMapWatches({
      labelSelector: `${CONSENT.label}=${CONSENT.value}`,
      attach,
      hooks,
      project: contentOf,
      onChange: (namespace, name) => this.#changed(objectKey({ namespace, name })),
      onAccess: (namespace) => this.#accessed(namespace),
    });
    this.#probes = new ConsentProbes({
      read,
      onAnswer: (key) => this.#answered(key),
      queueHooks,
      clock,
      random,
    });
    this.queue = this.#probes.queue;
    this.#readings = new SourceReadings(logger);
    this.#deadlines = new Deadlines({ limitMs: LIST_PATIENCE_MS, onLimit: (key) => this.#tell(key), clock });
  }

  /** From now on time counts for what does not answer. */
  start(): void {
    this.#deadlines.start();
  }

  /** A FeatureSet came, changed or went. */
  follow({ before, after }: Pick<StoreChange<FeatureSetDeclaration>, 'before' | 'after'>): void {
    if (before && before.uid !== after?.uid) this.#readings.keepOnly(before.uid, []);
    if (after) this.#readings.keepOnly(after.uid, namedIn(after).sources);
    for (const declaration of [before, after]) {
      if (declaration) this.#tendNamespace(namedIn(declaration).namespace);
    }
    for (const key of [before, after].flatMap((declaration) => (declaration ? sourceKeysOf(declaration) : [])))
      this.#tend(key);
  }

  sourcesOf({ metadata: { namespace = '', uid }, spec }: FeatureSet): readonly SourceState[] {
    return spec.sources.map((source): SourceState => {
      const lack = this.#lackOf(namespace, source.configMap.name);
      if (this.#watches.access(namespace) === 'Pending') return this.#readings.unanswered(uid, source);
      if (lack !== 'Label' && lack !== 'Right')
        return this.#readings.stateOf(uid, source, this.#watches.get(namespace, source.configMap.name));
      this.#readings.forget(uid, source);
      if (lack === 'Label') return { kind: 'NotAllowed', lacks: 'Label' };
      return { kind: 'NotAllowed', lacks: 'Right', grantee: this.#options.grantee() };
    });
  }

  isPending({ metadata: { namespace = '' }, spec }: FeatureSet): boolean {
    if (spec.sources.length === 0) return false;
    if (this.#deadlines.has(namespace)) return true;
    return spec.sources.some(({ configMap: { name } }) => this.#deadlines.has(objectKey({ namespace, name })));
  }

  /** Lists every namespace anew. */
  resync(): void {
    this.#watches.resync();
  }

  /** Ends every timer and asks nothing any more; the watches end with the operator. */
  stop(): void {
    this.#deadlines.stop();
    this.#probes.stop();
  }

  #lackOf(namespace: string, name: string): Lack | undefined {
    if (this.#watches.access(namespace) === 'Forbidden') return 'Right';
    return this.#probes.lackOf(objectKey({ namespace, name }));
  }

  #tendNamespace(namespace: string): void {
    const { featureSets } = this.#options;
    if (isEmpty(featureSets.by('sourceNamespace', namespace))) {
      this.#watches.end(namespace);
      this.#deadlines.end(namespace);
    } else if (this.#watches.begin(namespace)) this.#deadlines.begin(namespace);
  }

  /** Asks for a ConfigMap as long as somebody names it and it is not among those that may be read. */
  #tend(key: string): void {
    const { namespace = '', name } = splitKey(key);
    const lacks = this.#watches.access(namespace) === 'Listed' && !this.#watches.get(namespace, name);
    if (lacks && !isEmpty(this.#options.featureSets.by('source', key))) {
      if (this.#probes.begin(key)) this.#deadlines.begin(key);
      return;
    }
    this.#probes.end(key);
    this.#deadlines.end(key);
  }

  #accessed(namespace: string): void {
    this.#deadlines.end(namespace);
    const keys = [...this.#options.featureSets.by('sourceNamespace', namespace)].flatMap(sourceKeysOf);
    for (const key of new Set(keys)) this.#tend(key);
    this.#tell(namespace);
  }

  /** What is gone is told when it is known why. */
  #changed(key: string): void {
    const { namespace = '' } = splitKey(key);
    if (this.#watches.access(namespace) !== 'Listed') return;
    this.#tend(key);
    if (!this.#deadlines.has(key)) this.#tell(key);
  }

  #answered(key: string): void {
    this.#deadlines.end(key);
    this.#tell(key);
  }

  /** Tells the components whose FeatureSets name this ConfigMap, or have sources in this namespace. */
  #tell(key: string): void {
    const { featureSets, onChange } = this.#options;
    const index = splitKey(key).namespace === undefined ? 'sourceNamespace' : 'source';
    for (const component of new Set([...featureSets.by(index, key)].map((declaration) => declaration.component))) {
      if (component !== undefined) onChange(component);
    }
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
