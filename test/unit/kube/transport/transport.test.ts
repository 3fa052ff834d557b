import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ApiError, TransportError } from '../../../../src/kube/failure.ts';
import { Transport, type RequestSample, type TransportOptions } from '../../../../src/kube/transport/transport.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import {
  httpDouble,
  json,
  kubeConfigFor,
  reset,
  status,
  type Answer,
  type HttpDouble,
} from '../../../support/http-double.ts';

type Session = { readonly transport: Transport; readonly double: HttpDouble } & AsyncDisposable;

async function session(answers: [Answer, ...Answer[]], options: Partial<TransportOptions> = {}): Promise<Session> {
  const double = await httpDouble(...answers);
  const transport = new Transport(double.kubeConfig, { userAgent: 'tester/1', ...options });
  return {
    transport,
    double,
    async [Symbol.asyncDispose]() {
      await transport.close();
      await double[Symbol.asyncDispose]();
    },
  };
}

async function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('must fail'),
    (error: unknown) => error,
  );
}

describe('a request', () => {
  test('sends method, path, query, body and headers, and returns status and parsed body', async () => {
    await using at = await session([json(201, { ok: true })]);
    const answer = await at.transport.request({
      method: 'POST',
      path: '/apis/a/v1/bs',
      query: { limit: 5, continue: undefined, watch: true },
      body: { kind: 'B' },
    });
    expect(answer).toEqual({ status: 201, body: { ok: true }, size: 11 });
    expect(at.double.seen).toMatchObject([
      { method: 'POST', url: '/apis/a/v1/bs?limit=5&watch=true', body: '{"kind":"B"}' },
    ]);
    expect(at.double.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer secret-token',
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': 'tester/1',
    });
  });

  test('says merge-patch where it is told to', async () => {
    await using at = await session([json(200, {})]);
    await at.transport.request({ method: 'PATCH', path: '/x', body: {}, contentType: 'application/merge-patch+json' });
    expect(at.double.seen[0]?.headers['content-type']).toBe('application/merge-patch+json');
  });

  test('returns text where the server sends no JSON', async () => {
    await using at = await session([
      (_request, response) => void response.setHeader('content-type', 'text/plain').end('ok'),
    ]);
    expect(await at.transport.request({ method: 'GET', path: '/healthz' })).toEqual({
      status: 200,
      body: 'ok',
      size: 2,
    });
  });

  test('keeps the path prefix of the kubeconfig', async () => {
    await using double = await httpDouble(json(200, {}));
    const { server } = double.kubeConfig.getCurrentCluster() ?? {};
    const transport = new Transport(kubeConfigFor(`${server}/clusters/one/`), { userAgent: 'tester/1' });
    await transport.request({ method: 'GET', path: '/version' });
    expect(double.seen[0]?.url).toBe('/clusters/one/version');
    await transport.close();
  });

  test('uses connections again, and others for watches', async () => {
    await using at = await session([json(200, {})]);
    for (let i = 0; i < 20; i++) await at.transport.request({ method: 'GET', path: '/x' });
    const before = at.double.connections();
    // An answer is complete a moment before its connection is free again, so two may take turns.
    expect(before).toBeLessThanOrEqual(2);
    for await (const _line of await at.transport.stream({ path: '/x' })) void _line;
    expect(at.double.connections()).toBe(before + 1);
  });

  test('counts every answer and every lack of one', async () => {
    const samples: RequestSample[] = [];
    await using at = await session([json(200, {}), status(409, 'Conflict'), reset], {
      onRequest: (sample) => samples.push(sample),
    });
    await at.transport.request({ method: 'GET', path: '/x' });
    await caught(at.transport.request({ method: 'PUT', path: '/x', body: {} }));
    await caught(at.transport.request({ method: 'POST', path: '/x', body: {} }));
    const { host } = at.transport;
    expect(samples).toEqual([
      { method: 'GET', code: '200', host },
      { method: 'PUT', code: '409', host },
      { method: 'POST', code: '<error>', host },
    ]);
  });
});

