import { API_VERSION } from '../../../src/api/schema.ts';
import { configMap, source } from '../cluster/config-maps.ts';
import { policy } from '../cluster/declared-objects.ts';
import { gate, plugin, type Manifest } from '../../support/manifest.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Where histories play: in few places, so that what happens meets. */
export const NAMESPACES = ['north', 'south', 'east'] as const;
/** One with a policy of its own, one whose policy comes and goes, and the one whose policy is built in. */
export const COMPONENTS = ['plane', 'boat', 'kubernetes'] as const;
export const GATES = ['A', 'B', 'C', 'D'] as const;
export const PLUGINS = ['pilot', 'sail'] as const;
export const SETS = ['one', 'two', 'three', 'four'] as const;
/** ConfigMaps that FeatureSets publish to. */
export const TARGETS = ['pub-a', 'pub-b', 'pub-c'] as const;
/** And those they name as sources. */
const SOURCES = ['values', 'flags', 'picker'] as const;
const RELEASES = ['1.30', '1.31', '1.32', '1.33'] as const;
const STATES = ['Enabled', 'Disabled'] as const;
const ALLOWED = { 'stagegate.dev/source': 'Allowed' };

const STAGES: readonly (readonly string[])[] = [
  ['1.30 Alpha'],
  ['1.30 Alpha'],
  ['1.30 Beta'],
  ['1.30 Beta'],
  ['1.30 Stable'],
  ['1.30 Alpha', '1.32 Beta'],
  ['1.30 Beta', '1.31 Stable', '1.33 Removed'],
];

const PICKER = `apiVersion: inference.networking.x-k8s.io/v1alpha1
kind: EndpointPickerConfig
featureGates: [A]
plugins: [{type: pilot}, {type: sail, name: second}]
`;

/** What a ConfigMap of each name holds when it is what its readers expect. */
const FITTING = {
  values: [
    { A: 'true', B: 'false' },
    { A: 'false', C: 'true' },
    { _example: 'x', D: 'true' },
  ],
  flags: [{ flags: 'A=true,B=false' }, { flags: 'C=true' }],
  picker: [{ 'config.yaml': PICKER }, { 'config.yaml': PICKER, flags: 'C=true' }],
};
/** All that sources ever hold, what cannot be read included. */
export const CONTENTS: readonly Readonly<Record<string, string>>[] = [
  ...Object.values(FITTING).flat(),
  { flags: 'A=true,,=B' },
  { 'config.yaml': 'kind: [oops' },
  {},
];

/** A gate of that name, with another life and other relations each time. */
export function drawnGate(random: SeededRandom, component: string, name: string): Manifest {
  const others = GATES.filter((one) => one !== name);
  const abroad = COMPONENTS.filter((one) => one !== component);
  return gate(component, name, random.pick(STAGES), {
    requires: [
      ...(random.chance(0.08) ? [{ gate: random.pick([...others, ...others, 'Ghost']) }] : []),
      ...(random.chance(0.05)
        ? [{ component: random.pick(abroad), gate: random.pick(GATES), platformFrom: '1.31' }]
        : []),
    ],
    excludes: random.chance(0.05) ? [{ gate: random.pick(others) }] : [],
  });
}

export function drawnPlugin(random: SeededRandom, component: string, type: string): Manifest {
  const removed = ['1.30 Stable', '1.32 Removed'];
  const stages = random.pick<string[]>([['1.30 Beta'], ['1.30 Stable'], ['1.30 Alpha'], removed]);
  return plugin(component, type, stages, random.chance(0.1) ? { featureGate: random.pick(GATES) } : {});
}

export function drawnPolicy(random: SeededRandom, component: string): Manifest {
  const gold = { namespaces: 'Selector', selector: { matchLabels: { tier: 'gold' } } };
  return policy(component, {
    groups: [{ name: 'AllBeta', levels: ['Beta'] }],
    settings: [{ name: 'size', type: 'Integer', default: '1' }],
    unregisteredPlugins: random.pick(['Warn', 'Warn', 'Refuse']),
    ...(random.chance(0.3) && { releases: RELEASES.map((name) => ({ name })) }),
    ...(random.chance(0.3) && { defaultPlugins: ['pilot'] }),
    ...(random.chance(0.4) && { installs: gold }),
  });
}

