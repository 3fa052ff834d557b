import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { gate, policy, said, world } from '../../../support/sample.ts';

/** What is said of a gate of kubernetes with these stages. */
function findingsOn(stages: readonly string[], component = 'kubernetes'): string[] {
  const object = gate('Gate', stages, { component });
  const { gates } = evaluate(world({ component, gates: [object] }));
  return said(gates.get(object.metadata.name)?.findings ?? []);
}

describe('each rule between stages is found by its own name (semantics.md B)', () => {
  const broken: Record<string, [stages: string[], reasons: string[]]> = {
    'rule 7b: a stage of a Kubernetes gate at a patch release': [['1.31.2 Alpha off'], ['PatchRelease']],
    'rule 7b: a stage of a Kubernetes gate at a pre-release': [['1.31-rc.1 Alpha off'], ['PatchRelease']],
    'rule 7b: a major alone': [['1 Alpha off'], ['PatchRelease']],
    'rule 7b: a minCompatibility with a patch': [['1.31 Beta off', '1.31 Beta on >=1.30.1'], ['PatchRelease']],
    'rule 7c: minCompatibility on the first stage': [['1.31 Beta on >=1.30'], ['MinCompatibilityWithoutPair']],
    'rule 7c: minCompatibility after a stage of another release': [
      ['1.30 Beta off', '1.31 Beta on >=1.30'],
      ['MinCompatibilityWithoutPair'],
    ],
    'rule 7c: minCompatibility past the release': [
      ['1.31 Beta off', '1.31 Beta on >=1.32'],
      ['MinCompatibilityAboveRelease'],
    ],
    'rule 7d: a gate that begins as Deprecated': [['1.31 Deprecated off'], ['IntroducedAsDeprecated']],
    'rule 7e: a stage before its predecessor': [['1.32 Alpha off', '1.31 Beta on'], ['ReleasesDecrease']],
    'rule 7e: a minCompatibility before that of an earlier stage': [
      ['1.31 Beta off', '1.31 Beta on >=1.31', '1.32 Beta off', '1.32 Beta on >=1.30'],
      ['MinCompatibilityDecreases'],
    ],
    'rule 7f: two stages of one release, alike in minCompatibility by inheritance': [
      ['1.31 Beta off', '1.31 Beta on >=1.30', '1.32 Beta off', '1.32 Beta on >=1.30'],
      ['DuplicateStage'],
    ],
    'rule 7f: two names of one release': [['1.31 Beta off', 'v1.31 Beta on'], ['DuplicateStage']],
    'rule 7f: a pair that differs in level': [['1.31 Alpha off', '1.31 Beta on >=1.30'], ['PairDiffersInLevelOrLock']],
    'rule 7f: a pair that differs in lock': [
      ['1.31 Beta off', '1.31 Beta on locked >=1.30'],
      ['PairDiffersInLevelOrLock'],
    ],
    'rule 7g: a stage that changes nothing': [['1.31 Beta on', '1.32 Beta on'], ['StageWithoutChange']],
    'rule 7h: a lock that is released': [['1.31 Beta on locked', '1.32 Stable on'], ['LockReleased']],
    'rule 7h: a lock that is released two stages later': [
      ['1.31 Beta on locked', '1.32 Stable on locked', '1.33 Deprecated off'],
      ['LockReleased'],
    ],
    'rule 7h: every stage after a lock must be locked': [
      ['1.31 Beta on locked', '1.32 Beta on', '1.33 Beta off'],
      ['LockReleased', 'LockReleased'],
    ],
    'rule 7i: a deprecation that is withdrawn': [
      ['1.0 Stable on', '1.31 Deprecated off', '1.32 Stable on'],
      ['DeprecationWithdrawn'],
    ],
    'rule 7j: Alpha after Beta': [['1.31 Beta on', '1.32 Alpha off'], ['LevelRegresses']],
    'rule 7j: Alpha after Stable': [['1.31 Stable on', '1.32 Alpha off'], ['LevelRegresses']],
    'rule 7j: Beta after Stable': [['1.31 Stable on', '1.32 Beta on'], ['LevelRegresses']],
    'a release nobody can place': [['2.0 Alpha off'], ['ReleaseUnknown']],
    'several at once, each by its name': [
      ['1.32 Beta on locked', '1.31 Alpha off'],
      ['LevelRegresses', 'LockReleased', 'ReleasesDecrease'],
    ],
  };
  test.each(Object.entries(broken))('%s', (_sentence, [stages, reasons]) => {
    expect(findingsOn(stages)).toEqual(reasons.map((reason) => `Error ${reason} Gate`));
  });
});

