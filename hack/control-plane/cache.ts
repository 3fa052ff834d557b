import { createHash, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from './progress.ts';

/** Where built and fetched binaries stay: outside the checkout, one folder a key, shared by all clones. */
export function cacheFolder(key: string): string {
  const home = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(home, 'stagegate', 'control-plane', key);
}

/** A short name for the contents of some texts: equal texts, equal name. */
export function fingerprint(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12);
}

/**
 * Does `work` while no other process holds the same lock file, waiting for it if need be. A lock whose holder is gone is
 * taken over. What is built under it is put in place by rename, so that even a doubly taken lock spoils nothing.
 */
export async function withLock<T>(path: string, say: Progress, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  // A link appears with its content or not at all: nobody reads a lock that does not yet name its holder.
  const ticket = `${path}.${randomUUID()}`;
  writeFileSync(ticket, String(process.pid));
  try {
    for (let told = false; !tryLink(ticket, path); told = true) {
      const holder = Number(readFileSync(path, { encoding: 'utf8', flag: 'a+' }));
      if (!isAlive(holder)) rmSync(path, { force: true });
      else if (!told) say(`process ${holder} is already at it; waiting for it (${path})`);
      await sleep(250);
    }
  } finally {
    rmSync(ticket, { force: true });
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
