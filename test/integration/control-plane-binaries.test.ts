import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, vi, test } from 'vitest';
import { archivePath, fetchArchive } from '../../hack/control-plane/archive.ts';
import { findBinaries } from '../../hack/control-plane/binaries.ts';
import { cacheFolder, withLock } from '../../hack/control-plane/cache.ts';
import { runOrThrow } from '../../hack/control-plane/run.ts';
import { timeouts } from '../../hack/control-plane/timeouts.ts';

const ASSETS = ['KUBEBUILDER_ASSETS', 'TEST_ASSET_ETCD', 'TEST_ASSET_KUBE_APISERVER', 'TEST_ASSET_KUBECTL'];

let folder = '';
let said: string[] = [];
const say = (line: string): void => void said.push(line);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binaries-test-'));
  said = [];
  vi.stubEnv('XDG_CACHE_HOME', folder);
  // What a machine has set for its other tests is not what these are about.
  for (const name of ASSETS) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Serves one archive of the published layout on the loopback address. */
async function published(): Promise<{ url: string; checksum: string; asked: () => number; server: Server }> {
  const content = join(folder, 'content', 'controller-tools', 'envtest');
  mkdirSync(content, { recursive: true });
  for (const name of ['etcd', 'kube-apiserver', 'kubectl']) writeFileSync(join(content, name), `${name}\n`);
  const archive = join(folder, 'archive.tar.gz');
  await runOrThrow('tar', ['-czf', archive, '-C', join(folder, 'content'), 'controller-tools']);
  const bytes = readFileSync(archive);
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const checksum = createHash('sha512').update(bytes).digest('base64');
  return { url: `http://127.0.0.1:${port}`, checksum, asked: () => asked, server };
}

describe('the published archive', () => {
  test('is fetched once, checked and unpacked into the cache', async () => {
    const { url, checksum, asked, server } = await published();
    const both = await Promise.all([fetchArchive(say, url, checksum), fetchArchive(say, url, checksum)]);
    server.close();
    expect(both).toEqual([true, true]);
    expect(asked()).toBe(1);
    expect(readFileSync(archivePath('kube-apiserver'), 'utf8')).toBe('kube-apiserver\n');
  });

  test('is refused when its bytes are not the expected ones, and leaves nothing', async () => {
    const { url, server } = await published();
    const fetched = await fetchArchive(say, url, 'another');
    server.close();
    expect(fetched).toBe(false);
    expect(said.at(-1)).toMatch(/^the envtest archive is of no use here: its SHA-512 is \S+, not another$/);
    expect(readdirSync(cacheFolder(''))).toEqual([]);
  });

  test('is given up at once where nothing answers', async () => {
    const { url, checksum, server } = await published();
    await new Promise((resolve) => server.close(resolve));
    expect(await fetchArchive(say, url, checksum)).toBe(false);
    expect(said.at(-1)).toContain('ECONNREFUSED');
  });
});

describe('the binaries', () => {
  test('come from the folder and the files that the variables of envtest name', async () => {
    for (const name of ['etcd', 'kubectl', 'my-apiserver']) writeFileSync(join(folder, name), '');
    vi.stubEnv('KUBEBUILDER_ASSETS', folder);
    vi.stubEnv('TEST_ASSET_KUBE_APISERVER', join(folder, 'my-apiserver'));
    expect(await findBinaries(['etcd', 'kube-apiserver', 'kubectl'], say)).toEqual({
      etcd: join(folder, 'etcd'),
      'kube-apiserver': join(folder, 'my-apiserver'),
      kubectl: join(folder, 'kubectl'),
    });
    expect(said).toEqual([]);
  });

  test('are not silently replaced when a variable names what does not exist', async () => {
    vi.stubEnv('KUBEBUILDER_ASSETS', join(folder, 'nowhere'));
    await expect(findBinaries(['etcd'], say)).rejects.toThrow(
      `KUBEBUILDER_ASSETS promises ${join(folder, 'nowhere', 'etcd')}, which does not exist; correct the variable`,
    );
  });
});

describe('the lock', () => {
  test('lets one work at a time, and tells the other whom it waits for', async () => {
    const path = join(folder, 'lock');
    const order: string[] = [];
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const first = withLock(path, say, async () => {
      await released;
      order.push('first');
    });
    const second = withLock(
      path,
      () => release(),
      async () => void order.push('second'),
    );
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is taken over from a process that is gone', async () => {
    const path = join(folder, 'lock');
    const gone = await runOrThrow('sh', ['-c', 'echo $$']);
    writeFileSync(path, gone.trim());
    expect(await withLock(path, say, async () => 'done')).toBe('done');
  });
});

describe('the time limits', () => {
  test('are read from the variables of envtest in the notation of Go', () => {
    vi.stubEnv('KUBEBUILDER_CONTROLPLANE_START_TIMEOUT', '1m30s');
    vi.stubEnv('KUBEBUILDER_CONTROLPLANE_STOP_TIMEOUT', '500ms');
    expect(timeouts()).toEqual({ start: 90_000, stop: 500 });
  });

  test('name the variable that holds no duration', () => {
    vi.stubEnv('KUBEBUILDER_CONTROLPLANE_STOP_TIMEOUT', 'soon');
    expect(timeouts).toThrow(
      `KUBEBUILDER_CONTROLPLANE_STOP_TIMEOUT is 'soon', which is not a duration; write it as 90s`,
    );
  });
});
