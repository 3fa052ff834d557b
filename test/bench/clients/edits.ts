import { setTimeout as sleep } from 'node:timers/promises';
import { KINDS, type KindName } from '../../../src/api/kinds.ts';
import { GROUP, STORAGE_VERSION } from '../../../src/api/schema.ts';
import { objectKey, type KubeObject } from '../../../src/kube/object.ts';
import { loadKubeConfig } from '../../../src/kube/transport/kube-config.ts';
import { Transport } from '../../../src/kube/transport/transport.ts';
import type { Cluster } from '../../integration/cluster/cluster.ts';
import type { Manifest } from '../../support/manifest.ts';
import { cpuMs } from './process-usage.ts';
import { follow } from './watch.ts';

const REST_MS = 50;
const PATIENCE_MS = 120_000;

/** One edit of a spec. */
export interface Edit {
  readonly target: Manifest;
  readonly patch: object;
}

/** What a series of edits took. */
export interface Answered {
  /** From each edit to its status seen, in milliseconds. */
  readonly times: readonly number[];
  /** CPU of whoever answered, for one edit. */
  readonly cpuMsEach: number;
}

interface Waiting {
  readonly key: string;
  readonly after: number;
  readonly seen: () => void;
}

/** Edits objects of one kind one after the other, each after a rest, and sees in a watch of its own when its status speaks of it. */
export class Editor {
  readonly #cluster: Cluster;
  readonly #transport: Transport;
  readonly #stopping = new AbortController();
  readonly #generations = new Map<string, number>();
  #waiting: Waiting | undefined;

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#transport = new Transport(loadKubeConfig({ path: cluster.plane.kubeconfig.admin }), { userAgent: 'bench/1' });
  }

  static async open(cluster: Cluster, kind: KindName): Promise<Editor> {
    const editor = new Editor(cluster);
    const resource = { group: GROUP, version: STORAGE_VERSION, plural: KINDS[kind].plural };
    const onObject = (object: KubeObject): void => editor.#hear(object);
    await follow(editor.#transport, resource, { signal: editor.#stopping.signal, onObject });
    return editor;
  }

  /** Makes the edits while the process `pid` answers; the first `warmUp` count for nothing. */
  async answered(edits: readonly Edit[], pid: number, warmUp = 0): Promise<Answered> {
    const times: number[] = [];
    let cpuBefore = cpuMs(pid);
    for (const [n, { target, patch }] of edits.entries()) {
      if (n === warmUp) cpuBefore = cpuMs(pid);
      await sleep(REST_MS);
      const begin = performance.now();
      const seen = this.#answerTo(target);
      const edited = this.#cluster.patch(target, patch);
      edited.catch(() => undefined);
      await seen;
      if (n >= warmUp) times.push(performance.now() - begin);
      await edited;
    }
    await sleep(REST_MS);
    return { times, cpuMsEach: (cpuMs(pid) - cpuBefore) / times.length };
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#transport.close();
  }

  async #answerTo({ metadata }: Manifest): Promise<void> {
    const key = objectKey(metadata);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`${key} was not answered in time`)), PATIENCE_MS);
    this.#waiting = { key, after: this.#generations.get(key) ?? 1, seen: resolve };
    return promise.finally(() => clearTimeout(timer));
  }

  #hear({ metadata, ...rest }: KubeObject): void {
    const key = objectKey(metadata);
    const { generation = 0 } = metadata;
    this.#generations.set(key, generation);
    const status = rest['status'] as { observedGeneration?: number } | undefined;
    const waiting = this.#waiting;
    if (waiting?.key !== key || generation <= waiting.after || status?.observedGeneration !== generation) return;
    this.#waiting = undefined;
    waiting.seen();
  }
}
