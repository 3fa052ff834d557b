import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 20;
const QUIET_MS = 1000;
/** What a process at rest uses of a second. */
const QUIET_CPU_MS = 30;

/** Milliseconds of CPU that the threads of a process have used so far. */
export function cpuMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((thread) => {
    try {
      return Number(readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      return 0; // it has just ended
    }
  });
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

/** What a process keeps in memory now. */
export function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** Waits until a process has done nothing for a second, and answers when that began, as `performance.now()` says it. */
export async function atRest(pid: number, patienceSeconds: number): Promise<number> {
  const deadline = performance.now() + patienceSeconds * 1000;
  const looks: { readonly atMs: number; readonly cpu: number }[] = [];
  for (;;) {
    const now = { atMs: performance.now(), cpu: cpuMs(pid) };
    looks.push(now);
    while ((looks[1]?.atMs ?? Infinity) <= now.atMs - QUIET_MS) looks.shift();
    const [first = now] = looks;
    if (now.atMs - first.atMs >= QUIET_MS && now.cpu - first.cpu < QUIET_CPU_MS) return first.atMs;
    if (now.atMs > deadline) throw new Error(`not at rest within ${patienceSeconds} s`);
    await sleep(LOOK_MS);
  }
}
