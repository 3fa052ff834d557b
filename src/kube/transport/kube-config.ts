import { KubeConfig } from '@kubernetes/client-node';

/** Which API server to talk to, and as whom; both default as kubectl's do. */
export interface KubeConfigChoice {
  /** A kubeconfig file, instead of `$KUBECONFIG`, `~/.kube/config` or the pod's service account. */
  readonly path?: string | undefined;
  /** A context of it, instead of its current one. */
  readonly context?: string | undefined;
}

/** Loads a kubeconfig. Throws where it cannot be read or has no such context, and names those it has. */
export function loadKubeConfig({ path, context }: KubeConfigChoice = {}): KubeConfig {
  const kubeConfig = new KubeConfig();
  if (path === undefined) kubeConfig.loadFromDefault();
  else kubeConfig.loadFromFile(path);
  if (context !== undefined) kubeConfig.setCurrentContext(context);
  clusterOf(kubeConfig);
  return kubeConfig;
}

/** The cluster of the current context. Throws where there is none or its server is not https, and says what to do. */
export function clusterOf(kubeConfig: KubeConfig): { readonly server: string; readonly proxyUrl?: string } {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster !== null) {
    // Also what loadFromDefault makes up where there is no kubeconfig at all: http://localhost:8080.
    if (cluster.server.startsWith('https:') || cluster.skipTLSVerify) return cluster;
    throw new Error(
      `Cluster '${cluster.name}' at ${cluster.server} must be https: set KUBECONFIG to a file that says where it is`,
    );
  }
  const known = kubeConfig.getContexts().map(({ name }) => `'${name}'`);
  throw new Error(
    `Kubeconfig context '${kubeConfig.getCurrentContext() ?? ''}' names no cluster: choose ` +
      (known.length === 0 ? 'a kubeconfig that has a context' : `one of ${known.join(', ')}`),
  );
}

/** The same settings without the tokens that the original's authenticators have cached. */
export function withoutCaches(kubeConfig: KubeConfig): KubeConfig {
  const copy = new KubeConfig();
  copy.loadFromOptions(kubeConfig);
  return copy;
}

/**
 * Makes `loadFromDefault` give these settings until the returned function is called: for code that insists on loading the
 * default kubeconfig, which may be broken where another one was asked for.
 */
export function standInForDefault(kubeConfig: KubeConfig): () => void {
  const loadFromDefault = Object.getOwnPropertyDescriptor(KubeConfig.prototype, 'loadFromDefault');
  KubeConfig.prototype.loadFromDefault = function load(this: KubeConfig) {
    this.loadFromOptions(kubeConfig);
  };
  return () => {
    if (loadFromDefault !== undefined) Object.defineProperty(KubeConfig.prototype, 'loadFromDefault', loadFromDefault);
  };
}
