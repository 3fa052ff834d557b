import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadKubeConfig } from '../../../../src/kube/transport/kube-config.ts';

const text = `apiVersion: v1
kind: Config
clusters:
- {name: one, cluster: {server: 'https://one'}}
- {name: plain, cluster: {server: 'http://plain'}}
contexts:
- {name: first, context: {cluster: one, user: me}}
- {name: second, context: {cluster: one, user: me}}
- {name: unsafe, context: {cluster: plain, user: me}}
users:
- {name: me, user: {token: t}}
`;

describe('a kubeconfig', () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
    path = join(folder, 'config');
    await writeFile(path, text);
  });
  afterAll(async () => rm(folder, { recursive: true }));

  test('is used with the context asked for', () => {
    const kubeConfig = loadKubeConfig({ path, context: 'second' });
    expect(kubeConfig.getCurrentContext()).toBe('second');
    expect(kubeConfig.getCurrentCluster()?.server).toBe('https://one');
  });

  test('without a current context says which ones there are', () => {
    expect(() => loadKubeConfig({ path })).toThrow(
      "Kubeconfig context '' names no cluster: choose one of 'first', 'second', 'unsafe'",
    );
  });

  test('without the context asked for says which ones there are', () => {
    expect(() => loadKubeConfig({ path, context: 'third' })).toThrow(
      "Kubeconfig context 'third' names no cluster: choose one of",
    );
  });

  test('that would send credentials over plain http is refused', () => {
    expect(() => loadKubeConfig({ path, context: 'unsafe' })).toThrow("Cluster 'plain' at http://plain must be https");
  });
});
