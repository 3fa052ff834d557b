import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { OperatorProcess } from '../cluster/operator-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'stagegate-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A kubeconfig whose server nobody answers for. */
function kubeconfigOfNobody(): {
  operator: string;
  admin: string;
  componentDeveloper: string;
  clusterOperator: string;
} {
  const file = path.join(folder, 'nobody.kubeconfig');
  const cluster = { name: 'nobody', cluster: { server: 'https://127.0.0.1:1' } };
  const context = { name: 'nobody', context: { cluster: 'nobody', user: 'nobody' } };
  writeFileSync(
    file,
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', clusters: [cluster], contexts: [context] },
      ...{ users: [{ name: 'nobody', user: {} }], 'current-context': 'nobody' },
    }),
  );
  return { operator: file, admin: file, componentDeveloper: file, clusterOperator: file };
}

describe('the operator', () => {
  const kubeconfig = kubeconfigOfNobody();
  const running: OperatorProcess[] = [];
  const start = (...flags: string[]): OperatorProcess => {
    const operator = new OperatorProcess({ kubeconfig }, { flags });
    running.push(operator);
    return operator;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map(async (operator) => operator.kill()));
  });

  test.each([
    [['--resync-seconds', 'soon'], "--resync-seconds is 'soon'"],
    [['--no-such-flag'], "'--no-such-flag'"],
    [['--kubeconfig', '/nowhere'], '/nowhere'],
    [['--context', 'elsewhere'], 'elsewhere'],
  ])('refuses %j with exit code 2 and one line that names it', async (flags, naming) => {
    const { code, stderr } = await start(...flags).ended();
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(naming)]);
    expect(stderr).toMatch(/^stagegate: /);
  });

  test('refuses a port that is taken with exit code 2, naming the setting', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const { code, stderr } = await start('--listen', `127.0.0.1:${port}`).ended();
      expect(code).toBe(2);
      expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('--listen')]);
      expect(stderr).toContain(String(port));
    } finally {
      server.close();
    }
  });

  test('prints its settings for --help and ends well', async () => {
    expect(await start('--help').ended()).toEqual({ code: 0, stderr: '' });
  });

  test('goes on without an API server, says so, and still stops when it is told to', async () => {
    const operator = start();
    await operator.started();
    await eventually(() => operator.said('Lost watch').length).toBeGreaterThanOrEqual(4);
    expect(operator.said('Lost watch')[0]).toMatchObject({
      level: 'warn',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    expect((await operator.get('/healthz')).code).toBe(200);
    expect(await operator.get('/readyz')).toMatchObject({ code: 503, body: expect.stringContaining('[-]caches') });
    expect((await operator.get('/')).code).toBe(404);
    expect((await operator.metrics()).value('stagegate_build_info')).toBe(1);
    expect(await operator.terminate()).toBe(0);
  });
});
