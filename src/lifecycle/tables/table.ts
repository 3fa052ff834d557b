/** A bucket is split when tables hold more than this many entries a bucket on average. */
const BUCKET_SIZE = 32;

type Buckets<T> = readonly (ReadonlyMap<string, T> | undefined)[];

/**
 * An immutable map by string. What is made of it by `with` and `without` shares all that did not change, so that an edit
 * costs little however many entries there are, and what differs between two tables is found without looking at the rest.
 * The order of its entries means nothing.
 */
export class Table<T> implements ReadonlyMap<string, T> {
  readonly size: number;
  readonly #buckets: Buckets<T>;

  private constructor(buckets: Buckets<T>, size: number) {
    this.#buckets = buckets;
    this.size = size;
  }

  /** A table of these entries; the last of two with one key counts. */
  static of<T>(entries: Iterable<readonly [string, T]> = []): Table<T> {
    const all = new Map(entries);
    const count = bucketsFor(all.size);
    const buckets: (Map<string, T> | undefined)[] = Array.from({ length: count }, () => undefined);
    for (const [key, value] of all) (buckets[hashOf(key) & (count - 1)] ??= new Map()).set(key, value);
    return new Table(buckets, all.size);
  }

  get(key: string): T | undefined {
    return this.#bucket(key)?.get(key);
  }

  has(key: string): boolean {
    return this.#bucket(key)?.has(key) ?? false;
  }

  /** The same table with one entry set; itself where that changes nothing. */
  with(key: string, value: T): Table<T> {
    const before = this.#bucket(key);
    if (before?.get(key) === value && before?.has(key)) return this;
    const size = before?.has(key) ? this.size : this.size + 1;
    if (bucketsFor(size) > this.#buckets.length) return Table.of([...this, [key, value]]);
    return new Table(this.#buckets.with(this.#index(key), new Map(before).set(key, value)), size);
  }

  /** The same table without an entry; itself where there is none. */
  without(key: string): Table<T> {
    const before = this.#bucket(key);
    if (!before?.has(key)) return this;
    const bucket = new Map(before);
    bucket.delete(key);
    return new Table(this.#buckets.with(this.#index(key), bucket), this.size - 1);
  }

  /** The keys of entries that the other table lacks, has not, or has with another value. */
  *changedSince(before: Table<T>): Generator<string, void, undefined> {
    if (this === before) return;
    if (this.#buckets.length !== before.#buckets.length) {
      yield* differences(this, before);
      return;
    }
    for (const [index, bucket] of this.#buckets.entries()) {
      const old = before.#buckets[index];
      if (bucket !== old) yield* differences(bucket ?? new Map<string, T>(), old ?? new Map<string, T>());
    }
  }

  forEach(callback: (value: T, key: string, map: ReadonlyMap<string, T>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }

  *[Symbol.iterator](): MapIterator<[string, T]> {
    for (const bucket of this.#buckets) if (bucket) yield* bucket;
    return undefined;
  }

  entries(): MapIterator<[string, T]> {
    return this[Symbol.iterator]();
  }

  *keys(): MapIterator<string> {
    for (const bucket of this.#buckets) if (bucket) yield* bucket.keys();
    return undefined;
  }

  *values(): MapIterator<T> {
    for (const bucket of this.#buckets) if (bucket) yield* bucket.values();
    return undefined;
  }

  #index(key: string): number {
    return hashOf(key) & (this.#buckets.length - 1);
  }

  #bucket(key: string): ReadonlyMap<string, T> | undefined {
    return this.#buckets[this.#index(key)];
  }
}

function* differences<T>(
  after: ReadonlyMap<string, T>,
  before: ReadonlyMap<string, T>,
): Generator<string, void, undefined> {
  for (const [key, value] of after) if (before.get(key) !== value || !before.has(key)) yield key;
  for (const key of before.keys()) if (!after.has(key)) yield key;
}

/** A power of two. */
function bucketsFor(size: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(size / BUCKET_SIZE)));
}

/** FNV-1a of 32 bits over UTF-16 units. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return hash ^ (hash >>> 15);
}
