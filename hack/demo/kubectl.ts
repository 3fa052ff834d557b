import path from 'node:path';
import { run, type Finished } from '../control-plane/run.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** kubectl as the demo calls it: always from the root of the checkout, always against one cluster. */
export class Kubectl {
  readonly #binary: string;
  readonly #env: NodeJS.ProcessEnv;
  /** How a person would begin the same command. */
  readonly words: readonly string[];

  constructor(binary: string, options: { context?: string; env?: Readonly<Record<string, string>> } = {}) {
    this.#binary = binary;
    this.#env = { ...process.env, ...options.env };
    this.words = options.context === undefined ? ['kubectl'] : ['kubectl', '--context', options.context];
  }

  /** Runs it to its end, whatever that is. */
  run(args: readonly string[], stdin?: string): Promise<Finished> {
    return run(this.#binary, [...this.words.slice(1), ...args], { cwd: root, env: this.#env, stdin });
  }

  /** Runs it and answers what it printed; rejects with what it said where it failed. */
  async output(args: readonly string[]): Promise<string> {
    const { stdout } = await this.#succeed(args);
    return stdout;
  }

  /** Runs it and answers what one sees in a terminal: where there is no output, that no resources were found. */
  async said(args: readonly string[]): Promise<string> {
    const { stdout, stderr } = await this.#succeed(args);
    return stdout.trim() === '' ? stderr : stdout;
  }

  /** Runs it and parses what it printed with `-o json`. */
  async json<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(await this.output([...args, '-o', 'json'])) as T;
  }

  /** The release of the server it talks to, as `v1.36.3`. */
  async serverVersion(): Promise<string> {
    const { serverVersion } = await this.json<{ serverVersion: { gitVersion: string } }>(['version']);
    return serverVersion.gitVersion;
  }

  async #succeed(args: readonly string[]): Promise<Finished> {
    const finished = await this.run(args);
    if (finished.code === 0) return finished;
    throw new Error(`kubectl ${args.join(' ')} ended with code ${finished.code}: ${finished.stderr.trim()}`);
  }

  /** What starts it as a child that goes on, such as a watch. */
  get spawning(): { binary: string; args: readonly string[]; env: NodeJS.ProcessEnv } {
    return { binary: this.#binary, args: this.words.slice(1), env: this.#env };
  }
}
