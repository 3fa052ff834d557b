import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startControlPlane, type ControlPlane } from '../../hack/control-plane/control-plane.ts';
import type { Flavor } from '../../hack/control-plane/spec.ts';
import { run } from '../../hack/control-plane/run.ts';
import { useRuntimeFolder } from './runtime-folder.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { folder, processes } = useRuntimeFolder();

interface Told {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A whole demo is half a minute of two cores. */
const LONG = { timeout: 300_000 };

/** Runs the demo; as soon as it has printed `cue`, `then` may act on it, and on what it prints from then on. */
function demo(
  args: string[],
  env: NodeJS.ProcessEnv = {},
  [cue, then]: [cue: string, then: (stdout: () => string, pid: number) => unknown] = ['\0', () => undefined],
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['hack/demo/demo.ts', ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const told: Told = { code: null, stdout: '', stderr: '' };
    let cued = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (told.stderr += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      told.stdout += text;
      if (cued || !told.stdout.includes(cue)) return;
      cued = true;
      // Reported by what the test then expects of the demo, which is ended either way.
      void Promise.resolve(then(() => told.stdout, child.pid ?? 0)).catch((error: unknown) => {
        told.stderr += String(error);
        child.kill('SIGINT');
      });
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...told, code }));
  });
}

/** What is left of the project's in a folder for temporary files, where npm and Node.js keep things of their own. */
function left(tmp: string): string[] {
  return readdirSync(tmp).filter((name) => name.startsWith('stagegate'));
}

/** The commands under `Try next`, each as it would be pasted. */
function hints(stdout: string): string[] {
  const lines = stdout.slice(stdout.indexOf('\nTry next')).split('\n').slice(2);
  const commands = lines.slice(0, lines.indexOf('')).filter((line) => !line.startsWith('       '));
  return commands
    .join('\n')
    .replaceAll('\\\n', '')
    .split('\n')
    .map((line) => line.trim());
}

