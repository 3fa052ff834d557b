import { describe, expect, test } from 'vitest';
import { KIND_NAMES, KINDS, type KindName } from '../../../src/api/kinds.ts';
import { clampText } from '../../../src/report/words/clamp.ts';
import { settle } from '../../../src/report/conditions/conditions.ts';
import { pluginSpec } from '../../../src/api/plugin.ts';
import { evaluate } from '../../../src/lifecycle/component/evaluate.ts';
import { invalidStatusOf } from '../../../src/report/status/invalid-status.ts';
import { policyStatusOf } from '../../../src/report/status/policy-status.ts';
import { pluginStatusOf } from '../../../src/report/status/plugin-status.ts';
import { featureSet, gate, NOW, policy } from '../../support/sample.ts';
import { conditionsOf, gateStatusIn, LATER, setStatus } from './sample-status.ts';

const BETA = gate('Beta', ['1.30 Beta on']);
const ALPHA = gate('Alpha', ['1.30 Alpha off']);

describe('a condition', () => {
  const condition = { type: 'Ready', status: 'True', reason: 'Evaluated', message: 'all is well' } as const;
  const previous = settle([condition], { generation: 1, status: undefined, now: NOW });

  test('moves its time with its status only: a new reason, message or generation does not', () => {
    expect(previous[0]).toEqual({ ...condition, observedGeneration: 1, lastTransitionTime: '2026-05-15T00:00:00Z' });
    const [same] = settle([{ ...condition, reason: 'Valid', message: 'still' }], {
      generation: 2,
      status: { conditions: previous },
      now: LATER,
    });
    expect(same).toMatchObject({
      reason: 'Valid',
      message: 'still',
      observedGeneration: 2,
      lastTransitionTime: '2026-05-15T00:00:00Z',
    });
    const [other] = settle([{ ...condition, status: 'False' }], {
      generation: 2,
      status: { conditions: previous },
      now: LATER,
    });
    expect(other).toMatchObject({ status: 'False', lastTransitionTime: '2026-05-15T01:00:00Z' });
  });

  test('of another controller is left alone', () => {
    const foreign = { ...previous[0], type: 'example.org/Checked' } as (typeof previous)[number];
    expect(
      settle([condition], { generation: 2, status: { conditions: [foreign, ...previous] }, now: LATER }).map(
        ({ type }) => type,
      ),
    ).toEqual(['Ready', 'example.org/Checked']);
    expect(settle([condition], { generation: 2, status: { conditions: [foreign] }, now: LATER })[1]).toBe(foreign);
  });

  test('is cut where its message is too long, never inside a character', () => {
    const [long] = settle([{ ...condition, message: 'x'.repeat(5000) }], {
      generation: 1,
      status: undefined,
      now: NOW,
    });
    expect(long?.message).toHaveLength(4096);
    expect(long?.message.endsWith('…')).toBe(true);
    expect(clampText('ab😀cd', 4)).toBe('ab…');
    expect(clampText('ab😀', 4)).toBe('ab😀');
  });
});

/** The contract with whoever waits for one. */
const CONDITIONS: Readonly<Record<KindName, readonly string[]>> = {
  MaturityPolicy: ['Ready'],
  FeatureGate: ['Ready', 'Enabled', 'Deprecated', 'PromotionEligible'],
  PluginMaturity: ['Ready', 'Deprecated', 'ReplacementReady', 'PromotionEligible', 'Maintained'],
  FeatureSet: [
    'Ready',
    'OverridesAccepted',
    'DependenciesMet',
    'PluginsAdmitted',
    'Upgradeable',
    'Published',
    'InSync',
  ],
};

function judgedPlugin() {
  const spec = pluginSpec.parse({
    component: 'driver',
    type: 'one',
    owners: ['us'],
    stages: [{ release: '1.30', level: 'Beta' }],
  });
  const plugin = { metadata: { ...policy('driver').metadata, name: 'driver.one' }, spec };
  const world = { component: 'driver', policy: policy('driver'), gates: [], plugins: [plugin], featureSets: [] };
  const verdict = evaluate({ ...world, reported: undefined, now: NOW }).plugins.get('driver.one');
  if (!verdict) throw new Error('the plugin was not judged');
  return verdict;
}

