import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Kubeconfigs } from './kubeconfig.ts';
import type { Ports } from './server-flags.ts';
import { layoutOf } from './spec.ts';
import type { Spec } from './spec.ts';

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

/** The folder that holds this user's instances; made private when missing. Throws if it belongs to somebody else. */
export function runtimeFolder(): string {
  const { uid, username } = userInfo();
  const folder = join(tmpdir(), `stagegate-control-plane-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (statSync(folder).uid !== uid)
    throw new Error(`${folder} belongs to another user than ${username}; set TMPDIR to a folder of your own`);
  return folder;
}

/** An instance's folder, whether it exists or not. */
export function instanceFolder(name: string): string {
  return join(runtimeFolder(), name);
}

/** The names of all instances of which anything is left. */
export function instanceNames(): string[] {
  return readdirSync(runtimeFolder()).toSorted();
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

/** Removes an instance's folder, and the one around it once it is empty. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    rmdirSync(join(folder, '..'));
  } catch {
    // Other instances are still there.
  }
}

/** Ends what a supervisor left that was itself killed, and removes it. Leaves a living or a deliberately kept instance alone. */
export function sweep(name: string): void {
  const folder = instanceFolder(name);
  const state = readState(name);
  if (state === undefined || state.phase === 'stopped' || isOurs(state.supervisorPid, folder)) return;
  for (const pid of [state.apiServerPid, state.etcdPid]) {
    if (pid !== undefined && isOurs(pid, folder)) process.kill(pid, 'SIGKILL');
  }
  removeFolder(folder);
}