describe('the demo on an API server of its own', LONG, () => {
  test('shows the whole story in 80 columns, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await demo([]);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(processes()).toEqual([]);
    expect(left(folder)).toEqual([]);

    const text = stdout.replaceAll(/\s+/g, ' '); // wherever lines are broken
    for (const part of [
      /kube-apiserver v1\.36\.\d+ at https:\/\/127\.0\.0\.1:\d+, RBAC on \d+(\.\d)? m?s /,
      /\$ kubectl create -f config\/catalogs\/kubernetes ✓ 241 objects created/,
      /240 gates have their status at 1\.36: 51 Alpha, 103 Beta, 86 Stable/,
      /\$ kubectl get fset -n stagegate-demo NAME COMPONENT RELEASE READY AGE kubernetes kubernetes 1\.36 True /,
      /kube-apiserver itself reports the same value for 240 of 240 gates/,
      /\.message\}' Gate '\w+' is deprecated in 1\.36; /,
      // one accepted: gate, exception, event, metric
      /kubernetes\.\w+ Alpha All True /,
      /\w+ Enabled Alpha trying it out /,
      /Normal GateEnabled Now on in 1\.36: \w+ /,
      /stagegate_feature_enabled\{[^}]*gate="\w+",level="Alpha"\} 1 /,
      // one refused, one misspelled, all taken back
      /kubernetes kubernetes 1\.36 False /,
      /Error GateLocked Gate '\w+' is locked on in 1\.36;/,
      /Error UnknownFeatureGate Component 'kubernetes' declares no gate '\w+';/,
      /Normal GateDisabled No longer on in 1\.36: \w+ /,
      // plugins of another component: one on its way out, one gone, and an upgrade
      /Admitted Plugin '[\w-]+' is deprecated in v0\.10\.0 and will be removed in v0\.11\.0/,
      /Refused Plugin '[\w-]+' was removed in v0\.11\.0/,
      /Warning PluginRefused /,
      // configs in, an upgrade foreseen, configs out, and a server that is started with them
      /Error SourceNotAllowed The operator is not allowed to read ConfigMaps in namespace 'stagegate-demo-second';/,
      /ImageVolume Disabled configmap\/team-flags key feature-gates /,
      /The upgrade from 1\.35 to 1\.36 is blocked: Gate 'ImageVolume' is locked on in 1\.36;/,
      /Nothing blocks the upgrade from 1\.35 to 1\.36; it changes \d+ gates/,
      /create rolebinding stagegate-config-publisher \\ -n stagegate-demo-second /,
      /\{\.data\.FlagString\}' CBORServingAndStorage=true,WatchList=false /,
      /start --emulated-version 1\.35 \\ --feature-gates CBORServingAndStorage=true,WatchList=false ✓ kube-apiserver 1\.35 at /,
      /the same value as the status of stagegate-demo-second\/kubernetes for 210 of 210 gates/,
      /override seen → status seen [\d.]+ m?s override seen → event seen [\d.]+ m?s override seen → metric seen [\d.]+ m?s/,
      /the show so far \d+\.\d s/,
      /The API server is stopped; nothing is left of it\. $/,
    ]) {
      expect(text).toMatch(part);
    }
    const { written, meant } = /One misspelled: (?<written>\w+) for (?<meant>\w+)/.exec(stdout)?.groups ?? {};
    expect(text).toContain(`'${written}'; the override is ignored; did you mean '${meant}'`);

    expect(stdout).not.toContain('\u001B'); // no colour and no cursor: this is no terminal
    // A single word may be longer, such as the path of a kubeconfig.
    expect(stdout.split('\n').filter((line) => line.length > 80 && !line.includes('--kubeconfig'))).toEqual([]);
    const [command = ''] = hints(stdout).filter((hint) => hint.startsWith('npm run -s stagegate'));
    expect(await run('sh', ['-c', command], { cwd: root })).toMatchObject({ code: 0, stderr: '' });
  });

  test('stays when told to, with hints that work, and cleans up at Ctrl-C', async () => {
    const tried: string[] = [];
    const { code, stdout, stderr } = await demo(['--keep'], {}, [
      'It stays until Ctrl-C',
      async (soFar, pid) => {
        const before = soFar();
        const commands = hints(before);
        expect(commands.length).toBeGreaterThan(5);
        const { stdout: answers, ...script } = await run('sh', ['-ec', commands.join('\n')], { cwd: root });
        expect(script).toMatchObject({ code: 0 });
        tried.push(answers);
        // What the operator logs of the patch comes by another way than the answer to it.
        await expect.poll(() => soFar().slice(before.length)).toContain('Wrote');
        process.kill(pid, 'SIGINT');
      },
    ]);
    expect(code, stdout + stderr).toBe(130);
    expect(tried.join('')).toMatch(/DESCRIPTION:\n +overrides are gates set by hand/);
    expect(tried.join('')).toContain('stagegate_feature_enabled{');
    expect(stdout).toMatch(/below is what the operator logs\n[^]*Wrote[^]*Interrupted: cleaning up\n/);
    expect(processes()).toEqual([]);
    expect(left(folder)).toEqual([]);
  });

  test.each([
    ['while the API server starts', 'A real API server on this machine'],
    ['while the gates are declared', 'create -f config/catalogs/kubernetes'],
    ['while the second API server starts', 'start --emulated-version'],
  ])('cleans up when it is ended %s', async (_, cue) => {
    const { code, stdout, stderr } = await demo([], {}, [cue, (_soFar, pid) => process.kill(pid, 'SIGTERM')]);
    expect({ code, stderr }, stdout).toEqual({ code: 143, stderr: '' });
    expect(stdout).toMatch(/Interrupted: cleaning up\n.*nothing is left of it\.\n$/);
    expect(processes()).toEqual([]);
    expect(left(folder)).toEqual([]);
  });

  test('leaves nothing behind even where it is killed', async () => {
    const { code } = await demo([], {}, [
      'with the rights of serviceaccount',
      (_soFar, pid) => process.kill(pid, 'SIGKILL'),
    ]);
    expect(code).toBeNull();
    await expect.poll(processes, { timeout: 40_000 }).toEqual([]);
    expect(left(folder)).toEqual([]);
  });
});