/** An entry of `spec.sources`, mostly in the format that the ConfigMap is written in. */
export function drawnSource(random: SeededRandom): object {
  const name = random.pick(SOURCES);
  const ways = {
    values: { format: 'KeyValue' },
    flags: { format: 'FlagString', key: 'flags' },
    picker: { format: 'EndpointPickerConfig', key: 'config.yaml' },
  };
  const way = ways[random.chance(0.85) ? name : random.pick(SOURCES)];
  return { ...source(name, way), ...(random.chance(0.5) && { optional: 'Allow' }) };
}

export function drawnPublish(random: SeededRandom): object {
  const formats = random.some(['FlagString', 'KeyValue', 'JSON'], 0.5);
  return {
    configMap: random.pick(TARGETS),
    formats: formats.length > 0 ? formats : ['FlagString'],
    include: random.pick(['Changed', 'All']),
    onDelete: random.pick(['Retain', 'Delete']),
  };
}

export function drawnOverrides(random: SeededRandom): object[] {
  const names = random.chance(0.05) ? [...GATES, 'Ghost'] : GATES;
  return random.some(names, 0.25).map((name) => ({ gate: name, state: random.pick(STATES), reason: 'a test' }));
}

/** A FeatureSet of any component, with up to two sources, and mostly publishing. */
export function drawnSet(random: SeededRandom, namespace: string, name: string): Manifest {
  const component = random.pick(COMPONENTS);
  const below = { namespace: random.pick(NAMESPACES), name: random.pick(SETS) };
  const other = random.pick(COMPONENTS.filter((one) => one !== component));
  const asked = component === 'kubernetes' && random.chance(0.2);
  const spec = {
    component,
    ...(asked ? { releaseFrom: 'APIServer' } : { release: random.pick(RELEASES) }),
    ...(asked && random.chance(0.5) && { observe: { from: 'APIServerMetrics' } }),
    ...(random.chance(0.3) && { targetRelease: random.pick(RELEASES) }),
    ...(random.chance(0.08) && { minimumLevel: 'Alpha' }),
    ...(random.chance(0.2) && { groups: [{ name: 'AllBeta', state: random.pick(STATES) }] }),
    ...(random.chance(0.05) && { settings: [{ name: 'size', value: random.pick(['2', 'x']) }] }),
    experimentalPlugins: random.pick(['Allow', 'Allow', 'Disallow']),
    sources: random.chance(0.3) ? Array.from({ length: 1 + random.below(2) }, () => drawnSource(random)) : [],
    overrides: drawnOverrides(random),
    plugins: random.chance(0.2) ? [{ type: random.pick(PLUGINS) }] : [],
    platform: random.chance(0.1) ? [{ component: other, featureSet: below }] : [],
    shareWith: { namespaces: random.pick(['Same', 'All']) },
    ...(random.chance(0.9) && { publish: drawnPublish(random) }),
  };
  return { ...featureSet(namespace, name), spec };
}

/** A FeatureSet of a component with nothing wrong in it, which publishes to a ConfigMap that may be another's, too. */
export function soundSet(random: SeededRandom, namespace: string, name: string): Manifest {
  const publish = { ...drawnPublish(random), formats: ['FlagString'] };
  const spec = { component: random.pick(COMPONENTS), release: '1.30', publish };
  return { ...featureSet(namespace, name), spec };
}

/** The name of a FeatureSet, as far as a patch or a deletion needs it. */
export function featureSet(namespace: string, name: string): Manifest {
  return { apiVersion: API_VERSION, kind: 'FeatureSet', metadata: { name, namespace } };
}

/** A ConfigMap that is named as a source, mostly with the label that allows to read it. */
export function drawnSourceMap(random: SeededRandom, namespace: string): Manifest {
  const name = random.pick(SOURCES);
  const data = random.pick(random.chance(0.8) ? FITTING[name] : CONTENTS);
  return configMap(namespace, name, data, random.chance(0.85) ? ALLOWED : {});
}
