import { referenceOf, type FeatureSet, type Policy } from '../../api/declared.ts';
import type { ObservedConfigs } from '../../lifecycle/config/observed-configs.ts';
import type { Snapshot } from '../../lifecycle/declared/snapshot.ts';
import { isSame } from '../../lifecycle/tables/same.ts';
import { Table } from '../../lifecycle/tables/table.ts';
import type { Declaration } from '../declarations/declaration.ts';
import type { DeclarationChange, Declarations } from '../declarations/declarations.ts';

/** What is known of one component, as its snapshots hold it. */
interface Known extends Pick<Snapshot, 'gates' | 'plugins' | 'featureSets' | 'observedConfigs'> {
  readonly policy: Policy | undefined;
  readonly policyInvalid: boolean;
}

const NOTHING: Known = {
  policy: undefined,
  policyInvalid: false,
  gates: Table.of(),
  plugins: Table.of(),
  featureSets: Table.of(),
  observedConfigs: Table.of(),
};

/** The worlds of all components, each change taken over once: what changed since is then found without looking at the rest. */
export class Worlds {
  readonly #declarations: Declarations;
  readonly #known = new Map<string, Known>();
  /** How often a component refers to others. */
  readonly #references = new Map<string, Map<string, number>>();
  #labels: Snapshot['namespaces'];

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
    declarations.namespaces.onChange(() => {
      this.#labels = undefined;
    });
  }

  /** Every component that anything declares. */
  components(): IterableIterator<string> {
    return this.#known.keys();
  }

  /** The components that a component refers to. */
  referredToBy(component: string): Iterable<string> {
    return this.#references.get(component)?.keys() ?? [];
  }

  /** The components that refer to others. */
  referring(): IterableIterator<string> {
    return this.#references.keys();
  }

  /** Takes a change over; answers the components that it concerns. */
  take(change: DeclarationChange): Set<string> {
    const { before, after } = change;
    const concerned = new Set<string>();
    // Another status says nothing else.
    if (before?.parsed === after?.parsed) return concerned;
    for (const declaration of [before, after]) {
      if (declaration?.component === undefined) continue;
      const { component } = declaration;
      concerned.add(component);
      this.#refer(component, declaration, declaration === after ? 1 : -1);
      this.#put(component, changedBy(this.#known.get(component) ?? NOTHING, declaration, declaration === after));
    }
    return concerned;
  }

  featureSet(component: string, reference: string): FeatureSet | undefined {
    return this.#known.get(component)?.featureSets.get(reference);
  }

  /** Takes over what is around a FeatureSet; the same object stands while it says the same. */
  observe(component: string, reference: string, observed: ObservedConfigs | undefined): void {
    const known = this.#known.get(component);
    if (!known) return;
    const { observedConfigs } = known;
    if (observed === undefined) this.#put(component, { ...known, observedConfigs: observedConfigs.without(reference) });
    else if (!isSame(observedConfigs.get(reference), observed))
      this.#put(component, { ...known, observedConfigs: observedConfigs.with(reference, observed) });
  }

  /** One component as it is now; undefined where nothing valid declares it any longer. */
  snapshot(component: string, around: Pick<Snapshot, 'reported' | 'observed' | 'now'>): Snapshot | undefined {
    const known = this.#known.get(component);
    if (!known?.policy && known?.gates.size === 0 && known.plugins.size + known.featureSets.size === 0)
      return undefined;
    if (!known) return undefined;
    const namespaces = known.policy?.spec.installs.selector ? this.#selected() : undefined;
    return { ...known, ...around, component, ...(namespaces && { namespaces }) };
  }

  #selected(): Snapshot['namespaces'] {
    const { namespaces } = this.#declarations;
    this.#labels ??= new Map([...namespaces.keys()].map((name) => [name, namespaces.get(name)?.labels ?? {}]));
    return this.#labels;
  }

  #put(component: string, known: Known): void {
    const { policy, policyInvalid, gates, plugins, featureSets } = known;
    if (policy || policyInvalid || gates.size + plugins.size + featureSets.size > 0) this.#known.set(component, known);
    else this.#known.delete(component);
  }

  #refer(component: string, declaration: Declaration, by: 1 | -1): void {
    for (const other of referencesIn(declaration)) {
      if (other === component) continue;
      const counts = this.#references.get(component) ?? new Map<string, number>();
      const count = (counts.get(other) ?? 0) + by;
      if (count > 0) counts.set(other, count);
      else counts.delete(other);
      if (counts.size > 0) this.#references.set(component, counts);
      else this.#references.delete(component);
    }
  }
}

function referencesIn({ parsed }: Declaration): string[] {
  if (!parsed.valid) return [];
  const { spec } = parsed.object;
  if ('platform' in spec) return spec.platform.map(({ component }) => component);
  return 'upstream' in spec ? spec.upstream.map(({ component }) => component) : [];
}

/** What is known with an object, or without it. */
function changedBy(known: Known, { kind, parsed }: Declaration, stands: boolean): Known {
  const { metadata } = parsed.valid ? parsed.object : parsed;
  const reference = referenceOf(metadata);
  const changed = <One>(table: Table<One>): Table<One> =>
    stands && parsed.valid ? table.with(reference, parsed.object as One) : table.without(reference);
  switch (kind) {
    case 'MaturityPolicy':
      return {
        ...known,
        policy: stands && parsed.valid ? (parsed.object as Policy) : undefined,
        policyInvalid: stands && !parsed.valid,
      };
    case 'FeatureGate':
      return { ...known, gates: changed(known.gates) };
    case 'PluginMaturity':
      return { ...known, plugins: changed(known.plugins) };
    case 'FeatureSet': {
      const observedConfigs = stands ? known.observedConfigs : known.observedConfigs.without(reference);
      return { ...known, featureSets: changed(known.featureSets), observedConfigs };
    }
  }
}
