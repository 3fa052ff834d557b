import { pino } from 'pino';
import { ApiError, TransportError } from '../../../../src/kube/failure.ts';
import { Slicer } from '../../../../src/kube/slicer.ts';
import { Reflector, type ReflectorHooks } from '../../../../src/kube/watch/reflector.ts';
import type { ReflectorSink } from '../../../../src/kube/watch/sink.ts';
import { Store } from '../../../../src/kube/watch/store.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { bookmark, FakeStream, type FakeServer, type thing } from '../../../support/fake-server.ts';

export const resource = { group: 'a', version: 'v1', plural: 'things' };
/** An answer of the server that is a failure. */
export const refusal = (code: number, reason = 'Unknown', retryAfter?: string): ApiError =>
  new ApiError('GET /x', code, { reason }, retryAfter);
/** No server is there to answer. */
export const down = (): TransportError => new TransportError('GET /x', new Error('down'), 'ECONNREFUSED');

/** A reflector at work on `server`, its sink a store of resourceVersions; jitter is 0: every wait is its mean. */
export function reflect(
  server: FakeServer,
  hooks: ReflectorHooks = {},
  wrap: (sink: ReflectorSink) => ReflectorSink = (sink) => sink,
  part: { readonly labelSelector?: string; readonly watchSeconds?: number } = {},
) {
  const clock = new FakeClock();
  const store = new Store({ project: (raw) => raw.metadata.resourceVersion });
  const told: string[] = [];
  const logger = pino(
    { level: 'debug' },
    { write: (line: string) => void told.push((JSON.parse(line) as { msg: string }).msg) },
  );
  const reflector = new Reflector({
    transport: server,
    resource,
    ...part,
    sink: wrap(store),
    logger,
    clock,
    slicer: new Slicer({ clock }),
    random: () => 0.5,
    hooks: {
      ...hooks,
      onForbidden: () => void told.push('forbidden'),
      onMissing: () => void told.push('missing'),
      onFound: () => void told.push('found'),
      onSynced: () => void told.push('synced'),
    },
  });
  const stop = new AbortController();
  const ended = reflector.run(stop.signal);
  const seen = (): Record<string, string | undefined> =>
    Object.fromEntries([...store.keys()].map((key) => [key, store.get(key)]));
  const operations = (): string[] =>
    server.calls.map(({ operation, query }) => `${operation} ${query['resourceVersion'] ?? 'anew'}`);
  return { clock, store, reflector, told, stop, ended, seen, operations };
}

/** A stream that has delivered its initial events up to version 10. */
export const started = (...objects: ReturnType<typeof thing>[]): FakeStream =>
  new FakeStream().send(...objects.map((object) => ['ADDED', object] as const), bookmark(10));
