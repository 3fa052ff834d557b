import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUTHORITY, SERVICE_ACCOUNT_KEYS } from './certificates.ts';
import type { Layout, Spec } from './spec.ts';

/** The ports of one instance, all on the loopback address. */
export interface Ports {
  apiServer: number;
  etcd: number;
  etcdPeer: number;
}

/** etcd's command line. It never waits for the disk: what it stores dies with the instance. */
export function etcdFlags(layout: Layout, ports: Ports): string[] {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    `--data-dir=${layout.etcdData}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    `--quota-backend-bytes=${8 * 1024 ** 3}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

/** The API server's command line, of either flavor. */
export function apiServerFlags(layout: Layout, ports: Ports, spec: Spec): string[] {
  const certificate = (file: string): string => join(layout.certificates, file);
  const gates = Object.entries(spec.featureGates).map(([name, on]) => `${name}=${on}`);
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.apiServer}`,
    `--tls-cert-file=${certificate('serving.crt')}`,
    `--tls-private-key-file=${certificate('serving.key')}`,
    `--client-ca-file=${certificate(AUTHORITY)}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${certificate(SERVICE_ACCOUNT_KEYS.public)}`,
    `--service-account-signing-key-file=${certificate(SERVICE_ACCOUNT_KEYS.private)}`,
    '--authorization-mode=RBAC',
    '--disable-admission-plugins=ServiceAccount', // no controller makes the default ServiceAccounts it asks for
    '--shutdown-watch-termination-grace-period=1s', // or one open watch holds a stopping server up for a minute
    ...(spec.flavor === 'full' ? ['--service-cluster-ip-range=10.0.0.0/24', '--endpoint-reconciler-type=none'] : []),
    ...(spec.emulatedVersion === undefined ? [] : [`--emulated-version=${spec.emulatedVersion}`]),
    ...(gates.length === 0 ? [] : [`--feature-gates=${gates.join(',')}`]),
    ...(spec.auditLog
      ? [
          `--audit-policy-file=${layout.auditPolicy}`,
          `--audit-log-path=${layout.auditLog}`,
          '--audit-log-maxsize=10240',
        ]
      : []),
    ...spec.apiServerFlags,
  ];
}

/** Metadata of every finished request that may write, and of nothing else. */
export function writeAuditPolicy(layout: Layout): void {
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [{ level: 'Metadata', verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] }],
  };
  writeFileSync(layout.auditPolicy, JSON.stringify(policy));
}
