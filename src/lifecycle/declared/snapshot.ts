import { referenceOf, type FeatureSet, type Gate, type Plugin } from '../../api/declared.ts';
import type { ObservedConfigs } from '../config/observed-configs.ts';
import { Table } from '../tables/table.ts';
import type { World } from './world.ts';

/** A world in tables, which tell what changed since the one before without looking at what did not. */
export interface Snapshot extends Omit<World, 'gates' | 'plugins' | 'featureSets' | 'observedConfigs'> {
  /** By object name. */
  readonly gates: Table<Gate>;
  /** By object name. */
  readonly plugins: Table<Plugin>;
  /** By `namespace/name`. */
  readonly featureSets: Table<FeatureSet>;
  /** By `namespace/name`. */
  readonly observedConfigs: Table<ObservedConfigs>;
}

/** The same world in tables. */
export function snapshotOf(world: World): Snapshot {
  const named = <One extends Gate | Plugin | FeatureSet>(objects: readonly One[]): Table<One> =>
    Table.of(objects.map((object) => [referenceOf(object.metadata), object]));
  return {
    ...world,
    gates: named(world.gates),
    plugins: named(world.plugins),
    featureSets: named(world.featureSets),
    observedConfigs: Table.of(world.observedConfigs),
  };
}
