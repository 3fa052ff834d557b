import fc from 'fast-check';
import type { FeatureSet, Gate, Plugin, Policy } from '../../../../src/api/declared.ts';
import type { ObservedConfigs } from '../../../../src/lifecycle/config/observed-configs.ts';
import type { Observed, ReportedRelease } from '../../../../src/lifecycle/install/reported.ts';
import type { World } from '../../../../src/lifecycle/declared/world.ts';
import { NOW } from '../../../support/sample.ts';
import {
  MOMENTS,
  NAMESPACES,
  OBSERVED,
  PUBLISHED,
  PUBLISHED_STATES,
  REPORTED,
  SOURCE_STATES,
  SOURCES,
  type Pool,
} from './history-objects.ts';

/** What stands in one component. */
interface Part {
  readonly policy: Policy | undefined;
  readonly policyInvalid: boolean;
  readonly gates: ReadonlyMap<string, Gate>;
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly featureSets: ReadonlyMap<string, FeatureSet>;
  readonly observedConfigs: ReadonlyMap<string, ObservedConfigs>;
}

/** All components at one moment. */
export interface Scene {
  readonly now: number;
  readonly reported: ReportedRelease | undefined;
  readonly observed: Observed | undefined;
  readonly namespaces: (typeof NAMESPACES)[number];
  /** By component; one that is not here has no object at all. */
  readonly parts: ReadonlyMap<string, Part>;
}

/** One edit: what is done, to which thing, and what takes its place. What no longer stands for anything does nothing. */
export interface Step {
  readonly edit: number;
  readonly component: number;
  readonly slot: number;
  readonly pick: number;
}

type Pools = ReadonlyMap<string, Pool>;
type Edit = (scene: Scene, step: Step, pools: Pools) => Scene;
type ComponentEdit = (part: Part, step: Step, pool: Pool) => Part;

function at<T>(list: readonly [T, ...T[]] | readonly T[], index: number): T {
  return list[index % list.length] as T;
}

function withEntry<T>(map: ReadonlyMap<string, T>, key: string, value: T | undefined): ReadonlyMap<string, T> {
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}

function inComponent(edit: ComponentEdit): Edit {
  return (scene, step, pools) => {
    const component = at([...pools.keys()], step.component);
    const [part, pool] = [scene.parts.get(component), pools.get(component)];
    if (!part || !pool) return scene;
    const next = edit(part, step, pool);
    return next === part ? scene : { ...scene, parts: withEntry(scene.parts, component, next) };
  };
}

type Kind = 'gates' | 'plugins' | 'featureSets';

/** Puts a variant into its place, or takes what is there away. */
function put(kind: Kind): Edit {
  return inComponent((part, { slot, pick }, pool) => {
    const key = at([...pool[kind].keys()], slot);
    const picked = at<Gate | Plugin | FeatureSet>(pool[kind].get(key) ?? [], pick);
    return { ...part, [kind]: withEntry(part[kind], key, picked) };
  });
}

function remove(kind: Kind): Edit {
  return inComponent((part, { slot }, pool) => ({
    ...part,
    [kind]: withEntry<unknown>(part[kind], at([...pool[kind].keys()], slot), undefined),
  }));
}

function newer<One extends Gate | Plugin | FeatureSet>(object: One, spec: One['spec'] = object.spec): One {
  const { metadata } = object;
  return { ...object, spec, metadata: { ...metadata, generation: (metadata.generation ?? 0) + 1 } };
}

/** Edits one object that is there. */
function change<K extends Kind>(
  kind: K,
  alter: (object: Part[K] extends ReadonlyMap<string, infer One> ? One : never, step: Step, part: Part) => unknown,
): Edit {
  return inComponent((part, step) => {
    const known = [...part[kind]] as [string, never][];
    if (known.length === 0) return part;
    const [key, object] = at(known, step.slot);
    return { ...part, [kind]: withEntry(part[kind], key, alter(object, step, part)) };
  });
}

/** Edits the spec of a FeatureSet. */
function respec(alter: (spec: FeatureSet['spec'], pick: number) => Partial<FeatureSet['spec']>): Edit {
  return change('featureSets', (set, { pick }) => newer(set, { ...set.spec, ...alter(set.spec, pick) }));
}

const PLATFORMS = [
  [],
  [['base', 'base/old']],
  [['base', 'base/new']],
  [
    ['base', 'base/private'],
    ['middle', 'middle/first'],
  ],
  [['middle', 'middle/second']],
  [['kubernetes', 'default/one']],
  [
    ['kubernetes', 'default/two'],
    ['base', 'base/ghost'],
  ],
  [['base', 'middle/first']],
] as const;

