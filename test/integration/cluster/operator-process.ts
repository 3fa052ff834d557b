import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ControlPlaneClient } from '../../../hack/control-plane/control-plane.ts';
import { Exposition } from './exposition.ts';
import type { OtherTime, Preload } from './process-preload.ts';
import { until } from '../../support/until.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** One line of the operator's log. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** How an operator under test is started. */
export interface OperatorOptions {
  /** From the root of the project; the sources, unless it says another. */
  readonly program?: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A time other than the machine's. */
  readonly time?: OtherTime;
  /** It is told to stop in the middle of its work: with this status write. */
  readonly stopsAtWrite?: number;
}

/** The operator as users run it: `src/main.ts` in a process of its own, with exactly the shipped rights. */
export class OperatorProcess {
  /** Every line logged so far. */
  readonly log: LogLine[] = [];
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | NodeJS.Signals>;
  #stderr = '';
  #port: number | undefined;

  constructor(
    { kubeconfig }: Pick<ControlPlaneClient, 'kubeconfig'>,
    { program = 'src/main.ts', flags = [], env = {}, time = {}, stopsAtWrite = 0 }: OperatorOptions = {},
  ) {
    const preload = new URL('process-preload.ts', import.meta.url).href;
    const settings = ['--kubeconfig', kubeconfig.operator, '--listen', '127.0.0.1:0', ...flags];
    this.#child = spawn(process.execPath, ['--import', preload, program, ...settings], {
      cwd: root,
      env: { ...process.env, STAGEGATE_TEST: JSON.stringify({ ...time, stopsAtWrite } satisfies Preload), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#exit = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'));
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    if (this.#child.stdout === null) throw new Error('the operator has no standard output');
    createInterface(this.#child.stdout).on('line', (line) => {
      if (!line.startsWith('{')) return;
      const logged = JSON.parse(line) as LogLine;
      this.log.push(logged);
      if (logged.msg === 'Started') this.#port = Number(logged['port']);
    });
  }

  /** Lines whose message begins like this. */
  said(beginning: string): LogLine[] {
    return this.log.filter(({ msg }) => msg.startsWith(beginning));
  }

  /** Resolves to exit code and standard error when it ends by itself. */
  async ended(): Promise<{ code: number | NodeJS.Signals; stderr: string }> {
    return { code: await this.#exit, stderr: this.#stderr };
  }

  /** Its clock, which stood until now, goes on. */
  letTimePass(): void {
    this.setClock(0);
  }

  /** Its clock is set: back where `byMs` is negative. */
  setClock(byMs: number): void {
    this.#child.stdin?.write(`${byMs}\n`);
  }

  /** Resolves once it serves HTTP. */
  async started(): Promise<void> {
    await until(() => this.#port !== undefined || !this.alive);
    if (this.#port === undefined) throw new Error(`the operator ended: ${this.#stderr}`);
  }

  /** Resolves once /readyz says so. */
  async ready(): Promise<void> {
    await this.started();
    await until(async () => (await this.get('/readyz')).code === 200);
  }

  /** Asks its HTTP server. */
  async get(pathname: string): Promise<{ code: number; body: string }> {
    const response = await fetch(`http://127.0.0.1:${this.#port}${pathname}`);
    return { code: response.status, body: await response.text() };
  }

  async metrics(): Promise<Exposition> {
    return new Exposition((await this.get('/metrics')).body);
  }

  /**
   * Whether everything that was due has been done: every key that was queued was handled, so that what it wrote is also
   * recorded. Not so with what is delayed, with events on their way, and with what it has not heard of yet.
   */
  async isIdle(): Promise<boolean> {
    const metrics = await this.metrics();
    return metrics.sum('workqueue_depth') + metrics.sum('controller_runtime_active_workers') === 0;
  }

  /** Its process, for /proc. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Whether it runs. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** SIGTERM; resolves to the exit code. */
  async terminate(): Promise<number | NodeJS.Signals> {
    this.#child.kill('SIGTERM');
    return this.#exit;
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
