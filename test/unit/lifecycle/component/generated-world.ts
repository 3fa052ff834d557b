import fc from 'fast-check';
import type { FeatureSet, Gate, Plugin } from '../../../../src/api/declared.ts';
import type { KindName } from '../../../../src/api/kinds.ts';
import { parseManifest } from '../../../../src/api/parse.ts';
import { evaluateAll } from '../../../../src/lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../../../src/lifecycle/component/evaluation.ts';
import type { World } from '../../../../src/lifecycle/declared/world.ts';
import { featureSet, gate as sampleGate, policy, world } from '../../../support/sample.ts';

export const NAMES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
const name = fc.constantFrom(...NAMES);
const state = fc.constantFrom('Enabled', 'Disabled', 'Discovery');
const release = fc.oneof(
  fc.integer({ min: 28, max: 38 }).map((minor) => `1.${minor}`),
  fc.constantFrom('1.30.2', 'v1.31', '1.33-rc.1', '2.0', '0'),
);
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  // As long as the schema allows, without drawing every letter.
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 12 }), fc.integer({ min: 1000, max: 1024 }))
    .map(([unit, length]) => unit.repeat(length).slice(0, length)),
);

/** Whatever fits the schema may come, sense or nonsense; what does not fit never reaches an evaluation. */
function declared<T>(kind: KindName, object: fc.Arbitrary<{ metadata: object; spec: object }>): fc.Arbitrary<T> {
  return object
    .map((raw) => parseManifest(kind, { apiVersion: 'stagegate.dev/v1beta1', kind, ...raw }))
    .filter((parsed) => parsed.valid)
    .map((parsed) => (parsed.valid ? parsed.object : undefined) as T);
}

/** What worlds may run on: one gate on and one off, in three installations, of which one is not shared. */
const BASE = world({
  component: 'base',
  gates: [
    sampleGate('On', ['1.1 Beta on'], { component: 'base' }),
    sampleGate('Off', ['1.1 Alpha off', '1.4 Beta on'], { component: 'base' }),
  ],
  featureSets: [
    featureSet({ component: 'base', release: '1.2', shareWith: { namespaces: 'All' } }, 'old', 'base'),
    featureSet({ component: 'base', release: '1.5', shareWith: { namespaces: 'All' } }, 'new', 'base'),
    featureSet({ component: 'base', release: '1.5' }, 'private', 'base'),
  ],
});
const SETTLED = evaluateAll([BASE]);

/** Evaluates a world beside what it may run on. */
export function evaluated(one: World): Evaluation {
  const evaluation = evaluateAll([one], SETTLED).get(one.component);
  if (!evaluation) throw new Error('one world gives one evaluation');
  return evaluation;
}

/** Bounds of a rule about a gate of the own component or of the base. */
const bounds = fc.oneof(
  {
    arbitrary: fc.record({
      gate: fc.oneof({ arbitrary: name, weight: 12 }, fc.constant('Ghost')),
      fromRelease: fc.constantFrom('', '1.33'),
    }),
    weight: 4,
  },
  fc.record({
    component: fc.constant('base'),
    gate: fc.constantFrom('On', 'Off', 'Ghost'),
    platformFrom: optional(fc.constantFrom('1.1', '1.4', '7.0-odd')),
    platformBefore: optional(fc.constantFrom('1.3', '1.9')),
  }),
);
/** What a map list of rules is keyed by. */
const keyOf = (rule: { component?: string; gate?: string; fromRelease?: string }): string =>
  `${rule.component ?? ''} ${rule.gate ?? ''} ${rule.fromRelease ?? ''}`;

