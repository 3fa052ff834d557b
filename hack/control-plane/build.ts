import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import type { Binary } from './binary.ts';
import { cacheFolder, fingerprint, withLock } from './cache.ts';
import { duration, whileTelling, type Progress } from './progress.ts';
import { runOrThrow } from './run.ts';

const here = import.meta.dirname;

/** The Go package each binary is built from; go.mod beside this file pins them. */
const PACKAGES: Record<Binary, string> = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  'generic-controlplane': 'k8s.io/kubernetes/pkg/controlplane/apiserver/samples/generic',
  gates: './gates',
};

// Measured on cold caches: 438 CPU seconds for 2,700 packages, linking included. The larger half of a guess, so that
// the wait is more often shorter than told.
const CPU_SECONDS_PER_PACKAGE = 0.18;
const CPU_SECONDS_PER_LINK = 8;

/** The Kubernetes release that go.mod pins, as `v1.36.3`. */
function kubernetesVersion(): string {
  const version = /^\tk8s\.io\/kubernetes (v\S+)$/m.exec(read('go.mod'))?.[1];
  if (version === undefined) throw new Error(`${join(here, 'go.mod')} does not require k8s.io/kubernetes`);
  return version;
}

/** Where the built binary stays: the folder is named after everything that decides its contents. */
export function builtPath(name: Binary): string {
  const inputs = [read('go.mod'), read('go.sum'), ...flags(), process.platform, process.arch];
  if (name === 'gates') inputs.push(...readdirSync(join(here, 'gates')).map((file) => read('gates', file)));
  return join(cacheFolder(`${kubernetesVersion()}-${fingerprint(inputs)}`), name);
}

/**
 * Builds binaries from the pinned Go modules into the cache, unless another process did so meanwhile: about four minutes of two cores when
 * nothing is cached, seconds when Go's own cache is warm. Rejects with Go's own words if it fails or is not installed.
 */
export async function build(
  names: readonly Binary[],
  isMissing: (name: Binary) => boolean,
  say: Progress,
): Promise<void> {
  await withLock(cacheFolder('build.lock'), say, async () => {
    const missing = names.filter(isMissing);
    if (missing.length === 0) return;
    const began = performance.now();
    const elapsed = (): number => (performance.now() - began) / 1000;
    const stale = await stalePackages(missing, say);
    const expected =
      (stale * CPU_SECONDS_PER_PACKAGE + missing.length * CPU_SECONDS_PER_LINK) / Math.min(availableParallelism(), 8) +
      elapsed();
    say(`building ${missing.join(', ')}: ${stale} Go packages to compile, about ${duration(expected)}`);

    const folder = cacheFolder('building');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    let compiled = 0;
    const line = (): string =>
      `compiled ${Math.min(compiled, stale)} of ${stale} Go packages, ${duration(elapsed())} of about ${duration(estimate(expected, elapsed(), stale === 0 ? 1 : Math.min(compiled / stale, 1)))}`;
    const args = ['build', '-v', ...flags(), '-o', `${folder}/`, ...missing.map((name) => PACKAGES[name])];
    const building = go(args, (text) => (compiled += /^[\w./-]+$/.test(text) ? 1 : 0));
    await whileTelling(say, line, building);
    for (const name of missing) {
      const target = builtPath(name);
      mkdirSync(join(target, '..'), { recursive: true });
      renameSync(join(folder, outputName(PACKAGES[name])), target);
    }
    rmSync(folder, { recursive: true, force: true });
    say(`built ${missing.join(', ')} in ${duration(elapsed())}`);
  });
}

// The guess made before, corrected by the pace so far as more of it is known.
function estimate(expected: number, elapsed: number, share: number): number {
  const atThisPace = share === 0 ? expected : elapsed / share;
  return Math.max(expected * (1 - share) + atThisPace * share, elapsed);
}

/** How many packages Go's own cache lacks. Fetches the modules on the way. */
async function stalePackages(names: readonly Binary[], say: Progress): Promise<number> {
  let modules = 0;
  const args = [
    'list',
    ...flags(),
    '-deps',
    '-f',
    '{{if .Stale}}{{.ImportPath}}{{end}}',
    ...names.map((name) => PACKAGES[name]),
  ];
  const listing = go(args, (line) => {
    if (line.startsWith('go: downloading') && modules++ === 0)
      say('fetching the Go modules that go.mod pins, about 15 s on a fast line');
  });
  const stale = await whileTelling(say, () => `fetched ${modules} Go modules so far`, listing);
  return stale.split('\n').filter((path) => path !== '').length;
}

function go(args: readonly string[], onStderrLine: (line: string) => void): Promise<string> {
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
  return runOrThrow('go', args, { cwd: here, env, onStderrLine }).catch((error: unknown) => {
    const way = 'Go 1.26 builds the control plane; KUBEBUILDER_ASSETS names a folder with ready-made binaries instead';
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${way}`, { cause: error });
  });
}

function flags(): string[] {
  const version = kubernetesVersion();
  const [major = '', minor = ''] = version.slice(1).split('.');
  const stamp = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const link = Object.entries(stamp).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return ['-trimpath', '-buildvcs=false', '-ldflags', ['-s', '-w', ...link].join(' ')];
}

/** Go names the file after the last element of the import path that is not a major version. */
function outputName(path: string): string {
  return basename(path.replace(/\/v\d+$/, ''));
}

function read(...path: string[]): string {
  return readFileSync(join(here, ...path), 'utf8');
}
