import fc from 'fast-check';
import { referenceOf, type FeatureSet, type Gate, type Plugin, type Policy } from '../../../../src/api/declared.ts';
import type { ConfigReading } from '../../../../src/lifecycle/config/config-reading.ts';
import type { PublishedState, SourceState } from '../../../../src/lifecycle/config/observed-configs.ts';
import type { Observed, ReportedRelease } from '../../../../src/lifecycle/install/reported.ts';
import { featureSet, gate, NOW, plugin, policy } from '../../../support/sample.ts';
import { gateNamed, NAMES, pluginNamed, POLICY, setNamed, TYPES } from './generated-world.ts';

/** All that may stand at one place of a component, such as every gate that goes by one object name. */
type Variants<One> = ReadonlyMap<string, readonly One[]>;

/** What histories pick the objects of one component from. */
export interface Pool {
  readonly policies: readonly (Policy | undefined)[];
  readonly gates: Variants<Gate>;
  readonly plugins: Variants<Plugin>;
  readonly featureSets: Variants<FeatureSet>;
  /** What the one FeatureSet may be that goes from component to component. */
  readonly moving: readonly FeatureSet[];
}

type Fields = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;

/** Moments around the dates that the worlds speak of: to the millisecond, days ahead and days back. */
export const MOMENTS: readonly number[] = [
  NOW - 200 * DAY_MS,
  NOW - DAY_MS,
  NOW - 1,
  NOW,
  NOW + 1,
  NOW + DAY_MS / 2,
  NOW + DAY_MS - 1,
  NOW + DAY_MS,
  NOW + 2 * DAY_MS,
  NOW + 6 * DAY_MS,
  NOW + 80 * DAY_MS,
  NOW + 400 * DAY_MS,
];

export const REPORTED: readonly (ReportedRelease | undefined)[] = [
  undefined,
  { release: '1.33' },
  { release: '1.33', minCompatibility: '1.31' },
  { release: '1.36', minCompatibility: '1.35' },
  { release: 'odd' },
];

export const OBSERVED: readonly (Observed | undefined)[] = [
  undefined,
  'NotPermitted',
  new Map(),
  new Map([
    ['A', true],
    ['B', false],
    ['C', true],
    ['AllBeta', false],
  ]),
  new Map([
    ['A', false],
    ['D', true],
  ]),
];

export const NAMESPACES: readonly (ReadonlyMap<string, Readonly<Record<string, string>>> | undefined)[] = [
  undefined,
  new Map([
    ['default', { env: 'prod' }],
    ['other', { env: 'test' }],
  ]),
  new Map([['other', { env: 'prod' }]]),
];

const reading = (...entries: [key: string, value: string][]): ConfigReading => ({
  entries: entries.map(([key, value], index) => ({ key, value, at: `line ${index + 1}` })),
  plugins: [],
  problems: [],
});
const READINGS: readonly ConfigReading[] = [
  reading(),
  reading(['A', 'true'], ['B', 'false']),
  reading(['A', 'false'], ['Ghost', 'true'], ['mode', 'odd']),
  { ...reading(['C', 'yes'], ['C', 'false']), plugins: [{ type: 'p', parameters: ['x'] }], sections: ['A', 'D'] },
];

export const SOURCE_STATES: readonly SourceState[] = [
  ...READINGS.map((one) => ({ kind: 'Read', reading: one }) as const),
  { kind: 'Missing', what: 'ConfigMap', last: READINGS[1] },
  { kind: 'Missing', what: 'Key', last: undefined },
  { kind: 'Malformed', problem: 'line 3: odd', last: READINGS[2] },
  { kind: 'NotAllowed', lacks: 'Label' },
  { kind: 'NotAllowed', lacks: 'Right', grantee: '--user=someone' },
];

const own = { kind: 'Own', data: { JSON: '{}' }, release: '1.33', generation: 5, hash: 'abc' } as const;
export const PUBLISHED_STATES: readonly (PublishedState | undefined)[] = [
  undefined,
  { kind: 'Absent' },
  { kind: 'Absent', failure: '403 Forbidden' },
  { kind: 'NotOwned', elder: 'two' },
  { kind: 'NotPermitted', grantee: '--user=someone', gates: ['A', 'Gone'] },
  { ...own, gates: ['A', 'B'] },
  { ...own, gates: ['A', 'B'], edited: true },
  { ...own, gates: ['A', 'Gone'] },
  { ...own, gates: ['A', 'Gone'], hash: 'def', failure: '422 Invalid' },
];

/** What FeatureSets name to be read, and to be written. */
const source = (name: string, optional: 'Allow' | 'Disallow') =>
  ({ configMap: { name, key: 'config' }, format: 'KeyValue', optional }) as const;
