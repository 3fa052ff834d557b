import { randomBytes } from 'node:crypto';
import { findBinaries } from './binaries.ts';
import { run, type Finished } from './run.ts';
import type { Kubeconfigs } from './kubeconfig.ts';
import { toStderr, type Progress } from './progress.ts';
import type { Role } from './role.ts';
import { apiServerBinary, layoutOf, type Flavor, type Spec } from './spec.ts';
import { instanceFolder, readState, sweep, type State } from './state.ts';
import { Supervisor } from './supervised.ts';

/** What may be asked of a control plane; nothing is required. */
export interface ControlPlaneOptions {
  /** Lower-case letters, digits and dashes; one of its own for each start when absent. */
  name?: string;
  /** kube-apiserver (`full`, the default) or the generic control plane without pods, nodes and services. */
  flavor?: Flavor;
  /** The older release the API server behaves as, `1.33`; its own when absent. */
  emulatedVersion?: string;
  /** Gates for the API server's `--feature-gates`. */
  featureGates?: Readonly<Record<string, boolean>>;
  /** Further flags of the API server; a repeated flag wins over the one given by default. */
  apiServerFlags?: readonly string[];
  /** Records metadata of every request that may write, one line of JSON each, in the file `auditLog`. */
  auditLog?: boolean;
  /** Goes on when this process ends, until `npm run -s control-plane -- stop`. Otherwise it dies with this process, however that ends. */
  detached?: boolean;
  /** Hears what is being done; standard error when absent. */
  progress?: Progress;
}

/** A running control plane as any process may use it. */
export interface ControlPlaneClient {
  readonly name: string;
  readonly flavor: Flavor;
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** A kubeconfig file per role. */
  readonly kubeconfig: Kubeconfigs;
  /** Folder with etcd, kubectl and the API server; fit for PATH. */
  readonly binDir: string;
  /** The audit log's file, whether it was asked for or not. */
  readonly auditLog: string;
  /** The API server's own output. */
  readonly apiServerLog: string;
  /** Process numbers, as they are now. */
  pids(): { supervisor: number; etcd: number | undefined; apiServer: number | undefined };
  /** Runs kubectl to its end, as admin unless told otherwise. Does not reject for a non-zero exit code. */
  kubectl(args: readonly string[], options?: { stdin?: string; as?: Role }): Promise<Finished>;
}

/** A running control plane as the process that started it has it. */
export interface ControlPlane extends ControlPlaneClient {
  /** SIGKILL to the API server; resolves when it is gone. etcd goes on. */
  killApiServer(): Promise<void>;
  /** Starts the API server on the same port, certificates and etcd, stopping it first if it runs; resolves when it is ready. */
  restartApiServer(): Promise<void>;
  /**
   * Stops the API server, then etcd, and removes every trace. With `keepState` the data stays, and `startControlPlane` with the same name
   * goes on from it, on the same ports and certificates, possibly with other gates or another version.
   */
  stop(options?: { keepState?: boolean }): Promise<void>;
}

/**
 * Starts a control plane and resolves when its API is ready: seconds once the binaries are there, minutes if they must be built. Rejects if the name is
 * taken or invalid, if a binary can be neither found nor built, or if a server ends or is not ready in time, with its last words.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const say = options.progress ?? toStderr;
  const name = options.name ?? `run-${process.pid}-${randomBytes(3).toString('hex')}`;
  const flavor = options.flavor ?? 'full';
  instanceFolder(name); // a bad name is refused before anything is built
  sweep();
  const binaries = await findBinaries(['etcd', 'kubectl', apiServerBinary(flavor)], say);
  const spec: Spec = {
    name,
    flavor,
    ...(options.emulatedVersion === undefined ? {} : { emulatedVersion: options.emulatedVersion }),
    featureGates: options.featureGates ?? {},
    apiServerFlags: options.apiServerFlags ?? [],
    auditLog: options.auditLog ?? false,
    detached: options.detached ?? false,
    binaries,
  };
  const supervisor = new Supervisor(spec);
  const state = await supervisor.started;
  return {
    ...clientOf(state),
    killApiServer: () => supervisor.order('killApiServer'),
    restartApiServer: () => supervisor.order('restartApiServer'),
    stop: ({ keepState = false } = {}) => supervisor.order(keepState ? 'stopKeepingState' : 'stop'),
  };
}

/** A running control plane by name, for another process than the one that started it. Throws if none of that name runs. */
export function findControlPlane(name: string): ControlPlaneClient {
  const state = readState(name);
  if (state?.phase !== 'running') throw new Error(`no control plane '${name}' is running`);
  return clientOf(state);
}

function clientOf(state: State): ControlPlaneClient {
  const { spec, url, kubeconfig } = state;
  if (url === undefined || kubeconfig === undefined) throw new Error(`control plane '${spec.name}' is not ready yet`);
  const layout = layoutOf(instanceFolder(spec.name));
  return {
    name: spec.name,
    flavor: spec.flavor,
    url,
    kubeconfig,
    binDir: layout.bin,
    auditLog: layout.auditLog,
    apiServerLog: layout.apiServerOutput,
    pids() {
      const now = readState(spec.name) ?? state;
      return { supervisor: now.supervisorPid, etcd: now.etcdPid, apiServer: now.apiServerPid };
    },
    kubectl(args, { stdin, as = 'admin' } = {}) {
      const env = { ...process.env, KUBECONFIG: kubeconfig[as], KUBECACHEDIR: layout.kubectlCache };
      return run(`${layout.bin}/kubectl`, args, { stdin, env });
    },
  };
}
