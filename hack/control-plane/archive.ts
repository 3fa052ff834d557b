import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder, withLock } from './cache.ts';
import type { Progress } from './progress.ts';
import { runOrThrow } from './run.ts';

/** What the published envtest archive holds. */
export const ARCHIVED = ['etcd', 'kube-apiserver', 'kubectl'] as const;

const VERSION = 'v1.36.2';
const releases = `https://github.com/kubernetes-sigs/controller-tools/releases/download/envtest-${VERSION}`;

/** SHA-512 of each platform's archive in base64, from envtest-releases.yaml of kubernetes-sigs/controller-tools. */
const CHECKSUMS: Record<string, string> = {
  'darwin-arm64': 'knj55a9Vay8fLROXacHw1xfHtEJpF/3r26iYvLclqRbkkQ1hYIhhlP+b6Viep8XDLCuK4HVHA4dLfIuo3fxBzg==',
  'linux-amd64': '6nQxhsinmfXPj68Wlp+GGJ0APLfRMOCsS1h4nx5XSNzzDr6RyDehDVrEFTg9o+ELnmTWV4XJOMI+c5eBz7dvCA==',
  'linux-arm64': 'LXLumFqOJio8V9yffw/Ykfaox79+uqLbbcbY6siuKBga/lHB82i2d1bNtAsQ3psgVgnhcm5fJ/fG2CTdnGZJrA==',
};

const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** Where a binary of the archive stays once fetched. */
export function archivePath(name: string): string {
  return join(cacheFolder(`envtest-${VERSION}-${platform}`), name);
}

/**
 * Fetches the published archive into the cache. Answers whether it is there: false, with the reason told, where no server answers
 * within five seconds, the platform has none, or the bytes are not the expected ones.
 */
export async function fetchArchive(say: Progress, from = releases, checksum = CHECKSUMS[platform]): Promise<boolean> {
  if (checksum === undefined) return false;
  const file = `envtest-${VERSION}-${platform}.tar.gz`;
  const folder = dirname(archivePath('etcd'));
  return withLock(`${folder}.lock`, say, async () => {
    if (existsSync(archivePath('etcd'))) return true; // fetched by whoever held the lock before
    const partial = `${folder}.partial`;
    try {
      say(`asking for ${from}/${file}`);
      const bytes = await download(`${from}/${file}`);
      const found = createHash('sha512').update(bytes).digest('base64');
      if (found !== checksum) throw new Error(`its SHA-512 is ${found}, not ${checksum}`);
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial, { recursive: true });
      writeFileSync(join(partial, file), bytes);
      await runOrThrow('tar', ['-xzf', join(partial, file), '-C', partial, '--strip-components', '2']);
      rmSync(join(partial, file));
      rmSync(folder, { recursive: true, force: true });
      renameSync(partial, folder);
      say(`fetched ${ARCHIVED.join(', ')} ${VERSION}, SHA-512 as expected`);
      return true;
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      say(`the envtest archive is of no use here: ${reason(error)}`);
      return false;
    }
  });
}

async function download(url: string): Promise<Buffer> {
  const patience = new AbortController();
  // Only the first answer must come soon; the 60 MB behind it may take their time.
  const timer = setTimeout(() => patience.abort(new Error('no answer within 5 s')), 5_000);
  const response = await fetch(url, { signal: patience.signal }).finally(() => clearTimeout(timer));
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
