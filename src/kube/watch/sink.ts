import type { KubeObject } from '../object.ts';

/** Where an object comes from: the initial list or a relist, a change seen by the watch, or the answer to an own write. */
export type Origin = 'list' | 'watch' | 'own';

/**
 * What a reflector feeds. Every method may throw: the reflector logs and counts it as a bug of the sink, and goes on.
 * A returned promise holds the stream back until it settles.
 */
export interface ReflectorSink {
  /**
   * A full list starts: what is not upserted before `replaceEnd` is gone. A list that breaks starts again with another
   * `replaceBegin`. `reset` says that the server's history went back (a restored backup): older versions are the truth.
   */
  replaceBegin(reset: boolean): void;
  /** The list is complete. */
  replaceEnd(): void | Promise<void>;
  /** The object exists and looks like this. */
  upsert(object: KubeObject, origin: Origin): void | Promise<void>;
  /** The object is gone; `object` is its last state. */
  remove(object: KubeObject): void | Promise<void>;
}
