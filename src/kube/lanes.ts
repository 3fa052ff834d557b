/** A key that waits for a worker. */
export interface Ready {
  readonly priority: number;
  /** When it began to wait, in milliseconds since the epoch. */
  readonly sinceMs: number;
}

/** Waiting keys: higher priority first, and within one priority first come, first served. */
export class Lanes {
  /** Highest priority first; a Map keeps the order of arrival. */
  #lanes: { readonly priority: number; readonly keys: Map<string, Ready> }[] = [];

  get(key: string): Ready | undefined {
    for (const { keys } of this.#lanes) {
      const ready = keys.get(key);
      if (ready !== undefined) return ready;
    }
    return undefined;
  }

  /** Lets `key` wait, at the end of its priority; one that waits at another priority changes over. */
  put(key: string, ready: Ready): void {
    for (const { keys } of this.#lanes) keys.delete(key);
    let lane = this.#lanes.find(({ priority }) => priority === ready.priority);
    if (lane === undefined) {
      lane = { priority: ready.priority, keys: new Map() };
      this.#lanes = [...this.#lanes, lane].toSorted((a, b) => b.priority - a.priority);
    }
    lane.keys.set(key, ready);
  }

  /** Takes out the next key. */
  shift(): { readonly key: string; readonly ready: Ready } | undefined {
    for (const { keys } of this.#lanes) {
      for (const [key, ready] of keys) {
        keys.delete(key);
        return { key, ready };
      }
    }
    return undefined;
  }

  /** Waiting keys by priority; a priority that was once used stays, with 0. */
  sizes(): ReadonlyMap<number, number> {
    return new Map(this.#lanes.map(({ priority, keys }) => [priority, keys.size]));
  }

  clear(): void {
    for (const { keys } of this.#lanes) keys.clear();
  }
}
