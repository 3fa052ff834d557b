import { objectKey, type KubeObject } from '../object.ts';
import type { Origin, ReflectorSink } from '../watch/sink.ts';

/** What happened to an object, in the words of the watch protocol. */
export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/**
 * Turns what a reflector delivers into added, modified and deleted: a relist repeats nothing that was seen at the same
 * version, and tells of what went away meanwhile. Keeps the last state of each object for that.
 */
export class EventSink implements ReflectorSink {
  readonly #deliver: (type: ChangeType, object: KubeObject) => Promise<void>;
  readonly #known = new Map<string, KubeObject>();
  /** The keys of a list in progress, undefined while there is none. */
  #seen: Set<string> | undefined;

  /** `deliver` is awaited before the next object is read. */
  constructor(deliver: (type: ChangeType, object: KubeObject) => Promise<void>) {
    this.#deliver = deliver;
  }

  replaceBegin(): void {
    this.#seen = new Set();
  }

  async replaceEnd(): Promise<void> {
    const seen = this.#seen;
    this.#seen = undefined;
    if (seen === undefined) return;
    for (const [key, object] of this.#known) if (!seen.has(key)) await this.remove(object);
  }

  async upsert(object: KubeObject, origin: Origin): Promise<void> {
    const key = objectKey(object.metadata);
    if (origin === 'list') this.#seen?.add(key);
    const before = this.#known.get(key);
    this.#known.set(key, object);
    if (before === undefined) return this.#deliver('ADDED', object);
    if (before.metadata.resourceVersion !== object.metadata.resourceVersion) return this.#deliver('MODIFIED', object);
  }

  async remove(object: KubeObject): Promise<void> {
    this.#known.delete(objectKey(object.metadata));
    return this.#deliver('DELETED', object);
  }
}
