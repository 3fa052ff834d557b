import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUTHORITY } from './certificates.ts';
import { IDENTITIES, roles, type Role } from './role.ts';

/** The kubeconfig file of each role. */
export type Kubeconfigs = Readonly<Record<Role, string>>;

/** Writes a self-contained kubeconfig per role into `folder`, from the certificates in `certificates`. */
export function writeKubeconfigs(folder: string, certificates: string, url: string): Kubeconfigs {
  const base64 = (file: string): string => readFileSync(join(certificates, file)).toString('base64');
  const written = roles.map((role) => {
    const path = join(folder, `${role}.kubeconfig`);
    const text = `apiVersion: v1
kind: Config
current-context: ${role}
clusters:
- name: stagegate
  cluster:
    server: ${url}
    certificate-authority-data: ${base64(AUTHORITY)}
users:
- name: ${IDENTITIES[role].user}
  user:
    client-certificate-data: ${base64(`${role}.crt`)}
    client-key-data: ${base64(`${role}.key`)}
contexts:
- name: ${role}
  context:
    cluster: stagegate
    user: ${IDENTITIES[role].user}
    namespace: default
`;
    writeFileSync(path, text, { mode: 0o600 });
    return [role, path] as const;
  });
  return Object.fromEntries(written) as Kubeconfigs;
}
