import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { FeatureSet } from '../../../src/api/declared.ts';
import { Declarations } from '../../../src/controller/declarations/declarations.ts';
import { SourceWatch } from '../../../src/controller/sources/source-watch.ts';
import type { SourceState } from '../../../src/lifecycle/config/observed-configs.ts';
import { ApiError, TransportError } from '../../../src/kube/failure.ts';
import { splitKey, type KubeObject, type ObjectMeta } from '../../../src/kube/object.ts';
import type { ApiRequest, ApiResponse } from '../../../src/kube/transport/transport.ts';
import type { AttachOptions } from '../../../src/kube/base-class/operator.ts';
import type { Reflector } from '../../../src/kube/watch/reflector.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { rawFeatureSet } from '../../support/raw-objects.ts';

type Probe = ObjectMeta | Error | undefined;

const flags = { configMap: { name: 'flags' }, format: 'KeyValue' };
const ALLOWED = { 'stagegate.dev/source': 'Allowed' };
const forbidden = () => new ApiError('GET /x', 403, { reason: 'Forbidden' });
const unreachable = () => new TransportError('GET /x', new Error('down'), 'ECONNREFUSED');

/** A source watch whose server is the test: it brings what the watches and the probes say. */
class Bench {
  readonly clock = new FakeClock();
  /** How many steps of reading fit into a slice. */
  stepsLeft = Infinity;
  readonly #paused: (() => void)[] = [];
  readonly declarations = new Declarations();
  /** The watches that were begun, by namespace. */
  readonly watches = new Map<string, AttachOptions>();
  /** What probes find, by `namespace/name`. */
  readonly found = new Map<string, Probe>();
  readonly probed: string[] = [];
  resynced = 0;
  readonly told: string[] = [];
  #version = 0;
  readonly sources = new SourceWatch({
    declarations: this.declarations,
    attach: (options) => {
      this.watches.set(options.namespace ?? '', options);
      return { resync: async () => void this.resynced++ } as unknown as Reflector;
    },
    transport: { request: async <T>(request: ApiRequest) => this.#probe(request) as ApiResponse<T> },
    stopping: new AbortController().signal,
    identity: { text: '--user=operator' },
    queueHooks: {},
    slicer: { pause: () => this.#pause() },
    logger: pino({ enabled: false }),
    clock: this.clock,
    random: () => 0.5,
  });

  #pause(): Promise<void> | undefined {
    if (this.stepsLeft-- > 0) return undefined;
    return new Promise((resume) => this.#paused.push(resume));
  }

  /** Goes on with what waits for a slice, for so many steps. */
  async slice(steps: number): Promise<void> {
    this.stepsLeft = steps;
    for (const resume of this.#paused.splice(0)) resume();
    await this.clock.advance(0);
  }

  constructor() {
    this.sources.onChange((key) => void this.told.push(splitKey(key).name));
  }

  /** Declares FeatureSet `team/a` with these sources. */
  declare(...sources: object[]): void {
    const generation = ++this.#version;
    const versions = { generation, resourceVersion: String(generation) };
    this.declarations.stores.FeatureSet.upsert(rawFeatureSet('a', [], versions, { sources }), 'watch');
  }

  withdraw(): void {
    this.declarations.stores.FeatureSet.remove(rawFeatureSet('a', [], { resourceVersion: String(++this.#version) }));
  }

  /** The namespace of the FeatureSet is listed and holds these ConfigMaps. */
  async list(...configMaps: KubeObject[]): Promise<void> {
    const { sink, hooks } = this.watch;
    sink.replaceBegin(false);
    for (const one of configMaps) await sink.upsert(one, 'list');
    await sink.replaceEnd();
    hooks?.onSynced?.();
    await this.clock.advance(0);
  }

  async upsert(configMap: KubeObject): Promise<void> {
    await this.watch.sink.upsert(configMap, 'watch');
    await this.clock.advance(0);
  }

  async remove(): Promise<void> {
    await this.watch.sink.remove(this.configMap({}));
    await this.clock.advance(0);
  }

  get watch(): AttachOptions {
    const watch = this.watches.get('team');
    if (!watch) throw new Error('namespace team is not watched');
    return watch;
  }

  configMap(data: Readonly<Record<string, string>>, binaryData?: object): KubeObject {
    const metadata = { name: 'flags', namespace: 'team', uid: 'u', resourceVersion: String(++this.#version) };
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, labels: ALLOWED }, data, binaryData };
  }

  #probe({ path }: ApiRequest): ApiResponse<unknown> {
    const key = /namespaces\/([^/]+)\/configmaps\/([^/]+)$/.exec(path)?.slice(1).join('/') ?? '';
    this.probed.push(key);
    const found = this.found.get(key);
    if (found instanceof Error) throw found;
    if (!found) throw new ApiError(`GET ${path}`, 404, { reason: 'NotFound' });
    return { status: 200, size: 0, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: found } };
  }

  get featureSet(): FeatureSet {
    const parsed = this.declarations.get('FeatureSet', 'team/a')?.parsed;
    if (!parsed?.valid) throw new Error('there is no valid FeatureSet');
    return parsed.object;
  }

  get states(): readonly SourceState[] {
    return this.sources.sourcesOf(this.featureSet);
  }

  get pending(): boolean {
    return this.sources.isPending(this.featureSet);
  }
}

/** What a good reading says, as `key=value`. */
function said(state: SourceState | undefined): string {
  const reading = state?.kind === 'Read' ? state.reading : state && 'last' in state ? state.last : undefined;
  return reading ? reading.entries.map(({ key, value }) => `${key}=${value}`).join() : 'nothing';
}

describe('the watch of a namespace', () => {
  test('begins with its first FeatureSet with sources, asks by label, and ends with the last', () => {
    const bench = new Bench();
    bench.declare();
    expect(bench.watches.size).toBe(0);
    bench.declare(flags);
    expect(bench.watch).toMatchObject({ namespace: 'team', labelSelector: 'stagegate.dev/source=Allowed' });
    bench.declare(flags, { ...flags, configMap: { name: 'more' } });
    expect(bench.watch.signal?.aborted).toBe(false);
    bench.declare();
    expect(bench.watch.signal?.aborted).toBe(true);
    bench.declare(flags);
    expect(bench.watch.signal?.aborted).toBe(false);
    bench.withdraw();
    expect(bench.watch.signal?.aborted).toBe(true);
  });

  test('holds back judging until it is listed, but not for long, and tells when it is', async () => {
    const bench = new Bench();
    bench.declare(flags);
    await bench.clock.advance(60_000);
    expect(bench.pending).toBe(true);
    bench.sources.start();
    await bench.clock.advance(14_999);
    expect([bench.pending, bench.told]).toEqual([true, []]);
    await bench.clock.advance(1);
    expect([bench.pending, bench.told]).toEqual([false, ['a']]);
    // It may be there all the same: what may be missing is not missing yet.
    expect(bench.states).toEqual([{ kind: 'Missing', what: 'Answer', last: undefined }]);
    await bench.list(bench.configMap({ X: 'true' }));
    expect(bench.told).toEqual(['a', 'a']);
    expect(said(bench.states[0])).toBe('X=true');
  });

  test('that is refused is told at once, reads nothing meanwhile, and goes on', async () => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(flags);
    bench.watch.hooks?.onForbidden?.();
    expect([bench.pending, bench.told]).toEqual([false, ['a']]);
    expect(bench.states).toEqual([{ kind: 'NotAllowed', lacks: 'Right', grantee: '--user=operator' }]);
    await bench.clock.advance(60_000);
    expect(bench.probed).toEqual([]);
    // It is asked for again and again already, as often as is good for the server.
    bench.sources.resync();
    expect(bench.resynced).toBe(0);
    await bench.list(bench.configMap({ X: 'true' }));
    expect(said(bench.states[0])).toBe('X=true');
    bench.sources.resync();
    expect(bench.resynced).toBe(1);
  });

  test('forgets what was read when the right is withdrawn', async () => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(flags);
    await bench.list(bench.configMap({ X: 'true' }));
    expect(said(bench.states[0])).toBe('X=true');
    bench.watch.hooks?.onForbidden?.();
    expect(bench.states).toMatchObject([{ kind: 'NotAllowed', lacks: 'Right' }]);
    bench.found.set('team/flags', undefined);
    await bench.list();
    expect(bench.states).toEqual([{ kind: 'Missing', what: 'ConfigMap', last: undefined }]);
  });
});

describe('a ConfigMap that is not among those with the label', () => {
  test.each([
    ['is gone', undefined, { kind: 'Missing', what: 'ConfigMap', last: undefined }],
    ['has no label', { name: 'flags' }, { kind: 'NotAllowed', lacks: 'Label' }],
    ['has another', { name: 'flags', labels: { x: 'y' } }, { kind: 'NotAllowed', lacks: 'Label' }],
    ['may not be got', forbidden(), { kind: 'NotAllowed', lacks: 'Right', grantee: '--user=operator' }],
  ] as const)('is judged only when the server has said that it %s', async (_title, found, state) => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(flags);
    bench.found.set('team/flags', unreachable());
    await bench.list();
    expect(bench.pending).toBe(true);
    bench.found.set('team/flags', found);
    await bench.clock.advance(1_100);
    expect([bench.pending, bench.states]).toEqual([false, [state]]);
    expect(bench.told.at(-1)).toBe('a');
  });

  test('is asked for about every 15 seconds while it lasts, told when the answer changes, and no more once it is there', async () => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(flags);
    await bench.list();
    bench.told.length = 0;
    await bench.clock.advance(44_000);
    expect([bench.probed.length, bench.told]).toEqual([3, []]);
    bench.found.set('team/flags', { name: 'flags' });
    await bench.clock.advance(2_000);
    expect([bench.states, bench.told]).toEqual([[{ kind: 'NotAllowed', lacks: 'Label' }], ['a']]);
    await bench.upsert(bench.configMap({ X: 'true' }));
    expect([said(bench.states[0]), bench.told]).toEqual(['X=true', ['a', 'a']]);
    bench.probed.length = 0;
    await bench.clock.advance(60_000);
    expect(bench.probed).toEqual([]);
  });

  test('waits a moment for the watch to bring what has the label by now', async () => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(flags);
    bench.found.set('team/flags', { name: 'flags', labels: ALLOWED });
    await bench.list();
    expect(bench.pending).toBe(true);
    await bench.upsert(bench.configMap({ X: 'true' }));
    expect([bench.pending, said(bench.states[0])]).toEqual([false, 'X=true']);
  });

  test('is asked for no more when no FeatureSet names it', async () => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(flags);
    await bench.list();
    bench.declare({ ...flags, configMap: { name: 'other' } });
    bench.probed.length = 0;
    await bench.clock.advance(40_000);
    expect(new Set(bench.probed)).toEqual(new Set(['team/other']));
    bench.withdraw();
    bench.probed.length = 0;
    await bench.clock.advance(40_000);
    expect(bench.probed).toEqual([]);
  });
});

