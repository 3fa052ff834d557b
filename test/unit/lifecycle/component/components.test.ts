import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { goldenGates, SETTINGS, type GoldenGate } from '../../../support/golden-table.ts';
import { featureSet, gate, verdictOn, world } from '../../../support/sample.ts';

/** The gates of a component as a world has them. */
function declared(component: string) {
  return goldenGates(component).map(({ name, stages, needs }) => {
    const lines = stages.map(
      (one) => `${one.release} ${one.level} ${one.default === 'Enabled' ? 'on' : 'off'}${one.locked ? ' locked' : ''}`,
    );
    return gate(name, lines, { component, requires: needs.map((needed) => ({ gate: needed })) });
  });
}

/** What one gate is at a minor under a setting of the switches, read straight from its stages: the rules once more, naively. */
function naive({ stages }: GoldenGate, minor: number, setting: string): string {
  const inForce = stages.findLast(({ release }) => Number(release.split('.')[1]) <= minor);
  if (!inForce) return 'NotYetAvailable unlocked Disabled';
  const { level, locked } = inForce;
  const before = stages.findLast((one) => one.level !== 'Deprecated');
  const wanted = new Map(setting.split(',').map((text) => text.split('=') as [string, string])).get(`All${level}`);
  const switched = wanted === 'true' ? 'Enabled' : 'Disabled';
  const value = wanted === undefined || locked ? inForce.default : switched;
  const name = level === 'Deprecated' ? `${before?.level ?? 'Stable'}, deprecated,` : level;
  return `${name} ${locked ? 'locked' : 'unlocked'} ${value}`;
}

describe.each([
  { component: 'kueue', newest: 20, gates: 80 },
  { component: 'nvidia-dra-driver', newest: 4, gates: 9 },
])('the gates of $component', ({ component, newest, gates: count }) => {
  const golden = goldenGates(component);
  const gates = declared(component);

  test('are what their stages say at every minor under every setting of the switches', () => {
    expect(gates).toHaveLength(count);
    for (let minor = 1; minor <= newest; minor += 1) {
      for (const setting of SETTINGS) {
        const groups = (setting === '-' ? [] : setting.split(',')).map((text) => {
          const [name, value] = text.split('=');
          return { name, state: value === 'true' ? 'Enabled' : 'Disabled' };
        });
        const set = featureSet({ component, release: `v0.${minor}.1`, groups });
        const verdict = verdictOn(evaluate(world({ component, gates, featureSets: [set] })));
        const told = [...verdict.rows.values()].map((row) => {
          const level = row.deprecated ? `${row.level}, deprecated,` : row.level;
          return `${row.life.name} ${level} ${row.locked ? 'locked' : 'unlocked'} ${row.requested}`;
        });
        expect(told.sort(), `0.${minor} ${setting}`).toEqual(
          golden.map((one) => `${one.name} ${naive(one, minor, setting)}`).sort(),
        );

        const requested = new Map([...verdict.rows.values()].map((row) => [row.life.name, row.requested]));
        const violated = golden.filter(
          ({ name, needs }) =>
            requested.get(name) === 'Enabled' && needs.some((needed) => requested.get(needed) !== 'Enabled'),
        );
        const errors = verdict.findings.filter(({ severity }) => severity === 'Error');
        expect(errors.map(({ subject, fact }) => `${fact.kind} ${subject}`)).toEqual(
          violated.map(({ name }) => `DependencyUnmet ${name}`).sort(),
        );
      }
    }
  });

  test('break no rule', () => {
    const { gates: verdicts } = evaluate(world({ component, gates }));
    expect(
      [...verdicts.values()].flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'Error'),
    ).toEqual([]);
  });
});

describe('the NVIDIA driver, as its own validation of feature gates has it', () => {
  const component = 'nvidia-dra-driver';
  const errors = (overrides: Record<string, string>) => {
    const list = Object.entries(overrides).map(([name, state]) => ({ gate: name, state }));
    const set = featureSet({ component, release: '0.4', overrides: list });
    const { findings } = verdictOn(evaluate(world({ component, gates: declared(component), featureSets: [set] })));
    return findings
      .filter(({ severity }) => severity === 'Error')
      .map(({ subject, fact }) => `${fact.kind} ${subject}`);
  };

  test('ComputeDomainCliques needs IMEXDaemonsWithDNSNames, DeviceMetadata needs PassthroughSupport (R76)', () => {
    expect(errors({ DeviceMetadata: 'Enabled' })).toEqual(['DependencyUnmet DeviceMetadata']);
    expect(errors({ DeviceMetadata: 'Enabled', PassthroughSupport: 'Enabled' })).toEqual([]);
  });

  test('switching off a default-on dependency alone is a violation, since its dependant is on by default (R78)', () => {
    expect(errors({ IMEXDaemonsWithDNSNames: 'Disabled' })).toEqual(['DependencyUnmet ComputeDomainCliques']);
    expect(errors({ IMEXDaemonsWithDNSNames: 'Disabled', ComputeDomainCliques: 'Disabled' })).toEqual([]);
  });

  test('all violations are told together (R80)', () => {
    expect(errors({ IMEXDaemonsWithDNSNames: 'Disabled', DeviceMetadata: 'Enabled' })).toEqual([
      'DependencyUnmet ComputeDomainCliques',
      'DependencyUnmet DeviceMetadata',
    ]);
  });
});
