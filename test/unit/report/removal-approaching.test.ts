import { describe, expect, test } from 'vitest';
import type { GateStatus } from '../../../src/api/gate.ts';
import { featureSet, gate, NOW, policy } from '../../support/sample.ts';
import { gateStatusIn } from './sample-status.ts';

const DAY_MS = 86_400_000;
const component = 'thing';

/** Day and marks of every announcement of the removal while the status is looked at once a day. */
function announced(removals: (day: number) => object, days: number): string[] {
  let status: GateStatus | undefined;
  for (let day = 0; day < days; day += 1) {
    const spec = { component, deprecation: { since: '1.0', message: 'it goes', removal: removals(day) } };
    const parts = { component, policy: policy(component), gates: [gate('X', ['1.0 Beta on'], spec)] };
    const again = gateStatusIn(
      { ...parts, featureSets: [featureSet({ component, release: '1.0' })] },
      status,
      NOW + day * DAY_MS,
    );
    // A second look on the same day, or one after a restart, says nothing more.
    status = gateStatusIn(
      { ...parts, featureSets: [featureSet({ component, release: '1.0' })] },
      again,
      NOW + day * DAY_MS,
    );
    expect(status.notices).toEqual(again.notices);
  }
  return (status?.notices ?? [])
    .filter(({ reason }) => reason === 'RemovalApproaching')
    .map(({ time, subjects }) => `${time.slice(0, 10)} ${subjects.filter((one) => one !== 'X').join()}`);
}

/** Put off when it is half a month away. */
const moved = (day: number) => ({ when: 'Date', date: day < 30 ? '2026-06-15' : '2026-09-01' });

describe('the removal of a gate is announced as it comes near, once each', () => {
  test('at 90, 30 and 7 days', () => {
    expect(announced(() => ({ when: 'Date', date: '2026-09-01' }), 120)).toEqual([
      '2026-06-03 90 days',
      '2026-08-02 30 days',
      '2026-08-25 7 days',
    ]);
  });

  test('anew where it is moved, and only the nearest mark where it was announced late', () => {
    expect(announced(() => ({ when: 'Date', date: '2026-06-05' }), 40)).toEqual([
      '2026-05-15 30 days',
      '2026-05-29 7 days',
    ]);
    expect(announced(moved, 60)).toEqual([
      '2026-05-15 90 days',
      '2026-05-16 30 days',
      '2026-06-08 7 days',
      '2026-06-14 90 days',
    ]);
  });

  /** What was announced by the time the component has run these, one after another. */
  function announcedBy(run: string[], calendar: string[]): string[] | undefined {
    const parts = {
      component,
      policy: policy(component, { releases: calendar.map((name) => ({ name })), skipLevels: 'Allow' }),
      gates: [
        gate('X', ['1.0 Beta on'], {
          component,
          deprecation: { since: '1.0', message: 'it goes', removal: { when: 'Release', release: '2.1' } },
        }),
      ],
    };
    let status: GateStatus | undefined;
    for (const release of run)
      status = gateStatusIn({ ...parts, featureSets: [featureSet({ component, release })] }, status);
    return status?.notices.map(({ reason, subjects }) => `${reason} ${subjects.join()}`);
  }

  test('at 2 releases and at 1, by the calendar and not by numbers (R67)', () => {
    const run = ['1.0', '1.1', '1.5', '1.5.3', '2.0', '2.0', '2.1'];
    expect(announcedBy(run, ['1.0', '1.1', '1.5', '2.0', '2.1'])).toEqual([
      'Deprecated X',
      'RemovalApproaching 2 releases,X',
      'RemovalApproaching 1 release,X',
      'RemovalOverdue X',
    ]);
  });

  test('with the release it is due in as one of them, listed or not', () => {
    const unlisted = ['1.0', '1.1', '1.5', '2.0'];
    expect(announcedBy(['1.0', '1.1'], unlisted)).toEqual(['Deprecated X']);
    expect(announcedBy(['1.0', '1.1', '1.5'], unlisted)).toEqual(['Deprecated X', 'RemovalApproaching 2 releases,X']);
  });
});
