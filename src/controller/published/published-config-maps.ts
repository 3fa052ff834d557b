import { OWNER_LABEL } from '../../api/marks.ts';
import { gatesInData } from '../../formats/published-config.ts';
import type { Clock } from '../../kube/clock.ts';
import type { KubeObject, ObjectMeta } from '../../kube/object.ts';
import {
  ConfigMapWatches,
  LIST_PATIENCE_MS,
  type Access,
  type ConfigMapWatchesOptions,
} from '../config-maps/config-map-watches.ts';
import { Deadlines } from '../config-maps/deadlines.ts';
import { isIntact, publishedConfigMap, type PublishedConfigMap } from './published-config-map.ts';

/** A late answer comes moments after the watch: it is enough to know what went last. */
const GONE_LIMIT = 256;

export interface PublishedConfigMapsOptions extends Pick<ConfigMapWatchesOptions<PublishedConfigMap>, 'attach'> {
  /** A ConfigMap changed, which carries the uid `owner` now; `name` is undefined where all that is known of the namespace may have. */
  readonly onChange: (namespace: string, name: string | undefined, owner?: string) => void;
  readonly clock: Clock;
}

/** The ConfigMaps that carry the label of a FeatureSet, in the namespaces where one publishes. */
export class PublishedConfigMaps {
  readonly #watches: ConfigMapWatches<PublishedConfigMap>;
  readonly #deadlines: Deadlines;
  /** The uids of what went last. */
  readonly #gone = new Set<string>();
  /** The gates of what we wrote, by namespace and uid: they count also while somebody has edited it. */
  readonly #gates = new Map<string, Map<string, readonly string[]>>();

  constructor({ attach, onChange, clock }: PublishedConfigMapsOptions) {
    this.#deadlines = new Deadlines({
      limitMs: LIST_PATIENCE_MS,
      onLimit: (namespace) => onChange(namespace, undefined),
      clock,
    });
    this.#watches = new ConfigMapWatches({
      labelSelector: OWNER_LABEL,
      attach,
      project: publishedConfigMap,
      indexes: { owner: ({ owner }) => [owner] },
      onChange: (namespace, name, { before, after }) => {
        if (before && before.uid !== after?.uid) this.#forget(namespace, before.uid);
        // What may not be seen for a while only seems to have gone.
        if (after) this.#gone.delete(after.uid);
        if (after && isIntact(after)) this.#gates.get(namespace)?.set(after.uid, gatesInData(after.data));
        onChange(namespace, name, after?.owner);
      },
      onAccess: (namespace) => {
        this.#deadlines.end(namespace);
        onChange(namespace, undefined);
      },
    });
  }

  /** From now on deadlines has an end. */
  start(): void {
    this.#deadlines.start();
  }

  /** Ends every timer. */
  stop(): void {
    this.#deadlines.stop();
  }

  /** Watches this namespace from now on, or no longer. */
  follow(namespace: string, wanted: boolean): void {
    if (wanted === this.#gates.has(namespace)) return;
    if (wanted) {
      this.#gates.set(namespace, new Map());
      this.#deadlines.begin(namespace);
      this.#watches.begin(namespace);
    } else {
      this.#gates.delete(namespace);
      this.#deadlines.end(namespace);
      this.#watches.end(namespace);
    }
  }

  /** What is known of a namespace; Pending where it is not watched. */
  access(namespace: string): Access {
    return this.#watches.access(namespace);
  }

  /** Whether it is worth waiting for what stands in a namespace. */
  isPending(namespace: string): boolean {
    return this.#deadlines.has(namespace);
  }

  /** The ConfigMap of that name, if it carries the label of any FeatureSet. */
  get(namespace: string, name: string): PublishedConfigMap | undefined {
    return this.#watches.get(namespace, name);
  }

  /** Every ConfigMap that carries the label of this FeatureSet. */
  of(namespace: string, owner: string): Iterable<PublishedConfigMap> {
    return this.#watches.by(namespace, 'owner', owner);
  }

  /** The gates that a ConfigMap holds; of one that somebody has edited, those that we wrote last. */
  gatesOf({ namespace, uid }: PublishedConfigMap): readonly string[] {
    return this.#gates.get(namespace)?.get(uid) ?? [];
  }

  /** Takes in what the server answered to an own write or read, unless it has gone meanwhile. */
  take(raw: KubeObject): void {
    if (!this.#gone.has(raw.metadata.uid ?? '')) this.#watches.take(raw);
  }

  /** Takes in that what stood at this version is gone, or no longer ours. */
  drop(metadata: ObjectMeta): void {
    if (metadata.resourceVersion !== undefined) this.#watches.drop({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
  }

  /** Lists every namespace again; waits for none. */
  resync(): void {
    this.#watches.resync();
  }

  #forget(namespace: string, uid: string): void {
    this.#gates.get(namespace)?.delete(uid);
    this.#gone.add(uid);
    const [oldest] = this.#gone;
    if (this.#gone.size > GONE_LIMIT && oldest !== undefined) this.#gone.delete(oldest);
  }
}
