/** Every program the control plane and the catalog need. */
export const BINARIES = ['etcd', 'kube-apiserver', 'kubectl', 'generic-controlplane', 'gates'] as const;

/** One of them. */
export type Binary = (typeof BINARIES)[number];