const SHARINGS = [
  { namespaces: 'All', names: [] },
  { namespaces: 'Same', names: [] },
  { namespaces: 'Listed', names: ['default'] },
] as const;

const RELEASES = ['1.1', '1.2', '1.4', '1.33', '1.36', 'v1.31', '2.0'];

function without(spec: FeatureSet['spec'], ...fields: (keyof FeatureSet['spec'])[]): FeatureSet['spec'] {
  return Object.fromEntries(
    Object.entries(spec).filter(([name]) => !fields.some((one) => one === name)),
  ) as FeatureSet['spec'];
}

/** A source for each that the FeatureSet names, as the operator has them. */
function observedFor(set: FeatureSet, pick: number): ObservedConfigs {
  return {
    sources: set.spec.sources.map((_, index) => at(SOURCE_STATES, pick + index)),
    published: set.spec.publish && at(PUBLISHED_STATES, pick),
  };
}

const observe = inComponent((part, { slot, pick }) => {
  const sets = [...part.featureSets];
  if (sets.length === 0) return part;
  const [reference, set] = at(sets, slot);
  const configs = pick % 7 === 0 ? undefined : observedFor(set, pick);
  return { ...part, observedConfigs: withEntry(part.observedConfigs, reference, configs) };
});

/** A FeatureSet is deleted, and made anew of another component. */
const move: Edit = (scene, step, pools) => {
  const reference = 'default/moving';
  const [from] = [...scene.parts].find(([, { featureSets }]) => featureSets.has(reference)) ?? [];
  const to = at([...pools.keys()], step.component);
  const [there, left] = [scene.parts.get(to), from === undefined ? undefined : scene.parts.get(from)];
  const picked = at(pools.get(to)?.moving ?? [], step.pick);
  if (!there || from === to) return scene;
  const parts = new Map(scene.parts);
  if (from !== undefined && left)
    parts.set(from, { ...left, featureSets: withEntry(left.featureSets, reference, undefined) });
  parts.set(to, { ...there, featureSets: withEntry(there.featureSets, reference, picked) });
  return { ...scene, parts };
};

/** A component goes with all of its objects, or comes back. */
const come: Edit = (scene, { component, pick }, pools) => {
  const name = at([...pools.keys()], component);
  const pool = pools.get(name);
  if (!pool) return scene;
  return { ...scene, parts: withEntry(scene.parts, name, scene.parts.has(name) ? undefined : partFrom(pool, pick)) };
};

/** What a step may do, simplest first: a history that fails shrinks towards steps that do nothing. */
const EDITS: readonly [name: string, edit: Edit][] = [
  ['nothing', (scene) => scene],
  ['put a gate', put('gates')],
  ['put a gate', put('gates')],
  ['delete a gate', remove('gates')],
  ['describe a gate', change('gates', (one) => newer(one, { ...one.spec }))],
  ['touch a gate', change('gates', (one) => newer(one))],
  ['copy a gate', change('gates', (one) => structuredClone(one))],
  ['put a plugin', put('plugins')],
  ['delete a plugin', remove('plugins')],
  ['touch a plugin', change('plugins', (one) => newer(one, { ...one.spec }))],
  ['put a FeatureSet', put('featureSets')],
  ['put a FeatureSet', put('featureSets')],
  ['delete a FeatureSet', remove('featureSets')],
  ['touch a FeatureSet', change('featureSets', (one) => newer(one))],
  ['copy a FeatureSet', change('featureSets', (one) => structuredClone(one))],
  [
    'share a spec',
    change('featureSets', (one, { pick }, { featureSets }) => newer(one, at([...featureSets.values()], pick).spec)),
  ],
  [
    'repeat a spec',
    change('featureSets', (one, { pick }, { featureSets }) =>
      newer(one, structuredClone(at([...featureSets.values()], pick).spec)),
    ),
  ],
  ['set the release', respec((spec, pick) => ({ ...(!spec.releaseFrom && { release: at(RELEASES, pick) }) }))],
  [
    'set the target',
    change('featureSets', (one, { pick }) =>
      newer(
        one,
        pick % 3 === 0 ? without(one.spec, 'targetRelease') : { ...one.spec, targetRelease: at(RELEASES, pick) },
      ),
    ),
  ],
  ['share', respec((_, pick) => ({ shareWith: { ...at(SHARINGS, pick), names: [...at(SHARINGS, pick).names] } }))],
  [
    'set the platform',
    respec((_, pick) => ({
      platform: at(PLATFORMS, pick).map(([component, reference]) => {
        const [namespace = '', name = ''] = reference.split('/');
        return { component, featureSet: { namespace, name } };
      }),
    })),
  ],
  [
    'follow the server',
    change('featureSets', (one, { pick }) => {
      if (one.spec.component !== 'kubernetes') return one;
      const observes = pick % 2 === 0 ? { observe: { from: 'APIServerMetrics' as const } } : {};
      const follows = pick % 3 === 0 ? { release: '1.33' } : { releaseFrom: 'APIServer' as const };
      return newer(one, { ...without(one.spec, 'release', 'releaseFrom', 'observe'), ...observes, ...follows });
    }),
  ],
  ['name sources', respec((_, pick) => ({ sources: [...at(SOURCES, pick)] }))],
  [
    'publish',
    change('featureSets', (one, { pick }) => {
      const publish = at(PUBLISHED, pick);
      return newer(one, {
        ...without(one.spec, 'publish'),
        ...(publish && { publish }),
      });
    }),
  ],
  ['observe configs', observe],
  ['observe configs', observe],
  [
    'put the policy',
    inComponent((part, { pick }, pool) => ({ ...part, policy: at(pool.policies, pick), policyInvalid: false })),
  ],
  ['break the policy', inComponent((part) => ({ ...part, policy: undefined, policyInvalid: true }))],
  ['set the clock', (scene, { pick }) => ({ ...scene, now: at(MOMENTS, pick) })],
  ['set the clock', (scene, { pick }) => ({ ...scene, now: at(MOMENTS, pick) })],
  ['report a release', (scene, { pick }) => ({ ...scene, reported: at(REPORTED, pick) })],
  ['report gates', (scene, { pick }) => ({ ...scene, observed: at(OBSERVED, pick) })],
  ['label namespaces', (scene, { pick }) => ({ ...scene, namespaces: at(NAMESPACES, pick) })],
  ['move a FeatureSet', move],
  ['a component comes or goes', come],
];

