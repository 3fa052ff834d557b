import { get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { serve } from '../../../../src/controller/server.ts';
import { until } from '../../../support/until.ts';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const LINE = `${'x'.repeat(8191)}\n`;

let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

/** Serves these pieces as the page of metrics. */
async function serving(pieces: () => Iterable<string>) {
  const server = await serve(
    { host: '127.0.0.1', port: 0 },
    { metrics: { contentType: CONTENT_TYPE, pieces: async () => pieces() }, readiness: {} },
  );
  ({ close } = server);
  return async (path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<IncomingMessage> => {
    const request = get({ host: '127.0.0.1', port: server.port, path, headers, method });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };
}

/** Pieces without end, and how many were taken; each is counted when it is asked for. */
function endless() {
  const state = { taken: 0, isOver: false };
  function* pieces(): Generator<string> {
    try {
      for (;;) {
        state.taken += 1;
        yield LINE;
      }
    } finally {
      state.isOver = true;
    }
  }
  return { state, pieces };
}

describe('/metrics', () => {
  test('is answered with its content type, all pieces in order', async () => {
    const ask = await serving(() => ['a\n', '', 'b\n']);
    const response = await ask('/metrics');
    expect(response).toMatchObject({ statusCode: 200, headers: { 'content-type': CONTENT_TYPE } });
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(await text(response)).toBe('a\nb\n');
  });

  test.each(['gzip', 'deflate, GZIP;q=0.5', '*'])('is compressed for one that accepts %s', async (accepted) => {
    const ask = await serving(() => ['a\n', 'b\n']);
    const response = await ask('/metrics', { 'accept-encoding': accepted });
    expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': CONTENT_TYPE });
    expect(await text(response.pipe(createGunzip()))).toBe('a\nb\n');
  });

  test.each(['', 'identity', 'gzip;q=0', 'gzip; q=0, *', 'br'])(
    'is plain for one that accepts "%s"',
    async (accepted) => {
      const ask = await serving(() => ['a\n']);
      const response = await ask('/metrics', { 'accept-encoding': accepted });
      expect(response.headers['content-encoding']).toBeUndefined();
      expect(await text(response)).toBe('a\n');
    },
  );

  test('answers HEAD without a body, and makes none', async () => {
    const { state, pieces } = endless();
    const ask = await serving(pieces);
    const response = await ask('/metrics', {}, 'HEAD');
    expect(response).toMatchObject({ statusCode: 200, headers: { 'content-type': CONTENT_TYPE } });
    expect(await text(response)).toBe('');
    expect(state.taken).toBe(0);
  });

  test('lets other requests be answered while it is written', async () => {
    let isAnswered = false;
    const ask = await serving(function* () {
      yield 'a\n';
      while (!isAnswered) yield '';
      yield 'b\n';
    });
    const page = ask('/metrics').then(text);
    expect(await text(await ask('/healthz'))).toBe('ok\n');
    isAnswered = true;
    expect(await page).toBe('a\nb\n');
  });

  test('is made no faster than it is read', async () => {
    const { state, pieces } = endless();
    const ask = await serving(pieces);
    const page = await ask('/metrics');
    const isStill = async (): Promise<boolean> => {
      const { taken } = state;
      for (let turn = 0; turn < 20; turn += 1) await text(await ask('/healthz'));
      return state.taken === taken;
    };
    await until(isStill);
    const { taken } = state;
    page.resume();
    await until(() => state.taken > taken);
    page.destroy();
  });

  test('ends with its reader, and the server goes on', async () => {
    const { state, pieces } = endless();
    const ask = await serving(pieces);
    const page = await ask('/metrics');
    page.destroy();
    await until(() => state.isOver);
    expect(await text(await ask('/healthz'))).toBe('ok\n');
  });

  test('is answered with 500 where it cannot be made', async () => {
    const ask = await serving(() => {
      throw new Error('no metrics');
    });
    const response = await ask('/metrics');
    expect([response.statusCode, await text(response)]).toEqual([500, 'no metrics\n']);
  });

  test('breaks off where it fails half way, and the server goes on', async () => {
    const ask = await serving(function* () {
      yield LINE;
      throw new Error('no more');
    });
    await expect(ask('/metrics').then(text)).rejects.toThrow();
    expect(await text(await ask('/healthz'))).toBe('ok\n');
  });
});
