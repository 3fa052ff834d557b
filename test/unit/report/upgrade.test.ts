import { describe, expect, test } from 'vitest';
import { featureSetStatus } from '../../../src/api/featureset-status.ts';
import { evaluate } from '../../../src/lifecycle/component/evaluate.ts';
import { FAMILIES } from '../../../src/report/metrics/families.ts';
import { featureSet, gate, on, world } from '../../support/sample.ts';
import { noticesOf, setStatus } from './sample-status.ts';

const gates = [
  gate('Held', ['1.30 Beta on', '1.35 Stable on locked']),
  gate('New', ['1.35 Alpha off']),
  gate('Old', ['1.30 Beta on', '1.35 Deprecated off', '1.36 Removed'], {
    deprecation: { message: 'Newer does it', replacement: { mode: 'OneOf', items: [{ gate: 'Newer' }] } },
  }),
  gate('Newer', ['1.37 Alpha off']),
];
const target = { release: '1.34', targetRelease: '1.35' };
const off = { overrides: [{ gate: 'Held', state: 'Disabled' }] };
const LOCKED = "Gate 'Held' is locked on in 1.35; the override to Disabled is rejected; delete it: the value stays on";

function upgradeable(spec: Record<string, unknown>) {
  const { status, reason, message } =
    setStatus(gates, spec).conditions.find(({ type }) => type === 'Upgradeable') ?? {};
  return { status, reason, message };
}

describe('the condition Upgradeable', () => {
  test('is True where nothing would be refused at the target, and counts what changes (R137)', () => {
    expect(upgradeable(target)).toEqual({
      status: 'True',
      reason: 'Upgradeable',
      message: 'Nothing blocks the upgrade from 1.34 to 1.35; it changes 3 gates',
    });
    expect(upgradeable({ ...target, targetRelease: '1.34.5' }).message).toBe(
      'Nothing blocks the move to 1.34 (which runs already); it changes nothing',
    );
  });

  test('is False where something would be, for the reason of the first, with what to do about it', () => {
    expect(upgradeable({ ...target, ...off })).toEqual({
      status: 'False',
      reason: 'GateLocked',
      message: `The upgrade from 1.34 to 1.35 is blocked: ${LOCKED}`,
    });
  });

  test('says of a way back that it is one: that nothing blocks it does not mean that the component supports it (R159)', () => {
    const back = { release: '1.35', targetRelease: '1.34' };
    const move = 'downgrade from 1.35 to 1.34 (make sure that the component supports downgrades)';
    expect(upgradeable(back).message).toBe(`Nothing blocks the ${move}; it changes 3 gates`);
    expect(upgradeable({ ...back, overrides: on('New') })).toMatchObject({
      status: 'False',
      reason: 'NotYetAvailable',
      message: expect.stringMatching(`^The ${move.replaceAll(/[()]/g, '.')} is blocked: Gate 'New' does not exist`),
    });
  });

  test('is Unknown where the target is newer than all that is known, since it would pass for the newest', () => {
    expect(upgradeable({ ...target, targetRelease: '1.99' })).toMatchObject({
      status: 'Unknown',
      reason: 'ReleaseNotListed',
      message: expect.stringMatching('^Release 1.99 is newer than 1.37, the newest release that component') as string,
    });
    expect(upgradeable({ ...target, ...off, targetRelease: '1.99' })).toMatchObject({ status: 'False' });
  });

  test.each([
    ['no target is named', {}, 'NoTarget'],
    ['the target cannot be placed', { ...target, targetRelease: '9.0' }, 'ReleaseUnknown'],
    ['nobody knows what runs', { releaseFrom: 'APIServer', targetRelease: '1.35' }, 'ReleaseNotKnown'],
  ])('is Unknown where %s, and nothing is previewed', (_what, spec, reason) => {
    expect(upgradeable(spec)).toMatchObject({ status: 'Unknown', reason });
    expect(setStatus(gates, spec)).not.toHaveProperty('upgrade');
  });
});

