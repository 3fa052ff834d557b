import { compareResourceVersions, objectKey, type KubeObject } from '../object.ts';
import type { Origin, ReflectorSink } from './sink.ts';
import { PROCESS_SLICER, type Slicer } from '../slicer.ts';

/** One change of a store: `before` is undefined for a new key, `after` for one that is gone. */
export interface StoreChange<T> {
  readonly key: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
  /** `list` for the initial list and relists (work that can wait), `watch` for live changes, `own` for own writes. */
  readonly origin: Origin;
}

interface Entry<T> {
  readonly value: T;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

/** Looking at so many objects is less than a slice. */
const LOOKS = 256;

/** How a store reads what it is fed. */
export interface StoreOptions<T> {
  /** Parses an object at the door and keeps what is needed of it. Total: an object that does not parse is a value, too. */
  readonly project: (raw: KubeObject, before: T | undefined, origin: Origin) => T;
  /** Names of indexes, each with the index values of an item; `by(index, value)` finds the items again. */
  readonly indexes?: Readonly<Record<string, (item: T) => Iterable<string>>>;
  readonly slicer?: Slicer;
}

/**
 * The objects of one resource as last seen, by `objectKey`, each projected once. It never goes back to an older
 * resourceVersion: after an own write (`apply`), the watch events from before it change nothing.
 */
export class Store<T> implements ReflectorSink {
  readonly #project: StoreOptions<T>['project'];
  readonly #slicer: Slicer;
  readonly #entries = new Map<string, Entry<T>>();
  readonly #indexes: ReadonlyMap<string, { of: (item: T) => Iterable<string>; keys: Map<string, Set<string>> }>;
  readonly #listeners = new Set<(change: StoreChange<T>) => void>();
  /** The keys of a list in progress, undefined while there is none. */
  #seen: Set<string> | undefined;
  #reset = false;

  constructor({ project, indexes = {}, slicer = PROCESS_SLICER }: StoreOptions<T>) {
    this.#project = project;
    this.#slicer = slicer;
    this.#indexes = new Map(Object.entries(indexes).map(([name, of]) => [name, { of, keys: new Map() }]));
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): T | undefined {
    return this.#entries.get(key)?.value;
  }

  /** The version last seen, for an optimistic write. */
  resourceVersion(key: string): string | undefined {
    return this.#entries.get(key)?.resourceVersion;
  }

  *values(): Generator<T, void, undefined> {
    for (const entry of this.#entries.values()) yield entry.value;
  }

  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }

  /** The keys whose item has `value` in the index, in order of arrival. */
  keysBy(index: string, value: string): Iterable<string> {
    return this.#index(index).keys.get(value) ?? [];
  }

  /** The items that have `value` in the index. */
  *by(index: string, value: string): Generator<T, void, undefined> {
    for (const key of this.keysBy(index, value)) {
      const entry = this.#entries.get(key);
      if (entry !== undefined) yield entry.value;
    }
  }

  /** Every value that the index knows at the moment. */
  indexValues(index: string): IterableIterator<string> {
    return this.#index(index).keys.keys();
  }

  /** Calls `listener` after each change, never for a version seen already; the returned function ends it. */
  onChange(listener: (change: StoreChange<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes over the answer of an own write. Ignored where the object has meanwhile been deleted, replaced by a
   * namesake or seen at a newer version: a late answer resurrects nothing.
   */
  apply(raw: KubeObject): void {
    const entry = this.#entries.get(objectKey(raw.metadata));
    if (entry !== undefined && entry.uid === raw.metadata.uid) this.upsert(raw, 'own');
  }

  /** An object read again because it was not as expected. Unlike `apply` it may be a new namesake. */
  upsert(raw: KubeObject, origin: Origin): void {
    const key = objectKey(raw.metadata);
    const before = this.#entries.get(key);
    // Only the list says what exists: an answer from before it would keep alive what was deleted meanwhile. And what came
    // to be after it, the watch that goes on from there brings again.
    const seen = origin === 'list' ? this.#seen : undefined;
    if (before !== undefined) seen?.add(key);
    const { uid, resourceVersion } = raw.metadata;
    if (before !== undefined && !this.#isNews(before, uid, resourceVersion)) return;
    const value = this.#project(raw, before?.value, origin);
    seen?.add(key);
    this.#put(key, before, { value, uid, resourceVersion }, origin);
  }

  remove(raw: KubeObject): void {
    const key = objectKey(raw.metadata);
    const before = this.#entries.get(key);
    if (before === undefined) return;
    // A deletion carries the version at which it happened: an older one speaks of a predecessor.
    if ((compareResourceVersions(raw.metadata.resourceVersion, before.resourceVersion) ?? 0) < 0) return;
    this.#seen?.delete(key);
    this.#put(key, before, undefined, 'watch');
  }

  replaceBegin(reset: boolean): void {
    this.#seen = new Set();
    this.#reset = reset;
  }

  /** In slices, where there is much to forget; another `replaceBegin` takes over from there. */
  async replaceEnd(): Promise<void> {
    const seen = this.#seen;
    // All that was seen is here: where nothing else is, nothing is gone.
    if (seen !== undefined && seen.size < this.#entries.size) {
      let looked = 0;
      for (const [key, before] of this.#entries) {
        if (!seen.has(key)) this.#put(key, before, undefined, 'list');
        const pause = ++looked % LOOKS === 0 ? this.#slicer.pause() : undefined;
        if (pause !== undefined) await pause;
        if (this.#seen !== seen) return;
      }
    }
    this.#seen = undefined;
    this.#reset = false;
  }

  #isNews(before: Entry<T>, uid: string | undefined, resourceVersion: string | undefined): boolean {
    const order = compareResourceVersions(resourceVersion, before.resourceVersion);
    if (order === undefined) return true;
    return order > 0 || (this.#reset && (order < 0 || uid !== before.uid));
  }

  #put(key: string, before: Entry<T> | undefined, after: Entry<T> | undefined, origin: Origin): void {
    if (after === undefined) this.#entries.delete(key);
    else this.#entries.set(key, after);
    for (const { of, keys } of this.#indexes.values()) {
      if (before !== undefined) for (const value of of(before.value)) forget(keys, value, key);
      if (after !== undefined) for (const value of of(after.value)) remember(keys, value, key);
    }
    const change = { key, before: before?.value, after: after?.value, origin };
    for (const listener of this.#listeners) listener(change);
  }

  #index(name: string): { keys: Map<string, Set<string>> } {
    const index = this.#indexes.get(name);
    if (index === undefined)
      throw new Error(`Store has no index '${name}': it has [${[...this.#indexes.keys()].join(', ')}]`);
    return index;
  }
}

function remember(index: Map<string, Set<string>>, value: string, key: string): void {
  const keys = index.get(value);
  if (keys === undefined) index.set(value, new Set([key]));
  else keys.add(key);
}

function forget(index: Map<string, Set<string>>, value: string, key: string): void {
  const keys = index.get(value);
  if (keys?.delete(key) && keys.size === 0) index.delete(value);
}
