import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { ApiError, TransportError } from '../../../../src/kube/failure.ts';
import type { WriteFailure } from '../../../../src/kube/requests/object-write.ts';
import { Refusals } from '../../../../src/kube/requests/refusals.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const SECOND = 1000;
const things = { group: 'a', version: 'v1', plural: 'things' };
const others = { group: 'a', version: 'v1', plural: 'others' };
const failure = (error: Error, afterMs?: number): WriteFailure => ({
  kind: 'Failed',
  reason: error.message,
  error,
  afterMs,
  unreachable: error instanceof TransportError,
});
const answered = (status: number): WriteFailure => failure(new ApiError('PUT /x', status, {}));
const unanswered = failure(new TransportError('PUT /x', new Error('reset'), 'ECONNRESET'));

describe('refused writes', () => {
  let clock: FakeClock;
  let log: Record<string, unknown>[];
  let resumed: number;
  let refusals: Refusals;
  beforeEach(() => {
    clock = new FakeClock();
    log = [];
    resumed = 0;
    refusals = new Refusals({
      logger: pino(
        { base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
        { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) },
      ),
      onResumed: () => void resumed++,
      clock,
    });
  });

  test('are logged once a kind and minute, with how many there were since', async () => {
    for (let n = 0; n < 125; n++) {
      refusals.failed(things, { name: `x${n}` }, answered(403));
      refusals.failed(others, { name: `y${n}` }, answered(500));
      await clock.advance(SECOND);
    }
    expect(log.map(({ level, reason, object, others: since }) => [level, reason, object, since])).toEqual([
      ['warn', 'PUT /x: 403 Unknown', { name: 'x0' }, undefined],
      ['warn', 'PUT /x: 500 Unknown', { name: 'y0' }, undefined],
      ['warn', 'PUT /x: 403 Unknown', { name: 'x60' }, 59],
      ['warn', 'PUT /x: 500 Unknown', { name: 'y60' }, 59],
      ['warn', 'PUT /x: 403 Unknown', { name: 'x120' }, 59],
      ['warn', 'PUT /x: 500 Unknown', { name: 'y120' }, 59],
    ]);
  });

  test('are logged as our own bug where the server does not take what it was sent', () => {
    refusals.failed(things, {}, answered(422));
    refusals.failed(things, {}, failure(new ApiError('PUT /x', 429, {}), 2000));
    refusals.failed(things, {}, unanswered);
    expect(log.map(({ level, msg }) => [level, msg])).toEqual([
      ['error', 'Refused status write'],
      ['warn', 'Throttled status write'],
    ]);
  });

  test('are over for all with the first that is taken, where none was for a while', async () => {
    refusals.failed(things, {}, answered(403));
    await clock.advance(20 * SECOND);
    refusals.failed(things, {}, answered(403));
    refusals.taken(others);
    expect(resumed).toBe(0);
    refusals.taken(things);
    refusals.taken(things);
    expect(resumed).toBe(1);
    expect(log.at(-1)).toEqual({
      level: 'info',
      msg: 'Resumed status writes',
      resource: 'things.v1.a',
      failures: 2,
      seconds: 20,
    });
  });

  test('of one object among others that are taken wake nobody', async () => {
    for (let n = 0; n < 10; n++) {
      refusals.failed(things, {}, answered(500));
      await clock.advance(100);
      refusals.taken(things);
    }
    expect(resumed).toBe(0);
  });

  test.each([401, 403])('with %i are a problem after 5 s, until one is taken', async (status) => {
    refusals.failed(things, {}, answered(status));
    expect(refusals.problem).toBeUndefined();
    await clock.advance(5 * SECOND);
    expect(refusals.problem).toBe(`the API server refuses writes of things.v1.a (${status})`);
    refusals.taken(things);
    expect(refusals.problem).toBeUndefined();
  });

  test('are no problem any more where nobody has tried for longer than any backoff', async () => {
    refusals.failed(things, {}, answered(403));
    await clock.advance(149 * SECOND);
    expect(refusals.problem).toBeDefined();
    await clock.advance(SECOND);
    expect(refusals.problem).toBeUndefined();
  });

  test.each([
    ['a server in failure', answered(500)],
    ['a server that is away', unanswered],
    ['our own bug', answered(422)],
  ])('of %s are no problem of ours that readiness tells', async (_, why) => {
    refusals.failed(things, {}, why);
    await clock.advance(60 * SECOND);
    expect(refusals.problem).toBeUndefined();
  });
});