describe('status.upgrade', () => {
  test('lists every change with what was and what will be, and every blocker with what to do', () => {
    expect(setStatus(gates, { ...target, ...off }).upgrade).toEqual({
      to: '1.35',
      safe: false,
      changes: [
        { gate: 'Held', change: 'Locks', to: 'Enabled' },
        { gate: 'Held', change: 'LevelChanges', from: 'Beta', to: 'Stable' },
        { gate: 'Held', change: 'EffectiveFlips', from: 'Disabled', to: 'Enabled' },
        { gate: 'New', change: 'Appears', to: 'Alpha' },
        { gate: 'Old', change: 'DefaultFlips', from: 'Enabled', to: 'Disabled' },
        { gate: 'Old', change: 'Deprecates' },
      ],
      blockers: [{ reason: 'GateLocked', subject: 'Held', message: LOCKED }],
    });
  });

  test('says of what goes whether its replacement is there (R57)', () => {
    const { upgrade } = setStatus(gates, { ...target, targetRelease: '1.36', overrides: on('Old') });
    expect(upgrade?.blockers).toEqual([
      {
        reason: 'RemovedFeatureGate',
        subject: 'Old',
        message: expect.stringContaining("use 'Newer' (not available in this release)"),
        replacement: 'NotReady',
      },
    ]);
  });

  test('is cut to what the schema holds, and says so', () => {
    const many = Array.from({ length: 700 }, (_, index) => gate(`G${index}`, ['1.35 Alpha off']));
    const status = setStatus(many, target);
    expect(status.upgrade).toMatchObject({ safe: true, changesOmitted: 188 });
    const refused = Array.from({ length: 100 }, (_, index) => `Nobody${index}`);
    const blocked = setStatus([], { ...target, overrides: on(...refused) });
    expect(blocked.upgrade).toMatchObject({ safe: false, blockersOmitted: 36 });
    for (const one of [status, blocked]) expect(featureSetStatus.parse(one)).toEqual(one);
  });
});

describe('the event UpgradeBlocked', () => {
  test('comes with each new blocker, also in a first status, and not again while it stands', () => {
    const first = setStatus(gates, { ...target, ...off });
    expect(noticesOf(first)).toEqual(['UpgradeBlocked Held']);
    expect(first.notices[0]?.message).toBe(`The upgrade from 1.34 to 1.35 is blocked: ${LOCKED}`);
    const same = setStatus(gates, { ...target, ...off }, first);
    expect(same.notices).toEqual(first.notices);
    const overrides = [...off.overrides, ...on('Nobody')];
    const second = setStatus(gates, { ...target, overrides }, same);
    expect(noticesOf(second).slice(1)).toContain('UpgradeBlocked Nobody');
    const settled = setStatus(gates, target, second);
    expect(noticesOf(settled).slice(noticesOf(second).length)).toEqual(['GateEnabled Held']);
    const again = setStatus(gates, { ...target, ...off }, settled);
    expect(noticesOf(again).at(-1)).toBe('UpgradeBlocked Held');
  });

  test('comes again for another target: that is another question', () => {
    const first = setStatus(gates, { ...target, ...off });
    const second = setStatus(gates, { ...target, ...off, targetRelease: '1.36' }, first);
    expect(noticesOf(second)).toEqual(['UpgradeBlocked Held', 'UpgradeBlocked Held']);
  });

  test('is never read from a list that was cut', () => {
    const refused = Array.from({ length: 100 }, (_, index) => `Nobody${index}`);
    const first = setStatus([], { ...target, overrides: on(...refused) });
    const second = setStatus([], { ...target, overrides: on(...refused, 'Another') }, first);
    expect(second.notices).toEqual(first.notices);
  });
});

test('the metric is 1 where an upgrade is blocked, 0 where it is not, and absent where none is planned', () => {
  const sets = [featureSet(target, 'a'), featureSet({ ...target, ...off }, 'b'), featureSet({}, 'c')];
  const family = FAMILIES.find(({ name }) => name === 'stagegate_upgrade_blocked');
  const samples = family?.samples(evaluate(world({ gates, featureSets: sets })), 'All');
  expect(samples?.map(({ labels, value }) => `${labels['featureset']} ${value}`)).toEqual(['a 0', 'b 1']);
});
