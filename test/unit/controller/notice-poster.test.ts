import { describe, expect, test } from 'vitest';
import type { Notice } from '../../../src/api/condition.ts';
import { eventName, NoticePoster } from '../../../src/controller/status/notice-poster.ts';
import type { EventSpec } from '../../../src/kube/events/event-object.ts';

const regarding = {
  apiVersion: 'stagegate.dev/v1beta1',
  kind: 'FeatureSet',
  namespace: 'team',
  name: 'epp',
  uid: 'u1',
};
const noon = Date.parse('2026-06-01T12:00:00Z');

function notice(more: Partial<Notice> = {}): Notice {
  return { reason: 'GateEnabled', time: new Date(noon).toISOString(), subjects: ['A'], message: 'Now on: A', ...more };
}

function poster() {
  const posted: EventSpec[] = [];
  return { posted, poster: new NoticePoster({ record: (spec) => void posted.push(spec), pending: 0 }) };
}

describe('the event of a notice', () => {
  test('says what the notice says, at the time of the notice', () => {
    const { posted, poster: one } = poster();
    one.post(regarding, [notice()]);
    expect(posted).toEqual([
      {
        name: eventName(regarding, notice()),
        regarding,
        type: 'Normal',
        reason: 'GateEnabled',
        action: 'Evaluate',
        note: 'Now on: A',
        time: new Date(noon),
      },
    ]);
  });

  test('has the same name whoever posts it and however the words changed since', () => {
    expect(eventName(regarding, notice({ message: 'other words' }))).toBe(eventName(regarding, notice()));
  });

  test.each([
    ['another object of the same name', { ...regarding, uid: 'u2' }, notice()],
    ['another reason', regarding, notice({ reason: 'GateDisabled' })],
    ['other subjects', regarding, notice({ subjects: ['A', 'B'] })],
    ['another time', regarding, notice({ time: new Date(noon + 1).toISOString() })],
  ])('has another name for %s', (_, about, said) => {
    expect(eventName(about, said)).not.toBe(eventName(regarding, notice()));
  });

  test('has a name that is a DNS subdomain, also where the name of the object is as long as it may be', () => {
    const name = `${'a'.repeat(199)}.${'b'.repeat(53)}`;
    const made = eventName({ ...regarding, name }, notice());
    expect(made.length).toBeLessThanOrEqual(253);
    expect(made).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
  });

  test('is left to the version that knows the reason', () => {
    const { posted, poster: one } = poster();
    one.post(regarding, [notice({ reason: 'SomethingLater' })]);
    expect(posted).toEqual([]);
  });

  test('is posted again at start while it is younger than fifty minutes, and no longer', () => {
    const { posted, poster: one } = poster();
    one.postYoung(regarding, [notice()], noon + 50 * 60_000 - 1);
    expect(posted).toHaveLength(1);
    one.postYoung(regarding, [notice()], noon + 50 * 60_000);
    expect(posted).toHaveLength(1);
  });
});