describe('what Kubernetes allows breaks no rule', () => {
  const allowed: Record<string, string[]> = {
    'a gate that begins at Beta': ['1.31 Beta on'],
    'Alpha to Stable': ['1.31 Alpha off', '1.33 Stable on locked'],
    'any level to Deprecated': ['1.31 Alpha off', '1.33 Deprecated off'],
    'always Deprecated, from 1.0 on': ['1.0 Deprecated off'],
    'the state before a deprecation, said as a stage at 1.0': [
      '1.0 Stable on',
      '1.31 Deprecated off',
      '1.34 Deprecated off locked',
    ],
    'a default that goes on, off and on again': ['1.31 Beta on', '1.32 Beta off', '1.33 Beta on'],
    'Stable that is off by default': ['1.31 Stable off'],
    'Stable that is unlocked first and locked later (R17)': ['1.31 Stable on', '1.32 Stable on locked'],
    'Alpha that is on by default': ['1.31 Alpha on'],
    'a lock before Stable': ['1.31 Beta on locked'],
    'a pair that differs in its default': ['1.31 Beta off', '1.31 Beta on >=1.31'],
    'a stage whose flag does nothing any more': ['1.31 Stable on locked', '1.34 Stable on locked noop'],
    'the end, after a lock': ['1.31 Stable on locked', '1.34 Removed'],
    'a release beyond the calendar': ['1.50 Alpha off'],
    'a leading v': ['v1.31 Alpha off'],
  };
  test.each(Object.entries(allowed))('%s', (_sentence, stages) => {
    expect(findingsOn(stages)).toEqual([]);
  });
});

test('other components may use patch releases and begin as Deprecated', () => {
  expect(findingsOn(['v0.3.1 Alpha off', 'v0.4.0-rc.1 Beta on'], 'driver')).toEqual([]);
  expect(findingsOn(['v0.9.0 Deprecated off'], 'driver')).toEqual([]);
});

test('a level whose default and lock the stage leaves unsaid has those of the policy, and the stage wins where it speaks', () => {
  const levels = [{ name: 'Beta', default: 'Enabled', locked: true, groupedDefault: 'Discovery' }];
  const summary = (stages: string[], spec = {}) => {
    const object = gate('Gate', stages, { component: 'driver', ...spec });
    const evaluation = evaluate(world({ component: 'driver', policy: policy('driver', { levels }), gates: [object] }));
    const { view } = evaluation.gates.get('driver.gate') ?? {};
    return `${view?.level} ${view?.default} ${view?.locked}`;
  };
  expect(summary(['v1 Beta'])).toBe('Beta Enabled true');
  expect(summary(['v1 Beta off'])).toBe('Beta Disabled false');
  expect(summary(['v1 Beta'], { regime: 'Grouped' })).toBe('Beta Discovery true');
  expect(summary(['v1 Alpha'])).toBe('Alpha Disabled false');
});

test('a Deprecated stage is off and unlocked unless it says else, and keeps the level; deprecation.since is a signal beside it (R18)', () => {
  const view = (stages: string[], spec = {}) =>
    evaluate(world({ component: 'driver', gates: [gate('Gate', stages, { component: 'driver', ...spec })] })).gates.get(
      'driver.gate',
    )?.view;
  expect(view(['v1 Beta on', 'v2 Deprecated'])).toEqual({
    level: 'Beta',
    default: 'Disabled',
    locked: false,
    deprecated: true,
  });
  expect(view(['v2 Deprecated'])).toEqual({ level: 'Stable', default: 'Disabled', locked: false, deprecated: true });
  const since = { deprecation: { since: 'v1', message: 'use another' } };
  expect(view(['v1 Beta on'], since)).toEqual({ level: 'Beta', default: 'Enabled', locked: false, deprecated: true });
});
