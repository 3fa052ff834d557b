import { describe, expect, test } from 'vitest';
import { bookmark, FakeServer, FakeStream, list, thing } from '../../../support/fake-server.ts';
import { reflect, refusal, started } from './reflected.ts';

describe('the first list', () => {
  test('comes with the watch, asked for as KEP-3157 says, and counts as whole with its bookmark', async () => {
    const stream = new FakeStream();
    const server = new FakeServer(stream);
    const { reflector, seen, clock } = reflect(server);
    stream.send(['ADDED', thing('a', 3)], ['ADDED', thing('b', 5)]);
    await clock.advance(1);
    expect(server.calls).toEqual([
      {
        operation: 'watch',
        query: {
          watch: true,
          allowWatchBookmarks: true,
          sendInitialEvents: true,
          resourceVersionMatch: 'NotOlderThan',
          timeoutSeconds: 450,
        },
      },
    ]);
    expect(reflector.synced).toBe(false);
    stream.send(bookmark(10));
    await clock.advance(1);
    expect(reflector.synced).toBe(true);
    expect(seen()).toEqual({ a: '3', b: '5' });
  });

  test.each([400, 422])(
    'comes in pages where the server refuses that with %i, then the watch goes on from there',
    async (code) => {
      const server = new FakeServer(
        refusal(code),
        list([thing('a', 3)], 10, 'more'),
        list([thing('b', 5)], 10),
        new FakeStream(),
      );
      const { reflector, seen, clock } = reflect(server);
      await clock.advance(1);
      expect(server.calls.slice(1)).toMatchObject([
        { operation: 'list', query: { limit: 50 } },
        { operation: 'list', query: { limit: 200, continue: 'more' } },
        { operation: 'watch', query: { resourceVersion: '10', allowWatchBookmarks: true } },
      ]);
      expect(reflector.synced).toBe(true);
      expect(seen()).toEqual({ a: '3', b: '5' });
    },
  );

  test('starts again in one go when its pages have grown too old, and forgets what only they had', async () => {
    const pages = [list([thing('gone', 3)], 10, 'more'), refusal(410, 'Expired'), list([thing('a', 20)], 20)];
    const server = new FakeServer(refusal(422), ...pages, new FakeStream());
    const { seen, clock } = reflect(server);
    await clock.advance(1);
    expect(server.calls.slice(1, 4).map(({ query }) => query)).toEqual([
      { limit: 50, continue: undefined },
      { limit: 200, continue: 'more' },
      { limit: undefined, continue: undefined },
    ]);
    expect(seen()).toEqual({ a: '20' });
  });

  test('comes in pages of about a megabyte, of 500 objects at most', async () => {
    const objects = (size: number): ReturnType<typeof thing>[] =>
      Array.from({ length: 50 }, (_, n) => thing(`a${n}`, n, { note: 'x'.repeat(size) }));
    const pages = [100, 100, 100_000, 100_000, 2_000_000, 100].map((size, page) =>
      list(objects(size), 10, page < 5 ? `${page}` : undefined),
    );
    const server = new FakeServer(refusal(422), ...pages, new FakeStream());
    const { clock } = reflect(server);
    for (let turns = 0; turns < 10; turns++) await clock.advance(1);
    const limits = server.calls.slice(1, -1).map(({ query }) => query['limit']);
    expect(limits).toEqual([50, 200, 500, 10, 10, 1]);
  });

  test.each([500, 504])(
    'comes in pages where the server twice answered %i when it was to stream it, and is streamed again the next time',
    async (code) => {
      const server = new FakeServer(
        refusal(code),
        new FakeStream().send(['ADDED', thing('a', 3)]).fail(refusal(code)),
        refusal(code),
        list([thing('a', 3)], 10),
        new FakeStream(),
      );
      const { reflector, seen, clock } = reflect(server);
      await clock.advance(4_000);
      expect(server.calls.map(({ operation }) => operation)).toEqual(['watch', 'watch', 'list', 'list', 'watch']);
      expect([reflector.synced, seen()]).toEqual([true, { a: '3' }]);
      void reflector.resync();
      await clock.advance(1);
      expect(server.calls.at(-1)).toMatchObject({ operation: 'watch', query: { sendInitialEvents: true } });
    },
  );

  test('is waited for where a new resource is not served yet, which is told once and is no warning', async () => {
    const early = Array.from({ length: 3 }, () => refusal(429, 'TooManyRequests', '1'));
    const server = new FakeServer(...early, started(thing('a', 3)));
    const { told, clock, seen } = reflect(server);
    await clock.advance(10_000);
    expect(told).toEqual(['Waiting until the server serves the resource', 'synced']);
    expect(seen()).toEqual({ a: '3' });
  });

  test('is warned of where the server says for long that it cannot serve it', async () => {
    const { told, clock } = reflect(new FakeServer(...Array.from({ length: 20 }, () => refusal(429, 'Busy', '1'))));
    await clock.advance(60_000);
    expect(told).toEqual(['Waiting until the server serves the resource', 'Lost watch, trying again']);
  });

  test('gives items of built-in kinds the kind of their list', async () => {
    const bare = { metadata: { name: 'a', resourceVersion: '1' } } as ReturnType<typeof thing>;
    const kinds: string[] = [];
    const server = new FakeServer(refusal(422), list([bare], 10), new FakeStream());
    const { clock } = reflect(server, {}, (sink) => ({
      replaceBegin: (reset) => sink.replaceBegin(reset),
      replaceEnd: () => sink.replaceEnd(),
      remove: (object) => sink.remove(object),
      upsert: (object) => void kinds.push(`${object.apiVersion} ${object.kind}`),
    }));
    await clock.advance(1);
    expect(kinds).toEqual(['a/v1 Thing']);
  });

  test('falls back to pages when the initial events stop coming', async () => {
    const server = new FakeServer(
      new FakeStream().send(['ADDED', thing('a', 3)]),
      list([thing('a', 3)], 10),
      new FakeStream(),
    );
    const { reflector, clock } = reflect(server);
    await clock.advance(59_000);
    expect(reflector.synced).toBe(false);
    await clock.advance(2_000);
    expect(reflector.synced).toBe(true);
    expect(server.calls.map(({ operation }) => operation)).toEqual(['watch', 'list', 'watch']);
  });
});