export const SOURCES: readonly FeatureSet['spec']['sources'][] = [
  [],
  [source('a', 'Allow')],
  [source('a', 'Disallow'), source('b', 'Allow')],
];
export const PUBLISHED: readonly FeatureSet['spec']['publish'][] = [
  undefined,
  { configMap: 'out', formats: ['JSON'], include: 'Changed', onDelete: 'Retain' },
  { configMap: 'out', formats: ['FlagString', 'KeyValue'], include: 'All', onDelete: 'Retain' },
];

const variants = <One extends Gate | Plugin | FeatureSet>(objects: readonly One[]): Variants<One> =>
  Map.groupBy(objects, ({ metadata }) => referenceOf(metadata));

const SHARED = { shareWith: { namespaces: 'All' } };
const LISTED = { shareWith: { namespaces: 'Listed', names: ['other', 'middle'] } };
const UPSTREAM = [{ name: 'U', component: 'base', milestones: [{ level: 'Beta', release: '1.4' }] }];
const ABROAD = [{ name: 'V', component: 'nowhere', milestones: [{ level: 'Beta', release: '1.4' }] }];
const PROMISES = ['Alpha', 'Beta', 'Stable'].map((name) => ({
  name,
  removal: { afterReleases: 1, afterMonths: 2 },
  upstreamMinimum: { level: 'Beta', strength: 'Required' },
}));
const releases = (...dates: (string | undefined)[]) =>
  dates.map((date, index) => ({ name: `1.${index}`, ...(date !== undefined && { date }) }));

const baseGate = (name: string, stages: string[], spec: Fields = {}) =>
  gate(name, stages, { component: 'base', ...spec });
const baseSet = (name: string, spec: Fields) => featureSet({ component: 'base', ...spec }, name, 'base');

const base: Omit<Pool, 'moving'> = {
  policies: [
    undefined,
    policy('base'),
    policy('base', {
      releases: releases('2026-01-01', '2026-03-01', '2026-05-14', '2026-05-16', '2026-08-01', undefined),
    }),
    policy('base', { releases: releases(undefined, undefined, undefined), levels: PROMISES }),
    policy('base', { releases: [{ name: '7.0' }] }),
  ],
  gates: variants([
    baseGate('On', ['1.1 Beta on']),
    baseGate('On', ['1.1 Beta on', '1.3 Stable on locked']),
    baseGate('On', ['1.1 Beta off']),
    baseGate('On', ['1.1 Beta on'], { requires: [{ gate: 'Off' }] }),
    baseGate('Off', ['1.1 Alpha off', '1.4 Beta on']),
    baseGate('Off', ['1.1 Alpha off'], { requires: [{ gate: 'On' }] }),
    baseGate('Off', ['1.1 Alpha off', '1.2 Deprecated', '1.4 Removed']),
  ]),
  plugins: variants([
    plugin('base', 'b', ['1.1 Alpha']),
    plugin('base', 'b', ['1.1 Beta', '1.4 Deprecated'], {
      deprecation: { message: 'it goes', removal: { when: 'Date', date: '2026-05-16' } },
    }),
  ]),
  featureSets: variants([
    baseSet('old', { release: '1.2', ...SHARED }),
    baseSet('old', { release: '1.2', overrides: [{ gate: 'On', state: 'Disabled' }], ...SHARED }),
    baseSet('old', { release: '1.4', ...LISTED }),
    baseSet('new', { release: '1.5', ...SHARED, plugins: [{ type: 'b' }] }),
    baseSet('new', { release: '1.4', targetRelease: '1.5', ...SHARED }),
    baseSet('new', {
      release: 'v1.4',
      overrides: [{ gate: 'Off', state: 'Enabled', expires: { date: '2026-05-15' }, onExpiry: 'Revert' }],
      ...SHARED,
    }),
    baseSet('private', { release: '1.5' }),
    baseSet('private', {
      release: '1.5',
      ...SHARED,
      platform: [{ component: 'middle', featureSet: { namespace: 'middle', name: 'first' } }],
    }),
  ]),
};

const middleGate = (name: string, stages: string[], spec: Fields = {}) =>
  gate(name, stages, { component: 'middle', ...spec });
const ON_BASE = [{ component: 'base', featureSet: { namespace: 'base', name: 'new' } }];
const middleSet = (name: string, spec: Fields) => featureSet({ component: 'middle', ...spec }, name, 'middle');

