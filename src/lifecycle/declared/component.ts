import { builtInPolicy, FALLBACK_POLICY } from '../../api/kubernetes-policy.ts';
import type { PolicySpec } from '../../api/policy.ts';
import { pluginLifeOf, type PluginLife, type PluginLives } from '../life/plugin-life.ts';
import { relationsOf, type Relations } from '../life/relations.ts';
import type { Lives } from '../life/requirements.ts';
import { lifeOf, type GateLife } from '../life/stage.ts';
import { calendarOf, type Calendar } from '../releases/calendar.ts';
import { isIdentical, isSame } from '../tables/same.ts';
import type { Table } from '../tables/table.ts';
import type { Snapshot } from './snapshot.ts';

/** What a component declares with every life filled in, before any FeatureSet is looked at; the same object while that says the same. */
export interface Component {
  readonly name: string;
  readonly policy: PolicySpec;
  readonly policyMissing: boolean;
  /** It is missing because it does not fit its schema. */
  readonly policyInvalid: boolean;
  readonly calendar: Calendar;
  readonly lives: Lives;
  readonly plugins: PluginLives;
  readonly relations: Relations;
}

/** A component, and the world that it was read from. */
export interface ComponentBefore {
  readonly component: Component;
  readonly world: Pick<Snapshot, 'gates' | 'plugins'>;
}

const made = new WeakMap<Snapshot['gates'], { readonly inputs: readonly unknown[]; readonly component: Component }>();

/** Fills in one component, once for the same declarations; without a policy the fallback rules hold, and no calendar but the numbers. */
export function componentOf(world: Snapshot, before?: ComponentBefore): Component {
  const inputs = [world.component, world.plugins, world.policy, world.policyInvalid];
  const known = made.get(world.gates);
  if (known && isIdentical(known.inputs, inputs)) return known.component;
  const component = makeComponent(world, before);
  made.set(world.gates, { inputs, component });
  return component;
}

function makeComponent(world: Snapshot, before: ComponentBefore | undefined): Component {
  const { component: name, policyInvalid = false } = world;
  const known = world.policy?.spec ?? builtInPolicy(name);
  const declared = known ?? FALLBACK_POLICY;
  const last = before?.component;
  const policy = last && isSame(last.policy, declared) ? last.policy : declared;
  const policyMissing = known === undefined;
  const old = last && before && last.policy === policy && last.policyMissing === policyMissing ? before : undefined;
  const calendar = old?.component.calendar ?? calendarOf(name, known && policy);
  const lives = livesFrom(
    { objects: world.gates, before: old?.world.gates, lives: old?.component.lives },
    ({ spec }) => spec.gate,
    ({ spec }) => lifeOf(spec, policy, calendar),
  );
  const plugins = livesFrom(
    { objects: world.plugins, before: old?.world.plugins, lives: old?.component.plugins },
    ({ spec }) => spec.type,
    ({ spec }) => pluginLifeOf(spec, calendar),
  );
  if (
    old &&
    lives === old.component.lives &&
    plugins === old.component.plugins &&
    policyInvalid === last?.policyInvalid
  )
    return old.component;
  return {
    name,
    policy,
    policyMissing,
    policyInvalid,
    calendar,
    lives,
    plugins,
    relations: lives === old?.component.lives ? old.component.relations : relationsOf(lives),
  };
}

interface Objects<One, Life> {
  readonly objects: Table<One>;
  readonly before: Table<One> | undefined;
  readonly lives: ReadonlyMap<string, Life> | undefined;
}

/** The lives of objects by the names of what they declare; those of before where they say the same. */
function livesFrom<One, Life extends GateLife | PluginLife>(
  { objects, before, lives: known }: Objects<One, Life>,
  nameOf: (object: One) => string,
  read: (object: One) => Life,
): ReadonlyMap<string, Life> {
  if (!before || !known) return new Map([...objects.values()].map((object) => [nameOf(object), read(object)]));
  let lives: Map<string, Life> | undefined;
  for (const key of objects.changedSince(before)) {
    const [was, is] = [before.get(key), objects.get(key)];
    const life = is && read(is);
    if (is && life && isSame(known.get(nameOf(is))?.spec, life.spec)) continue;
    lives ??= new Map(known);
    if (was) lives.delete(nameOf(was));
    if (is && life) lives.set(nameOf(is), life);
  }
  return lives ?? known;
}
