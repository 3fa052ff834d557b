import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

interface ChildOptions {
  readonly execArgv?: readonly string[];
  /** Beside the variables of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** A file, so that reading it costs nothing here. */
  readonly output: string;
}

/** A process that is measured: it ends with this one at the latest, and says what is asked over a channel. */
export class Child {
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;

  constructor(program: string, args: readonly string[], options: ChildOptions) {
    const output = openSync(options.output, 'a');
    this.#process = fork(program, args, {
      execArgv: [...(options.execArgv ?? [])],
      env: { ...process.env, ...options.env },
      stdio: ['ignore', output, output, 'ipc'],
    });
    closeSync(output);
    this.#ended = new Promise((resolve) => this.#process.once('exit', () => resolve()));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** The next thing it says. */
  async answer<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#process.once('message', (message) => resolve(message as T));
      void this.#ended.then(() => reject(new Error(`process ${this.pid} ended without an answer`)));
    });
  }

  async ask<T>(question: string): Promise<T> {
    const answer = this.answer<T>();
    this.#process.send(question);
    return answer;
  }

  async terminate(): Promise<void> {
    if (this.alive) this.#process.kill('SIGTERM');
    await this.#ended;
  }
}
