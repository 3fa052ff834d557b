/** Who acts on the control plane; each role has a kubeconfig of its own. */
export type Role = 'admin' | 'operator' | 'componentDeveloper' | 'clusterOperator';

/** A user as a client certificate says it: common name and organizations. */
export interface Identity {
  user: string;
  groups: readonly string[];
}

/**
 * The identity of each role. The operator's is the ServiceAccount it has in a cluster, so that it may do here exactly what the
 * shipped ClusterRoleBinding allows; admin's group is bound to cluster-admin by the API server itself.
 */
export const IDENTITIES: Readonly<Record<Role, Identity>> = {
  admin: { user: 'admin', groups: ['system:masters'] },
  operator: {
    user: 'system:serviceaccount:stagegate-system:stagegate',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:stagegate-system'],
  },
  componentDeveloper: { user: 'component-developer', groups: ['stagegate:component-developers'] },
  clusterOperator: { user: 'cluster-operator', groups: ['stagegate:cluster-operators'] },
};

/** All roles, admin first. */
export const roles = Object.keys(IDENTITIES) as Role[];
