import { CONSENT } from '../../api/marks.ts';
import type { Clock } from '../../kube/clock.ts';
import { isStatus } from '../../kube/failure.ts';
import { splitKey, type ObjectMeta } from '../../kube/object.ts';
import { Workqueue, type Result, type WorkqueueHooks } from '../../kube/queue/workqueue.ts';

/** Why a ConfigMap is not among those that carry the label. */
export type Lack = 'Absent' | 'Label' | 'Right';

export interface ConsentProbesOptions {
  /** Reads the metadata of a ConfigMap, and nothing else of it; undefined where there is none. */
  readonly read: (namespace: string, name: string) => Promise<ObjectMeta | undefined>;
  /** The first answer about a ConfigMap, or another than before. */
  readonly onAnswer: (key: string) => void;
  readonly queueHooks: WorkqueueHooks;
  readonly clock: Clock;
  /** From 0 to below 1, for jitter. */
  readonly random: () => number;
}

/** Nobody tells when a ConfigMap comes without the label: it is asked for again. */
const AGAIN_MS = 15_000;
const JITTER = 0.2;
/** However many there are, together they are asked for ten times a second at most. */
const SHARED_INTERVAL_MS = 100;
/** The watch brings what carries the label a moment later. */
const SOON_MS = 1_000;
/** Questions in flight at once. */
const WORKERS = 4;

/** Asks why ConfigMaps that are named as sources are not among those that carry the label: gone, not labelled, or not to be read. */
export class ConsentProbes {
  readonly #options: ConsentProbesOptions;
  readonly #lacks = new Map<string, Lack | undefined>();
  readonly queue: Workqueue;

  constructor(options: ConsentProbesOptions) {
    this.#options = options;
    this.queue = new Workqueue({
      handler: (key) => this.#ask(key),
      concurrency: WORKERS,
      hooks: options.queueHooks,
      clock: options.clock,
    });
  }

  /** Asks for `namespace/name` now and again until `end`; answers whether it did not already. */
  begin(key: string): boolean {
    if (this.#lacks.has(key)) return false;
    this.#lacks.set(key, undefined);
    this.queue.add(key, { anew: true });
    return true;
  }

  /** Asks no more, and forgets the answer. */
  end(key: string): void {
    this.#lacks.delete(key);
  }

  /** The last answer; undefined before the first. */
  lackOf(key: string): Lack | undefined {
    return this.#lacks.get(key);
  }

  /** Asks nothing more. */
  stop(): void {
    this.#lacks.clear();
    void this.queue.drain(0);
  }

  async #ask(key: string): Promise<Result> {
    if (!this.#lacks.has(key)) return { kind: 'Done' };
    const { namespace = '', name } = splitKey(key);
    const { read, onAnswer, random } = this.#options;
    let lack: Lack | undefined;
    try {
      lack = lackIn(await read(namespace, name));
    } catch (error) {
      // Of a server that does not answer the watches tell already.
      if (!isStatus(error, 403)) return { kind: 'Failed', afterMs: SOON_MS, atMostMs: AGAIN_MS };
      lack = 'Right';
    }
    if (!this.#lacks.has(key)) return { kind: 'Done' };
    if (lack === undefined) return { kind: 'RequeueAfter', afterMs: SOON_MS };
    if (this.#lacks.get(key) !== lack) {
      this.#lacks.set(key, lack);
      onAnswer(key);
    }
    const againMs = Math.max(AGAIN_MS, this.#lacks.size * SHARED_INTERVAL_MS);
    return { kind: 'RequeueAfter', afterMs: againMs * (1 - JITTER / 2 + JITTER * random()) };
  }
}

function lackIn(metadata: ObjectMeta | undefined): Lack | undefined {
  if (!metadata) return 'Absent';
  const labels = metadata['labels'] as Readonly<Record<string, unknown>> | undefined;
  return labels?.[CONSENT.label] === CONSENT.value ? undefined : 'Label';
}
