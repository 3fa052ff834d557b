// Prints where promtool is, and fetches it first where it is nowhere: `node hack/launch.mjs hack/promtool.ts`.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { withLock } from './control-plane/cache.ts';
import type { Progress } from './control-plane/progress.ts';
import { run, runOrThrow } from './control-plane/run.ts';

const WAY_OUT = 'install the Debian package `prometheus`, or put promtool on PATH';

/**
 * Finds promtool: on PATH, else in the cache, else in the Debian package `prometheus`, which is fetched and unpacked there without being
 * installed and without root. Rejects, with what to do, where there is no apt or no such package.
 */
export async function findPromtool(say: Progress): Promise<string> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const installed = folders.map((folder) => join(folder, 'promtool')).find((path) => existsSync(path));
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'stagegate', 'promtool');
  const cached = join(cache, 'promtool');
  if (installed !== undefined) return installed;
  if (existsSync(cached)) return cached;
  return withLock(`${cache}.lock`, say, async () => {
    if (!existsSync(cached)) await fetchInto(cached, cache, say); // else whoever held the lock before has fetched it
    return cached;
  });
}

async function fetchInto(target: string, cache: string, say: Progress): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const partial = mkdtempSync(join(cache, 'partial-'));
  try {
    say('fetching the Debian package prometheus (about 20 MB) for promtool, once');
    const begin = performance.now();
    await download(partial, say);
    const file = readdirSync(partial).find((name) => name.endsWith('.deb'));
    if (file === undefined) throw new Error('apt-get download left no package');
    await runOrThrow('dpkg', ['-x', join(partial, file), join(partial, 'root')]);
    renameSync(join(partial, 'root', 'usr', 'bin', 'promtool'), target);
    say(`promtool is there after ${Math.round((performance.now() - begin) / 1000)} s: ${target}`);
  } catch (error) {
    throw new Error(`promtool cannot be fetched: ${WAY_OUT}`, { cause: error });
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Downloads into a folder, with package lists of its own where the system's are missing or too old. */
async function download(folder: string, say: Progress): Promise<void> {
  const { code } = await run('apt-get', ['download', 'prometheus'], { cwd: folder });
  if (code === 0) return;
  say('apt knows no such package: updating the package lists, in a folder of its own');
  const status = '/var/lib/dpkg/status';
  const own = [`Dir::State=${folder}`, `Dir::State::status=${status}`, `Dir::Cache=${folder}`].flatMap((it) => [
    '-o',
    it,
  ]);
  mkdirSync(join(folder, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(folder, 'archives', 'partial'), { recursive: true });
  await runOrThrow('apt-get', [...own, 'update'], { cwd: folder });
  await runOrThrow('apt-get', [...own, 'download', 'prometheus'], { cwd: folder });
}

if (import.meta.main) console.log(await findPromtool((line) => process.stderr.write(`promtool: ${line}\n`)));
