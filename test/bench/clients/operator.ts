import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { freePorts } from '../../../hack/control-plane/port.ts';
import type { ControlPlaneClient } from '../../../hack/control-plane/control-plane.ts';
import { Exposition } from '../../integration/cluster/exposition.ts';
import { SLICE_METRIC, type Bundle } from './bundle.ts';
import { Child } from './child.ts';
import { atRest, cpuMs, residentMiB } from './process-usage.ts';

const READY_LOOK_MS = 10;
const PATIENCE_SECONDS = 900;

/** Ends the operator with the bench, and says how long its loop was held at most, in milliseconds, where it does not do so itself. */
const preload = (delays: boolean): string => `
import { monitorEventLoopDelay } from 'node:perf_hooks';
const delay = ${delays} && monitorEventLoopDelay({ resolution: 10 });
if (delay) delay.enable();
process.once('disconnect', () => process.exit(70));
process.on('message', () => process.send(delay ? delay.max / 1e6 - 10 : 0));
process.channel.unref();
`;

/** The bundled operator, with the shipped rights and settings. */
export class MeasuredOperator {
  /** Seconds from its start until /readyz said so. */
  readySeconds = Number.NaN;
  readonly #child: Child;
  readonly #port: number;
  readonly #bundle: Bundle;
  readonly #output: string;
  readonly #startMs = performance.now();

  private constructor(plane: Pick<ControlPlaneClient, 'kubeconfig'>, bundle: Bundle, port: number) {
    this.#bundle = bundle;
    this.#port = port;
    const settings = ['--kubeconfig', plane.kubeconfig.operator, '--listen', `127.0.0.1:${port}`];
    const source = `data:text/javascript,${encodeURIComponent(preload(!bundle.tellsSlices))}`;
    this.#output = path.join(bundle.folder, `operator-${port}.log`);
    this.#child = new Child(bundle.program, settings, {
      execArgv: [...bundle.image.flags, '--import', source],
      env: bundle.image.env,
      output: this.#output,
    });
  }

  /** Starts it and waits until it is ready. */
  static async start(plane: Pick<ControlPlaneClient, 'kubeconfig'>, bundle: Bundle): Promise<MeasuredOperator> {
    const [port = 0] = await freePorts(1);
    const operator = new MeasuredOperator(plane, bundle, port);
    while (!(await operator.#isReady())) {
      if (!operator.#child.alive) throw new Error(`the operator ended: ${readFileSync(operator.#output, 'utf8')}`);
      await sleep(READY_LOOK_MS);
    }
    operator.readySeconds = operator.#seconds();
    return operator;
  }

  /** Waits until it does nothing any more; seconds from its start until then. */
  async rest(): Promise<number> {
    const atMs = await atRest(this.pid, PATIENCE_SECONDS);
    return (atMs - this.#startMs) / 1000;
  }

  get pid(): number {
    return this.#child.pid;
  }

  cpuMs(): number {
    return cpuMs(this.pid);
  }

  residentMiB(): number {
    return residentMiB(this.pid);
  }

  /** Asks for /metrics as Prometheus does: how long that took, and the size of the text. */
  async scrape(): Promise<{ ms: number; bytes: number; metrics: () => Exposition }> {
    const begin = performance.now();
    const { body, zipped } = await this.#get('/metrics', { 'accept-encoding': 'gzip' });
    const ms = performance.now() - begin;
    const text = zipped ? gunzipSync(body) : body;
    return { ms, bytes: text.length, metrics: () => new Exposition(text.toString()) };
  }

  /** The longest it held its event loop so far, in milliseconds. */
  async longestSliceMs(): Promise<number> {
    if (!this.#bundle.tellsSlices) return this.#child.ask<number>('slice');
    const { metrics } = await this.scrape();
    return Math.max(
      0,
      ...metrics()
        .of(SLICE_METRIC)
        .map(({ value }) => value * 1000),
    );
  }

  async terminate(): Promise<void> {
    await this.#child.terminate();
  }

  async #isReady(): Promise<boolean> {
    const { code } = await this.#get('/readyz').catch(() => ({ code: 0 }));
    return code === 200;
  }

  #seconds(): number {
    return (performance.now() - this.#startMs) / 1000;
  }

  async #get(
    pathname: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number; body: Buffer; zipped: boolean }> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: this.#port, path: pathname, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const zipped = response.headers['content-encoding'] === 'gzip';
          resolve({ code: response.statusCode ?? 0, body: Buffer.concat(chunks), zipped });
        });
      });
      asked.on('error', reject);
      asked.end();
    });
  }
}
