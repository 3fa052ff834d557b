import { referenceOf, type Declared, type FeatureSet, type SpecOf } from '../../api/declared.ts';
import { KIND_NAMES, type KindName } from '../../api/kinds.ts';
import type { ObservedConfigs } from '../../lifecycle/config/observed-configs.ts';
import type { World } from '../../lifecycle/declared/world.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Store, type StoreChange, type StoreOptions } from '../../kube/watch/store.ts';
import type { ReportedRelease, Observed } from '../../lifecycle/install/reported.ts';
import { declarationOf, type Declaration } from './declaration.ts';
import { FEATURE_SET_INDEXES } from './feature-set-indexes.ts';

/** What a world holds beside what is declared. */
export interface Around {
  readonly reported: ReportedRelease | undefined;
  readonly observed: Observed | undefined;
  /** What is around a FeatureSet in its namespace. */
  readonly of: (featureSet: FeatureSet) => ObservedConfigs;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
}

type Stores = { readonly [K in KindName]: Store<Declaration<K>> };

/** A change of one declared object. */
export interface DeclarationChange<K extends KindName = KindName> extends StoreChange<Declaration<K>> {
  readonly kind: K;
  /** The same generation of the same object is seen again: nothing is declared anew. */
  readonly statusOnly: boolean;
}

/** Everything declared in the cluster, by kind and by component. */
export class Declarations {
  readonly stores: Stores = {
    MaturityPolicy: storeOf('MaturityPolicy'),
    FeatureGate: storeOf('FeatureGate'),
    PluginMaturity: storeOf('PluginMaturity'),
    FeatureSet: storeOf('FeatureSet', FEATURE_SET_INDEXES),
  };
  /** Every namespace, by name: a policy may count the FeatureSets of some only. */
  readonly namespaces = new Store<NamespaceView>({ project: namespaceView });

  /** The object behind a queue key, if it is still there. */
  get<K extends KindName>(kind: K, key: string): Declaration<K> | undefined {
    return this.stores[kind].get(key);
  }

  /** Calls `listener` for every change of every kind. */
  onChange(listener: (change: DeclarationChange) => void): void {
    for (const kind of KIND_NAMES) this.onChangeOf(kind, listener);
  }

  /** Calls `listener` for every change of one kind. */
  onChangeOf<K extends KindName>(kind: K, listener: (change: DeclarationChange<K>) => void): void {
    this.stores[kind].onChange((change) => {
      const { before, after } = change;
      const statusOnly = before !== undefined && before.uid === after?.uid && before.generation === after.generation;
      listener({ ...change, kind, statusOnly });
    });
  }

  /** Every component that anything declares. */
  components(): Set<string> {
    return new Set(KIND_NAMES.flatMap((kind) => [...this.stores[kind].indexValues('component')]));
  }

  /** A snapshot of one component; undefined where nothing declares it any more. */
  world(component: string, around: Around): World | undefined {
    const [policy] = this.#valid('MaturityPolicy', component);
    const policyInvalid = !policy && [...this.stores.MaturityPolicy.by('component', component)].length > 0;
    const gates = this.#valid('FeatureGate', component);
    const plugins = this.#valid('PluginMaturity', component);
    const featureSets = this.#valid('FeatureSet', component);
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
      if (component !== undefined && parsed.valid && parsed.object.spec.installs.selector) yield component;
    }
  }

  #labels(): Map<string, Labels> {
    return new Map([...this.namespaces.keys()].map((name) => [name, this.namespaces.get(name)?.labels ?? {}]));
  }

  #valid<K extends KindName>(kind: K, component: string): Declared<SpecOf[K]>[] {
    const objects: Declared<SpecOf[K]>[] = [];
    for (const { parsed } of this.stores[kind].by('component', component))
      if (parsed.valid) objects.push(parsed.object);
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

function storeOf<K extends KindName>(
  kind: K,
  indexes: StoreOptions<Declaration<K>>['indexes'] = {},
): Store<Declaration<K>> {
  return new Store({
    project: (raw, before, origin) => declarationOf(kind, raw, origin === 'watch' ? before : undefined),
    indexes: { component: ({ component }) => (component === undefined ? [] : [component]), ...indexes },
  });
}
