import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Spec } from './spec.ts';
import { instanceFolder, makeFolder, readState, writeState, type State } from './state.ts';
import type { Order, Reply } from './supervisor.ts';

/** The parent's end of the channel to the supervisor process of one instance. */
export class Supervisor {
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #waiting: { resolve: (state: State | undefined) => void; reject: (error: Error) => void }[] = [];
  /** Resolves when the API is ready. */
  readonly started: Promise<State>;

  /** Takes the instance's name, or the data kept under it, and starts the supervisor. Throws if the name is taken. */
  constructor(spec: Spec) {
    const kept = readState(spec.name);
    const folder = kept?.phase === 'stopped' ? instanceFolder(spec.name) : makeFolder(spec.name);
    // Standard output is for what the shell evaluates.
    const output = process.env['KUBEBUILDER_ATTACH_CONTROL_PLANE_OUTPUT'] === 'true' ? 2 : ('ignore' as const);
    this.#process = fork(join(import.meta.dirname, 'supervisor.ts'), [folder], {
      detached: true, // Ctrl-C in the terminal is for the parent; its end is what ends the supervisor
      execArgv: [],
      stdio: ['ignore', output, output, 'ipc'],
    });
    this.#ended = new Promise((resolve) => this.#process.once('exit', () => resolve()));
    this.#process.on('message', (reply: Reply) => {
      const asked = this.#waiting.shift();
      if ('error' in reply) asked?.reject(new Error(reply.error));
      else asked?.resolve(reply.state);
      if (this.#waiting.length === 0) this.#process.channel?.unref();
    });
    this.#process.on('exit', (code, signal) => {
      const why = new Error(`the supervisor of control plane '${spec.name}' ended (${signal ?? code})`);
      const reject = (): void => {
        for (const asked of this.#waiting.splice(0)) asked.reject(why);
      };
      // Its last answer may still be on its way when its end is known.
      if (this.#process.connected) this.#process.once('disconnect', reject);
      else reject();
    });
    this.#process.unref();
    const startedAt = new Date().toISOString();
    writeState(folder, { startedAt, ...kept, spec, phase: 'starting', supervisorPid: this.#process.pid ?? 0 });
    this.started = this.#start(spec.detached);
  }

  /** Has the supervisor do something and resolves when it is done. */
  async order(order: Order): Promise<void> {
    await this.#ask(order);
    if (order === 'stop' || order === 'stopKeepingState') await this.#end();
  }

  async #start(detached: boolean): Promise<State> {
    try {
      const state = await this.#ask('start');
      if (state === undefined) throw new Error('the supervisor answered without a state');
      if (detached) this.#process.disconnect();
      return state;
    } catch (error) {
      await this.#end();
      throw error;
    }
  }

  async #end(): Promise<void> {
    this.#process.ref();
    await this.#ended;
  }

  #ask(order: Order): Promise<State | undefined> {
    if (!this.#process.connected) throw new Error('this control plane was started detached, or is already stopped');
    this.#process.channel?.ref();
    this.#process.send(order);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}