const middle: Omit<Pool, 'moving'> = {
  policies: [
    undefined,
    policy('middle', { levels: PROMISES, releases: releases('2026-01-01', '2026-05-15', undefined) }),
    policy('middle', { levels: PROMISES, upstreamMismatch: 'Fail', lessStableDependency: 'Allow' }),
  ],
  gates: variants([
    middleGate('A', ['1.0 Alpha off'], { requires: [{ component: 'base', gate: 'On' }] }),
    middleGate('A', ['1.0 Beta on'], { upstream: UPSTREAM }),
    middleGate('A', ['1.0 Beta on'], { upstream: ABROAD }),
    middleGate('B', ['1.0 Beta on'], { requires: [{ gate: 'A' }], upstream: UPSTREAM }),
    middleGate('B', ['1.0 Beta on', '1.1 Deprecated'], {
      deprecation: { message: 'it goes', removal: { when: 'Date', date: '2026-05-15' } },
    }),
  ]),
  plugins: variants([plugin('middle', 'm', ['1.0 Stable'])]),
  featureSets: variants([
    middleSet('first', { release: '1.1', ...SHARED, platform: ON_BASE }),
    middleSet('first', { release: '1.0', ...SHARED, platform: ON_BASE, overrides: [{ gate: 'A', state: 'Enabled' }] }),
    middleSet('first', { release: '1.1', targetRelease: '1.2', ...SHARED }),
    middleSet('second', {
      release: '1.1',
      platform: [{ component: 'base', featureSet: { namespace: 'base', name: 'old' } }],
    }),
    middleSet('second', { release: '1.1', platform: [{ component: 'middle', featureSet: { name: 'first' } }] }),
  ]),
};

/** A policy of kubernetes as the schema has it, with other parts beside those of the one that says something of everything. */
const kubernetesPolicy = (spec: Fields): Policy => ({
  ...POLICY,
  spec: { ...POLICY.spec, ...policy('kubernetes', spec).spec },
});
const SELECTOR = { namespaces: 'Selector', selector: { matchLabels: { env: 'prod' } } };

const KUBERNETES_POLICIES: readonly (Policy | undefined)[] = [
  undefined,
  POLICY,
  { ...POLICY, metadata: { ...POLICY.metadata, generation: 2 } },
  structuredClone(POLICY),
  { ...POLICY, spec: { ...POLICY.spec, installs: kubernetesPolicy({ installs: SELECTOR }).spec.installs } },
  {
    ...POLICY,
    spec: { ...POLICY.spec, lessStableDependency: 'Allow', unregisteredPlugins: 'Refuse', upstreamMismatch: 'Fail' },
  },
  policy('kubernetes', {
    installs: SELECTOR,
    levels: PROMISES,
    releases: ['1.30', '1.31', '1.33', '1.34', '1.36'].map((name, index) => ({ name, date: `2026-0${index + 2}-15` })),
  }),
];

/** What FeatureSets of kubernetes may say of what is around them. */
const ABOUT_IT: readonly Partial<FeatureSet['spec']>[] = [
  {},
  { observe: { from: 'APIServerMetrics' } },
  { sources: [...(SOURCES[2] ?? [])], publish: PUBLISHED[1] },
  { sources: [...(SOURCES[1] ?? [])], observe: { from: 'APIServerMetrics' } },
];

/** Draws so many objects of each name from what the laws draw theirs from. */
function drawn<One>(objects: fc.Arbitrary<One>, seed: number): One[] {
  return fc.sample(objects, { seed, numRuns: 6 });
}

/** The components that histories are about, each with what may stand in it: whatever fits the schema of kubernetes, and what it runs on. */
export function poolsFrom(seed: number): ReadonlyMap<string, Pool> {
  const kubernetes: Omit<Pool, 'moving'> = {
    policies: KUBERNETES_POLICIES,
    // Two gates whose names differ in case stand in an object of one name.
    gates: variants([...NAMES, 'f'].flatMap((name, index) => drawn(gateNamed(name), seed + index))),
    plugins: variants(TYPES.flatMap((type, index) => drawn(pluginNamed(type), seed + index))),
    featureSets: variants(
      ['default/one', 'default/two', 'other/three'].flatMap((reference, index) => {
        const [namespace = '', name = ''] = reference.split('/');
        return drawn(setNamed(name), seed + index).map(({ metadata, spec }, turn) => ({
          metadata: { ...metadata, namespace },
          spec: { ...spec, ...ABOUT_IT[(turn + index) % ABOUT_IT.length] },
        }));
      }),
    ),
  };
  const moving = drawn(setNamed('moving'), seed);
  return new Map(
    Object.entries({ kubernetes, base, middle }).map(([component, pool]) => [
      component,
      { ...pool, moving: moving.map((set) => ({ ...set, spec: { ...set.spec, component } })) },
    ]),
  );
}
