import type { StatusOf } from '../../api/declared.ts';
import { KIND_NAMES, type KindName } from '../../api/kinds.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Store, type StoreChange, type StoreOptions } from '../../kube/watch/store.ts';
import { declarationOf, type Declaration } from './declaration.ts';
import { FEATURE_SET_INDEXES } from './feature-set-indexes.ts';

/** The status that an answer of the server is expected to show. */
const written = new WeakMap<KubeObject, object>();

type Stores = { readonly [K in KindName]: Store<Declaration<K>> };

/** A change of one declared object. */
export interface DeclarationChange<K extends KindName = KindName> extends StoreChange<Declaration<K>> {
  readonly kind: K;
  /** The same generation of the same object is seen again: nothing new is declared. */
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

  /** Takes over the answer to an own write of a status: what was written is kept, where it stands as it was written. */
  written(kind: KindName, answer: KubeObject, status: object): void {
    written.set(answer, status);
    this.stores[kind].apply(answer);
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

  /** Components whose policy counts FeatureSets by the labels of their namespaces. */
  *selecting(): Generator<string> {
    for (const { component, parsed } of this.stores.MaturityPolicy.values()) {
      if (component !== undefined && parsed.valid && parsed.object.spec.installs.selector) yield component;
    }
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
    project: (raw, before, origin) => {
      if (origin === 'list' || !before) return declarationOf(kind, raw);
      const status = written.get(raw) ?? before.status;
      return declarationOf(kind, raw, { ...before, status: status as StatusOf[K] });
    },
    indexes: { component: ({ component }) => (component === undefined ? [] : [component]), ...indexes },
  });
}