const LARGE = 0xffff;

/** One step. */
export const steps: fc.Arbitrary<Step> = fc.record({
  edit: fc.nat(EDITS.length - 1),
  component: fc.nat(LARGE),
  slot: fc.nat(LARGE),
  pick: fc.nat(LARGE),
});

/** The next scene. */
export function edited(scene: Scene, step: Step, pools: Pools): Scene {
  return at(EDITS, step.edit)[1](scene, step, pools);
}

/** What a step is called, for messages. */
export function nameOf({ edit: index, component, slot, pick }: Step): string {
  return `${at(EDITS, index)[0]} (${component}, ${slot}, ${pick})`;
}

function partFrom(pool: Pool, pick: number): Part {
  const picked = <One>(variants: ReadonlyMap<string, readonly One[]>) =>
    new Map([...variants].map(([key, list], index) => [key, at(list, pick + index)] as const));
  const featureSets = picked(pool.featureSets);
  return {
    policy: at(pool.policies, pick),
    policyInvalid: false,
    gates: picked(pool.gates),
    plugins: picked(pool.plugins),
    featureSets,
    observedConfigs: new Map(
      [...featureSets].map(([reference, set], index) => [reference, observedFor(set, pick + index)]),
    ),
  };
}

/** A scene in which every component has one of everything. */
export function sceneFrom(pools: Pools, pick: number): Scene {
  return {
    now: NOW,
    reported: at(REPORTED, pick),
    observed: at(OBSERVED, pick),
    namespaces: at(NAMESPACES, pick),
    parts: new Map([...pools].map(([component, pool]) => [component, partFrom(pool, pick)])),
  };
}

/** The world of each component of a scene. */
export function worldsOf({ parts, namespaces, ...around }: Scene): World[] {
  return [...parts].map(([component, part]) => ({
    ...around,
    ...(namespaces && { namespaces }),
    component,
    policy: part.policy,
    policyInvalid: part.policyInvalid,
    gates: [...part.gates.values()],
    plugins: [...part.plugins.values()],
    featureSets: [...part.featureSets.values()],
    // One state for each source that is named now.
    observedConfigs: new Map(
      [...part.observedConfigs].filter(
        ([reference, { sources }]) => part.featureSets.get(reference)?.spec.sources.length === sources.length,
      ),
    ),
  }));
}

/** The components that are not the same in two scenes. */
export function componentsEdited(before: Scene, after: Scene): Set<string> {
  const around = (['now', 'reported', 'observed', 'namespaces'] as const).some(
    (field) => before[field] !== after[field],
  );
  const components = [...new Set([...before.parts.keys(), ...after.parts.keys()])];
  return new Set(components.filter((one) => around || before.parts.get(one) !== after.parts.get(one)));
}

/** Other components that a world names. */
export function namedIn({ component, featureSets, gates }: World): Set<string> {
  const named = [
    ...featureSets.flatMap(({ spec }) => spec.platform.map((platform) => platform.component)),
    ...gates.flatMap(({ spec }) => spec.upstream.map((upstream) => upstream.component)),
  ];
  return new Set(named.filter((one) => one !== component));
}
