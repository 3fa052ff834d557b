import { isDeepStrictEqual, parseArgs } from 'node:util';
import { findBinaries } from './binaries.ts';
import { BINARIES } from './binary.ts';
import { findControlPlane, startControlPlane } from './control-plane.ts';
import { shellExports } from './exports.ts';
import { parseFeatureGates, parseFlavor, parseName, parseVersion, UsageError } from './arguments.ts';
import { toStderr } from './progress.ts';
import type { Spec } from './spec.ts';
import { instanceNames, readState, sweep } from './state.ts';
import { statusTable } from './status.ts';
import { stopInstance } from './stop.ts';

const HELP = `A real Kubernetes API server on this machine: etcd and kube-apiserver on free loopback ports, no containers.

  npm run -s control-plane -- start [--name NAME] [--flavor full|generic] [--emulated-version 1.34] [--feature-gates A=true,B=false]
  npm run -s control-plane -- stop [--name NAME | --all]
  npm run -s control-plane -- status
  npm run -s control-plane -- build

start   prints shell lines to evaluate (KUBECONFIG and more) once the API is ready; runs until stop
stop    ends it and removes every trace
status  lists what runs
build   builds every binary into the cache, so that later starts take seconds

NAME is 'default' unless given. The generic flavor is KEP-4080's generic control plane: no pods, nodes or services.
No controllers run beside it: a deleted namespace stays Terminating, nothing is garbage-collected, ClusterRoles are not aggregated.
Binaries come from TEST_ASSET_ETCD, TEST_ASSET_KUBE_APISERVER, TEST_ASSET_KUBECTL or KUBEBUILDER_ASSETS, the cache
(XDG_CACHE_HOME), the published envtest archive, or else from Go modules, which takes minutes once. Also honoured:
KUBEBUILDER_CONTROLPLANE_START_TIMEOUT and _STOP_TIMEOUT (90s, 1m30s), KUBEBUILDER_ATTACH_CONTROL_PLANE_OUTPUT=true.
`;

async function main(args: string[]): Promise<void> {
  const [command, ...rest] = args;
  if (command === undefined || command === 'help' || args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return;
  }
  switch (command) {
    case 'start':
      return start(rest);
    case 'stop':
      return stop(rest);
    case 'status':
      parse(rest, {});
      process.stdout.write(statusTable(instanceNames().map((name) => [name, readState(name)])));
      return;
    case 'build':
      parse(rest, {});
      await findBinaries(BINARIES, toStderr);
      toStderr('every binary is in place');
      return;
    default:
      throw new UsageError(`unknown command '${command}'; the commands are start, stop, status and build`);
  }
}

async function start(args: string[]): Promise<void> {
  const values = parse(args, {
    name: { type: 'string', default: 'default' },
    flavor: { type: 'string', default: 'full' },
    'emulated-version': { type: 'string' },
    'feature-gates': { type: 'string', default: '' },
  });
  const wanted = {
    flavor: parseFlavor(values.flavor),
    featureGates: parseFeatureGates(values['feature-gates']),
    ...(values['emulated-version'] === undefined ? {} : { emulatedVersion: parseVersion(values['emulated-version']) }),
  };
  const name = parseName(values.name);
  sweep();
  const running = readState(name);
  if (running?.phase === 'running' && isDeepStrictEqual(settingsOf(running.spec), settingsOf(wanted))) {
    toStderr(`'${name}' is already running, since ${running.startedAt}`);
    process.stdout.write(shellExports(findControlPlane(name)));
    return;
  }
  const began = performance.now();
  const controlPlane = await startControlPlane({ name, detached: true, ...wanted });
  toStderr(
    `'${controlPlane.name}' is ready at ${controlPlane.url} after ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  process.stdout.write(shellExports(controlPlane));
}

type Settings = Pick<Spec, 'flavor' | 'emulatedVersion' | 'featureGates'>;

function settingsOf({ flavor, emulatedVersion, featureGates }: Settings): Settings {
  return { flavor, featureGates, ...(emulatedVersion === undefined ? {} : { emulatedVersion }) };
}

async function stop(args: string[]): Promise<void> {
  const values = parse(args, { name: { type: 'string' }, all: { type: 'boolean', default: false } });
  if (values.all && values.name !== undefined) throw new UsageError('--name and --all exclude each other');
  const names = values.all ? instanceNames() : [parseName(values.name ?? 'default')];
  for (const name of names) toStderr(await stopInstance(name));
  if (names.length === 0) toStderr('nothing is running');
}

type Flags = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse<const F extends Flags>(args: string[], options: F) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  toStderr(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) toStderr('see npm run -s control-plane -- --help');
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
