import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import {
  CLUSTER_SCOPED_EVENT_NAMESPACE,
  eventObject,
  truncateUtf8,
  type EventSpec,
} from '../../../../src/kube/events/event-object.ts';
import { EventRecorder, type EventOutcome } from '../../../../src/kube/events/event-recorder.ts';
import { ApiError, TransportError } from '../../../../src/kube/failure.ts';
import type { ApiRequest, ApiResponse } from '../../../../src/kube/transport/transport.ts';
import { FakeClock, settled } from '../../../support/fake-clock.ts';

const spec = (name: string, more: Partial<EventSpec> = {}): EventSpec => ({
  name,
  regarding: { apiVersion: 'a/v1', kind: 'Thing', name: 'x', namespace: 'ns', uid: 'u', resourceVersion: '7' },
  type: 'Normal',
  reason: 'Changed',
  action: 'Evaluated',
  note: 'It changed',
  time: new Date('2026-01-02T03:04:05.678Z'),
  ...more,
});

const refusal = (code: number): ApiError => new ApiError('POST /x', code, {});
const down = new TransportError('POST /x', new Error('down'));

/** A recorder whose server answers post number n with `answer(n)`; an error is thrown, undefined is success. */
function recorder(answer: (post: number, name: string) => Error | undefined | Promise<undefined>) {
  const clock = new FakeClock();
  const posted: string[] = [];
  const paths: string[] = [];
  const outcomes: EventOutcome[] = [];
  let posts = 0;
  const events = new EventRecorder({
    transport: {
      async request<T>({ path, body }: ApiRequest): Promise<ApiResponse<T>> {
        const { name } = (body as { metadata: { name: string } }).metadata;
        paths.push(path);
        const result = await answer(++posts, name);
        if (result instanceof Error) throw result;
        posted.push(name);
        return { status: 201, body: {} as T, size: 2 };
      },
    },
    logger: pino({ enabled: false }),
    controller: 'example.dev/controller',
    instance: 'host',
    clock,
    random: () => 0.5,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  return { events, clock, posted, paths, outcomes, posts: () => posts };
}

describe('an event object', () => {
  test('has what the API server demands', () => {
    expect(eventObject(spec('n'), { controller: 'example.dev/controller', instance: 'host' })).toEqual({
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'n', namespace: 'ns' },
      eventTime: '2026-01-02T03:04:05.678000Z',
      reportingController: 'example.dev/controller',
      reportingInstance: 'host',
      action: 'Evaluated',
      reason: 'Changed',
      regarding: { apiVersion: 'a/v1', kind: 'Thing', name: 'x', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      note: 'It changed',
      type: 'Normal',
    });
  });

  test('of a cluster-scoped object stands in the namespace default', () => {
    const regarding = { apiVersion: 'a/v1', kind: 'Thing', name: 'x', uid: 'u' };
    const { metadata } = eventObject(spec('n', { regarding }), { controller: 'c', instance: 'i' });
    expect(metadata).toEqual({ name: 'n', namespace: CLUSTER_SCOPED_EVENT_NAMESPACE });
  });

  test('is cut to 1024 bytes of note and 128 of instance', () => {
    const object = eventObject(spec('n', { note: 'é'.repeat(1000) }), { controller: 'c', instance: 'h'.repeat(200) });
    expect(Buffer.byteLength(String(object['note']))).toBeLessThanOrEqual(1024);
    expect(Buffer.byteLength(String(object['reportingInstance']))).toBeLessThanOrEqual(128);
  });
});

describe('a cut text', () => {
  test.each([
    { text: 'abc', bytes: 3, cut: 'abc' },
    { text: 'abcdef', bytes: 5, cut: 'ab…' },
    { text: 'aéé', bytes: 4, cut: 'a…' },
    { text: 'ééé', bytes: 5, cut: 'é…' },
    { text: '😀😀', bytes: 7, cut: '😀…' },
    { text: '😀😀', bytes: 6, cut: '…' },
  ])('of $text in $bytes bytes is $cut', ({ text, bytes, cut }) => {
    expect(truncateUtf8(text, bytes)).toBe(cut);
  });
});

describe('an event recorder', () => {
  test('posts each event once, into the namespace of what it is about', async () => {
    const { events, posted, paths, outcomes } = recorder(() => undefined);
    events.record(spec('a'));
    events.record(spec('b', { regarding: { apiVersion: 'a/v1', kind: 'Thing', name: 'x' } }));
    expect(await events.flush(1000)).toBe(0);
    expect(posted).toEqual(['a', 'b']);
    expect(paths).toEqual([
      '/apis/events.k8s.io/v1/namespaces/ns/events',
      '/apis/events.k8s.io/v1/namespaces/default/events',
    ]);
    expect(outcomes).toEqual(['Posted', 'Posted']);
  });

  test('counts a 409 as posted', async () => {
    const { events, outcomes, posts } = recorder(() => refusal(409));
    events.record(spec('a'));
    expect(await events.flush(1000)).toBe(0);
    expect(outcomes).toEqual(['AlreadyPosted']);
    expect(posts()).toBe(1);
  });

  test('drops at once what the server will never take', async () => {
    const { events, outcomes, posts } = recorder(() => refusal(422));
    events.record(spec('a'));
    expect(await events.flush(1000)).toBe(0);
    expect(outcomes).toEqual(['Dropped']);
    expect(posts()).toBe(1);
  });

  test.each([403, 404])('tries what is refused twelve times, ever more slowly, then drops: %i', async (code) => {
    const { events, clock, outcomes, posts } = recorder(() => refusal(code));
    events.record(spec('a'));
    await clock.advance(3_600_000);
    expect(posts()).toBe(12);
    expect(outcomes).toEqual(['Dropped']);
    expect(clock.waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000]);
  });

  test.each([
    { title: 'there is no server', failure: down },
    { title: 'the server is unavailable', failure: refusal(503) },
    { title: 'the server fails', failure: refusal(500) },
    { title: 'the server has too much to do', failure: refusal(429) },
  ])('keeps events for as long as $title, and posts each when that is over', async ({ failure }) => {
    let up = false;
    const { events, clock, posted, outcomes } = recorder(() => (up ? undefined : failure));
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) events.record(spec(name));
    await clock.advance(3_600_000);
    expect(events.pending).toBe(6);
    expect(Math.max(...clock.waits)).toBe(10_000);
    up = true;
    await clock.advance(15_000);
    expect(posted.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(outcomes).toEqual(Array.from({ length: 6 }, () => 'Posted'));
  });

  test('posts what a starting server did not know the resource of', async () => {
    const { events, clock, outcomes } = recorder((post) => (post <= 3 ? refusal(404) : undefined));
    events.record(spec('a'));
    await clock.advance(5_000);
    expect(outcomes).toEqual(['Posted']);
  });

  test('is not held up by one event that keeps failing', async () => {
    const { events, clock, posted } = recorder((_post, name) => (name === 'poison' ? refusal(403) : undefined));
    events.record(spec('poison'));
    for (let i = 0; i < 20; i++) events.record(spec(`e${i}`));
    await clock.advance(1000);
    expect(posted).toHaveLength(20);
  });

  test('waits as long as the server asks', async () => {
    const throttled = new ApiError('POST /x', 429, {}, '30');
    const { events, clock, posted } = recorder((post) => (post === 1 ? throttled : undefined));
    events.record(spec('a'));
    await clock.advance(29_999);
    expect(posted).toEqual([]);
    await clock.advance(1);
    expect(posted).toEqual(['a']);
  });

  test('has four posts under way at most', async () => {
    const waiting: (() => void)[] = [];
    const { events, posts } = recorder(
      async () => new Promise<undefined>((resolve) => waiting.push(() => resolve(undefined))),
    );
    for (let i = 0; i < 10; i++) events.record(spec(`e${i}`));
    await settled();
    expect(posts()).toBe(4);
    waiting.shift()?.();
    await settled();
    expect(posts()).toBe(5);
  });

  test('holds ten thousand, and drops and counts what comes then', async () => {
    const { events, outcomes } = recorder(() => down);
    events.record(spec('first'));
    await settled();
    for (let i = 0; i < 10_010; i++) events.record(spec(`e${i}`));
    expect(events.pending).toBe(10_000);
    expect(outcomes).toEqual(Array.from({ length: 11 }, () => 'Dropped'));
  });

  test('flushes without waiting for a backoff, and says what is left when the time is over', async () => {
    let up = false;
    const { events, clock, posted } = recorder(() => (up ? undefined : down));
    events.record(spec('a'));
    await clock.advance(100);
    const inVain = events.flush(50);
    await clock.advance(50);
    expect(await inVain).toBe(1);
    up = true;
    expect(await events.flush(50)).toBe(0);
    expect(posted).toEqual(['a']);
  });
});
