import { expect, test } from 'vitest';
import { castOf, countByLevel, type Gate } from '../../../hack/demo/gates.ts';

/** A gate with its status, as kubectl gives it. */
function gate(name: string, level: string, summary: object = {}, requires: { gate: string }[] = []): Gate {
  return {
    metadata: { name: `kubernetes.${name.toLowerCase()}` },
    spec: { gate: name, requires },
    status: { releases: [], summary: { level, default: 'Disabled', locked: false, deprecated: 'False', ...summary } },
  };
}

const gates = [
  gate('NeedsAnother', 'Alpha', {}, [{ gate: 'StandsAlone' }]),
  gate('AlphaButOn', 'Alpha', { default: 'Enabled' }),
  gate('StandsAlone', 'Alpha'),
  gate('StableButOpen', 'Stable', { default: 'Enabled' }),
  gate('LockedOff', 'Stable', { locked: true }),
  gate('LockedOn', 'Stable', { default: 'Enabled', locked: true }),
  gate('OnItsWayOut', 'Stable', { default: 'Enabled', locked: true, deprecated: 'True' }),
  gate('OnAtBeta', 'Beta', { default: 'Enabled' }),
];

test('the gates of the show are found by what they are, not by name', () => {
  const cast = castOf(gates);
  expect(cast.flipped.spec.gate).toBe('StandsAlone');
  expect(cast.locked.spec.gate).toBe('LockedOn');
  expect(cast.beta?.spec.gate).toBe('OnAtBeta');
  expect(cast.deprecated?.spec.gate).toBe('OnItsWayOut');
  expect(cast.dependant).toBe('NeedsAnother');
});

test('the misspelled name is nobody’s, and the suggestion for it is what was meant', () => {
  const neighbours = [...gates, gate('Abcdefgh', 'Alpha'), gate('Abcdfgh', 'Alpha')];
  const { misspelled } = castOf(neighbours.filter(({ spec }) => spec.gate !== 'NeedsAnother'));
  expect(neighbours.map(({ spec }) => spec.gate)).not.toContain(misspelled.written);
  expect(neighbours.map(({ spec }) => spec.gate)).toContain(misspelled.meant);
});

test('a release without a gate to flip says so', () => {
  expect(() => castOf(gates.filter(({ status }) => status?.summary?.level !== 'Alpha'))).toThrow('nothing to show');
});

test('gates are counted by level, in the order of life', () => {
  expect(countByLevel(gates)).toBe('3 Alpha, 1 Beta, 4 Stable');
});
