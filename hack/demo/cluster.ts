import type { Kubectl } from './kubectl.ts';

/** Where the demo takes place. */
export interface Cluster {
  readonly kubectl: Kubectl;
  readonly url: string;
  /** A kubeconfig with the rights that config/rbac gives the operator; asked for once those are installed. */
  operatorKubeconfig(): Promise<string>;
  /** Hears what the demo created, as kubectl names it: `featuregate.stagegate.dev/kubernetes.x`; and in which namespace, if in another than files say. */
  created(names: readonly string[], namespace?: string): void;
  /** Starts another API server, of an emulated release and with gates as `--feature-gates` takes them; absent where the demo starts none. */
  readonly secondServer?: (release: string, featureGates: string) => Promise<SecondServer>;
  /** Takes away what the demo brought, and says what that was. */
  close(): Promise<string>;
}

/** An API server beside the cluster. */
export interface SecondServer {
  readonly url: string;
  /** What it exposes to Prometheus. */
  metrics(): Promise<string>;
  /** Ends it; nothing is left of it. */
  stop(): Promise<void>;
}

/** What `kubectl create` did: what it created, and of how much it said that it is there already. */
export interface Creation {
  readonly created: readonly string[];
  readonly existing: number;
}

/**
 * Creates objects and changes none: what is there already stays as it is, so that the demo can take back exactly what it
 * brought. Rejects for any other refusal.
 */
export async function create(cluster: Cluster, args: readonly string[]): Promise<Creation> {
  const { stdout, stderr } = await cluster.kubectl.run(['create', ...args]);
  const names = [...stdout.matchAll(/^(\S+) created$/gm)].map(([, name = '']) => name);
  const flag = args.indexOf('-n');
  cluster.created(names, flag < 0 ? undefined : args[flag + 1]);
  const refusals = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Warning:'));
  const others = refusals.filter((line) => !line.includes('(AlreadyExists)'));
  if (others.length > 0) throw new Error(`kubectl create ${args.join(' ')}: ${others.slice(0, 3).join('; ')}`);
  return { created: names, existing: refusals.length };
}

/** `1 object`, `12 objects`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
