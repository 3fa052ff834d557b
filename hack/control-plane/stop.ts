import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { instanceFolder, isOurs, readState, removeFolder, signal, sweep } from './state.ts';
import { timeouts } from './timeouts.ts';

/** Stops an instance of any process of this user, and answers what it did. Resolves when every trace is gone. */
export async function stopInstance(name: string): Promise<string> {
  const folder = instanceFolder(name);
  if (!existsSync(folder)) return `no control plane '${name}' is there`;
  const pid = readState(name)?.supervisorPid;
  if (pid !== undefined && isOurs(pid, folder)) {
    signal(pid, 'SIGTERM');
    // Both servers may use up their time before they are killed.
    const deadline = performance.now() + 2 * timeouts().stop + 5_000;
    while (isOurs(pid, folder) && performance.now() < deadline) await sleep(50);
    if (isOurs(pid, folder)) signal(pid, 'SIGKILL');
  }
  while (pid !== undefined && isOurs(pid, folder)) await sleep(50);
  sweep([name]);
  if (existsSync(folder)) removeFolder(folder);
  return `'${name}' is stopped`;
}
