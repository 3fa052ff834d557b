import { join } from 'node:path';
import type { Binary } from './binary.ts';

/** Which API server: kube-apiserver, or KEP-4080's generic control plane, which knows no pods, nodes or services. */
export type Flavor = 'full' | 'generic';

/** All that decides how an instance runs; plain data, it crosses to the supervisor. */
export interface Spec {
  name: string;
  flavor: Flavor;
  /** The older release it behaves as, `1.34`; its own when absent. */
  emulatedVersion?: string;
  featureGates: Readonly<Record<string, boolean>>;
  apiServerFlags: readonly string[];
  auditLog: boolean;
  /** Lives until it is stopped, instead of dying with the process that started it. */
  detached: boolean;
  binaries: Readonly<Partial<Record<Binary, string>>>;
}

/** Where an instance keeps what; everything is inside `folder` and goes with it. */
export interface Layout {
  folder: string;
  state: string;
  bin: string;
  certificates: string;
  etcdData: string;
  kubectlCache: string;
  auditPolicy: string;
  auditLog: string;
  etcdOutput: string;
  apiServerOutput: string;
}

/** The layout of an instance's folder. */
export function layoutOf(folder: string): Layout {
  return {
    folder,
    state: join(folder, 'state.json'),
    bin: join(folder, 'bin'),
    certificates: join(folder, 'certificates'),
    etcdData: join(folder, 'etcd'),
    kubectlCache: join(folder, 'kubectl-cache'),
    auditPolicy: join(folder, 'audit-policy.json'),
    auditLog: join(folder, 'audit.log'),
    etcdOutput: join(folder, 'etcd.log'),
    apiServerOutput: join(folder, 'kube-apiserver.log'),
  };
}

/** The API server's binary for a flavor. */
export function apiServerBinary(flavor: Flavor): Binary {
  return flavor === 'full' ? 'kube-apiserver' : 'generic-controlplane';
}
