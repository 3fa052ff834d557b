import type { KubeObject, Resource } from '../../kube/object.ts';
import type { AttachOptions } from '../../kube/base-class/operator.ts';
import type { Reflector } from '../../kube/watch/reflector.ts';
import { Store, type StoreChange, type StoreOptions } from '../../kube/watch/store.ts';

/** The resource that configs are read from and published to. */
export const CONFIG_MAPS: Resource = { group: '', version: 'v1', plural: 'configmaps' };

/** Servers go by a withdrawn right when a watch begins, not while it lasts. */
const WATCH_SECONDS = 60;

/**
 * How long FeatureSets are not judged because the server does not say what stands in their namespace: twice as long as five
 * hundred namespaces take at a start, so that none of them is judged on half the facts.
 */
export const LIST_PATIENCE_MS = 15_000;

/** What is known of a namespace: not yet anything, every ConfigMap with the label, or that it may not be read. */
export type Access = 'Pending' | 'Listed' | 'Forbidden';

export interface ConfigMapWatchesOptions<T> {
  /** Picks the ConfigMaps by label. */
  readonly labelSelector: string;
  readonly attach: (options: AttachOptions) => Reflector;
  /** What is kept of a ConfigMap. */
  readonly project: (raw: KubeObject) => T;
  /** By what else than their name they are found, as a `Store` has it. */
  readonly indexes?: StoreOptions<T>['indexes'];
  /** A ConfigMap came, changed or went, in a namespace that may be only half listed yet. */
  readonly onChange: (namespace: string, name: string, change: StoreChange<T>) => void;
  /** A namespace was listed again or refused. */
  readonly onAccess: (namespace: string) => void;
}

interface Watch<T> {
  readonly store: Store<T>;
  readonly end: AbortController;
  reflector?: Reflector;
  access: Access;
}

/** ConfigMaps that carry a label, read in the namespaces that are asked for and in no other: one watch for each, since rights are given namespace by namespace. */
export class ConfigMapWatches<T> {
  readonly #options: ConfigMapWatchesOptions<T>;
  readonly #watches = new Map<string, Watch<T>>();

  constructor(options: ConfigMapWatchesOptions<T>) {
    this.#options = options;
  }

  /** Watches a namespace; answers whether it did not already. */
  begin(namespace: string): boolean {
    if (this.#watches.has(namespace)) return false;
    const { labelSelector, attach, project, indexes, onChange, onAccess } = this.#options;
    const store = new Store({ project, ...(indexes && { indexes }) });
    const watch: Watch<T> = { store, end: new AbortController(), access: 'Pending' };
    this.#watches.set(namespace, watch);
    const heard = (access: Access): void => {
      if (this.#watches.get(namespace) !== watch) return;
      watch.access = access;
      onAccess(namespace);
    };
    store.onChange((change) => {
      if (this.#watches.get(namespace) === watch) onChange(namespace, change.key.slice(namespace.length + 1), change);
    });
    watch.reflector = attach({
      resource: CONFIG_MAPS,
      namespace,
      labelSelector,
      watchSeconds: WATCH_SECONDS,
      sink: store,
      signal: watch.end.signal,
      hooks: {
        onSynced: () => heard('Listed'),
        onForbidden: () => {
          // What may no longer be read is not kept either.
          watch.access = 'Forbidden';
          store.replaceBegin(false);
          void store.replaceEnd();
          heard('Forbidden');
        },
      },
    });
    return true;
  }

  /** Watches a namespace no longer, and forgets what was read there. */
  end(namespace: string): void {
    this.#watches.get(namespace)?.end.abort();
    this.#watches.delete(namespace);
  }

  /** What is known of a namespace; Pending where it is not watched. */
  access(namespace: string): Access {
    return this.#watches.get(namespace)?.access ?? 'Pending';
  }

  /** A ConfigMap as it was last seen: the same object until it changes. */
  get(namespace: string, name: string): T | undefined {
    return this.#watches.get(namespace)?.store.get(`${namespace}/${name}`);
  }

  /** Those that have `value` in an index. */
  by(namespace: string, index: string, value: string): Iterable<T> {
    return this.#watches.get(namespace)?.store.by(index, value) ?? [];
  }

  /** Takes in what the server said of one beside the watch. */
  take(raw: KubeObject): void {
    this.#watches.get(raw.metadata.namespace ?? '')?.store.upsert(raw, 'watch');
  }

  /** Takes in that one is gone, as far as it was seen at this version at the latest. */
  drop(raw: KubeObject): void {
    this.#watches.get(raw.metadata.namespace ?? '')?.store.remove(raw);
  }

  /** Lists every namespace again, but for those that are asked again and again anyway. Waits for none. */
  resync(): void {
    for (const { reflector, access } of this.#watches.values()) if (access === 'Listed') void reflector?.resync();
  }
}
