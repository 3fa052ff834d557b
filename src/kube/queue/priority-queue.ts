/** A key that waits for a worker. */
export interface Ready {
  readonly priority: number;
  /** When it began to wait, by `Clock.monotonic`. */
  readonly sinceMs: number;
}

/** Waiting keys: higher priority first, and within one priority first come, first served. */
export class PriorityQueue {
  /** Highest priority first; a Map keeps the order of arrival. */
  #queues: { readonly priority: number; readonly keys: Map<string, Ready> }[] = [];

  get(key: string): Ready | undefined {
    for (const { keys } of this.#queues) {
      const ready = keys.get(key);
      if (ready !== undefined) return ready;
    }
    return undefined;
  }

  /** Lets `key` wait, at the end of its priority; one that waits at another priority changes over. */
  put(key: string, ready: Ready): void {
    for (const { keys } of this.#queues) keys.delete(key);
    let queue = this.#queues.find(({ priority }) => priority === ready.priority);
    if (queue === undefined) {
      queue = { priority: ready.priority, keys: new Map() };
      this.#queues = [...this.#queues, queue].toSorted((a, b) => b.priority - a.priority);
    }
    queue.keys.set(key, ready);
  }

  /** Takes out the next key. */
  shift(): { readonly key: string; readonly ready: Ready } | undefined {
    for (const { keys } of this.#queues) {
      for (const [key, ready] of keys) {
        keys.delete(key);
        return { key, ready };
      }
    }
    return undefined;
  }

  /** Waiting keys by priority; a priority that was once used stays, with 0. */
  sizes(): ReadonlyMap<number, number> {
    return new Map(this.#queues.map(({ priority, keys }) => [priority, keys.size]));
  }

  clear(): void {
    for (const { keys } of this.#queues) keys.clear();
  }
}