test('every kind always has all its conditions, each of this generation, whatever becomes of the object', () => {
  const statuses = {
    MaturityPolicy: policyStatusOf(
      { policy: policy('driver'), gates: 1, plugins: 0, findings: [], grandfathered: [] },
      { generation: 4, status: undefined, now: NOW },
    ),
    FeatureGate: gateStatusIn({ gates: [BETA] }),
    PluginMaturity: pluginStatusOf(judgedPlugin(), { generation: 4, status: undefined, now: NOW }),
    FeatureSet: setStatus([BETA]),
  };
  for (const kind of KIND_NAMES) {
    const { observedGeneration, conditions } = statuses[kind];
    expect(conditions.map(({ type }) => type)).toEqual(CONDITIONS[kind]);
    expect(new Set(conditions.map((one) => one.observedGeneration))).toEqual(new Set([observedGeneration]));
    const invalid = invalidStatusOf(kind, ['spec: must be set'], { generation: 9, status: statuses[kind], now: LATER });
    expect(KINDS[kind].status.safeParse(invalid).error).toBeUndefined();
    expect(conditionsOf(invalid as never)).toEqual(
      CONDITIONS[kind].map((type) => (type === 'Ready' ? 'Ready=False SchemaInvalid' : `${type}=Unknown NotEvaluated`)),
    );
    const first = invalidStatusOf(kind, ['spec: must be set'], { generation: 9, status: undefined, now: LATER });
    expect(KINDS[kind].status.safeParse(first).error).toBeUndefined();
  }
});

describe('the conditions of a FeatureSet', () => {
  const cases: Record<string, [spec: Record<string, unknown>, conditions: string[]]> = {
    'say that all is well': [
      {},
      ['Ready=True Evaluated', 'OverridesAccepted=True NoOverrides', 'DependenciesMet=True AllMet'],
    ],
    'say that overrides are in force': [
      { overrides: [{ gate: 'Alpha', state: 'Enabled' }] },
      ['Ready=True Evaluated', 'OverridesAccepted=True OverridesInForce', 'DependenciesMet=True AllMet'],
    ],
    'name the first refusal': [
      { overrides: [{ gate: 'Nobody', state: 'Enabled' }] },
      ['Ready=False UnknownFeatureGate', 'OverridesAccepted=False UnknownFeatureGate', 'DependenciesMet=True AllMet'],
    ],
    'name the first unmet dependency': [
      {
        overrides: [
          { gate: 'Alpha', state: 'Disabled' },
          { gate: 'Needy', state: 'Enabled' },
        ],
      },
      [
        'Ready=False DependencyUnmet',
        'OverridesAccepted=True OverridesInForce',
        'DependenciesMet=False DependencyUnmet',
      ],
    ],
    'know nothing while the release is not known': [
      { releaseFrom: 'APIServer' },
      [
        'Ready=False ReleaseNotReported',
        'OverridesAccepted=Unknown ReleaseNotKnown',
        'DependenciesMet=Unknown ReleaseNotKnown',
      ],
    ],
  };
  test.each(Object.entries(cases))('%s', (_sentence, [spec, conditions]) => {
    const needy = gate('Needy', ['1.30 Alpha off'], { requires: [{ gate: 'Alpha' }] });
    expect(conditionsOf(setStatus([BETA, ALPHA, needy], spec)).slice(0, 3)).toEqual(conditions);
  });

  test('count what else is wrong', () => {
    const status = setStatus([BETA], { overrides: ['X', 'Y', 'Z'].map((name) => ({ gate: name, state: 'Enabled' })) });
    expect(status.conditions[0]?.message).toMatch(/^Component 'kubernetes' declares no gate 'X';.* \(and 2 more\)$/);
  });
});

