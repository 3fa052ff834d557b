import { create, type Cluster, type Creation } from './cluster.ts';
import { duration, type Screen } from './screen.ts';
import type { Patience } from './until.ts';

/** The namespace of the FeatureSet that the show is about. */
export const NAMESPACE = 'stagegate-demo';

/** What every part of the show works with: where it prints, where it acts, and what it measured. */
export class Stage {
  readonly screen: Screen;
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
  readonly #times: [label: string, value: string][] = [];

  constructor(screen: Screen, cluster: Cluster, signal: AbortSignal) {
    this.screen = screen;
    this.cluster = cluster;
    this.signal = signal;
  }

  /** How long to wait for something, unless the demo is interrupted. */
  patience(seconds: number, everyMs?: number): Patience {
    return { seconds, signal: this.signal, ...(everyMs !== undefined && { everyMs }) };
  }

  /** Runs kubectl before the audience; rejects where it fails or prints nothing. */
  async kubectl(...args: string[]): Promise<void> {
    this.screen.command([...this.cluster.kubectl.words, ...args]);
    this.screen.output(await this.cluster.kubectl.said(args));
  }

  /** Runs `kubectl create` before the audience. */
  async create(...args: string[]): Promise<Creation> {
    this.screen.command([...this.cluster.kubectl.words, 'create', ...args]);
    return create(this.cluster, args);
  }

  /** Notes a measurement for the end. */
  measured(label: string, ms: number, remark = ''): void {
    this.#times.push([label, duration(ms) + (remark === '' ? '' : `  ${remark}`)]);
  }

  get times(): readonly (readonly [label: string, value: string])[] {
    return this.#times;
  }
}

/** How many milliseconds something took, and its result. */
export async function timed<T>(work: Promise<T>): Promise<[result: T, ms: number]> {
  const began = performance.now();
  const result = await work;
  return [result, performance.now() - began];
}
