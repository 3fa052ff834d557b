import { fork } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './until.ts';

const root = path.resolve(import.meta.dirname, '../..');
const MOST_LINES = 12;
const STOP_MS = 25_000;

/** A running operator: the same program as `npm start`, as a process of its own. */
export interface Operator {
  /** Where it serves /metrics. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** How an operator is started, and who hears what it logs, also if it never becomes ready. */
export interface OperatorOptions {
  /** Its flags. */
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** The last lines of a log. */
export class LogTail {
  readonly #lines: string[] = [];

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}

/** Starts an operator and resolves when it is ready; rejects, and ends it, if it is not after 20 seconds. */
export async function startOperator({ args, signal, onLine }: OperatorOptions): Promise<Operator> {
  const child = fork(path.join(root, 'src/main.ts'), [...args], {
    cwd: root,
    detached: true, // Ctrl-C is for the demo, which ends the operator in its turn
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STAGEGATE_'))),
    execArgv: ['--import', import.meta.resolve('./leash.ts')],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let port: number | undefined;
  for (const output of [child.stdout, child.stderr]) {
    if (!output) continue;
    createInterface({ input: output }).on('line', (line) => {
      port ??= portIn(line);
      onLine(line);
    });
  }
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = new AbortController();
    const overdue = sleep(STOP_MS, undefined, { signal: timer.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    await ended;
    timer.abort();
    await overdue;
  };
  const early = ended.then((): never => {
    throw new Error(`the operator ended (${child.signalCode ?? `code ${child.exitCode}`}) before it was ready`);
  });
  try {
    const ready = until('the operator to be ready', { seconds: 20, signal }, async () => {
      if (port === undefined) return undefined;
      const answer = await fetch(`http://127.0.0.1:${port}/readyz?verbose`);
      if (answer.ok) return `http://127.0.0.1:${port}`;
      throw new Error((await answer.text()).trim().replaceAll('\n', ', '));
    });
    early.catch(() => undefined); // also when it ends later, at its time
    const url = await Promise.race([ready, early]);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port in the line of log that says so. */
function portIn(line: string): number | undefined {
  try {
    const { port } = JSON.parse(line) as { port?: number };
    return port;
  } catch {
    return undefined; // not a line of log: what Node.js itself prints
  }
}