/** Those that the demo creates. */
const NAMESPACES = ['stagegate-demo', 'stagegate-demo-second', 'stagegate-system'];

/** An API server of the user's, apart from what the demo starts, and kubectl on PATH. */
function useCluster(flavor: Flavor) {
  let plane: ControlPlane;
  let env: NodeJS.ProcessEnv;

  /** kubectl, which must succeed. */
  const kubectl = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await plane.kubectl(args);
    expect({ code, stderr: code === 0 ? '' : stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
    return stdout.trim();
  };
  const names = async (...args: string[]): Promise<string[]> =>
    (await kubectl('get', ...args, '--ignore-not-found', '-o', 'name')).split('\n').filter((line) => line !== '');
  const stagegates = async (kind: string): Promise<string[]> =>
    (await names(kind)).filter((name) => name.includes('stagegate'));

  /** `kubectl create` of one object, as soon as its kind is served. */
  const create = async (object: object): Promise<void> => {
    const stdin = JSON.stringify(object);
    await expect
      .poll(async () => (await plane.kubectl(['create', '-f', '-'], { stdin })).stderr)
      .toMatch(/^$|AlreadyExists/);
  };

  /** What the demo and its operator wrote into the namespaces beside objects of ours, none of it cluster-wide. */
  const configs = async (): Promise<string[]> =>
    (await Promise.all(NAMESPACES.map((name) => names('configmaps,rolebindings', '-n', name)))).flat();

  /** What a namespace controller would do; these API servers have none. */
  const finishNamespaces = async (): Promise<void> => {
    for (const name of NAMESPACES) {
      const namespace = JSON.parse(
        (await kubectl('get', 'namespace', name, '--ignore-not-found', '-o', 'json')) || 'null',
      ) as object | null;
      if (namespace === null) continue;
      expect(namespace).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) as string } });
      const stdin = JSON.stringify({ ...namespace, spec: { finalizers: [] } });
      await plane.kubectl(['replace', '--raw', `/api/v1/namespaces/${name}/finalize`, '-f', '-'], { stdin });
    }
  };

  beforeAll(async () => {
    plane = await startControlPlane({ flavor });
    const tmp = path.join(folder, `demo-${flavor}`);
    mkdirSync(tmp);
    env = {
      KUBECONFIG: plane.kubeconfig.admin,
      // kubectl remembers what a server offers by its address, and addresses come again.
      KUBECACHEDIR: path.join(tmp, 'kubectl-cache'),
      PATH: `${plane.binDir}:${process.env['PATH']}`,
      TMPDIR: tmp,
    };
  });
  afterAll(() => plane.stop());
  return {
    kubectl,
    names,
    stagegates,
    configs,
    finishNamespaces,
    demo: () => demo(['--context', 'admin'], env),
    env: () => env,
    create,
  };
}

