import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Kubeconfigs } from './kubeconfig.ts';
import type { Ports } from './server-flags.ts';
import { layoutOf, type Spec } from './spec.ts';

/** What an instance tells about itself in its folder, so that another process can use, show or stop it. */
export interface State {
  spec: Spec;
  /** `stopped`: its servers are down and its data is kept, to be started again. */
  phase: 'starting' | 'running' | 'stopped';
  /** When it was first started, ISO 8601. */
  startedAt: string;
  supervisorPid: number;
  etcdPid?: number;
  apiServerPid?: number;
  ports?: Ports;
  url?: string;
  kubeconfig?: Kubeconfigs;
}

/** The folder that holds this user's instances, whether it exists or not. */
function runtimeFolder(): string {
  return join(tmpdir(), `stagegate-control-plane-${userInfo().uid}`);
}

/** What a name must be, to be a folder's. */
export const NAME_RULE = 'at most 40 lower-case letters, digits and dashes, with a letter or digit at both ends';

/** Whether `NAME_RULE` holds. */
export function isName(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/.test(name);
}

/** An instance's folder, whether it exists or not. Throws for what is no name. */
export function instanceFolder(name: string): string {
  if (!isName(name)) throw new Error(`name '${name}' must be ${NAME_RULE}`);
  return join(runtimeFolder(), name);
}

/** Makes a new instance's folder, private to this user, and answers its path. Throws if there is one of that name. */
export function makeFolder(name: string): string {
  const around = runtimeFolder();
  mkdirSync(around, { recursive: true, mode: 0o700 });
  try {
    if (statSync(around).uid !== userInfo().uid) {
      throw new Error(`${around} belongs to another user; set TMPDIR to a folder of your own`);
    }
    mkdirSync(instanceFolder(name), { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return makeFolder(name); // the last other instance has just gone, and the folder around it too
    if (code !== 'EEXIST') throw error;
    throw new Error(`a control plane '${name}' is already there; stop it first, or choose another name`, {
      cause: error,
    });
  }
  return instanceFolder(name);
}

/** The names of all instances of which anything is left, in order. */
export function instanceNames(): string[] {
  try {
    return readdirSync(runtimeFolder()).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // it goes with the last instance
    throw error;
  }
}

/** What is known of an instance, or undefined if there is none. */
export function readState(name: string): State | undefined {
  try {
    return JSON.parse(readFileSync(layoutOf(instanceFolder(name)).state, 'utf8')) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces an instance's state in one step. */
export function writeState(folder: string, state: State): void {
  const { state: path } = layoutOf(folder);
  writeFileSync(`${path}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Whether the process lives and is one of this instance, rather than a later one with the same number. */
export function isOurs(pid: number | undefined, folder: string): boolean {
  if (pid === undefined) return false;
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Sends a signal to a process that may have ended by itself meanwhile. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Removes an instance's folder, and the one around it once it is empty. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    rmdirSync(join(folder, '..'));
  } catch {
    // Other instances are still there.
  }
}

/** Ends what supervisors left that were themselves killed, and removes it. Leaves living and deliberately kept instances alone. */
export function sweep(names: readonly string[] = instanceNames()): void {
  for (const name of names) sweepOne(name);
}

function sweepOne(name: string): void {
  const folder = instanceFolder(name);
  const state = readState(name);
  if (state === undefined || state.phase === 'stopped' || isOurs(state.supervisorPid, folder)) return;
  for (const pid of [state.apiServerPid, state.etcdPid]) {
    if (pid !== undefined && isOurs(pid, folder)) signal(pid, 'SIGKILL');
  }
  removeFolder(folder);
}
