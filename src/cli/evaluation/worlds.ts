import { componentOf, referenceOf, type FeatureSet, type Gate, type Plugin, type Policy } from '../../api/declared.ts';
import type { KindName } from '../../api/kinds.ts';
import { sourceStateOf, type ConfigMapContent } from '../../formats/source-state.ts';
import type { ObservedConfigs } from '../../lifecycle/config/observed-configs.ts';
import type { World } from '../../lifecycle/declared/world.ts';
import type { DeclaredObject } from '../input/declared-object.ts';
import type { ReportedRelease } from '../../lifecycle/install/reported.ts';

/** What an input is judged by, beside its objects. */
export interface Circumstances {
  readonly reported: ReadonlyMap<string, ReportedRelease>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The ConfigMaps that sources may name, by `namespace/name`. Absent: there are none. */
  readonly configMaps?: ReadonlyMap<string, ConfigMapContent>;
}

/**
 * One world a component, in the order of their names: what the operator would evaluate were the same objects in a cluster.
 * `reported` is what each component would say of itself, for FeatureSets with `releaseFrom`; `configMaps` are those among
 * the input, by `namespace/name`.
 */
export function worldsOf(
  objects: readonly DeclaredObject[],
  { reported, now, configMaps = new Map() }: Circumstances,
): World[] {
  const byComponent = new Map<string, DeclaredObject[]>();
  for (const one of objects) {
    const component = declaredComponent(one);
    if (component === undefined) continue;
    const others = byComponent.get(component);
    if (others) others.push(one);
    else byComponent.set(component, [one]);
  }
  const refused = objects.filter(({ kind, parsed }) => kind === 'MaturityPolicy' && !parsed.valid);
  const invalidPolicies = new Set(refused.map(({ reference }) => reference));
  return [...byComponent.keys()].sort().map((component) => {
    const members = byComponent.get(component) ?? [];
    const featureSets = validOf<FeatureSet>(members, 'FeatureSet');
    return {
      component,
      policy: validOf<Policy>(members, 'MaturityPolicy')[0],
      policyInvalid: invalidPolicies.has(component),
      gates: validOf<Gate>(members, 'FeatureGate'),
      plugins: validOf<Plugin>(members, 'PluginMaturity'),
      featureSets,
      reported: reported.get(component),
      observedConfigs: new Map(featureSets.map((set) => [referenceOf(set.metadata), around(set, configMaps)])),
      now,
    };
  });
}

/** Nothing is published offline, so nothing is known of it. */
function around(
  { metadata: { namespace }, spec }: FeatureSet,
  configMaps: ReadonlyMap<string, ConfigMapContent>,
): ObservedConfigs {
  const sources = spec.sources.map((source) => {
    const reference = referenceOf({ namespace, name: source.configMap.name });
    return sourceStateOf(source, configMaps.get(reference), undefined);
  });
  return { sources, published: undefined };
}

/** The component an object belongs to; undefined where it breaks its schema. */
export function declaredComponent({ kind, parsed }: DeclaredObject): string | undefined {
  return parsed.valid ? componentOf(kind, parsed.object) : undefined;
}

function validOf<T>(objects: readonly DeclaredObject[], wanted: KindName): T[] {
  return objects.flatMap(({ kind, parsed }) =>
    kind === wanted && parsed.valid ? [parsed.object as unknown as T] : [],
  );
}