describe("the demo on a cluster of the user's", LONG, () => {
  const cluster = useCluster('full');

  test('leaves alone what was there before it', async () => {
    await cluster.kubectl('apply', '-k', path.join(root, 'config/crd'));
    const gate = {
      apiVersion: 'stagegate.dev/v1beta1',
      kind: 'FeatureGate',
      metadata: { name: 'kubernetes.dynamicresourceallocation' },
      spec: {
        component: 'kubernetes',
        gate: 'DynamicResourceAllocation',
        owners: ['me'],
        description: 'mine',
        stages: [{ release: '1.26', level: 'Alpha' }],
      },
    };
    await cluster.create(gate);
    const own = ['crd', 'featuregates.stagegate.dev', 'namespace', 'clusterrole'];
    const before = await Promise.all(own.map((kind) => cluster.names(kind)));
    const specBefore = await cluster.kubectl(
      'get',
      'fgate',
      gate.metadata.name,
      '-o',
      'jsonpath={.metadata.uid} {.metadata.generation}',
    );

    const { code, stdout, stderr } = await cluster.demo();
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('10 objects created; 4 that were there stay as they are');
    expect(stdout).toContain('240 objects created; 1 that were there stay as they are');

    expect(await cluster.configs()).toEqual([]);
    await cluster.finishNamespaces();
    expect(await Promise.all(own.map((kind) => cluster.names(kind)))).toEqual(before);
    const specAfter = await cluster.kubectl(
      'get',
      'fgate',
      gate.metadata.name,
      '-o',
      'jsonpath={.metadata.uid} {.metadata.generation}',
    );
    expect(specAfter).toBe(specBefore);
    expect(await cluster.names('maturitypolicies.stagegate.dev,featuresets.stagegate.dev', '-A')).toEqual([]);
  });

  test('refuses to run beside another demo, and creates nothing then', async () => {
    await cluster.kubectl('create', 'namespace', 'stagegate-demo');
    const before = await cluster.names('namespace,clusterrole');
    const { code, stdout } = await cluster.demo();
    expect(code, stdout).toBe(1);
    expect(stdout).toContain("namespace 'stagegate-demo' is there already");
    expect(await cluster.names('namespace,clusterrole')).toEqual(before);
  });

  test('refuses a context that is not there, naming those that are', async () => {
    const { code, stdout } = await demo(['--context', 'nope'], cluster.env());
    expect(code).toBe(1);
    expect(stdout).toContain("your kubeconfig has no context 'nope'; it has: admin");
  });
});

describe("the demo on a generic control plane of the user's", LONG, () => {
  const cluster = useCluster('generic');

  test('installs what it needs, starts no API server, and takes everything back', async () => {
    const { code, stdout, stderr } = await cluster.demo();
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/Your cluster: context admin\n/);
    expect(stdout).toMatch(
      /\$ kubectl --context admin get fset -n stagegate-demo\n.*\n +kubernetes +kubernetes +1\.36 +True /,
    );
    expect(stdout).toContain('did you mean');
    expect(stdout).toContain("ConfigMap 'api-server-flags' holds what generation 1 says for 1.35");
    expect(stdout).toContain('Not on a cluster of yours: without --context the demo starts one');
    expect(await cluster.configs()).toEqual([]);
    expect(left(cluster.env()['TMPDIR'] ?? '')).toEqual([]);

    expect(await cluster.stagegates('crd')).toEqual([]);
    expect(await cluster.stagegates('clusterrole')).toEqual([]);
    expect(await cluster.stagegates('clusterrolebinding')).toEqual([]);
    expect(await cluster.names('events.events.k8s.io', '-n', 'default')).toEqual([]);
    await cluster.finishNamespaces();
    expect(await cluster.stagegates('namespace')).toEqual([]);
  });

  test('says what the operator said last where it never becomes ready, and takes everything back', async () => {
    await cluster.kubectl('create', 'clusterrole', 'stagegate', '--verb=get', '--resource=configmaps');
    const { code, stdout } = await cluster.demo();
    expect(code, stdout).toBe(1);
    expect(stdout).toMatch(
      /✗ {2}waited 20 s in vain for the operator to be ready; the last try said: .*waiting for the first full lists/,
    );
    expect(stdout.replaceAll(/\n */g, '')).toMatch(/The operator said last:.*403 Forbidden/);
    expect(await cluster.stagegates('clusterrole')).toEqual(['clusterrole.rbac.authorization.k8s.io/stagegate']);
    await cluster.finishNamespaces();
    expect(await cluster.stagegates('namespace')).toEqual([]);
  });
});

test('the demo refuses a flag it does not know', async () => {
  const { code, stdout } = await demo(['--fast']);
  expect(code).toBe(1);
  expect(stdout).toContain("Unknown option '--fast'");
  expect(stdout).toContain('see npm run demo -- --help');
});
