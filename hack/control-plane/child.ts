import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A server process whose output goes to a file, or to this process's own standard error. */
export class Child {
  readonly #process: ChildProcess;
  readonly #output: string;
  /** Settles, never rejects, when the process has ended. */
  readonly ended: Promise<void>;

  constructor(command: string, args: readonly string[], options: { cwd: string; output: string; attach: boolean }) {
    this.#output = options.output;
    const output = options.attach ? ('inherit' as const) : openSync(options.output, 'a', 0o600);
    this.#process = spawn(command, args, { cwd: options.cwd, stdio: ['ignore', output, output] });
    if (typeof output === 'number') closeSync(output);
    this.ended = new Promise((resolve) => {
      this.#process.once('exit', () => resolve());
      this.#process.once('error', () => resolve());
    });
  }

  /** The process number; undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  get running(): boolean {
    return this.pid !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Asks it to end, waits, and kills it after `patience` milliseconds. */
  async stop(patience: number): Promise<void> {
    if (!this.running) return;
    const deadline = setTimeout(() => this.#process.kill('SIGKILL'), patience);
    this.#process.kill('SIGTERM');
    await this.ended.finally(() => clearTimeout(deadline));
  }

  /** Kills it at once, as a crash would. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
  }

  /** The end of what it printed, for an error message. */
  lastWords(): string {
    try {
      return readFileSync(this.#output, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
    } catch {
      return '(its output went to standard error)';
    }
  }
}
