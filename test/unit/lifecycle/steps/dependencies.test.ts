import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../../src/api/declared.ts';
import { evaluated, gate, said } from '../../../support/sample.ts';

function needs(name: string, stage: string, ...others: string[]): Gate {
  return gate(name, [`1.30 ${stage}`], { requires: others.map((other) => ({ gate: other })) });
}

/** Which gates are on at last, and what is said. */
function outcome(gates: readonly Gate[], overrides: Record<string, 'Enabled' | 'Disabled'> = {}) {
  const verdict = evaluated(gates, {
    overrides: Object.entries(overrides).map(([name, state]) => ({ gate: name, state })),
  });
  const rows = [...verdict.rows.values()];
  return {
    requested: rows.filter(({ requested }) => requested === 'Enabled').map(({ life }) => life.name),
    effective: rows.filter(({ effective }) => effective === 'Enabled').map(({ life }) => life.name),
    said: said(verdict.findings),
    verdict,
  };
}

const CHAIN = [needs('A', 'Beta on', 'B'), needs('B', 'Beta on', 'C'), needs('C', 'Beta on')];

describe('a gate that requires others', () => {
  test('is on with them (R76)', () => {
    expect(outcome(CHAIN)).toMatchObject({ effective: ['A', 'B', 'C'], said: [] });
  });

  test('is off without them: switching off a dependency that is on by default already violates (R76, R78)', () => {
    expect(outcome(CHAIN.slice(1), { C: 'Disabled' })).toMatchObject({
      requested: ['B'],
      effective: [],
      said: ['Error DependencyUnmet B'],
    });
  });

  test('takes along whoever requires it: only the violated request is an Error, the rest follows as Info, with the path', () => {
    const { effective, said: sentences, verdict } = outcome(CHAIN, { C: 'Disabled' });
    expect(effective).toEqual([]);
    expect(sentences).toEqual(['Error DependencyUnmet B', 'Info DependencyUnmet A']);
    expect(verdict.findings[1]?.fact).toMatchObject({ path: ['A', 'B', 'C'], unmet: ['B'], onRequest: false });
    expect(verdict.rows.get('A')).toMatchObject({ requested: 'Enabled', effective: 'Disabled', source: 'Dependency' });
  });

  test('names the first gates of a long path and its last, and counts those between', () => {
    const names = Array.from({ length: 30 }, (_, index) => `G${index + 10}`);
    const gates = names.map((name, index) => needs(name, 'Beta on', ...names.slice(index + 1, index + 2)));
    const { verdict } = outcome(gates, { G39: 'Disabled' });
    const factOf = (name: string) => verdict.findings.find(({ subject }) => subject === name)?.fact;
    expect(factOf('G10')).toMatchObject({ path: [...names.slice(0, 9), 'G39'], skipped: 20 });
    expect(factOf('G29')).toMatchObject({ path: [...names.slice(19, 28), 'G39'], skipped: 1 });
    expect(factOf('G30')).not.toHaveProperty('skipped');
    expect(factOf('G30')).toMatchObject({ path: names.slice(20) });
  });

  test('names everything it lacks, and every gate that lacks something is named (R80)', () => {
    const gates = [
      needs('A', 'Beta on', 'X', 'Y'),
      needs('B', 'Beta on', 'Y'),
      needs('X', 'Alpha off'),
      needs('Y', 'Alpha off'),
    ];
    const { verdict } = outcome(gates);
    expect(said(verdict.findings)).toEqual(['Error DependencyUnmet A', 'Error DependencyUnmet B']);
    expect(verdict.findings[0]?.fact).toMatchObject({ unmet: ['X', 'Y'] });
  });

  test('is not looked at while it is off', () => {
    expect(outcome([needs('A', 'Alpha off', 'B'), needs('B', 'Alpha off')])).toMatchObject({ effective: [], said: [] });
  });

  test('keeps its value where it is locked, with an Error', () => {
    const gates = [needs('A', 'Stable on locked', 'B'), needs('B', 'Beta on')];
    expect(outcome(gates, { B: 'Disabled' })).toMatchObject({ effective: ['A'], said: ['Error DependencyUnmet A'] });
  });

  test('and is locked gets an Error also where the requirement fails only later', () => {
    const gates = [needs('A', 'Stable on locked', 'B'), needs('B', 'Beta on', 'C'), needs('C', 'Beta on')];
    expect(outcome(gates, { C: 'Disabled' })).toMatchObject({
      effective: ['A'],
      said: ['Error DependencyUnmet A', 'Error DependencyUnmet B'],
    });
  });

  test('keeps its value in a circle, each member with an Error', () => {
    const gates = [needs('A', 'Beta on', 'B'), needs('B', 'Beta on', 'A'), needs('C', 'Beta on', 'A')];
    expect(outcome(gates)).toMatchObject({
      effective: ['A', 'B', 'C'],
      said: ['Error DependencyCycle A', 'Error DependencyCycle B'],
    });
  });

  test('keeps its value in a circle, also where a gate outside it is missing', () => {
    const gates = [needs('A', 'Beta on', 'B'), needs('B', 'Beta on', 'A', 'C'), needs('C', 'Alpha off')];
    expect(outcome(gates)).toMatchObject({
      effective: ['A', 'B'],
      said: ['Error DependencyCycle A', 'Error DependencyCycle B'],
    });
  });

  test('and requires what nobody declares is off, with an Error', () => {
    expect(outcome([needs('A', 'Beta on', 'Ghost')])).toMatchObject({
      effective: [],
      said: ['Error UnknownDependency A'],
    });
  });

  test('is content with a tombstone whose replacement is always on, and not with another', () => {
    const gone = (mode: string) =>
      gate('B', ['1.30 Stable on locked', '1.35 Removed'], { deprecation: { message: 'gone', replacement: { mode } } });
    const a = needs('A', 'Alpha on', 'B');
    expect(outcome([a, gone('AlwaysOn')]).effective).toEqual(['A']);
    expect(outcome([a, gone('Absorbed')]).effective).toEqual(['A']);
    expect(outcome([a, gone('Dropped')])).toMatchObject({ effective: [], said: ['Error DependencyUnmet A'] });
  });

  test('with strength Preferred, or from a later release on, loses nothing', () => {
    const preferred = gate('A', ['1.30 Beta on'], { requires: [{ gate: 'B', strength: 'Preferred' }] });
    const later = gate('C', ['1.30 Beta on'], { requires: [{ gate: 'B', fromRelease: '1.37' }] });
    expect(outcome([preferred, later, needs('B', 'Alpha off')])).toMatchObject({
      effective: ['A', 'C'],
      said: ['Info PreferenceUnmet A'],
    });
    const now = gate('C', ['1.30 Beta on'], { requires: [{ gate: 'B', fromRelease: '1.36' }] });
    expect(outcome([now, needs('B', 'Alpha off')]).said).toEqual(['Error DependencyUnmet C']);
  });

  test('is off while the other is in discovery', () => {
    const b = gate('B', ['1.30 Beta'], { stages: [{ release: '1.30', level: 'Alpha', default: 'Discovery' }] });
    expect(outcome([needs('A', 'Alpha on', 'B'), b])).toMatchObject({
      effective: [],
      said: ['Error DependencyUnmet A'],
    });
  });
});

test('a chain of a thousand gates is switched off to its end', () => {
  const gates = Array.from({ length: 1000 }, (_, index) =>
    needs(`G${index}`, 'Beta on', ...(index > 0 ? [`G${index - 1}`] : [])),
  );
  const { effective, verdict } = outcome(gates, { G0: 'Disabled' });
  expect(effective).toEqual([]);
  expect(verdict.findings).toHaveLength(999);
});
