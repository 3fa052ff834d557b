import type { Stepwise } from '../../formats/stepwise.ts';
import { splitKey } from '../../kube/object.ts';
import type { Slicer } from '../../kube/slicer.ts';

export interface ReadingQueueOptions {
  /** Reads one thing more of a ConfigMap; undefined where all of it is read. */
  readonly next: (key: string) => Stepwise<void> | undefined;
  /** A ConfigMap is read that could not be at once. */
  readonly onRead: (key: string) => void;
  readonly slicer: Pick<Slicer, 'pause'>;
}

/** Reads ConfigMaps in slices: one thing of each, the namespaces in turns, so that none waits for all of another. */
export class ReadingQueue {
  readonly #options: ReadingQueueOptions;
  /** `namespace/name`, the one that has waited longest first. */
  readonly #keys = new Set<string>();
  /** Those of which somebody waits to be told. */
  readonly #late = new Set<string>();
  #lastNamespace: string | undefined;
  #working = false;

  constructor(options: ReadingQueueOptions) {
    this.#options = options;
  }

  /** Reads `namespace/name`, at once where the slice lasts; answers whether that is now still to come. */
  add(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (!this.#working) void this.#work();
    if (this.#keys.has(key)) this.#late.add(key);
    return this.#keys.has(key);
  }

  /** Reads nothing more. */
  stop(): void {
    this.#keys.clear();
    this.#late.clear();
  }

  async #work(): Promise<void> {
    const { next, onRead, slicer } = this.#options;
    this.#working = true;
    for (let key = this.#first(); key !== undefined; key = this.#first()) {
      const steps = next(key);
      this.#keys.delete(key);
      if (!steps) {
        if (this.#late.delete(key)) onRead(key);
        continue;
      }
      this.#keys.add(key);
      do {
        const pause = slicer.pause();
        if (pause) await pause;
      } while (this.#keys.has(key) && !steps.next().done);
    }
    this.#working = false;
  }

  #first(): string | undefined {
    let [first] = this.#keys;
    for (const key of this.#keys) {
      if (splitKey(key).namespace === this.#lastNamespace) continue;
      first = key;
      break;
    }
    this.#lastNamespace = first === undefined ? undefined : splitKey(first).namespace;
    return first;
  }
}
