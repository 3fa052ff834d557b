import type { Cluster } from './cluster.ts';
import { NAMESPACE } from './declared-objects.ts';

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
  await cluster.goesBy(true, VERBS[role], 'configmaps', namespace);
}

/** Takes it away again. */
export async function withdraw(cluster: Cluster, role: keyof typeof VERBS, namespace: string): Promise<void> {
  await cluster.kubectl('delete', 'rolebinding', role, '-n', namespace);
  await cluster.goesBy(false, VERBS[role], 'configmaps', namespace);
}
