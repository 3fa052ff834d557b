import type { Cluster } from './cluster.ts';
import { NAMESPACE } from './declared-objects.ts';
import type { Manifest } from '../../support/manifest.ts';

/** What lets the operator publish ConfigMaps in a namespace. */
export const PUBLISHER = 'stagegate-config-publisher';
/** What lets it read ConfigMaps as sources. */
export const READER = 'stagegate-config-reader';
const OPERATOR = '--serviceaccount=stagegate-system:stagegate';
/** By what is seen that the server goes by a role. */
const VERBS = { [PUBLISHER]: 'create', [READER]: 'list' };

/** Gives the operator a right in a namespace, as its owner would; resolves when the server goes by it. */
export async function grant(cluster: Cluster, role: keyof typeof VERBS, namespace = NAMESPACE): Promise<void> {
  await cluster.kubectl('create', 'rolebinding', role, '-n', namespace, `--clusterrole=${role}`, OPERATOR);
  await cluster.goesBy(true, VERBS[role], 'configmaps', '-n', namespace);
}

/** Takes it away again. */
export async function withdraw(cluster: Cluster, role: keyof typeof VERBS, namespace: string): Promise<void> {
  await cluster.kubectl('delete', 'rolebinding', role, '-n', namespace);
  await cluster.goesBy(false, VERBS[role], 'configmaps', '-n', namespace);
}

/** Rights that the operator has by its own role. */
const OWN_RIGHTS = {
  events: { rule: 'events', verb: 'create', asked: ['events.events.k8s.io', '-n', NAMESPACE] },
  statuses: { rule: 'featuregates/status', verb: 'update', asked: ['featuregates', '--subresource=status'] },
} as const;

/** Gives the operator a right of its own role, or takes it away; resolves when the server goes by it. */
export async function allow(cluster: Cluster, right: keyof typeof OWN_RIGHTS, allowed: boolean): Promise<void> {
  const { rule, verb, asked } = OWN_RIGHTS[right];
  const role: Manifest = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'stagegate' },
  };
  const { rules } = (await cluster.read(role)) as unknown as { rules: { resources?: string[]; verbs: string[] }[] };
  const verbs = [allowed ? verb : 'get'];
  await cluster.patch(role, { rules: rules.map((one) => (one.resources?.includes(rule) ? { ...one, verbs } : one)) });
  await cluster.goesBy(allowed, verb, ...asked);
}