const wildStage = fc.record({
  release,
  level: fc.constantFrom('Dev', 'Alpha', 'Beta', 'Stable', 'Deprecated', 'Removed'),
  default: optional(state),
  locked: optional(fc.boolean()),
  minCompatibility: optional(release),
  effect: optional(fc.constantFrom('Active', 'NoOp')),
});
/** Such as they mostly are: on, and there. */
const tameStage = fc.record({
  release: fc.constantFrom('1.28', '1.30', '1.32'),
  level: fc.constantFrom('Alpha', 'Beta', 'Stable'),
  default: fc.constantFrom('Enabled', 'Enabled', 'Disabled'),
  locked: fc.constant(false),
});
const stages = fc.oneof(
  { arbitrary: fc.array(tameStage, { minLength: 1, maxLength: 2 }), weight: 2 },
  fc.array(wildStage, { minLength: 1, maxLength: 4 }),
);

/** When a thing goes: by a release, on a day soon or long past, or nobody says. */
const removal = fc.oneof(
  release.map((at) => ({ when: 'Release', release: at })),
  fc
    .constantFrom('2026-01-31', '2026-05-15', '2026-05-20', '2026-08-01')
    .chain((date) =>
      fc.oneof(
        fc.constant({ when: 'Date', date }),
        fc.record({ when: fc.constantFrom('Earlier', 'Later'), release, date: fc.constant(date) }),
      ),
    ),
  fc.constant({ when: 'Undecided' }),
);

/** Any gate of that name. */
export function gateNamed(gate: string): fc.Arbitrary<Gate> {
  const spec = fc.record({
    component: fc.constant('kubernetes'),
    gate: fc.constant(gate),
    owners: fc.constant(['someone']),
    regime: fc.constantFrom('PerFeature', 'Grouped'),
    stages,
    requires: fc.uniqueArray(
      fc.oneof(
        {
          arbitrary: fc
            .tuple(bounds, fc.constantFrom('Required', 'Preferred'))
            .map(([rule, strength]) => ({ ...rule, strength })),
          weight: 5,
        },
        fc.record({ component: fc.constant('base'), platformFrom: fc.constantFrom('1.1', '1.4') }),
      ),
      { selector: keyOf, maxLength: 3 },
    ),
    excludes: fc.uniqueArray(bounds, { selector: keyOf, maxLength: 1 }),
    upstream: fc.uniqueArray(
      fc.record({
        name: fc.constant('KEP-1'),
        component: fc.constant('base'),
        milestones: fc.constantFrom([], [{ level: 'Alpha', release: '1.1' }], [{ level: 'Beta', release: '1.4' }]),
        onMismatch: optional(fc.constantFrom('Defer', 'Degrade', 'Fail')),
      }),
      { selector: (feature) => feature.name, maxLength: 1 },
    ),
    deprecation: fc.record({
      message: text,
      replacement: optional(fc.record({ mode: fc.constantFrom('Absorbed', 'AlwaysOn', 'Dropped', 'None') })),
      removal: optional(removal),
    }),
  });
  return declared(
    'FeatureGate',
    spec.map((one) => ({
      metadata: { name: `kubernetes.${gate.toLowerCase()}`, generation: 3, uid: gate },
      spec: one,
    })),
  );
}

export const TYPES = ['p', 'q', 'r'] as const;

