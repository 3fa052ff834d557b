import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import type { KindName } from '../../../src/api/kinds.ts';
import { Declarations } from '../../../src/controller/declarations/declarations.ts';
import { Slicer } from '../../../src/kube/slicer.ts';
import { Evaluator } from '../../../src/controller/evaluation/evaluator.ts';
import { NoticePoster } from '../../../src/controller/status/notice-poster.ts';
import { StatusReconciler } from '../../../src/controller/status/status-reconciler.ts';
import { emptySurroundings } from './fixed-surroundings.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { rawFeatureSet, rawGate } from '../../support/raw-objects.ts';
import type { EventSpec } from '../../../src/kube/events/event-object.ts';
import type { KubeObject } from '../../../src/kube/object.ts';
import type { StatusTarget, WriteOutcome } from '../../../src/kube/requests/status-writer.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

/** Everything from what is declared to what is written, beside a server that holds objects and takes every status. */
class World {
  readonly clock = new FakeClock(NOW);
  readonly declarations = new Declarations();
  /** The names of what was written, in order. */
  readonly written: string[] = [];
  readonly events: string[] = [];
  readonly held = new Map<string, KubeObject>();
  /** How often anything was put into the queue. */
  adds = 0;
  /** How long a write takes. */
  tookMs = 0;
  refuses = false;
  resumed: () => void = () => undefined;
  /** FeatureSets whose status waits for a write of what they publish. */
  readonly publishing = new Set<string>();
  #version = 1;
  readonly evaluator = new Evaluator({
    // Nothing waits for a turn of the loop, so that the clock of the test says when it is done.
    slicer: new Slicer({ budgetMs: Infinity }),
    ...emptySurroundings(),
    declarations: this.declarations,
    logger: pino({ enabled: false }),
    clock: this.clock,
  });
  readonly statuses = new StatusReconciler({
    declarations: this.declarations,
    evaluator: this.evaluator,
    publisher: { isHeld: (key) => this.publishing.has(key) },
    writer: {
      write: (_resource, target, status) => this.#write(target, status),
      onResumed: (listener) => void (this.resumed = listener),
    },
    poster: new NoticePoster({ pending: 0, record: ({ reason }: EventSpec) => void this.events.push(reason) }),
    queueHooks: { onAdd: () => void this.adds++ },
    logger: pino({ enabled: false }),
    clock: this.clock,
  });

  put(object: KubeObject, origin: 'list' | 'watch' = 'watch'): void {
    const { name } = object.metadata;
    const next = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#version) } };
    this.held.set(name, next);
    this.declarations.stores[object.kind as KindName].upsert(next, origin);
  }

  async #write({ name }: StatusTarget, status: unknown): Promise<WriteOutcome> {
    if (this.tookMs > 0) await new Promise<void>((resolve) => void this.clock.after(this.tookMs, resolve));
    if (this.refuses) return { kind: 'Failed', error: new Error('403'), afterMs: undefined };
    const object = this.held.get(name);
    if (object === undefined) return { kind: 'Gone' };
    this.written.push(name);
    const metadata = { ...object.metadata, resourceVersion: String(++this.#version) };
    const next = { ...object, metadata, status };
    this.held.set(name, next);
    return { kind: 'Written', object: next };
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

test('writes what was listed once it is evaluated, and does not look at an own write again', async () => {
  world.put(rawGate('a', 'X'), 'list');
  await world.clock.advance(1_000);
  expect(world.written).toEqual([]);
  world.evaluator.start();
  await world.clock.advance(60_000);
  expect([world.written, world.adds]).toEqual([['a.x'], 1]);
  // The watch brings what the answer brought already.
  world.declarations.stores.FeatureGate.upsert(world.held.get('a.x') as KubeObject, 'watch');
  await world.clock.advance(60_000);
  expect([world.written, world.adds]).toEqual([['a.x'], 1]);
});

test('mends a status that somebody else overwrote', async () => {
  world.put(rawGate('a', 'X'), 'list');
  world.evaluator.start();
  await world.clock.advance(1_000);
  world.put({ ...rawGate('a', 'X'), status: { observedGeneration: 7, conditions: [] } });
  await world.clock.advance(1_000);
  expect(world.written).toEqual(['a.x', 'a.x']);
  expect(world.held.get('a.x')).toMatchObject({ status: { observedGeneration: 1, asOf: '1.0' } });
});

test('says of what does not fit its schema what is wrong with it, without any evaluation', async () => {
  world.put({ ...rawFeatureSet('a'), spec: { component: 'a', release: 'latest' } });
  await world.clock.advance(1_000);
  const status = world.held.get('a')?.['status'] as { conditions: object[] } | undefined;
  expect(status?.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', reason: 'SchemaInvalid' }));
});

test('writes a FeatureSet that changed before the gates that wait', async () => {
  world.evaluator.start();
  world.tookMs = 100;
  const gates = Array.from({ length: 40 }, (_, index) => `G${index}`);
  for (const gate of gates) world.put(rawGate('a', gate), 'list');
  await world.clock.advance(50);
  world.put(rawFeatureSet('b'));
  await world.clock.advance(200);
  // Ten at a time are in flight.
  expect(world.written).toHaveLength(20);
  expect(world.written).toContain('b');
  await world.clock.advance(1_000);
  expect(world.written).toHaveLength(41);
});

/** A status that announced something then. */
function noticed(time: string): object {
  return {
    observedGeneration: 1,
    ...{ enabled: [], disabled: [], discovery: [], exceptions: [], plugins: [], findings: [], conditions: [] },
    notices: [{ reason: 'GateEnabled', time, subjects: ['X'], message: 'X is on' }],
  };
}

test('posts again what a status announced within the hour, and what is older no more', async () => {
  world.put(rawFeatureSet('a', [], { status: noticed('2026-06-01T11:50:00Z') }), 'list');
  world.put(rawFeatureSet('b', [], { status: noticed('2026-06-01T10:50:00Z') }), 'list');
  expect(world.events).toEqual(['GateEnabled']);
});

test('leaves a status that waits for what is being published, and writes it when it is told again', async () => {
  world.publishing.add('team/a');
  world.put(rawFeatureSet('a'));
  world.evaluator.start();
  await world.clock.advance(60_000);
  expect(world.written).toEqual([]);
  world.publishing.clear();
  world.evaluator.resync();
  await world.clock.advance(1_000);
  expect(world.written).toEqual(['a']);
});

test('tries at once what backs off when the server takes writes again', async () => {
  world.refuses = true;
  world.put(rawGate('a', 'X'), 'list');
  world.evaluator.start();
  await world.clock.advance(180_000);
  world.refuses = false;
  world.resumed();
  await world.clock.advance(1);
  expect(world.written).toEqual(['a.x']);
});

test('takes nothing in once it drains', async () => {
  world.evaluator.start();
  world.tookMs = 100;
  world.put(rawGate('a', 'X'));
  await world.clock.advance(50);
  const drained = world.statuses.drain(1_000);
  world.put(rawGate('a', 'Y'));
  await world.clock.advance(500);
  expect([await drained, world.written]).toEqual([true, ['a.x']]);
});