describe('a refusal', () => {
  test('carries status, reason, causes and Retry-After, and a message without headers, body or query', async () => {
    const causes = [{ reason: 'FieldValueInvalid', field: 'status.x', message: 'bad' }];
    await using at = await session([
      status(422, 'Invalid', { details: { causes }, headers: { 'retry-after': '7', 'x-secret': 'h' } }),
    ]);
    const error = await caught(
      at.transport.request({ method: 'PUT', path: '/apis/a', query: { continue: 'token' }, body: {} }),
    );
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 422,
      reason: 'Invalid',
      causes,
      retryAfterSeconds: 7,
      message: 'PUT /apis/a: 422 Invalid',
    });
  });

  test('takes the Retry-After of the Status where there is no header', async () => {
    await using at = await session([status(429, 'TooManyRequests', { details: { retryAfterSeconds: 3 } })]);
    expect(await caught(at.transport.request({ method: 'GET', path: '/' }))).toMatchObject({ retryAfterSeconds: 3 });
  });

  test.each([
    { title: 'no JSON', body: 'no backend', type: 'text/html' },
    { title: 'broken JSON', body: '{', type: 'application/json' },
    { title: 'JSON that is no Status', body: 'null', type: 'application/json' },
  ])('is an ApiError also where its body is $title', async ({ body, type }) => {
    await using at = await session([
      (_request, response) => void response.writeHead(502, { 'content-type': type }).end(body),
    ]);
    const error = await caught(at.transport.request({ method: 'GET', path: '/x' }));
    expect(error).toMatchObject({
      name: 'ApiError',
      status: 502,
      reason: 'Unknown',
      message: 'GET /x: 502 Unknown',
      causes: [],
    });
  });

  test('does not follow a redirect', async () => {
    await using at = await session([json(307, {}, { location: '/elsewhere' })]);
    expect(await caught(at.transport.request({ method: 'GET', path: '/x' }))).toMatchObject({ status: 307 });
    expect(at.double.seen).toHaveLength(1);
  });
});

describe('a connection that dies', () => {
  test.each(['GET', 'PUT', 'DELETE'] as const)('is made again, once, for %s', async (method) => {
    await using at = await session([reset, json(200, { fine: true })]);
    expect((await at.transport.request({ method, path: '/x' })).body).toEqual({ fine: true });
    await using twice = await session([reset, reset, json(200, {})]);
    expect(await caught(twice.transport.request({ method, path: '/x' }))).toBeInstanceOf(TransportError);
    expect(twice.double.seen).toHaveLength(2);
  });

  test.each(['POST', 'PATCH'] as const)('is not made again for %s, which may have happened already', async (method) => {
    await using at = await session([reset, json(200, {})]);
    const error = await caught(at.transport.request({ method, path: '/x', body: {} }));
    expect(error).toBeInstanceOf(TransportError);
    expect(at.double.seen).toHaveLength(1);
  });

  test('is a TransportError with the code and the cause where nobody listens', async () => {
    const transport = new Transport(kubeConfigFor('http://127.0.0.1:1'), { userAgent: 'tester/1' });
    const error = await caught(transport.request({ method: 'GET', path: '/x' }));
    expect(error).toMatchObject({
      name: 'TransportError',
      code: 'ECONNREFUSED',
      message: 'GET /x: no answer (ECONNREFUSED)',
    });
    expect((error as TransportError).cause).toBeInstanceOf(Error);
    await transport.close();
  });
});

describe('a server that is silent', () => {
  test('is given up after the timeout', async () => {
    await using at = await session([() => undefined], { timeoutMs: 50 });
    expect(await caught(at.transport.request({ method: 'GET', path: '/x' }))).toMatchObject({
      code: 'UND_ERR_HEADERS_TIMEOUT',
    });
  });

  test('is given up in the middle of a body, too', async () => {
    await using at = await session([(_request, response) => void response.writeHead(200).write('{')], {
      timeoutMs: 50,
    });
    expect(await caught(at.transport.request({ method: 'GET', path: '/x' }))).toMatchObject({
      code: 'UND_ERR_BODY_TIMEOUT',
    });
  });

  test("is given up when the caller says so, with the caller's reason", async () => {
    const controller = new AbortController();
    const reason = new Error('shutting down');
    await using at = await session([() => controller.abort(reason)]);
    expect(await caught(at.transport.request({ method: 'GET', path: '/x', signal: controller.signal }))).toBe(reason);
  });
});

