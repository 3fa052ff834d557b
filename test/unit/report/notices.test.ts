import { describe, expect, test } from 'vitest';
import type { GateStatus } from '../../../src/api/gate.ts';
import { withNotices } from '../../../src/report/conditions/notices.ts';
import { featureSet, gate, NOW, plugin } from '../../support/sample.ts';
import { gateStatusIn, LATER, noticesOf, setStatus } from './sample-status.ts';

const GATES = [
  gate('Alpha', ['1.30 Alpha off']),
  gate('Beta', ['1.30 Beta on']),
  gate('Grown', ['1.30 Alpha off', '1.34 Beta on']),
  gate('Locked', ['1.30 Stable on locked']),
  gate('Needy', ['1.30 Alpha off'], { requires: [{ gate: 'Alpha' }] }),
];
const override = (gate_: string, state: string) => ({ gate: gate_, state });

describe('a first status announces warnings only', () => {
  test('of whatever is to be announced', () => {
    const both = (['GateEnabled', 'OverrideRejected', 'LevelChanged', 'Deprecated'] as const).map((reason) => ({
      reason,
      subjects: ['A'],
      message: 'm',
    }));
    expect(withNotices(undefined, both, NOW).map(({ reason }) => reason)).toEqual(['OverrideRejected', 'Deprecated']);
    expect(withNotices([], both, NOW)).toHaveLength(4);
  });

  test('of a FeatureSet', () => {
    expect(noticesOf(setStatus(GATES))).toEqual([]);
    const overrides = [
      override('Locked', 'Disabled'),
      override('Nobody', 'Enabled'),
      override('Beta', 'Enabled'),
      override('Needy', 'Enabled'),
    ];
    expect(noticesOf(setStatus(GATES, { overrides }))).toEqual([
      'OverrideRejected Locked, Nobody',
      'OverrideRedundant Beta',
      'DependencyUnmet Needy',
    ]);
  });

  test('of plugins that are refused, whatever the rule, and not of overrides for them (R131)', () => {
    const plugins = [
      plugin('kubernetes', 'low', ['1.30 Beta']),
      plugin('kubernetes', 'needy', ['1.30 Stable'], { requires: [{ plugin: 'absent' }] }),
    ];
    const spec = { minimumLevel: 'Stable', plugins: [{ type: 'low' }, { type: 'needy' }, { type: 'nobody' }] };
    expect(noticesOf(setStatus(GATES, spec, undefined, NOW, plugins))).toEqual(['PluginRefused low, needy, nobody']);
  });

  test('of a gate', () => {
    expect(noticesOf(gateStatusIn({ gates: [gate('One', ['1.30 Beta on'])] }))).toEqual([]);
    expect(noticesOf(gateStatusIn({ gates: [gate('One', ['1.30 Beta on', '1.33 Deprecated'])] }))).toEqual([
      'Deprecated One',
    ]);
    expect(noticesOf(gateStatusIn({ gates: [gate('One', ['1.30 Beta on', '1.33 Removed'])] }))).toEqual([
      'RemovedTooEarly One',
    ]);
  });
});

describe('a later status announces what changed against the one that stands', () => {
  test('gates that came on and went off, one notice each, however many', () => {
    const before = setStatus(GATES);
    const after = setStatus(
      GATES,
      { overrides: [override('Alpha', 'Enabled'), override('Needy', 'Enabled'), override('Beta', 'Disabled')] },
      before,
    );
    expect(after.notices).toEqual([
      {
        reason: 'GateEnabled',
        time: '2026-05-15T01:00:00.000Z',
        subjects: ['Alpha', 'Needy'],
        message: 'Now on in 1.36: Alpha, Needy',
      },
      {
        reason: 'GateDisabled',
        time: '2026-05-15T01:00:00.000Z',
        subjects: ['Beta'],
        message: 'No longer on in 1.36: Beta',
      },
    ]);
  });

  test('also where the release moved', () => {
    const before = setStatus(GATES, { release: '1.33' });
    const after = setStatus(GATES, { release: '1.34' }, before);
    expect(after.notices.map(({ message }) => message)).toEqual(['Now on in 1.34 (it was 1.33): Grown']);
  });

  test('not a gate that was only declared in between', () => {
    const before = setStatus(GATES);
    expect(noticesOf(setStatus([...GATES, gate('Fresh', ['1.30 Beta on'])], {}, before))).toEqual([]);
  });

  test('a refusal when it comes, and not again while it stands', () => {
    const before = setStatus(GATES, { overrides: [override('Nobody', 'Enabled')] });
    const same = setStatus(GATES, { overrides: [override('Nobody', 'Enabled')] }, before);
    expect(same.notices).toEqual(before.notices);
    const more = setStatus(GATES, { overrides: [override('Nobody', 'Enabled'), override('Locked', 'Disabled')] }, same);
    expect(noticesOf(more)).toEqual(['OverrideRejected Nobody', 'OverrideRejected Locked']);
    const gone = setStatus(GATES, {}, more);
    expect(noticesOf(setStatus(GATES, { overrides: [override('Nobody', 'Enabled')] }, gone)).at(-1)).toBe(
      'OverrideRejected Nobody',
    );
  });

  test('nothing that a cut list could hide', () => {
    const before = setStatus(GATES);
    const cut = { ...before, disabledOmitted: 1, findingsOmitted: 1 };
    expect(
      noticesOf(setStatus(GATES, { overrides: [override('Alpha', 'Enabled'), override('Nobody', 'Enabled')] }, cut)),
    ).toEqual([]);
  });

  test('the level of a gate at asOf, its deprecation and its removal, once each', () => {
    const one = gate('One', ['1.30 Alpha off', '1.33 Beta on', '1.34 Deprecated', '1.35 Removed']);
    const at = (release: string, previous?: GateStatus) =>
      gateStatusIn({ gates: [one], featureSets: [featureSet({ release })] }, previous);
    const alpha = at('1.30');
    const beta = at('1.33', alpha);
    const deprecated = at('1.34', beta);
    const removed = at('1.35', at('1.34', deprecated));
    expect(removed.notices.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
      "LevelChanged: Gate 'One' was Alpha and is Beta in 1.33",
      "RemovalApproaching: Gate 'One' will be removed in 1.35: use something else",
      "Deprecated: Gate 'One' is deprecated in 1.34; removal is due 1.35: use something else",
      "RemovalApproaching: Gate 'One' will be removed in 1.35: use something else",
      "Removed: Gate 'One' was Beta and is Removed in 1.35",
    ]);
  });
});

test('of notices the newest 32 are kept, of subjects the first 64, and the rest is counted', () => {
  const subjects = Array.from({ length: 70 }, (_, index) => `G${String(index).padStart(2, '0')}`);
  const announcement = { reason: 'GateEnabled', subjects: subjects.toReversed(), message: 'm'.repeat(2000) } as const;
  const [notice] = withNotices([], [announcement], NOW);
  expect(notice?.subjects).toEqual(subjects.slice(0, 64));
  expect(notice?.subjectsOmitted).toBe(6);
  expect(notice?.message).toHaveLength(1024);
  const previous = Array.from({ length: 32 }, (_, index) => ({
    reason: 'GateEnabled',
    time: `2026-01-01T00:00:${String(index).padStart(2, '0')}.000Z`,
    subjects: [],
    message: '',
  }));
  const kept = withNotices(previous, [announcement], LATER);
  expect(kept).toHaveLength(32);
  expect(kept[0]).toBe(previous[1]);
  expect(kept.at(-1)?.time).toBe('2026-05-15T01:00:00.000Z');
});
