import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { ApiError } from '../../../../src/kube/failure.ts';
import { Reflector } from '../../../../src/kube/watch/reflector.ts';
import { Store } from '../../../../src/kube/watch/store.ts';
import { WatchPeers } from '../../../../src/kube/watch/watch-peers.ts';
import { FakeClock, settled } from '../../../support/fake-clock.ts';
import { bookmark, FakeServer, FakeStream, list, thing } from '../../../support/fake-server.ts';
import { down, reflect, refusal, resource, started } from './reflected.ts';

describe('the watch', () => {
  test('brings what is added, modified and deleted', async () => {
    const stream = started(thing('a', 3), thing('b', 5));
    const { seen, clock } = reflect(new FakeServer(stream));
    stream.send(['ADDED', thing('c', 11)], ['MODIFIED', thing('a', 12)], ['DELETED', thing('b', 13)]);
    await clock.advance(1);
    expect(seen()).toEqual({ a: '12', c: '11' });
  });

  test.each([
    { title: 'an event', event: ['MODIFIED', thing('a', 12)] as const, from: '12' },
    { title: 'a deletion', event: ['DELETED', thing('a', 13)] as const, from: '13' },
    { title: 'a bookmark', event: bookmark(40, false), from: '40' },
  ])('resumes at the version of the last event, $title', async ({ event, from }) => {
    const stream = started(thing('a', 3)).send(event).end();
    const { operations, clock } = reflect(new FakeServer(stream));
    await clock.advance(1000);
    expect(operations()).toEqual(['watch anew', `watch ${from}`]);
  });

  test('goes on at once after a stream that the server ended in its time', async () => {
    const stream = started();
    const { operations, clock } = reflect(new FakeServer(stream));
    await clock.advance(400_000);
    stream.end();
    await clock.advance(0);
    expect(operations()).toEqual(['watch anew', 'watch 10']);
  });

  test('slows down where streams end as soon as they begin', async () => {
    const ends = Array.from({ length: 50 }, () => new FakeStream().end());
    const { operations, clock } = reflect(new FakeServer(started().end(), ...ends));
    await clock.advance(120_000);
    expect(clock.waits.filter((ms) => ms < 60_000)).toEqual([
      500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
    expect(new Set(operations())).toEqual(new Set(['watch anew', 'watch 10']));
  });

  test('resumes after a broken connection, more slowly while there is no server, and says so', async () => {
    const live = new FakeStream();
    const stream = started(thing('a', 3)).fail(down());
    const { seen, operations, told, clock } = reflect(
      new FakeServer(stream, down(), down(), down(), down(), down(), live),
    );
    await clock.advance(20_000);
    expect(clock.waits.filter((ms) => ms < 60_000)).toEqual([500, 1000, 2000, 2000, 2000, 2000]);
    expect(operations().slice(1)).toEqual(Array.from({ length: 6 }, () => 'watch 10'));
    expect(told.filter((one) => one === 'Lost watch, trying again')).toHaveLength(1);
    expect(told.at(-1)).toBe('Resumed watch');
    live.send(['DELETED', thing('a', 11)]);
    await clock.advance(1);
    expect(seen()).toEqual({});
  });

  test.each([
    { title: 'a 410', failure: refusal(410, 'Expired') },
    { title: 'an ERROR event that says 410', failure: undefined },
  ])('lists anew after $title, and finds what went away meanwhile', async ({ failure }) => {
    const first = started(thing('a', 3), thing('b', 5));
    const expired = ['ERROR', { kind: 'Status', code: 410, reason: 'Expired' }] as const;
    const second = new FakeStream().send(['ADDED', thing('b', 5)], ['ADDED', thing('c', 20)], bookmark(30));
    const server = failure === undefined ? new FakeServer(first.send(expired)) : new FakeServer(first.end(), failure);
    const { seen, operations, clock } = reflect(server.andThen(second));
    await clock.advance(5000);
    expect(operations().at(-1)).toBe('watch anew');
    expect(seen()).toEqual({ b: '5', c: '20' });
  });

  test('slows down where the server says 410 again and again', async () => {
    const expired = ['ERROR', { kind: 'Status', code: 410, reason: 'Expired' }] as const;
    const streams = Array.from({ length: 50 }, () => started().send(expired));
    const { clock } = reflect(new FakeServer(...streams));
    await clock.advance(100_000);
    expect(clock.waits.filter((ms) => ms < 60_000)).toEqual([
      500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  test('does not let a server that is back pay for the time it was away', async () => {
    const { clock } = reflect(
      new FakeServer(started().fail(down()), down(), down(), refusal(410, 'Expired'), started()),
    );
    await clock.advance(10_000);
    expect(clock.waits.filter((ms) => ms < 60_000)).toEqual([500, 1000, 2000, 500]);
  });

  test('forgets its troubles when a stream has been well for a while', async () => {
    const well = new FakeStream();
    const { clock } = reflect(new FakeServer(started().end(), refusal(500), refusal(500), well));
    await clock.advance(20_000);
    well.fail(refusal(500));
    await clock.advance(1);
    expect(clock.waits.filter((ms) => ms < 60_000)).toEqual([500, 1000, 2000, 500]);
  });

  test('waits as long as an overloaded server asks, then resumes', async () => {
    const { operations, clock } = reflect(new FakeServer(started().end(), refusal(429, 'TooManyRequests', '20')));
    await clock.advance(500 + 19_999);
    expect(operations()).toHaveLength(2);
    await clock.advance(1);
    expect(operations()).toEqual(['watch anew', 'watch 10', 'watch 10']);
  });

  test('comes back when a throttling server says, however long another kind of refusal had lasted', async () => {
    const refused = Array.from({ length: 6 }, () => refusal(410, 'Expired'));
    const { clock } = reflect(new FakeServer(...refused, refusal(429, 'TooManyRequests', '1'), started()));
    await clock.advance(60_000);
    expect(clock.waits.filter((ms) => ms < 60_000)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 1000]);
  });

  test.each([500, 503])('resumes after a %i, but lists anew when it does not cease', async (code) => {
    const failures = Array.from({ length: 4 }, () => refusal(code));
    const { operations, clock } = reflect(new FakeServer(started().end(), ...failures));
    await clock.advance(60_000);
    expect(operations()).toEqual(['watch anew', 'watch 10', 'watch 10', 'watch 10', 'watch anew', 'watch anew']);
  });

  test.each([
    { title: 'that is no JSON', line: '{"type":"ADD' },
    { title: 'that holds no object', line: '{"type":"ADDED"}' },
    { title: 'of an unknown type', line: '{"type":"RENAMED","object":{"metadata":{"name":"a"}}}' },
    { title: 'that is null', line: 'null' },
    { title: 'whose bookmark has no version', line: '{"type":"BOOKMARK","object":{"metadata":{}}}' },
  ])('lists anew after a line $title', async ({ line }) => {
    const { seen, operations, clock } = reflect(
      new FakeServer(started(thing('a', 3)).send(line), started(thing('b', 5))),
    );
    await clock.advance(1000);
    expect(operations()).toEqual(['watch anew', 'watch anew']);
    expect(seen()).toEqual({ b: '5' });
  });

  test('gives a stream up that outlives its own timeout in silence, and resumes', async () => {
    const { operations, clock } = reflect(new FakeServer(started()));
    await clock.advance(450_000 + 29_000);
    expect(operations()).toHaveLength(1);
    await clock.advance(2_000);
    expect(operations()).toEqual(['watch anew', 'watch 10']);
  });

  test('gives a stream up after three minutes of silence where the server is used to send bookmarks', async () => {
    const { operations, clock } = reflect(new FakeServer(started().send(bookmark(40, false))));
    await clock.advance(179_000);
    expect(operations()).toHaveLength(1);
    await clock.advance(2_000);
    expect(operations()).toEqual(['watch anew', 'watch 40']);
  });

  test('does not take a slow sink for a silent server', async () => {
    const clocks: FakeClock[] = [];
    const { operations, clock, seen } = reflect(new FakeServer(started(thing('a', 3))), {}, (sink) => ({
      replaceBegin: (reset) => sink.replaceBegin(reset),
      replaceEnd: () => sink.replaceEnd(),
      remove: (object) => sink.remove(object),
      async upsert(object, origin) {
        await new Promise<void>((resolve) => void clocks[0]?.after(300_000, resolve));
        await sink.upsert(object, origin);
      },
    }));
    clocks.push(clock);
    await clock.advance(301_000);
    expect(seen()).toEqual({ a: '3' });
    expect(operations()).toEqual(['watch anew']);
  });

  test('is not undone by events that come twice or in the wrong order', async () => {
    const stream = started(thing('a', 3));
    const changes: unknown[] = [];
    const { seen, store, clock } = reflect(new FakeServer(stream));
    await clock.advance(1);
    store.onChange((change) => changes.push(change.after));
    stream.send(
      ['MODIFIED', thing('a', 20)],
      ['MODIFIED', thing('a', 20)],
      ['MODIFIED', thing('a', 15)],
      ['ADDED', thing('a', 3)],
    );
    stream.send(['DELETED', thing('a', 15)]);
    await clock.advance(1);
    expect(seen()).toEqual({ a: '20' });
    expect(changes).toEqual(['20']);
  });
});

describe('a part of a resource', () => {
  test('is all that is asked for, listed in pages too', async () => {
    const server = new FakeServer(refusal(422), list([thing('a', 3)], 10), started().end(), new FakeStream());
    const { clock, operations } = reflect(server, {}, (sink) => sink, { labelSelector: 'x=y', watchSeconds: 60 });
    await clock.advance(1000);
    expect(operations()).toHaveLength(4);
    expect(server.calls.map(({ query }) => query['labelSelector'])).toEqual(['x=y', 'x=y', 'x=y', 'x=y']);
    expect(server.calls.map(({ query }) => query['timeoutSeconds'])).toEqual([45, undefined, 45, 45]);
  });
});

describe('a resource that may not be read', () => {
  const forbidden = (times: number): ApiError[] => Array.from({ length: times }, () => refusal(403, 'Forbidden'));

  test('is told and logged once, asked for every five seconds at most, and read soon after it may be', async () => {
    const { clock, told, reflector } = reflect(new FakeServer(...forbidden(20), started(thing('a', 3))));
    await clock.advance(40_000);
    expect(reflector.synced).toBe(false);
    expect(told).toEqual(['Lost watch: grant the right to it, and it starts by itself', 'forbidden']);
    expect(clock.waits.filter((ms) => ms < 60_000).slice(0, 5)).toEqual([500, 1000, 2000, 3300, 3300]);
    await clock.advance(30_000);
    expect(told.slice(2)).toEqual(['Resumed watch', 'synced']);
  });

  test('is asked for the more seldom the more there are, ten times a second by all together, and by none that has ended', async () => {
    const clock = new FakeClock();
    const peers = new WatchPeers();
    let asked = 0;
    const server = new FakeServer();
    server.stream = async () => {
      asked++;
      throw refusal(403, 'Forbidden');
    };
    const logger = pino({ enabled: false });
    const sink = new Store({ project: (raw) => raw.metadata.resourceVersion });
    const stop = new AbortController();
    const options = { transport: server, resource, sink, logger, clock, peers, random: () => 0.5 };
    const ended = Array.from({ length: 200 }, async () => new Reflector(options).run(stop.signal));
    await clock.advance(40_000);
    asked = 0;
    await clock.advance(60_000);
    expect(asked).toBe(600);
    stop.abort();
    await Promise.all(ended);
    expect(peers.refused.size).toBe(0);
  });

  test('is not given up for a moment of a server that starts, only when it stays so', async () => {
    const first = started(thing('a', 3)).end();
    const second = started(thing('a', 3));
    const { clock, told, seen } = reflect(new FakeServer(first, ...forbidden(2), second, ...forbidden(20)));
    await clock.advance(60_000);
    expect(told).not.toContain('forbidden');
    second.end();
    await clock.advance(4_000);
    expect(told).not.toContain('forbidden');
    await clock.advance(4_000);
    expect(told.filter((one) => one === 'forbidden')).toHaveLength(1);
    // What to do with what was read before is not the reflector's to say.
    expect(seen()).toEqual({ a: '3' });
  });
});

describe('a resource that is not there', () => {
  test('is told once, asked for every other second at most, and found soon after it appears', async () => {
    const misses = Array.from({ length: 10 }, () => refusal(404, 'NotFound'));
    const { told, clock, seen } = reflect(new FakeServer(...misses, started(thing('a', 3))));
    await clock.advance(15_000);
    expect(told.filter((line) => line === 'missing')).toHaveLength(1);
    expect(Math.max(...clock.waits.filter((ms) => ms < 60_000))).toBe(2000);
    await clock.advance(3_000);
    expect(told.filter((line) => line === 'found')).toHaveLength(1);
    expect(seen()).toEqual({ a: '3' });
  });

  test('keeps its objects through a 404 that passes', async () => {
    const server = new FakeServer(started(thing('a', 3)).end(), refusal(404), refusal(404), started(thing('a', 3)));
    const { store, clock } = reflect(server);
    await clock.advance(100);
    const changes: unknown[] = [];
    store.onChange((change) => changes.push(change));
    await clock.advance(4_000);
    expect(store.size).toBe(1);
    expect(changes).toEqual([]);
  });

  test('loses its objects when it stays away', async () => {
    const misses = Array.from({ length: 20 }, () => refusal(404, 'NotFound'));
    const { reflector, store, clock } = reflect(new FakeServer(started(thing('a', 3)).end(), ...misses));
    await clock.advance(20_000);
    expect(store.size).toBe(0);
    expect(reflector.synced).toBe(false);
  });
});

describe('a forced resync', () => {
  test('lists anew at once, resolves when the sink has it, and changes nothing that is unchanged', async () => {
    const { reflector, store, operations, clock } = reflect(
      new FakeServer(started(thing('a', 3)), started(thing('a', 3))),
    );
    await clock.advance(1);
    const changes: unknown[] = [];
    store.onChange((change) => changes.push(change));
    await Promise.all([reflector.resync(), reflector.resync()]);
    expect(operations()).toEqual(['watch anew', 'watch anew']);
    expect(changes).toEqual([]);
  });

  test('ends the wait after a failure', async () => {
    const { reflector, told, clock } = reflect(new FakeServer(down(), started()));
    await clock.advance(100);
    await reflector.resync();
    expect(told).toContain('synced');
  });
});

describe('a server whose history went back', () => {
  test('is believed: a restored backup replaces newer versions', async () => {
    const first = started(thing('a', 3))
      .send(['MODIFIED', thing('a', 100)], ['ADDED', thing('b', 101)])
      .end();
    const back = new FakeStream().send(['ADDED', thing('a', 5)], bookmark(60));
    const again = new FakeStream().send(['ADDED', thing('a', 5)], bookmark(60));
    const { seen, told, clock } = reflect(new FakeServer(first, refusal(504, 'Timeout'), back, again));
    await clock.advance(10_000);
    expect(seen()).toEqual({ a: '5' });
    expect(told.at(-1)).toBe('synced');
  });
});

describe('a sink that throws', () => {
  test('is reported and does not stop the stream', async () => {
    const errors: unknown[] = [];
    const bug = new Error('bug');
    const stream = started(thing('bad', 3), thing('good', 5));
    const { seen, clock, told } = reflect(
      new FakeServer(stream),
      { onSinkError: (error) => errors.push(error) },
      (sink) => ({
        replaceBegin: (reset) => sink.replaceBegin(reset),
        replaceEnd: () => sink.replaceEnd(),
        remove: async () => Promise.reject(bug),
        upsert: (object, origin) => {
          if (object.metadata.name === 'bad') throw bug;
          return sink.upsert(object, origin);
        },
      }),
    );
    stream.send(['DELETED', thing('good', 11)], ['ADDED', thing('late', 12)]);
    await clock.advance(1);
    expect(errors).toEqual([bug, bug]);
    expect(told.filter((line) => line === 'Failed to take in object')).toHaveLength(2);
    expect(seen()).toEqual({ good: '5', late: '12' });
  });

  test('holds the stream back for as long as its promise takes', async () => {
    const order: string[] = [];
    const { clock } = reflect(new FakeServer(started(thing('a', 3), thing('b', 5))), {}, (sink) => ({
      replaceBegin: (reset) => sink.replaceBegin(reset),
      replaceEnd: () => sink.replaceEnd(),
      remove: (object) => sink.remove(object),
      async upsert({ metadata }) {
        order.push(`${metadata.name} begins`);
        await settled();
        order.push(`${metadata.name} ends`);
      },
    }));
    while (order.length < 4) await clock.advance(1);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });
});

describe('a reflector', () => {
  test('ends with its signal, in a stream and in a wait', async () => {
    const inStream = reflect(new FakeServer(started()));
    await inStream.clock.advance(1);
    inStream.stop.abort();
    await expect(inStream.ended).resolves.toBeUndefined();
    const inWait = reflect(new FakeServer(down()));
    await inWait.clock.advance(100);
    inWait.stop.abort();
    await expect(inWait.ended).resolves.toBeUndefined();
  });

  test('counts lists and watches, and which of them failed', async () => {
    const samples: string[] = [];
    const server = new FakeServer(refusal(422), refusal(403), list([], 10), down());
    const { clock } = reflect(server, {
      onOperation: ({ operation, result, resource: name }) => samples.push(`${name} ${operation} ${result}`),
    });
    await clock.advance(1000);
    expect(samples).toEqual([
      'things.v1.a watch started',
      'things.v1.a list started',
      'things.v1.a list failed',
      'things.v1.a list started',
      'things.v1.a watch started',
      'things.v1.a watch failed',
      'things.v1.a watch started',
    ]);
  });
});
