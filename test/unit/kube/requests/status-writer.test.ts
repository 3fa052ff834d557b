import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { resultOf, StatusWriter, type WriteOutcome } from '../../../../src/kube/requests/status-writer.ts';
import { Transport } from '../../../../src/kube/transport/transport.ts';
import { thing } from '../../../support/fake-server.ts';
import { httpDouble, json, reset, status, type Answer } from '../../../support/http-double.ts';

const resource = { group: 'a', version: 'v1', plural: 'things' };
const target = { apiVersion: 'a/v1', kind: 'Thing', name: 'x', namespace: 'ns', uid: 'u', resourceVersion: '7' };

async function write(...answers: [Answer, ...Answer[]]) {
  await using double = await httpDouble(...answers);
  const transport = new Transport(double.kubeConfig, { userAgent: 'tester/1' });
  const log: Record<string, unknown>[] = [];
  const outcomes: string[] = [];
  const writer = new StatusWriter({
    transport,
    logger: pino({}, { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) }),
    onWrite: (sample) => outcomes.push(`${sample.resource} ${sample.outcome}`),
  });
  const outcome = await writer.write(resource, target, { ready: true });
  await transport.close();
  return { outcome, log, outcomes, seen: double.seen };
}

describe('a status write', () => {
  test('is one PUT of metadata and status, without spec, and returns the new object', async () => {
    const written = thing('x', 8);
    const { outcome, seen, outcomes } = await write(json(200, written));
    expect(outcome).toEqual({ kind: 'Written', object: written });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'PUT', url: '/apis/a/v1/namespaces/ns/things/x/status' });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      apiVersion: 'a/v1',
      kind: 'Thing',
      metadata: { name: 'x', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      status: { ready: true },
    });
    expect(outcomes).toEqual(['things.v1.a Written']);
  });

  test('that meets a conflict reads the object again', async () => {
    const current = thing('x', 9);
    const { outcome, seen } = await write(status(409, 'Conflict'), json(200, current));
    expect(outcome).toEqual({ kind: 'Conflict', object: current });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'PUT /apis/a/v1/namespaces/ns/things/x/status',
      'GET /apis/a/v1/namespaces/ns/things/x',
    ]);
  });

  test('that meets a conflict finds out that the object is gone', async () => {
    expect((await write(status(409, 'Conflict'), status(404, 'NotFound'))).outcome).toEqual({ kind: 'Gone' });
  });

  test('that meets a conflict is still one when the object cannot be read', async () => {
    const { outcome } = await write(status(409, 'Conflict'), status(500, 'InternalError'));
    expect(outcome).toEqual({ kind: 'Conflict', object: undefined });
  });

  test('of an object that is gone is over', async () => {
    const { outcome, log } = await write(status(404, 'NotFound'));
    expect(outcome).toEqual({ kind: 'Gone' });
    expect(log).toEqual([]);
  });

  test('that the schema refuses is our own bug: logged with its causes, and backed off', async () => {
    const causes = [{ reason: 'FieldValueRequired', field: 'status.x', message: 'Required value' }];
    const { outcome, log } = await write(status(422, 'Invalid', { details: { causes } }));
    expect(resultOf(outcome)).toMatchObject({ kind: 'Failed', afterMs: undefined });
    expect(log).toMatchObject([{ level: 50, object: { kind: 'Thing', namespace: 'ns', name: 'x' }, causes }]);
  });

  test.each([429, 503])('that is throttled with %i waits as long as the server asks', async (code) => {
    const { outcome } = await write(status(code, 'TooManyRequests', { headers: { 'retry-after': '3' } }));
    expect(resultOf(outcome)).toMatchObject({ kind: 'Failed', afterMs: 3000 });
  });

  test.each([
    { title: 'is forbidden', answer: status(403, 'Forbidden') },
    { title: 'meets an error of the server', answer: status(500, 'InternalError') },
  ])('that $title is backed off, and logged once', async ({ answer }) => {
    const { outcome, log } = await write(answer);
    expect(resultOf(outcome)).toStrictEqual({ kind: 'Failed', afterMs: undefined });
    expect(log).toMatchObject([{ level: 40 }]);
  });
});

test('a status write that finds no server is back within 5 s, and no warning: the watch that lost it tells', async () => {
  const { outcome, log } = await write(reset);
  expect(resultOf(outcome)).toStrictEqual({ kind: 'Failed', afterMs: undefined, atMostMs: 5_000 });
  expect(log).toEqual([]);
});

test('a written status is done, one of a gone object too, and a conflict comes again', () => {
  const kinds = (outcome: WriteOutcome): string => resultOf(outcome).kind;
  expect(kinds({ kind: 'Written', object: thing('x', 1) })).toBe('Done');
  expect(kinds({ kind: 'Gone' })).toBe('Done');
  expect(kinds({ kind: 'Conflict', object: undefined })).toBe('Requeue');
});
