import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Kubectl } from './kubectl.ts';
import { until, type Patience } from './until.ts';

/** A line of a watch and when it came, in milliseconds of `performance.now()`. */
export interface Sighting {
  readonly words: readonly string[];
  readonly at: number;
}

/** `kubectl get --watch` beside the show, to tell when something became visible to anyone who watches. */
export class Watch {
  readonly #child: ChildProcess;
  readonly #seen: Sighting[] = [];

  /** Watches `kubectl get ARGS`, printing the fields of `jsonpaths` of every change in one line. */
  constructor(kubectl: Kubectl, args: readonly string[], jsonpaths: readonly string[]) {
    const { binary, args: before, env } = kubectl.spawning;
    const template = `${jsonpaths.map((field) => `{${field}}`).join('{" "}')}{"\\n"}`;
    this.#child = spawn(binary, [...before, 'get', ...args, '--watch', '-o', `jsonpath=${template}`], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child.on('error', () => undefined); // what is awaited will not come, and the wait says so
    if (this.#child.stdout) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        this.#seen.push({ words: line.trim().split(' '), at: performance.now() });
      });
    }
  }

  /** The first sighting since `from` that fits; waits for it. */
  first(
    what: string,
    { from = 0, ...patience }: Patience & { readonly from?: number },
    fits: (words: readonly string[]) => boolean,
  ): Promise<Sighting> {
    return until(what, { everyMs: 2, ...patience }, () =>
      this.#seen.find(({ words, at }) => at >= from && fits(words)),
    );
  }

  stop(): void {
    this.#child.kill();
  }
}
