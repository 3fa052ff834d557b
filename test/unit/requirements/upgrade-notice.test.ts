import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/lifecycle/component/evaluate.ts';
import { gateStatusOf } from '../../../src/report/status/gate-status.ts';
import { featureSet, gate, NOW, world } from '../../support/sample.ts';

function releasesOf(stages: string[], sets: Record<string, unknown>[]) {
  const featureSets = sets.map((spec, index) => featureSet(spec, `set${index}`));
  const { gates } = evaluate(world({ gates: [gate('One', stages)], featureSets }));
  const verdict = gates.get('kubernetes.one');
  if (!verdict) throw new Error('the gate was not judged');
  return gateStatusOf(verdict, { generation: 1, status: undefined, now: NOW }).releases?.map(
    ({ release, roles, enabled, change }) =>
      [release, roles.join(), enabled, change].filter((part) => part !== undefined),
  );
}

describe('whoever targets a release is told on each gate what it changes there, before the upgrade (R137)', () => {
  const target = { release: '1.34', targetRelease: '1.35' };
  test.each([
    ['a default that flips', ['1.30 Beta off', '1.35 Beta on'], 'DefaultFlips'],
    ['a level', ['1.30 Alpha off', '1.35 Beta off'], 'LevelChanges'],
    ['a lock, more than the level that comes with it', ['1.30 Beta on', '1.35 Stable on locked'], 'Locks'],
    ['a gate that appears', ['1.35 Alpha off'], 'Appears'],
    ['a gate that goes', ['1.30 Beta on', '1.35 Removed'], 'Goes'],
  ])('%s', (_what, stages, change) => {
    expect(releasesOf(stages, [target])?.[0]).toEqual(['1.35', 'Target', change]);
  });

  test('nothing where nothing changes, and one row where one install runs what another targets', () => {
    expect(releasesOf(['1.30 Beta on'], [target])).toEqual([
      ['1.35', 'Target'],
      ['1.34', 'Current', 'All'],
    ]);
    expect(releasesOf(['1.30 Beta off', '1.35 Beta on'], [target, { release: '1.35' }])).toEqual([
      ['1.35', 'Current,Target', 'All', 'DefaultFlips'],
      ['1.34', 'Current', 'None'],
    ]);
  });

  test('a target is not what the gate is judged at, and one nobody can place is an Error', () => {
    const [verdict] = evaluate(world({ featureSets: [featureSet(target)] })).featureSets.values();
    expect(verdict?.release).toBe('1.34');
    const [lost] = evaluate(
      world({ featureSets: [featureSet({ ...target, targetRelease: '9.0' })] }),
    ).featureSets.values();
    expect(lost?.findings.map(({ severity, fact }) => `${severity} ${fact.kind}`)).toEqual(['Error ReleaseUnknown']);
  });
});
