import fc from 'fast-check';
import type { FeatureSet, Gate } from '../../../src/api/declared.ts';
import { parseManifest } from '../../../src/api/parse.ts';
import type { World } from '../../../src/lifecycle/world.ts';
import { policy, world } from './sample.ts';

const NAMES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
const name = fc.constantFrom(...NAMES);
const state = fc.constantFrom('Enabled', 'Disabled', 'Discovery');
const release = fc.oneof(
  fc.integer({ min: 28, max: 38 }).map((minor) => `1.${minor}`),
  fc.constantFrom('1.30.2', 'v1.31', '1.33-rc.1', '2.0', '0'),
);
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.string({ minLength: 1000, maxLength: 1024 }),
);

/** Whatever fits the schema may come, sense or nonsense; what does not fit never reaches an evaluation. */
function declared<T>(
  kind: 'FeatureGate' | 'FeatureSet',
  object: fc.Arbitrary<{ metadata: object; spec: object }>,
): fc.Arbitrary<T> {
  return object
    .map((raw) => parseManifest(kind, { apiVersion: 'stagegate.dev/v1beta1', kind, ...raw }))
    .filter((parsed) => parsed.valid)
    .map((parsed) => (parsed.valid ? parsed.object : undefined) as T);
}

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

/** Any gate of that name. */
export function gateNamed(gate: string): fc.Arbitrary<Gate> {
  const spec = fc.record({
    component: fc.constant('kubernetes'),
    gate: fc.constant(gate),
    owners: fc.constant(['someone']),
    regime: fc.constantFrom('PerFeature', 'Grouped'),
    stages,
    requires: fc.uniqueArray(
      fc.record({
        gate: fc.oneof({ arbitrary: name, weight: 12 }, fc.constant('Ghost')),
        strength: fc.constantFrom('Required', 'Preferred'),
        fromRelease: fc.constantFrom('', '1.33'),
      }),
      { selector: ({ gate: other, fromRelease }) => other + fromRelease, maxLength: 3 },
    ),
    deprecation: fc.record({
      message: text,
      replacement: optional(fc.record({ mode: fc.constantFrom('Absorbed', 'AlwaysOn', 'Dropped', 'None') })),
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
  });
  return declared(
    'FeatureSet',
    spec.map((one) => ({ metadata: { name: set, namespace: 'default', generation: 5, uid: set }, spec: one })),
  );
}

/** Worlds of component kubernetes with up to six gates and three FeatureSets. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    gates: fc.tuple(...NAMES.map((one) => optional(gateNamed(one)))),
    featureSets: fc.tuple(...['one', 'two', 'three'].map((one) => optional(setNamed(one)))),
    reject: fc.boolean(),
  })
  .map(({ gates, featureSets, reject }) =>
    world({
      policy: reject
        ? undefined
        : policy('kubernetes', {
            lessStableDependency: 'Warn',
            levels: [{ name: 'Beta', default: 'Discovery', groupedDefault: 'Enabled' }],
            groups: [{ name: 'AllAlpha', levels: ['Alpha'] }],
          }),
      gates: gates.filter((one) => one !== undefined),
      featureSets: featureSets.filter((one) => one !== undefined),
    }),
  );