/** Any plugin type of that name. */
export function pluginNamed(type: string): fc.Arbitrary<Plugin> {
  const spec = fc.record({
    component: fc.constant('kubernetes'),
    type: fc.constant(type),
    owners: fc.constant(['someone']),
    stages: fc.array(
      fc.record({
        release,
        level: fc.constantFrom('Unknown', 'Alpha', 'Beta', 'Stable', 'Deprecated', 'Removed'),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    featureGate: optional(name),
    requires: fc.uniqueArray(fc.record({ plugin: fc.constantFrom(...TYPES, 'ghost') }), {
      selector: ({ plugin }) => plugin,
      maxLength: 1,
    }),
    deprecation: fc.record({
      message: fc.constant('it goes'),
      since: optional(release),
      removal: optional(removal),
    }),
  });
  return declared(
    'PluginMaturity',
    spec.map((one) => ({ metadata: { name: `kubernetes.${type}`, generation: 3, uid: type }, spec: one })),
  );
}

/** Any FeatureSet `default/NAME`. */
export function setNamed(set: string): fc.Arbitrary<FeatureSet> {
  const expires = fc.oneof(
    release.map((at) => ({ release: at })),
    fc.constantFrom('2026-05-14', '2026-05-15', '2026-05-16').map((date) => ({ date })),
  );
  const spec = fc.record({
    component: fc.constant('kubernetes'),
    release,
    minCompatibility: optional(release),
    targetRelease: fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, release),
    groups: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('AllAlpha', 'AllBeta', 'AllGamma'),
        state: fc.constantFrom('Enabled', 'Disabled'),
      }),
      { selector: (one) => one.name },
    ),
    overrides: fc.uniqueArray(
      fc.record({
        gate: fc.oneof(
          { arbitrary: name, weight: 6 },
          text.map((long) => long.slice(0, 100)),
        ),
        state,
        reason: optional(text),
        expires: optional(expires),
        onExpiry: fc.constantFrom('Warn', 'Revert'),
      }),
      { selector: (one) => one.gate, maxLength: 8 },
    ),
    minimumLevel: fc.option(fc.constantFrom('Alpha', 'Beta', 'Stable'), { nil: undefined, freq: 6 }),
    settings: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('mode', 'legacy', 'mod'), value: fc.constantFrom('true', 'plain', 'odd') }),
      { selector: (one) => one.name, maxLength: 2 },
    ),
    plugins: fc.array(
      fc.record({ type: fc.constantFrom(...TYPES, 'ghost'), name: optional(fc.constantFrom('x', 'y')) }),
      { maxLength: 3 },
    ),
    experimentalPlugins: fc.constantFrom('Allow', 'Disallow'),
    platform: optional(fc.constantFrom('old', 'new', 'private', 'ghost')).map((base) =>
      base === undefined ? [] : [{ component: 'base', featureSet: { namespace: 'base', name: base } }],
    ),
  });
  return declared(
    'FeatureSet',
    spec.map((one) => ({ metadata: { name: set, namespace: 'default', generation: 5, uid: set }, spec: one })),
  );
}

/** A policy under which there is something to say of settings, plugins and upstream features. */
export const POLICY = policy('kubernetes', {
  lessStableDependency: 'Warn',
  unregisteredPlugins: 'Warn',
  levels: [
    { name: 'Alpha', upstreamMinimum: { level: 'Alpha', strength: 'Preferred' } },
    {
      name: 'Beta',
      default: 'Discovery',
      groupedDefault: 'Enabled',
      upstreamMinimum: { level: 'Beta', strength: 'Required' },
    },
  ],
  groups: [{ name: 'AllAlpha', levels: ['Alpha'] }],
  settings: [
    {
      name: 'mode',
      type: 'Enum',
      default: 'plain',
      values: [
        { value: 'plain', level: 'Stable' },
        { value: 'odd', level: 'Alpha' },
      ],
      requires: [{ gate: 'C' }],
    },
    { name: 'legacy', type: 'Boolean', default: 'false', forcesOff: ['A', 'B'] },
  ],
  defaultPlugins: ['q'],
});

/** Worlds of component kubernetes with up to six gates, three plugin types and three FeatureSets. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    gates: fc.tuple(...NAMES.map((one) => optional(gateNamed(one)))),
    featureSets: fc.tuple(...['one', 'two', 'three'].map((one) => optional(setNamed(one)))),
    plugins: fc.tuple(...TYPES.map((one) => optional(pluginNamed(one)))),
    reject: fc.boolean(),
  })
  .map(({ gates, featureSets, plugins, reject }) =>
    world({
      policy: reject ? undefined : POLICY,
      plugins: plugins.filter((one) => one !== undefined),
      gates: gates.filter((one) => one !== undefined),
      featureSets: featureSets.filter((one) => one !== undefined),
    }),
  );