describe('what a source said last', () => {
  const read = async (source: object = flags): Promise<Bench> => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(source);
    await bench.list(bench.configMap({ X: 'true' }));
    expect(said(bench.states[0])).toBe('X=true');
    return bench;
  };

  test('holds while it is gone or malformed, and is replaced when it is back', async () => {
    const bench = await read();
    await bench.remove();
    expect([bench.states[0]?.kind, said(bench.states[0])]).toEqual(['Missing', 'X=true']);
    await bench.upsert(bench.configMap({ X: 'false' }));
    expect([bench.states[0]?.kind, said(bench.states[0])]).toEqual(['Read', 'X=false']);
    await bench.upsert(bench.configMap({}, { X: 'AA==' }));
    expect([bench.states[0]?.kind, said(bench.states[0])]).toEqual(['Malformed', 'X=false']);
  });

  test('is held back from judging while it is not known why it went', async () => {
    const bench = await read();
    bench.told.length = 0;
    bench.found.set('team/flags', unreachable());
    await bench.remove();
    expect([bench.pending, bench.told]).toEqual([true, []]);
    bench.found.set('team/flags', { name: 'flags' });
    await bench.clock.advance(1_100);
    expect([bench.pending, bench.told, bench.states]).toEqual([false, ['a'], [{ kind: 'NotAllowed', lacks: 'Label' }]]);
  });

  test('is forgotten when consent is withdrawn', async () => {
    const bench = await read();
    bench.found.set('team/flags', { name: 'flags' });
    await bench.remove();
    expect(bench.states).toEqual([{ kind: 'NotAllowed', lacks: 'Label' }]);
    bench.found.set('team/flags', undefined);
    await bench.clock.advance(20_000);
    expect([bench.states[0]?.kind, said(bench.states[0])]).toEqual(['Missing', 'nothing']);
  });

  test('is forgotten when the FeatureSet goes or names another key', async () => {
    const bench = await read();
    bench.declare({ ...flags, configMap: { name: 'flags', key: 'text' } });
    bench.declare(flags);
    await bench.remove();
    expect([bench.states[0]?.kind, said(bench.states[0])]).toEqual(['Missing', 'nothing']);

    const other = await read();
    other.withdraw();
    other.declare(flags);
    await other.list();
    expect([other.states[0]?.kind, said(other.states[0])]).toEqual(['Missing', 'nothing']);
  });

  test('does not hold for a source that may be missing', async () => {
    const bench = await read({ ...flags, optional: 'Allow' });
    await bench.remove();
    expect([bench.states[0]?.kind, said(bench.states[0])]).toEqual(['Missing', 'nothing']);
  });
});

