import { beforeEach, describe, expect, test } from 'vitest';
import { PublishingWorld } from './publishing-world.ts';
import { rawGate, rawPolicy } from '../../support/raw-objects.ts';

const SECOND = 1000;

const team = (resourceVersion: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'team', uid: resourceVersion, resourceVersion, ...more },
});

describe('a publisher', () => {
  let world: PublishingWorld;
  beforeEach(() => {
    world = new PublishingWorld();
  });

  test('writes nothing and lets nothing be judged before it knows what stands there', async () => {
    await world.clock.advance(SECOND);
    expect([world.writes, world.isFree]).toEqual([[], false]);
    await world.list();
    expect([world.writes, world.flags, world.state, world.isFree]).toEqual([['POST'], 'X=true', 'Own', true]);
  });

  test('lets be judged without what does not become known, and still writes nothing', async () => {
    await world.clock.advance(16 * SECOND);
    expect([world.writes, world.isFree, world.state]).toEqual([[], true, undefined]);
  });

  test('holds the status back until the write is seen to stand', async () => {
    await world.list();
    world.watching = false;
    world.declare(2, 'Disabled');
    await world.clock.advance(10);
    // It waits for the least time between two rounds.
    expect([world.flags, world.isFree]).toEqual(['X=true', false]);
    await world.clock.advance(SECOND);
    expect([world.flags, world.isFree, world.writes]).toEqual(['', true, ['POST', 'PUT']]);
  });

  test('writes as soon as ever after the date was set back', async () => {
    await world.list();
    world.clock.set(-3600 * SECOND);
    world.declare(2, 'Disabled');
    await world.clock.advance(SECOND);
    expect([world.flags, world.isFree, world.writes]).toEqual(['', true, ['POST', 'PUT']]);
  });

  test('finds its own again where the answer to its creation was lost', async () => {
    world.fate.push('lost');
    world.watching = false;
    await world.list();
    expect([world.flags, world.isFree]).toEqual(['X=true', false]);
    await world.clock.advance(SECOND);
    expect([world.state, world.failure, world.isFree, world.writes]).toEqual(['Own', undefined, true, ['POST']]);
  });

  test('creates it anew where it was deleted before the answer to its creation came', async () => {
    world.fate.push('deleted before the answer');
    await world.list();
    await world.clock.advance(SECOND);
    expect([world.flags, world.state, world.writes]).toEqual(['X=true', 'Own', ['POST', 'POST']]);
  });

  test('goes on with its own where it may not look for a while', async () => {
    await world.list();
    await world.forbid();
    expect(world.state).toBe('NotPermitted');
    await world.list();
    expect([world.state, world.writes]).toEqual(['Own', ['POST']]);
    world.watching = false;
    world.declare(2, 'Disabled');
    await world.clock.advance(SECOND);
    expect([world.flags, world.failure, world.isFree, world.writes]).toEqual(['', undefined, true, ['POST', 'PUT']]);
  });

  test('says that the server refuses, tries ever more slowly, and goes on when it does not', async () => {
    world.fate.push(...Array.from({ length: 100 }, () => 'refused' as const));
    await world.list();
    expect([world.state, world.failure, world.isFree]).toEqual(['Absent', expect.stringContaining('500'), true]);
    await world.clock.advance(60 * SECOND);
    expect(world.writes.length).toBeGreaterThan(8);
    expect(world.writes.length).toBeLessThan(20);
    world.fate.length = 0;
    await world.clock.advance(31 * SECOND);
    expect([world.state, world.failure, world.flags]).toEqual(['Own', undefined, 'X=true']);
  });

  test('says so where a write is taken and never answered, as by a slow webhook', async () => {
    world.fate.push('unanswered');
    await world.list();
    expect([world.state, world.failure, world.isFree]).toEqual(['Absent', expect.stringContaining('no answer'), true]);
    await world.clock.advance(SECOND);
    expect([world.state, world.failure, world.flags]).toEqual(['Own', undefined, 'X=true']);
  });

  test('looks at what others have made five times a second at most, however many FeatureSets name it', async () => {
    for (let set = 0; set < 200; set++)
      world.declare(1, 'Enabled', { name: `set-${set}`, uid: `uid-of-${set}` }, { configMap: `of-others-${set}` });
    await world.list();
    await world.clock.advance(60 * SECOND);
    world.looks = 0;
    await world.clock.advance(60 * SECOND);
    expect(world.looks).toBeGreaterThan(200);
    expect(world.looks).toBeLessThanOrEqual(300);
  });

  test('writes nothing into a namespace that ends, and goes on in one that was made anew under its name', async () => {
    await world.list();
    world.declarations.namespaces.upsert(team('1', { deletionTimestamp: '2026-06-01T12:00:00Z' }), 'watch');
    world.declare(2, 'Disabled');
    await world.clock.advance(SECOND);
    expect(world.writes).toEqual(['POST']);
    // The new FeatureSet may be seen before its namespace is.
    world.declarations.namespaces.upsert(team('2'), 'watch');
    await world.clock.advance(SECOND);
    expect([world.writes, world.flags]).toEqual([['POST', 'PUT'], '']);
  });

  test('does not say what others have made where it does not look, as while it is held back', async () => {
    world.watching = false;
    const listed = world.list();
    // It carries no label, so that no watch tells of it.
    world.change({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'team', uid: 'theirs' } });
    await listed;
    expect(world.state).toBe('NotOwned');
    const [policy] = world.declarations.stores.MaturityPolicy.keys();
    world.declarations.stores.MaturityPolicy.remove(rawPolicy(policy ?? ''));
    await world.clock.advance(SECOND);
    world.change(undefined);
    await world.clock.advance(60 * SECOND);
    expect([world.state, world.writes]).toEqual(['Absent', []]);
  });

  test('deletes what somebody else gives it beside what it has published, where it is to leave nothing', async () => {
    const finalizers = ['stagegate.dev/published-config'];
    world.declare(2, 'Enabled', { finalizers }, { onDelete: 'Delete' });
    await world.list();
    const labels = { 'stagegate.dev/featureset-uid': 'uid-of-a' };
    const metadata = { name: 'given', namespace: 'team', uid: 'given', resourceVersion: '900', labels };
    world.tell({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    await world.clock.advance(SECOND);
    expect([world.writes, world.isFree]).toEqual([['POST', 'DELETE'], true]);
  });

  test('keeps a gate that vanished while it had no right to write', async () => {
    await world.list();
    world.fate.push('forbidden');
    world.declare(2, 'Unset');
    await world.clock.advance(SECOND);
    expect(world.state).toBe('NotPermitted');
    world.declarations.stores.FeatureGate.remove(rawGate('a', 'X'));
    await world.clock.advance(10 * SECOND);
    expect([world.flags, world.state, world.writes]).toEqual(['X=true', 'Own', ['POST', 'PUT']]);
  });

  test('tries at once what is new, also while it waits to try again', async () => {
    world.fate.push(...Array.from({ length: 12 }, () => 'refused' as const));
    await world.list();
    await world.clock.advance(20 * SECOND);
    world.fate.length = 0;
    const tried = world.writes.length;
    world.declare(2, 'Disabled');
    await world.clock.advance(SECOND);
    expect([world.writes.length, world.flags]).toEqual([tried + 1, '']);
  });

  test('does not run in circles where what it writes is altered', async () => {
    world.fate.push(...Array.from({ length: 1000 }, () => 'altered' as const));
    await world.list();
    await world.clock.advance(60 * SECOND);
    expect(world.failure).toBe('it does not stay as it is written');
    expect(world.isFree).toBe(true);
    expect(world.writes.length).toBeLessThan(20);
  });

  test('writes once in half a second at most where somebody else always writes after it', async () => {
    await world.list();
    for (let ms = 0; ms < 10 * SECOND; ms += 20) {
      if (world.held && world.flags === 'X=true') world.change({ ...world.held, data: { FlagString: 'X=theirs' } });
      await world.clock.advance(20);
    }
    expect(world.writes.length).toBeLessThan(25);
  });
});
