import { referenceOf, type Declared, type FeatureSet, type SpecOf } from '../../../src/api/declared.ts';
import type { KindName } from '../../../src/api/kinds.ts';
import type { Declarations } from '../../../src/controller/declarations/declarations.ts';
import type { ObservedConfigs } from '../../../src/lifecycle/config/observed-configs.ts';
import type { World } from '../../../src/lifecycle/declared/world.ts';

/** What a world holds beside what is declared. */
interface Around extends Pick<World, 'reported' | 'observed' | 'now'> {
  /** What is around a FeatureSet in its namespace. */
  readonly of: (featureSet: FeatureSet) => ObservedConfigs;
}

/** A component as the twin knows it, looked up anew each time; undefined where nothing declares it. */
export function twinWorld(declarations: Declarations, component: string, around: Around): World | undefined {
  const valid = <K extends KindName>(kind: K): Declared<SpecOf[K]>[] =>
    [...declarations.stores[kind].by('component', component)].flatMap(({ parsed }) =>
      parsed.valid ? [parsed.object] : [],
    );
  const [policy] = valid('MaturityPolicy');
  const policyInvalid = !policy && [...declarations.stores.MaturityPolicy.by('component', component)].length > 0;
  const [gates, plugins, featureSets] = [valid('FeatureGate'), valid('PluginMaturity'), valid('FeatureSet')];
  if (!policy && gates.length + plugins.length + featureSets.length === 0) return undefined;
  const { namespaces } = declarations;
  const { of, ...known } = around;
  return {
    ...known,
    component,
    policy,
    policyInvalid,
    gates,
    plugins,
    featureSets,
    namespaces: new Map([...namespaces.keys()].map((name) => [name, namespaces.get(name)?.labels ?? {}])),
    observedConfigs: new Map(featureSets.map((featureSet) => [referenceOf(featureSet.metadata), of(featureSet)])),
  };
}