/** The data of a ConfigMap that takes more than one step to read. */
function large(value: string): Record<string, string> {
  return { text: `${'#\n'.repeat(2000)}X: ${value}` };
}

describe('a large ConfigMap', () => {
  const source = { configMap: { name: 'flags', key: 'text' }, format: 'GateMap' };

  test('is read in slices; until then its FeatureSet is held back, and told afterwards', async () => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(source);
    bench.stepsLeft = 2;
    await bench.list(bench.configMap(large('true')));
    bench.told.length = 0;
    expect(bench.pending).toBe(true);
    await bench.slice(3);
    expect([bench.pending, bench.told]).toEqual([true, []]);
    await bench.slice(Infinity);
    expect([bench.pending, bench.told, said(bench.states[0])]).toEqual([false, ['a'], 'X=true']);
  });

  test('that changes leaves what its source said until it is read again, and only the newest counts', async () => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(source);
    await bench.list(bench.configMap(large('true')));
    expect([bench.pending, said(bench.states[0])]).toEqual([false, 'X=true']);
    const [before] = bench.states;
    bench.told.length = 0;
    bench.stepsLeft = 2;
    await bench.upsert(bench.configMap(large('1')));
    expect([bench.pending, bench.told, bench.states[0] === before]).toEqual([false, [], true]);
    await bench.upsert(bench.configMap(large('false')));
    await bench.slice(Infinity);
    expect([bench.told, said(bench.states[0])]).toEqual([['a'], 'X=false']);
  });

  test('holds nobody back for long, however many there are before it', async () => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(source);
    bench.stepsLeft = 2;
    await bench.list(bench.configMap(large('true')));
    expect(bench.pending).toBe(true);
    await bench.clock.advance(15_000);
    expect(bench.pending).toBe(false);
    expect(bench.states).toEqual([{ kind: 'Missing', what: 'Answer', last: undefined }]);
    await bench.slice(Infinity);
    expect([bench.told.at(-1), said(bench.states[0])]).toEqual(['a', 'X=true']);
  });

  test('over 512 KiB is refused with its size, and what it said last holds', async () => {
    const bench = new Bench();
    bench.sources.start();
    bench.declare(source);
    await bench.list(bench.configMap({ text: 'X: true' }));
    expect(said(bench.states[0])).toBe('X=true');
    await bench.upsert(bench.configMap({ text: `X: false\n${'#'.repeat(512 * 1024)}` }));
    expect(said(bench.states[0])).toBe('X=true');
    expect(bench.states[0]).toMatchObject({
      kind: 'Malformed',
      problem: expect.stringContaining('key text has 513 KiB'),
    });
  });
});

test('parses a ConfigMap once, however often and by however many it is asked for', async () => {
  const bench = new Bench();
  bench.sources.start();
  bench.declare(flags, flags);
  await bench.list(bench.configMap({ X: 'true' }));
  const [first, second] = bench.states;
  expect(first).toBe(second);
  expect(bench.states[0]).toBe(first);
  await bench.upsert(bench.configMap({ X: 'true' }));
  expect(bench.states[0]).not.toBe(first);
});

test('tells only the components that name what changed', async () => {
  const bench = new Bench();
  bench.sources.start();
  bench.declare(flags);
  const other = rawFeatureSet('b', [], {}, { sources: [{ ...flags, configMap: { name: 'other' } }] });
  bench.declarations.stores.FeatureSet.upsert(other, 'watch');
  await bench.list(bench.configMap({ X: 'true' }));
  expect(new Set(bench.told)).toEqual(new Set(['a', 'b']));
  bench.told.length = 0;
  await bench.upsert(bench.configMap({ X: 'false' }));
  expect(bench.told).toEqual(['a']);
});
