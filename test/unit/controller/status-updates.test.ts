import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KindName } from '../../../src/api/kinds.ts';
import { Declarations } from '../../../src/controller/declarations/declarations.ts';
import { Slicer } from '../../../src/kube/slicer.ts';
import { Evaluator } from '../../../src/controller/evaluation/evaluator.ts';
import { NoticePoster } from '../../../src/controller/status/notice-poster.ts';
import { StatusUpdates } from '../../../src/controller/status/status-updates.ts';
import type { EventSpec } from '../../../src/kube/events/event-object.ts';
import { TransportError } from '../../../src/kube/failure.ts';
import type { KubeObject } from '../../../src/kube/object.ts';
import type { WriteOutcome } from '../../../src/kube/requests/status-writer.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { emptySurroundings } from './fixed-surroundings.ts';
import { rawFeatureSet, rawGate, rawPolicy } from '../../support/raw-objects.ts';
import { queueKey } from '../../../src/controller/declarations/queue-key.ts';

const SET = queueKey('FeatureSet', 'team/a');
const POLICY = queueKey('MaturityPolicy', 'a');
const lost: WriteOutcome = {
  kind: 'Failed',
  error: new TransportError('PUT', new Error('reset'), 'ECONNRESET'),
  afterMs: undefined,
};
const on = { gate: 'X', state: 'Enabled' };

/** Updates beside a server that takes every write, and answers as told. */
class World {
  readonly clock = new FakeClock(Date.parse('2026-06-01T12:00:00Z'));
  readonly declarations = new Declarations();
  readonly events: string[] = [];
  readonly written: string[] = [];
  /** What the server holds. */
  readonly held = new Map<string, KubeObject>();
  /** What becomes of the next answers; those after are as they should be. */
  readonly fate: ('lost' | 'refused' | 'unknown' | 'taken, then unknown')[] = [];
  /** Called while a write is under way, which waits for it. */
  meanwhile: () => void | Promise<void> = () => undefined;
  readonly recorder = { pending: 0, record: ({ reason }: EventSpec): void => void this.events.push(reason) };
  #version = 100;
  readonly evaluator = new Evaluator({
    // Nothing waits for a turn of the loop, so that the clock of the test says when it is done.
    slicer: new Slicer({ budgetMs: Infinity }),
    declarations: this.declarations,
    ...emptySurroundings(),
    logger: pino({ enabled: false }),
    clock: this.clock,
  });
  readonly updates = new StatusUpdates({
    declarations: this.declarations,
    evaluator: this.evaluator,
    writer: { write: async (_resource, target, status) => this.#write(target, status) },
    publisher: { isHeld: () => false },
    poster: new NoticePoster(this.recorder),
    logger: pino({ enabled: false }),
    clock: this.clock,
  });

  /** Somebody writes an object; the watch tells of it. */
  async put(object: KubeObject): Promise<void> {
    const { kind, metadata } = object;
    const previous = this.held.get(keyOf(object))?.['status'];
    const resourceVersion = String(++this.#version);
    this.#hold({
      ...object,
      metadata: { ...metadata, resourceVersion },
      ...(previous !== undefined && { status: previous }),
    });
    this.watch(kind as KindName);
    await this.clock.advance(10);
  }

  /** The watch tells what the server holds of a kind. */
  watch(kind: KindName): void {
    for (const object of this.held.values())
      if (object.kind === kind) this.declarations.stores[kind].upsert(object, 'watch');
  }

