import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  startControlPlane,
  type ControlPlane,
  type ControlPlaneOptions,
} from '../../hack/control-plane/control-plane.ts';
import { until } from '../support/until.ts';
import { useRuntimeFolder } from './runtime-folder.ts';

const root = join(import.meta.dirname, '../..');
const quiet = (): void => undefined;

const { folder, processes, commandLine } = useRuntimeFolder();
const started: ControlPlane[] = [];

async function start(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const controlPlane = await startControlPlane({ progress: quiet, ...options });
  started.push(controlPlane);
  return controlPlane;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((controlPlane) => controlPlane.stop().catch(quiet)));
});

describe('a control plane', () => {
  test.each([
    { flavor: 'full', pods: 'pods' },
    { flavor: 'generic', pods: '' },
  ] as const)(
    'of flavor $flavor can be used as soon as it is started, and leaves nothing behind',
    async ({ flavor, pods }) => {
      const controlPlane = await start({ flavor });
      const resources = await controlPlane.kubectl(['api-resources', '--no-headers', '-o', 'name']);
      expect(resources.stdout.split('\n')).toContain('customresourcedefinitions.apiextensions.k8s.io');
      expect(resources.stdout.split('\n').find((name) => name === 'pods') ?? '').toBe(pods);
      const created = await controlPlane.kubectl(['create', 'configmap', 'made-at-once', '--from-literal=a=b']);
      expect(created).toMatchObject({ code: 0, stdout: 'configmap/made-at-once created\n' });
      expect(processes()).toHaveLength(3);

      await controlPlane.stop();
      expect(processes()).toEqual([]);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test('gives each role exactly the rights that its identity is granted', async () => {
    const controlPlane = await start();
    const whoAmI = async (as: keyof ControlPlane['kubeconfig']): Promise<unknown> =>
      JSON.parse((await controlPlane.kubectl(['auth', 'whoami', '-o', 'json'], { as })).stdout);
    expect(await whoAmI('admin')).toMatchObject({
      status: { userInfo: { username: 'admin', groups: ['system:masters', 'system:authenticated'] } },
    });
    const serviceAccount = 'system:serviceaccount:stagegate-system:stagegate';
    const groups = ['system:serviceaccounts', 'system:serviceaccounts:stagegate-system', 'system:authenticated'];
    expect(await whoAmI('operator')).toMatchObject({ status: { userInfo: { username: serviceAccount, groups } } });
    expect(await whoAmI('componentDeveloper')).toMatchObject({
      status: {
        userInfo: {
          username: 'component-developer',
          groups: ['stagegate:component-developers', 'system:authenticated'],
        },
      },
    });
    expect(await whoAmI('clusterOperator')).toMatchObject({
      status: {
        userInfo: { username: 'cluster-operator', groups: ['stagegate:cluster-operators', 'system:authenticated'] },
      },
    });

    const listNamespaces = ['get', 'namespaces', '-o', 'name'];
    const refused = await controlPlane.kubectl(listNamespaces, { as: 'operator' });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`User "${serviceAccount}" cannot list resource "namespaces"`);

    await controlPlane.kubectl(['create', 'clusterrole', 'reader', '--verb=list', '--resource=namespaces']);
    const bind = ['create', 'clusterrolebinding', 'reader', '--clusterrole=reader'];
    await controlPlane.kubectl([...bind, '--serviceaccount=stagegate-system:stagegate']);
    // The API server learns of new bindings by a watch of its own.
    await expect
      .poll(async () => (await controlPlane.kubectl(listNamespaces, { as: 'operator' })).stdout)
      .toContain('namespace/default');
    const still = await controlPlane.kubectl(['delete', 'namespace', 'kube-public'], { as: 'operator' });
    expect(still.stderr).toContain('cannot delete resource "namespaces"');
    expect((await controlPlane.kubectl(listNamespaces, { as: 'componentDeveloper' })).code).toBe(1);
  });

  test('runs beside another one without sharing anything', async () => {
    const [one, other] = await Promise.all([start(), start({ flavor: 'generic' })]);
    expect(one.url).not.toBe(other.url);
    await one.kubectl(['create', 'namespace', 'only-here']);
    expect((await one.kubectl(['get', 'namespace', 'only-here'])).code).toBe(0);
    expect((await other.kubectl(['get', 'namespace', 'only-here'])).code).toBe(1);
    const stranger = ['get', 'namespaces', '--server', other.url];
    expect((await one.kubectl(stranger)).stderr).toContain('x509: certificate signed by unknown authority');

    await one.stop();
    expect((await other.kubectl(['get', 'namespaces'])).code).toBe(0);
  });

  test.each(['full', 'generic'] as const)(
    'of flavor %s behaves as the release and with the gates asked for',
    async (flavor) => {
      const controlPlane = await start({
        flavor,
        emulatedVersion: '1.34',
        featureGates: { KubeletCrashLoopBackOffMax: true },
      });
      const version: unknown = JSON.parse((await controlPlane.kubectl(['get', '--raw', '/version'])).stdout);
      expect(version).toMatchObject({ major: '1', minor: '36', emulationMajor: '1', emulationMinor: '34' });
      const metrics = (await controlPlane.kubectl(['get', '--raw', '/metrics'])).stdout.split('\n');
      expect(metrics).toContain('kubernetes_feature_enabled{name="KubeletCrashLoopBackOffMax",stage="ALPHA"} 1');
      expect(metrics.filter((line) => line.startsWith('kubernetes_feature_enabled{'))).toHaveLength(191);
    },
  );

  test('comes back after its API server was killed, at the same address and with its data', async () => {
    const controlPlane = await start();
    await controlPlane.kubectl(['create', 'namespace', 'survivor']);
    const before = controlPlane.pids();
    await controlPlane.killApiServer();
    expect((await controlPlane.kubectl(['get', 'namespaces'])).stderr).toContain('connection refused');
    await controlPlane.restartApiServer();
    expect((await controlPlane.kubectl(['get', 'namespace', 'survivor'])).code).toBe(0);
    const after = controlPlane.pids();
    expect(after.etcd).toBe(before.etcd);
    expect(after.apiServer).not.toBe(before.apiServer);
  });

  test('goes on from kept state as another release', async () => {
    const earlier = await start({ name: 'upgraded', emulatedVersion: '1.35' });
    await earlier.kubectl(['create', 'namespace', 'survivor']);
    await earlier.stop({ keepState: true });
    expect(processes()).toEqual([]);

    const later = await start({ name: 'upgraded' });
    expect(later.url).toBe(earlier.url);
    expect((await later.kubectl(['get', 'namespace', 'survivor'])).code).toBe(0);
    expect((await later.kubectl(['get', '--raw', '/version'])).stdout).toContain('"emulationMinor": "36"');
  });

  test('records who wrote what, and no reads', async () => {
    const controlPlane = await start({ auditLog: true });
    await controlPlane.kubectl(['create', 'configmap', 'written']);
    await controlPlane.kubectl(['get', 'configmap', 'written']);
    await controlPlane.kubectl(['delete', 'configmap', 'written']);
    const verbs = (): string[] => {
      // The last line may be half written.
      const lines = readFileSync(controlPlane.auditLog, 'utf8').split('\n').slice(0, -1);
      const entries = lines.map((line) => JSON.parse(line) as { verb: string; user: { username: string } });
      return entries.filter(({ user }) => user.username === 'admin').map(({ verb }) => verb);
    };
    await expect.poll(verbs).toContain('delete');
    expect(verbs()).toEqual(['create', 'delete']);
  });

  test('that cannot start says why in the words of its server, and leaves nothing behind', async () => {
    const refused = start({ featureGates: { NoSuchGate: true } });
    await expect(refused).rejects.toThrow('unrecognized feature gate: NoSuchGate');
    expect(processes()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('refuses a name that is taken, and one that is no name', async () => {
    await start({ name: 'taken' });
    await expect(start({ name: 'taken' })).rejects.toThrow(
      `'taken' is already there; stop it first, or choose another name`,
    );
    await expect(start({ name: '../elsewhere' })).rejects.toThrow(`name '../elsewhere' must be at most 40`);
  });
});

/** A process that starts a control plane of its own, then waits for its end; resolves when the control plane is ready. */
async function owner(): Promise<{ kill: () => void }> {
  const script = `
    const { startControlPlane } = await import(${JSON.stringify(join(root, 'hack/control-plane/control-plane.ts'))});
    await startControlPlane({ name: 'owned', progress: () => {} });
    console.log('ready');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the owner ended before its control plane was ready')));
  });
  return { kill: () => child.kill('SIGKILL') };
}

describe('a control plane whose owner', () => {
  test('is killed dies with it and leaves nothing behind', async () => {
    const { kill } = await owner();
    expect(processes()).toHaveLength(3);
    kill();
    await until(() => processes().length === 0 && readdirSync(folder).length === 0);
  });

  test('is killed together with the supervisor is swept up by the next start', async () => {
    const { kill } = await owner();
    const [supervisor = 0] = processes().filter((pid) => commandLine(pid).includes('supervisor.ts'));
    process.kill(supervisor, 'SIGKILL');
    kill();
    await until(() => commandLine(supervisor) === '');
    expect(processes()).toHaveLength(2);
    const next = await start({ name: 'next' });
    expect(processes()).toHaveLength(3);
    expect(readdirSync(dirname(dirname(next.binDir)))).toEqual(['next']);
  });
});
