import { API_VERSION } from '../../../src/api/schema.ts';
import { configMap, source } from './config-maps.ts';
import { gate, type Manifest, plugin, policy, type StageRow } from './declared-objects.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Where histories play: in few places, so that what happens meets. */
export const NAMESPACES = ['north', 'south', 'east'] as const;
/** One with a policy of its own, one whose policy comes and goes, and the one whose policy is built in. */
export const COMPONENTS = ['plane', 'boat', 'kubernetes'] as const;
export const GATES = ['A', 'B', 'C', 'D'] as const;
export const PLUGINS = ['pilot', 'sail'] as const;
export const SETS = ['one', 'two', 'three', 'four'] as const;
/** ConfigMaps that FeatureSets publish to. */
export const TARGETS = ['pub-a', 'pub-b'] as const;
/** And those they name as sources. */
const SOURCES = ['cm-a', 'cm-b', 'cm-c'] as const;
const RELEASES = ['1.30', '1.31', '1.32', '1.33'] as const;
const STATES = ['Enabled', 'Disabled'] as const;
const ALLOWED = { 'stagegate.dev/source': 'Allowed' };

const STAGES: readonly (readonly StageRow[])[] = [
  [['1.30', 'Alpha']],
  [['1.30', 'Beta']],
  [['1.30', 'Stable']],
  [
    ['1.30', 'Alpha'],
    ['1.32', 'Beta'],
  ],
  [
    ['1.30', 'Beta'],
    ['1.31', 'Stable'],
    ['1.33', 'Removed'],
  ],
  [['1.32', 'Alpha']],
];

const PICKER = `apiVersion: inference.networking.x-k8s.io/v1alpha1
kind: EndpointPickerConfig
featureGates: [A]
plugins: [{type: pilot}, {type: sail, name: second}]
`;

/** All that sources ever hold: each format, several at once, none, and what cannot be read. */
export const CONTENTS: readonly Readonly<Record<string, string>>[] = [
  { A: 'true', B: 'false' },
  { A: 'false', C: 'true' },
  { flags: 'A=true,B=false' },
  { flags: 'A=true,,=B' },
  { 'config.yaml': PICKER },
  { 'config.yaml': 'kind: [oops' },
  { 'config.yaml': PICKER, flags: 'C=true' },
  {},
  { _example: 'x', D: 'true', AllBeta: 'false' },
];

/** A gate of that name, with another life and other relations each time. */
export function drawnGate(random: SeededRandom, component: string, name: string): Manifest {
  const others = GATES.filter((one) => one !== name);
  const abroad = COMPONENTS.filter((one) => one !== component);
  return gate(component, name, random.pick(STAGES), {
    requires: [
      ...(random.chance(0.3) ? [{ gate: random.pick([...others, 'Ghost']) }] : []),
      ...(random.chance(0.15)
        ? [{ component: random.pick(abroad), gate: random.pick(GATES), platformFrom: '1.31' }]
        : []),
    ],
    excludes: random.chance(0.2) ? [{ gate: random.pick(others) }] : [],
  });
}

export function drawnPlugin(random: SeededRandom, component: string, type: string): Manifest {
  const removed: StageRow[] = [
    ['1.30', 'Stable'],
    ['1.32', 'Removed'],
  ];
  const stages = random.pick<StageRow[]>([[['1.30', 'Beta']], [['1.30', 'Alpha']], removed]);
  return plugin(component, type, stages, random.chance(0.3) ? { featureGate: random.pick(GATES) } : {});
}

export function drawnPolicy(random: SeededRandom, component: string): Manifest {
  const gold = { namespaces: 'Selector', selector: { matchLabels: { tier: 'gold' } } };
  return policy(component, {
    groups: [{ name: 'AllBeta', levels: ['Beta'] }],
    settings: [{ name: 'size', type: 'Integer', default: '1' }],
    ...(random.chance(0.3) && { unregisteredPlugins: 'Warn' }),
    ...(random.chance(0.3) && { releases: RELEASES.map((name) => ({ name })) }),
    ...(random.chance(0.3) && { defaultPlugins: ['pilot'] }),
    ...(random.chance(0.4) && { installs: gold }),
  });
}

/** An entry of `spec.sources`, mostly in the format that its key is written in. */
export function drawnSource(random: SeededRandom): object {
  const key = random.pick([undefined, undefined, 'flags', 'config.yaml']);
  const fitting = key === 'flags' ? 'FlagString' : key === undefined ? 'KeyValue' : 'EndpointPickerConfig';
  const format = random.chance(0.15) ? random.pick(['KeyValue', 'GateMap', 'FlagString']) : fitting;
  const named = source(random.pick(SOURCES), { format, ...(key !== undefined && { key }) });
  return { ...named, ...(random.chance(0.3) && { optional: 'Allow' }) };
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
  const names = random.chance(0.1) ? [...GATES, 'Ghost'] : GATES;
  return random.some(names, 0.3).map((name) => ({ gate: name, state: random.pick(STATES), reason: 'a test' }));
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
    ...(random.chance(0.15) && { minimumLevel: 'Beta' }),
    ...(random.chance(0.2) && { groups: [{ name: 'AllBeta', state: random.pick(STATES) }] }),
    ...(random.chance(0.15) && { settings: [{ name: 'size', value: random.pick(['2', 'x']) }] }),
    sources: random.chance(0.5) ? Array.from({ length: 1 + random.below(2) }, () => drawnSource(random)) : [],
    overrides: drawnOverrides(random),
    plugins: random.chance(0.2) ? [{ type: random.pick(PLUGINS) }] : [],
    platform: random.chance(0.3) ? [{ component: other, featureSet: below }] : [],
    shareWith: { namespaces: random.pick(['Same', 'All']) },
    ...(random.chance(0.7) && { publish: drawnPublish(random) }),
  };
  return { ...featureSet(namespace, name), spec };
}

/** The name of a FeatureSet, as far as a patch or a deletion needs it. */
export function featureSet(namespace: string, name: string): Manifest {
  return { apiVersion: API_VERSION, kind: 'FeatureSet', metadata: { name, namespace } };
}

/** A ConfigMap that is named as a source, mostly with the label that allows to read it. */
export function drawnSourceMap(random: SeededRandom, namespace: string): Manifest {
  return configMap(namespace, random.pick(SOURCES), random.pick(CONTENTS), random.chance(0.85) ? ALLOWED : {});
}
