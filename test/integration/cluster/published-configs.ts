import type { KubeObject } from '../../../src/kube/object.ts';
import type { Cluster } from './cluster.ts';
import { configMap } from './config-maps.ts';
import { featureSet, NAMESPACE, policy } from './declared-objects.ts';
import { gate, type Manifest } from '../../support/manifest.ts';

/** What a test says of `spec.publish`. */
export interface Publish {
  readonly configMap: string;
  readonly formats?: readonly string[];
  readonly include?: 'Changed' | 'All';
  readonly onDelete?: 'Retain' | 'Delete';
}

/** A ConfigMap as the server holds it. */
export type StoredConfig = KubeObject & {
  readonly metadata: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
};

/** Declares a component with a gate at each level: Wings is Alpha and off, Engine is Beta and on, Hull is locked on. */
export async function declareComponent(cluster: Cluster, component: string): Promise<void> {
  await cluster.declare(
    policy(component),
    gate(component, 'Wings', ['1.0 Alpha']),
    gate(component, 'Engine', ['1.0 Beta']),
    gate(component, 'Hull', ['1.0 Stable']),
  );
}

/** A FeatureSet `NAMESPACE/NAME` that publishes. */
export function publishing(
  component: string,
  { formats = ['FlagString'], ...publish }: Publish,
  values: Parameters<typeof featureSet>[2] = {},
  { name = component, namespace = NAMESPACE }: { readonly name?: string; readonly namespace?: string } = {},
): Manifest {
  const set = featureSet(component, '1.1', values, { publish: { formats, ...publish } });
  return { ...set, metadata: { name, namespace } };
}

/** A ConfigMap of no FeatureSet, or the name of one. */
export function plainConfig(name: string, data = {}, namespace = NAMESPACE): Manifest {
  return configMap(namespace, name, data, {});
}

/** What stands under a name; undefined where nothing does. */
export async function stored(cluster: Cluster, name: string, namespace = NAMESPACE): Promise<StoredConfig | undefined> {
  const { items } = await cluster.get<{ items: StoredConfig[] }>(`/api/v1/namespaces/${namespace}/configmaps`);
  return items.find(({ metadata }) => metadata.name === name);
}

/** Runs the command between back-quotes in a message that begins with `kubectl VERB`, as admin. */
export async function obey(cluster: Cluster, message: string, verb: string): Promise<void> {
  const command = [...message.matchAll(/`kubectl ([^`]*)`/g)].map(([, line = '']) => line);
  const line = command.find((one) => one.startsWith(`${verb} `));
  if (line === undefined) throw new Error(`No \`kubectl ${verb} …\` in: ${message}`);
  // Of a shell's quoting it needs no more than this.
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
  await cluster.kubectl(...words);
}
