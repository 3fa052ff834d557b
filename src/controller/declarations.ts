import { componentOf, referenceOf } from '../api/declared.ts';
import { KIND_NAMES, KINDS, type KindName } from '../api/kinds.ts';
import { parseObject, type Parsed } from '../api/parse.ts';
import type { FeatureSet, Gate, Plugin, Policy } from '../api/declared.ts';
import type { Surroundings } from '../lifecycle/surroundings.ts';
import type { Observed } from '../lifecycle/sync.ts';
import type { ReportedRelease, World } from '../lifecycle/world.ts';
import { objectKey, splitKey, type KubeObject } from '../kube/object.ts';
import { Store, type StoreChange } from '../kube/store.ts';
import { SOURCE_INDEXES } from './source-watch.ts';

/** One object as it was last seen: what it declares, and the status that stands on it. */
export interface Declaration {
  readonly kind: KindName;
  readonly parsed: Parsed<KindName>;
  readonly uid: string;
  readonly generation: number;
  readonly resourceVersion: string;
  readonly component: string | undefined;
  /** Undefined before the first write, and where it does not fit its schema: then it is written anew. */
  readonly status: Readonly<Record<string, unknown>> | undefined;
}

/** A queue key: kind and object key. */
export type ObjectKey = `${KindName}:${string}`;

/** The queue key of an object. */
export function queueKey(kind: KindName, key: string): ObjectKey {
  return `${kind}:${key}`;
}

/** Kind and object key of a queue key. */
export function splitQueueKey(key: string): { kind: KindName; key: string } {
  const colon = key.indexOf(':');
  return { kind: key.slice(0, colon) as KindName, key: key.slice(colon + 1) };
}

/** What a queue key is about, as logs name it. */
export function queuedObject(queued: string): object {
  const { kind, key } = splitQueueKey(queued);
  return { kind, ...splitKey(key) };
}

/** What a world holds beside what is declared. */
export interface Around {
  readonly reported: ReportedRelease | undefined;
  readonly observed: Observed | undefined;
  /** What is around a FeatureSet in its namespace. */
  readonly of: (featureSet: FeatureSet) => Surroundings;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
}

/** Everything declared in the cluster, by kind and by component. */
export class Declarations {
  readonly stores: Readonly<Record<KindName, Store<Declaration>>>;
  /** Every namespace, by name: a policy may count the FeatureSets of some only. */
  readonly namespaces = new Store<NamespaceView>({ project: namespaceView });

  constructor() {
    const store = (kind: KindName): Store<Declaration> =>
      new Store({
        project: (raw) => declarationOf(kind, raw),
        indexes: {
          component: ({ component }) => (component === undefined ? [] : [component]),
          ...SOURCE_INDEXES,
          // Namespaces in which FeatureSets publish, and the ConfigMaps that they name there.
          publishesIn: (declaration) => publishedBy(declaration).map(({ namespace }) => namespace),
          publishesTo: (declaration) => publishedBy(declaration).map(objectKey),
          // By the uid that what they have published carries.
          publisher: (declaration) => publishedBy(declaration).map(() => declaration.uid),
        },
      });
    this.stores = {
      MaturityPolicy: store('MaturityPolicy'),
      FeatureGate: store('FeatureGate'),
      PluginMaturity: store('PluginMaturity'),
      FeatureSet: store('FeatureSet'),
    };
  }

  /** The object behind a queue key, if it is still there. */
  get(kind: KindName, key: string): Declaration | undefined {
    return this.stores[kind].get(key);
  }

  /** Calls `listener` for every change of every kind. */
  onChange(listener: (kind: KindName, change: StoreChange<Declaration>) => void): void {
    for (const kind of KIND_NAMES) this.stores[kind].onChange((change) => listener(kind, change));
  }

  /** Every component that anything declares. */
  components(): Set<string> {
    return new Set(KIND_NAMES.flatMap((kind) => [...this.stores[kind].indexValues('component')]));
  }

  /** A snapshot of one component; undefined where nothing declares it any more. */
  world(component: string, around: Around): World | undefined {
    const [policy] = this.#valid<Policy>('MaturityPolicy', component);
    const policyInvalid = !policy && [...this.stores.MaturityPolicy.by('component', component)].length > 0;
    const gates = this.#valid<Gate>('FeatureGate', component);
    const plugins = this.#valid<Plugin>('PluginMaturity', component);
    const featureSets = this.#valid<FeatureSet>('FeatureSet', component);
    if (!policy && gates.length + plugins.length + featureSets.length === 0) return undefined;
    const namespaces = policy?.spec.installs.selector ? this.#labels() : new Map<string, Labels>();
    const surroundings = new Map<string, Surroundings>();
    for (const featureSet of featureSets) {
      const {
        metadata,
        spec: { sources, publish },
      } = featureSet;
      if (sources.length > 0 || publish || metadata.finalizers?.length)
        surroundings.set(referenceOf(metadata), around.of(featureSet));
    }
    const { reported, observed, now } = around;
    return {
      component,
      policy,
      policyInvalid,
      gates,
      plugins,
      featureSets,
      namespaces,
      reported,
      observed,
      surroundings,
      now,
    };
  }

  /** Components whose policy counts FeatureSets by the labels of their namespaces. */
  *selecting(): Generator<string> {
    for (const { component, parsed } of this.stores.MaturityPolicy.values()) {
      const counts = parsed.valid && 'installs' in parsed.object.spec && parsed.object.spec.installs.selector;
      if (counts && component !== undefined) yield component;
    }
  }

  #labels(): Map<string, Labels> {
    return new Map([...this.namespaces.keys()].map((name) => [name, this.namespaces.get(name)?.labels ?? {}]));
  }

  #valid<T>(kind: KindName, component: string): T[] {
    const objects: T[] = [];
    for (const { parsed } of this.stores[kind].by('component', component)) {
      if (parsed.valid) objects.push(parsed.object as unknown as T);
    }
    return objects;
  }
}

type Labels = Readonly<Record<string, string>>;

interface NamespaceView {
  readonly labels: Labels;
  /** It is being deleted, with all that is in it. */
  readonly ends: boolean;
}

function namespaceView({ metadata }: KubeObject): NamespaceView {
  const { labels, deletionTimestamp } = metadata;
  return {
    labels: typeof labels === 'object' && labels !== null ? (labels as Labels) : {},
    ends: deletionTimestamp !== undefined,
  };
}

/** The ConfigMap that a FeatureSet names to publish to. */
function publishedBy({ parsed }: Declaration): { namespace: string; name: string }[] {
  if (!parsed.valid || !('publish' in parsed.object.spec) || !parsed.object.spec.publish) return [];
  return [{ namespace: parsed.object.metadata.namespace ?? '', name: parsed.object.spec.publish.configMap }];
}

function declarationOf(kind: KindName, raw: KubeObject): Declaration {
  const parsed = parseObject(kind, raw);
  const status = KINDS[kind].status.safeParse(raw['status']);
  const { uid, generation, resourceVersion } = parsed.valid ? parsed.object.metadata : parsed.metadata;
  return {
    kind,
    parsed,
    uid,
    generation,
    resourceVersion,
    component: parsed.valid
      ? componentOf(kind, parsed.object)
      : kind === 'MaturityPolicy'
        ? parsed.metadata.name
        : undefined,
    status: status.success ? status.data : undefined,
  };
}