  /** Somebody labels an object; the watch is late. Returns its new version. */
  touch(key: string): string {
    const object = this.held.get(key);
    if (object === undefined) throw new Error(`no object ${key}`);
    const resourceVersion = String(++this.#version);
    this.#hold({ ...object, metadata: { ...object.metadata, resourceVersion } });
    return resourceVersion;
  }

  /** Somebody deletes an object; the watch tells of it. */
  delete(key: string): void {
    const object = this.held.get(key);
    if (object === undefined) throw new Error(`no object ${key}`);
    this.held.delete(key);
    const metadata = { ...object.metadata, resourceVersion: String(++this.#version) };
    this.declarations.stores[object.kind as KindName].remove({ ...object, metadata });
  }

  #hold(object: KubeObject): void {
    this.held.set(keyOf(object), object);
  }

  async #write(
    target: { kind: string; name: string; namespace?: string | undefined; resourceVersion: string },
    status: unknown,
  ): Promise<WriteOutcome> {
    const key = keyOf({ apiVersion: '', kind: target.kind, metadata: { ...target } as KubeObject['metadata'] });
    const object = this.held.get(key);
    if (object === undefined) return { kind: 'Gone' };
    const fate = this.fate.shift();
    await this.meanwhile();
    if (fate === 'refused') return lost;
    if (fate === 'unknown') return { kind: 'Gone' };
    if (object.metadata.resourceVersion !== target.resourceVersion) return { kind: 'Conflict', object };
    this.written.push(key);
    const next = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#version) }, status };
    this.#hold(next);
    if (fate === 'taken, then unknown') return { kind: 'Gone' };
    return fate === 'lost' ? lost : { kind: 'Written', object: next };
  }
}

function keyOf({ kind, metadata: { namespace, name } }: KubeObject): string {
  return queueKey(kind as KindName, namespace === undefined ? name : `${namespace}/${name}`);
}

describe('the status of an object', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    world.evaluator.start();
    await world.put(rawPolicy('a'));
    await world.put(rawGate('a', 'X'));
    await world.put(rawFeatureSet('a'));
    await world.updates.update(SET);
    await world.clock.advance(2_000);
  });

  test('is looked at again where all was as before while it was being written', async () => {
    const flipped = { release: '1.0', level: 'Alpha', default: 'Enabled', locked: false };
    const gate = rawGate('a', 'X');
    const spec = { ...(gate['spec'] as object), stages: [flipped] };
    await world.put({ ...gate, metadata: { ...gate.metadata, generation: 2 }, spec });
    world.meanwhile = async () => {
      world.meanwhile = () => undefined;
      await world.put({ ...gate, metadata: { ...gate.metadata, generation: 3 } });
      // What stands yet is what should stand.
      expect(world.updates.differs(SET)).toBe(false);
    };
    expect(await world.updates.update(SET)).toEqual({ kind: 'RequeueAfter', afterMs: expect.any(Number) });
    await world.clock.advance(2_000);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(world.held.get(SET)?.['status']).toMatchObject({ enabled: [], disabled: ['X'] });
    expect(world.updates.differs(SET)).toBe(false);
  });

  test('is written once, and announced once it is written', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect([world.written, world.events]).toEqual([[SET, SET], ['GateEnabled']]);
  });

  test('that the server took without an answer is announced when the watch brings it', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    world.fate.push('lost');
    expect(await world.updates.update(SET)).toMatchObject({ kind: 'Failed' });
    expect(world.events).toEqual([]);
    await world.clock.advance(2_000);
    world.watch('FeatureSet');
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(world.events).toEqual(['GateEnabled']);
    expect(world.written).toHaveLength(2);
  });

  test('that the server took without an answer is announced when the next try conflicts with it', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    world.fate.push('lost');
    await world.updates.update(SET);
    await world.clock.advance(2_000);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Requeue' });
    await world.clock.advance(2_000);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(world.events).toEqual(['GateEnabled']);
    expect(world.written).toHaveLength(2);
  });

  test('that the server took, whose repeat after a reset it answered as if there were no object, is announced when the watch brings it', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    world.fate.push('taken, then unknown');
    expect(await world.updates.update(SET)).toEqual({ kind: 'Requeue' });
    expect(world.events).toEqual([]);
    await world.clock.advance(2_000);
    world.watch('FeatureSet');
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(world.events).toEqual(['GateEnabled']);
    expect(world.written).toHaveLength(2);
  });

  test('that never reached the server is announced by the try that does, and once', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    for (let n = 0; n < 3; n++) {
      world.fate.push('refused');
      await world.updates.update(SET);
      await world.clock.advance(2_000);
    }
    expect(world.events).toEqual([]);
    await world.updates.update(SET);
    await world.updates.update(SET);
    expect(world.events).toEqual(['GateEnabled']);
  });

  test('of a FeatureSet is written at most once a second', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    await world.updates.update(SET);
    await world.put(rawFeatureSet('a', [], { generation: 3 }));
    expect(await world.updates.update(SET)).toEqual({ kind: 'RequeueAfter', afterMs: 990, untried: true });
    await world.clock.advance(990);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(world.events).toEqual(['GateEnabled', 'GateDisabled']);
  });

  test('of a FeatureSet is written as soon as ever after the date was set back', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    await world.updates.update(SET);
    world.clock.set(-3_600_000);
    await world.put(rawFeatureSet('a', [], { generation: 3 }));
    await world.clock.advance(1_000);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(world.events).toEqual(['GateEnabled', 'GateDisabled']);
  });

  test('of a policy follows its counts at most once in ten seconds, and its spec at once', async () => {
    await world.updates.update(POLICY);
    await world.put(rawGate('a', 'Y'));
    expect(await world.updates.update(POLICY)).toMatchObject({ kind: 'RequeueAfter' });
    await world.put(rawPolicy('a', { generation: 2 }));
    expect(await world.updates.update(POLICY)).toEqual({ kind: 'Done' });
    expect(world.held.get(POLICY)).toMatchObject({ status: { observedGeneration: 2, gates: 2 } });
  });

  test('that conflicts with a change is written against the change', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    const changed = world.touch(SET);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Requeue' });
    expect(world.declarations.get('FeatureSet', 'team/a')?.resourceVersion).toBe(changed);
    await world.clock.advance(2_000);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(world.events).toEqual(['GateEnabled']);
  });

  test('that conflicts does not bring back an object that was deleted meanwhile', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    world.touch(SET);
    world.meanwhile = () => world.delete(SET);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect([...world.declarations.stores.FeatureSet.keys()]).toEqual([]);
  });

  test('that finds no object is tried again while the object stands, as where a starting server knows nothing yet', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    world.fate.push('unknown');
    expect(await world.updates.update(SET)).toEqual({ kind: 'Requeue' });
    expect(world.events).toEqual([]);
    await world.clock.advance(2_000);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(world.events).toEqual(['GateEnabled']);
    await world.put(rawFeatureSet('a', [], { generation: 3 }));
    await world.clock.advance(2_000);
    world.fate.push('unknown');
    world.meanwhile = () => world.delete(SET);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
  });

  test('waits while too many events wait, where it announces something, and only there', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    world.recorder.pending = 500;
    expect(await world.updates.update(SET)).toEqual({ kind: 'RequeueAfter', afterMs: 200, untried: true });
    expect([world.written, world.events]).toEqual([[SET], []]);
    await world.put(rawFeatureSet('a', [], { generation: 3 }));
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(world.written).toEqual([SET, SET]);
    await world.put(rawFeatureSet('a', [on], { generation: 4 }));
    await world.clock.advance(2_000);
    world.recorder.pending = 499;
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    expect(world.events).toEqual(['GateEnabled']);
  });

  test('keeps a condition of another controller, whatever the zone of its time, and is not announced anew for it', async () => {
    await world.put(rawFeatureSet('a', [{ gate: 'Nope', state: 'Enabled' }], { generation: 2 }));
    await world.updates.update(SET);
    const previous = world.held.get(SET) as KubeObject;
    const status = previous['status'] as { conditions: object[]; notices: object[] };
    const time = '2026-01-01T02:00:00+02:00';
    const foreign = {
      type: 'example.org/Audited',
      status: 'True',
      reason: 'Audited',
      message: '',
      lastTransitionTime: time,
    };
    const held = { ...previous, status: { ...status, conditions: [...status.conditions, foreign] } };
    world.held.set(SET, held);
    await world.put({ ...rawFeatureSet('a', [{ gate: 'Nope', state: 'Enabled' }, on], { generation: 3 }) });
    expect(world.declarations.get('FeatureSet', 'team/a')?.status).toBeDefined();
    await world.clock.advance(2_000);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done' });
    const told = (world.held.get(SET) as KubeObject)['status'] as typeof status;
    expect(told.conditions).toContainEqual(foreign);
    expect(told.notices.slice(0, status.notices.length)).toEqual(status.notices);
    expect(world.events).toEqual(['OverrideRejected', 'GateEnabled']);
  });

  test('is what is known when it is written, and not what was known when it was seen to differ', async () => {
    await world.put(rawFeatureSet('a', [on], { generation: 2 }));
    expect(world.updates.differs(SET)).toBe(true);
    await world.put(rawFeatureSet('a', [], { generation: 3 }));
    await world.updates.update(SET);
    expect(world.held.get(SET)).toMatchObject({ status: { observedGeneration: 3, enabled: [], disabled: ['X'] } });
    expect(world.events).toEqual([]);
  });

  test('is left to the round that knows the generation', async () => {
    const changed = rawFeatureSet('a', [on], { generation: 2, resourceVersion: '900' });
    const status = world.held.get(SET)?.['status'];
    world.declarations.stores.FeatureSet.upsert({ ...changed, status }, 'watch');
    expect(world.updates.differs(SET)).toBe(false);
    expect(await world.updates.update(SET)).toEqual({ kind: 'Done', untried: true });
    expect(world.written).toEqual([SET]);
  });
});
