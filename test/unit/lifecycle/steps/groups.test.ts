import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { evaluated, featureSet, gate, on, policy, told, verdictOn, world } from '../../../support/sample.ts';

const ALPHA = gate('Alpha', ['1.30 Alpha off']);
const BETA = gate('Beta', ['1.30 Beta on']);
const STABLE = gate('Stable', ['1.30 Beta on', '1.35 Stable on']);
const LOCKED = gate('Locked', ['1.30 Stable on locked']);
const NEW = gate('New', ['1.37 Alpha off']);
const OLD = gate('Old', ['1.30 Beta on', '1.33 Deprecated']);

const switched = (name: string, state: string) => [{ name, state }];

describe('group switches', () => {
  const gates = [ALPHA, BETA, STABLE, LOCKED, NEW, OLD];

  test('reach the unlocked gates that are exactly at their level now, on and off', () => {
    expect(
      told(evaluated(gates, { groups: switched('AllAlpha', 'Enabled') })).filter((row) => row.includes('Group')),
    ).toEqual(['Alpha Enabled Enabled Group']);
    expect(
      told(evaluated(gates, { groups: switched('AllBeta', 'Disabled') })).filter((row) => row.includes('Group')),
    ).toEqual(['Beta Disabled Disabled Group']);
  });

  test('pass over a locked gate without a finding, where the library would flip it (semantics.md rule 28)', () => {
    const locked = gate('Odd', ['1.30 Beta on locked']);
    const verdict = evaluated([locked], { groups: switched('AllBeta', 'Disabled') });
    expect(told(verdict)).toEqual(['Odd Enabled Enabled Lock']);
    expect(verdict.findings).toEqual([]);
  });

  test('pass over a gate whose stage is Deprecated, though its level is Beta (semantics.md rule 25)', () => {
    expect(told(evaluated([OLD], { groups: switched('AllBeta', 'Enabled') }))).toEqual([
      'Old Disabled Disabled Default',
    ]);
  });

  test('of one FeatureSet do nothing to the next', () => {
    const featureSets = ['Enabled', 'Disabled'].map((state) =>
      featureSet({ groups: switched('AllAlpha', state) }, state.toLowerCase()),
    );
    const evaluation = evaluate(world({ gates: [ALPHA], featureSets: [...featureSets, featureSet({}, 'silent')] }));
    expect([...evaluation.featureSets.values()].map(told)).toEqual([
      ['Alpha Enabled Enabled Group'],
      ['Alpha Disabled Disabled Group'],
      ['Alpha Disabled Disabled Default'],
    ]);
  });

  test('yield to overrides', () => {
    const verdict = evaluated([BETA], { groups: switched('AllBeta', 'Disabled'), overrides: on('Beta') });
    expect(told(verdict)).toEqual(['Beta Enabled Enabled Override']);
    expect(verdict.findings).toEqual([]); // it is the default, but not what the switch would make of it
  });

  test('that nobody declares are an Error with the nearest name (R125)', () => {
    const verdict = evaluated([BETA], { groups: switched('AllBetas', 'Disabled') });
    expect(verdict.findings.map(({ fact }) => fact)).toEqual([
      { kind: 'UnknownGroup', component: 'kubernetes', nearest: ['AllBeta'] },
    ]);
    expect(told(verdict)).toEqual(['Beta Enabled Enabled Default']);
  });

  test('that are cumulative take a level: unlocked gates of their regime are on at or above it, off below', () => {
    const groups = [
      {
        name: 'api-fields',
        cumulative: true,
        regime: 'Grouped',
        defaults: [
          { fromRelease: 'v0.1', level: 'Stable' },
          { fromRelease: 'v0.49', level: 'Beta' },
        ],
      },
    ];
    const make = (name: string, level: string, regime: string) =>
      gate(name, [`v0.1 ${level} off`], { component: 'pipelines', regime });
    const gates_ = [
      make('A', 'Alpha', 'Grouped'),
      make('B', 'Beta', 'Grouped'),
      make('S', 'Stable', 'Grouped'),
      make('Own', 'Stable', 'PerFeature'),
    ];
    const values = (release: string, level?: string) => {
      const set = featureSet({
        component: 'pipelines',
        release,
        ...(level && { groups: [{ name: 'api-fields', level }] }),
      });
      const one = evaluate(
        world({ component: 'pipelines', policy: policy('pipelines', { groups }), gates: gates_, featureSets: [set] }),
      );
      return [...verdictOn(one).rows.values()]
        .filter(({ effective }) => effective === 'Enabled')
        .map(({ life }) => life.name);
    };
    expect(values('v0.50', 'Alpha')).toEqual(['A', 'B', 'S']);
    expect(values('v0.50', 'Stable')).toEqual(['S']);
    expect(values('v0.50', 'None')).toEqual(['S']);
    expect(values('v0.48')).toEqual(['S']);
    expect(values('v0.49')).toEqual(['B', 'S']);
  });
});