describe('credentials', () => {
  test('are read again after a 401, past the cache of the token file, and the request is sent once more', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'token-'));
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'old');
    await using double = await httpDouble(json(200, {}), status(401, 'Unauthorized'), json(200, {}));
    const { server } = double.kubeConfig.getCurrentCluster() ?? {};
    const user = { authProvider: { name: 'tokenFile', config: { tokenFile } } };
    const transport = new Transport(kubeConfigFor(`${server}`, user), { userAgent: 'tester/1' });
    await transport.request({ method: 'GET', path: '/x' });
    await writeFile(tokenFile, 'new');
    await transport.request({ method: 'POST', path: '/x', body: {} });
    expect(double.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer old', 'Bearer new']);
    await transport.close();
    await rm(folder, { recursive: true });
  });

  test('that are refused twice end in an ApiError, not in a loop', async () => {
    await using at = await session([status(401, 'Unauthorized')]);
    expect(await caught(at.transport.request({ method: 'GET', path: '/x' }))).toMatchObject({ status: 401 });
    expect(at.double.seen).toHaveLength(2);
  });

  test('come from an exec plugin, once for a minute, and again a minute later', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'exec-'));
    const script = join(folder, 'plugin.cjs');
    const counter = JSON.stringify(join(folder, 'count'));
    await writeFile(
      script,
      `const fs = require('fs'); fs.appendFileSync(${counter}, 'x'); const token = 'run' + fs.readFileSync(${counter}).length;
       console.log(JSON.stringify({ status: { token, expirationTimestamp: '2000-01-01T00:00:00Z' } }));`,
    );
    await using double = await httpDouble(json(200, {}));
    const { server } = double.kubeConfig.getCurrentCluster() ?? {};
    const clock = new FakeClock();
    const exec = { command: process.execPath, args: [script] };
    const transport = new Transport(kubeConfigFor(`${server}`, { exec }), { userAgent: 'tester/1', clock });
    await Promise.all([1, 2, 3].map(() => transport.request({ method: 'GET', path: '/x' })));
    await clock.advance(60_000);
    await transport.request({ method: 'GET', path: '/x' });
    expect(double.seen.map(({ headers }) => headers.authorization)).toEqual([
      ...['Bearer run1', 'Bearer run1', 'Bearer run1'],
      'Bearer run2',
    ]);
    await transport.close();
    await rm(folder, { recursive: true });
  });

  test('that cannot be had are a TransportError that says so', async () => {
    const exec = { command: '/nonexistent/plugin' };
    const transport = new Transport(kubeConfigFor('http://127.0.0.1:1', { exec }), { userAgent: 'tester/1' });
    expect(await caught(transport.request({ method: 'GET', path: '/x' }))).toMatchObject({
      name: 'TransportError',
      code: 'NoCredentials',
    });
    await transport.close();
  });

  test('may be a user name and a password', async () => {
    await using double = await httpDouble(json(200, {}));
    const { server } = double.kubeConfig.getCurrentCluster() ?? {};
    const transport = new Transport(kubeConfigFor(`${server}`, { username: 'u', password: 'p' }), {
      userAgent: 'tester/1',
    });
    await transport.request({ method: 'GET', path: '/x' });
    expect(double.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`);
    await transport.close();
  });
});

describe('a stream', () => {
  test('yields line by line as they come, across pieces that split lines and characters', async () => {
    const bytes = Buffer.from('{"a":"é"}\n{"b":1}\n\n{"c":"unfinished');
    await using at = await session([
      async (_request, response) => {
        for (const byte of bytes) {
          response.write(Buffer.from([byte]));
          await new Promise((resolve) => setImmediate(resolve));
        }
        response.end();
      },
    ]);
    const seen: string[] = [];
    for await (const line of await at.transport.stream({ path: '/x' })) seen.push(line);
    expect(seen).toEqual(['{"a":"é"}', '{"b":1}']);
  });

  test('is not cut by the timeout while the server has nothing to say', async () => {
    let finish: (() => void) | undefined;
    await using at = await session(
      [
        (_request, response) => {
          response.write('one\n');
          finish = () => response.end('two\n');
        },
      ],
      { timeoutMs: 50 },
    );
    const stream = await at.transport.stream({ path: '/x' });
    expect((await stream.next()).value).toBe('one');
    // The request beside it proves that the timeout has passed.
    await using slow = await session([() => undefined], { timeoutMs: 60 });
    await caught(slow.transport.request({ method: 'GET', path: '/x' }));
    finish?.();
    expect((await stream.next()).value).toBe('two');
  });

  test('that breaks throws a TransportError', async () => {
    await using at = await session([
      (_request, response, socket) => {
        response.write('one\n', () => socket.resetAndDestroy());
      },
    ]);
    const stream = await at.transport.stream({ path: '/x' });
    expect((await stream.next()).value).toBe('one');
    expect(await caught(stream.next())).toBeInstanceOf(TransportError);
  });

  test('ends with the reason of its signal', async () => {
    await using at = await session([(_request, response) => void response.write('one\n')]);
    const controller = new AbortController();
    const stream = await at.transport.stream({ path: '/x', signal: controller.signal });
    await stream.next();
    const reason = new Error('stopped');
    controller.abort(reason);
    expect(await caught(stream.next())).toBe(reason);
  });

  test('that is refused is an ApiError', async () => {
    await using at = await session([status(410, 'Expired')]);
    expect(await caught(at.transport.stream({ path: '/x' }))).toMatchObject({ status: 410, reason: 'Expired' });
  });

  test('reads no further than its lines are taken', async () => {
    let written = 0;
    const line = `${'x'.repeat(64 * 1024)}\n`;
    const flood: Answer = (_request, response) => {
      const more = (): void => {
        while (written < 1000) {
          written++;
          if (!response.write(line)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
    await using at = await session([flood, json(200, {})]);
    const stream = await at.transport.stream({ path: '/x' });
    await stream.next();
    // Round trips to the same server: time enough for it to write everything, were it not held back.
    for (let i = 0; i < 300; i++) await at.transport.request({ method: 'GET', path: '/y' });
    expect(written).toBeLessThan(500);
    await stream.return();
  });
});