describe('the conditions of a gate', () => {
  const sets = (...states: string[]) =>
    states.map((state, index) => featureSet({ overrides: [{ gate: 'Alpha', state }] }, `set${index}`));

  test('Enabled looks at the installs that count, and at the default where there is none', () => {
    const enabled = (parts: Parameters<typeof gateStatusIn>[0]) => conditionsOf(gateStatusIn(parts))[1];
    expect(enabled({ gates: [BETA] })).toBe('Enabled=True ByDefault');
    expect(enabled({ gates: [ALPHA] })).toBe('Enabled=False ByDefault');
    expect(enabled({ gates: [ALPHA], featureSets: sets('Enabled', 'Enabled') })).toBe('Enabled=True EnabledInAll');
    expect(enabled({ gates: [ALPHA], featureSets: sets('Enabled', 'Disabled') })).toBe('Enabled=True EnabledInSome');
    expect(enabled({ gates: [ALPHA], featureSets: sets('Disabled') })).toBe('Enabled=False DisabledInAll');
  });

  test('Ready never depends on a FeatureSet; Deprecated knows the end', () => {
    const refused = featureSet({
      overrides: [
        { gate: 'Alpha', state: 'Enabled' },
        { gate: 'Nobody', state: 'Enabled' },
      ],
    });
    expect(conditionsOf(gateStatusIn({ gates: [ALPHA], featureSets: [refused] }))[0]).toBe('Ready=True Valid');
    const broken = gate('Alpha', ['1.30 Beta on', '1.31 Alpha off']);
    expect(conditionsOf(gateStatusIn({ gates: [broken] }))[0]).toBe('Ready=False LevelRegresses');
    const deprecated = (stages: string[], spec = {}) =>
      conditionsOf(gateStatusIn({ gates: [gate('Old', stages, spec)] }))[2];
    expect(deprecated(['1.30 Beta on'])).toBe('Deprecated=False NotDeprecated');
    expect(deprecated(['1.30 Beta on', '1.33 Deprecated'])).toBe('Deprecated=True RemovalUndecided');
    expect(deprecated(['1.30 Beta on', '1.33 Deprecated', '1.34 Removed'])).toBe('Deprecated=True Removed');
    expect(deprecated(['1.30 Beta on', '1.33 Removed'])).toBe('Deprecated=True RemovedTooEarly');
  });

  test('stand beside the releases in use, newest first, and the next stage', () => {
    const one = gate('One', ['1.30 Alpha off', '1.33 Beta on', '1.35 Stable on locked']);
    const installs = ['1.34', '1.32', '1.34'].map((release, index) => featureSet({ release }, `set${index}`));
    const status = gateStatusIn({ gates: [one], featureSets: installs });
    expect(status.asOf).toBe('1.34');
    expect(status.summary).toEqual({
      level: 'Beta',
      default: 'Enabled',
      locked: false,
      enabled: 'Some',
      deprecated: 'False',
      next: '1.35 Stable',
    });
    expect(status.releases).toEqual([
      {
        release: '1.34',
        minCompatibility: '1.33',
        roles: ['Current'],
        level: 'Beta',
        default: 'Enabled',
        locked: false,
        enabled: 'All',
      },
      {
        release: '1.32',
        minCompatibility: '1.31',
        roles: ['Current'],
        level: 'Alpha',
        default: 'Disabled',
        locked: false,
        enabled: 'None',
      },
    ]);
  });

  test('name at most sixteen releases, and how many more there are', () => {
    const installs = Array.from({ length: 20 }, (_, minor) => featureSet({ release: `1.${minor}` }, `set${minor}`));
    const { releases, releasesOmitted } = gateStatusIn({ gates: [BETA], featureSets: installs });
    expect(releases.map(({ release }) => release)).toEqual(Array.from({ length: 16 }, (_, index) => `1.${19 - index}`));
    expect(releasesOmitted).toBe(4);
  });
});

describe('what does not fit into a status is counted', () => {
  test('findings beyond 64, the worst first', () => {
    const overrides = Array.from({ length: 70 }, (_, index) => ({
      gate: `Nobody${String(index).padStart(2, '0')}`,
      state: 'Enabled',
    }));
    const status = setStatus([BETA], { overrides: [...overrides, { gate: 'Beta', state: 'Enabled' }] });
    expect(status.findings).toHaveLength(64);
    expect(new Set(status.findings.map(({ severity }) => severity))).toEqual(new Set(['Error']));
    expect(status.findingsOmitted).toBe(7);
  });

  test('an exception says who decided and why', () => {
    const status = setStatus([ALPHA, BETA], {
      overrides: [{ gate: 'Alpha', state: 'Enabled', reason: 'trial' }],
      groups: [{ name: 'AllBeta', state: 'Disabled' }],
    });
    expect(status.exceptions).toEqual([
      { gate: 'Alpha', state: 'Enabled', level: 'Alpha', source: 'Override', layer: 'spec.overrides', reason: 'trial' },
      { gate: 'Beta', state: 'Disabled', level: 'Beta', source: 'Group', layer: 'group AllBeta' },
    ]);
  });
});
