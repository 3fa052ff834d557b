import { describe, expect, test } from 'vitest';
import { evaluateAll } from '../../../../src/lifecycle/component/evaluate.ts';
import { evaluated, featureSet, gate, policy, said, told, world } from '../../../support/sample.ts';

const STAGES = {
  locked: ['1.30 Stable on locked'],
  override: ['1.30 Beta off'],
  group: ['1.30 Alpha off'],
  default: ['1.30 Beta on'],
} as const;
type Rank = keyof typeof STAGES;

/** Two gates of these ranks that exclude one another, both on; whichever declares it. */
function pair(one: Rank, other: Rank, declaredBy: 'A' | 'B' = 'A') {
  const excludes = (by: string, of: string) => (declaredBy === by ? { excludes: [{ gate: of }] } : {});
  const gates = [gate('A', STAGES[one], excludes('A', 'B')), gate('B', STAGES[other], excludes('B', 'A'))];
  const ranks = { A: one, B: other };
  const overrides = (['A', 'B'] as const).flatMap((name) =>
    ranks[name] === 'override' ? [{ gate: name, state: 'Enabled' }] : [],
  );
  return evaluated(gates, { overrides, groups: [{ name: 'AllAlpha', state: 'Enabled' }] });
}

describe('of two gates that exclude one another, both on, the lower rank is off and it is one Error (R77, R79)', () => {
  const rows: [one: Rank, other: Rank, left: string[]][] = [
    ['locked', 'override', ['A']],
    ['locked', 'group', ['A']],
    ['locked', 'default', ['A']],
    ['override', 'group', ['A']],
    ['override', 'default', ['A']],
    ['group', 'default', ['A']],
    ['default', 'override', ['B']],
    ['override', 'override', []],
    ['group', 'group', []],
    ['default', 'default', []],
    ['locked', 'locked', ['A', 'B']],
  ];
  test.each(rows)('%s against %s leaves %j', (one, other, left) => {
    for (const declaredBy of ['A', 'B'] as const) {
      const verdict = pair(one, other, declaredBy);
      expect(verdict.findings.filter(({ severity }) => severity === 'Error')).toEqual([
        { severity: 'Error', subject: 'A', fact: { kind: 'MutuallyExclusive', release: '1.36', other: 'B' } },
      ]);
      for (const name of ['A', 'B']) {
        const row = verdict.rows.get(name);
        if (left.includes(name)) expect(row).toMatchObject({ effective: 'Enabled' });
        else expect(row).toMatchObject({ requested: 'Enabled', effective: 'Disabled', source: 'Exclusion' });
      }
    }
  });
});

describe('an exclusion', () => {
  test('is settled once for all pairs, and what then lacks a requirement is off too', () => {
    const gates = [
      gate('A', ['1.30 Beta on'], { excludes: [{ gate: 'B' }] }),
      gate('B', ['1.30 Beta off'], { excludes: [{ gate: 'C' }] }),
      gate('C', ['1.30 Beta on']),
      gate('D', ['1.30 Beta on'], { requires: [{ gate: 'A' }] }),
    ];
    const verdict = evaluated(gates, { overrides: [{ gate: 'B', state: 'Enabled' }] });
    expect(told(verdict)).toEqual([
      'A Enabled Disabled Exclusion',
      'B Enabled Enabled Override',
      'C Enabled Disabled Exclusion',
      'D Enabled Disabled Dependency',
    ]);
    expect(said(verdict.findings)).toEqual([
      'Error MutuallyExclusive A',
      'Error MutuallyExclusive B',
      'Info DependencyUnmet D',
    ]);
  });

  test('counts a gate in discovery as on', () => {
    const gates = [gate('A', ['1.30 Beta on'], { excludes: [{ gate: 'B' }] }), gate('B', ['1.30 Beta off'])];
    const verdict = evaluated(gates, { overrides: [{ gate: 'B', state: 'Discovery' }] });
    expect(told(verdict)).toEqual(['A Enabled Disabled Exclusion', 'B Discovery Discovery Override']);
  });

  test('is an Error though a dependency has one of them off in the end, since the component would refuse it', () => {
    const gates = [
      gate('A', ['1.30 Beta on'], { excludes: [{ gate: 'B' }], requires: [{ gate: 'Off' }] }),
      gate('B', ['1.30 Beta on']),
      gate('Off', ['1.30 Alpha off']),
    ];
    const verdict = evaluated(gates);
    expect(verdict.rows.get('B')).toMatchObject({ effective: 'Enabled', source: 'Default' });
    expect(said(verdict.findings)).toEqual(['Error DependencyUnmet A', 'Error MutuallyExclusive A']);
  });

  test('with a gate of the platform switches off the own one, whatever its rank, unless that is locked; never that of the platform', () => {
    const foreign = (stages: readonly string[], cluster: readonly string[]) => {
      const component = 'thing';
      const gates = [gate('A', stages, { component, excludes: [{ component: 'kubernetes', gate: 'K' }] })];
      const set = featureSet({
        component,
        overrides: stages[0]?.includes('locked') ? [] : [{ gate: 'A', state: 'Enabled' }],
        platform: [{ component: 'kubernetes', featureSet: { name: 'cluster' } }],
      });
      const worlds = [
        world({ component, policy: policy(component), gates, featureSets: [set] }),
        world({ gates: [gate('K', cluster)], featureSets: [featureSet({}, 'cluster')] }),
      ];
      const evaluations = evaluateAll(worlds);
      const own = evaluations.get(component)?.featureSets.get('default/set');
      const other = evaluations.get('kubernetes')?.featureSets.get('default/cluster');
      const words = said(own?.findings ?? []).filter((line) => line.includes('Exclusive'));
      return [own?.rows.get('A')?.effective, other?.rows.get('K')?.effective, ...words];
    };
    const error = 'Error MutuallyExclusive A';
    expect(foreign(['1.30 Beta off'], ['1.30 Beta on'])).toEqual(['Disabled', 'Enabled', error]);
    expect(foreign(['1.30 Beta off'], ['1.30 Beta off'])).toEqual(['Enabled', 'Disabled']);
    expect(foreign(['1.30 Stable on locked'], ['1.30 Beta on'])).toEqual(['Enabled', 'Enabled', error]);
  });
});
