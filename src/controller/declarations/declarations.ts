import { referenceOf, type FeatureSet, type Gate, type Plugin, type Policy } from '../../api/declared.ts';
import { KIND_NAMES, type KindName } from '../../api/kinds.ts';
import type { ObservedConfigs } from '../../lifecycle/config/observed-configs.ts';
import type { World } from '../../lifecycle/component/world.ts';
import { objectKey, type KubeObject } from '../../kube/object.ts';
import { Store, type StoreChange } from '../../kube/watch/store.ts';
import type { ReportedRelease, Observed } from '../../lifecycle/install/reported.ts';
import { declarationOf, type Declaration } from './declaration.ts';
import { SOURCE_INDEXES } from './feature-set-indexes.ts';

/** What a world holds beside what is declared. */
export interface Around {
  readonly reported: ReportedRelease | undefined;
  readonly observed: Observed | undefined;
  /** What is around a FeatureSet in its namespace. */
  readonly of: (featureSet: FeatureSet) => ObservedConfigs;
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
    const observedConfigs = new Map<string, ObservedConfigs>();
    for (const featureSet of featureSets) {
      const {
        metadata,
        spec: { sources, publish },
      } = featureSet;
      if (sources.length > 0 || publish || metadata.finalizers?.length)
        observedConfigs.set(referenceOf(metadata), around.of(featureSet));
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
      observedConfigs,
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
