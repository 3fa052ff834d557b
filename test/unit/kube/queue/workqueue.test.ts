import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOW_PRIORITY, Workqueue, type Result, type WorkqueueHooks } from '../../../../src/kube/queue/workqueue.ts';
import { FakeClock, settled } from '../../../support/fake-clock.ts';

const HOUR_MS = 3_600_000;
const done: Result = { kind: 'Done' };

/** A queue whose handlers end when the test says so. */
function heldQueue(concurrency = 1, hooks: WorkqueueHooks = {}) {
  const clock = new FakeClock();
  const started: string[] = [];
  const open = new Map<string, (result: Result | Error) => void>();
  const queue = new Workqueue({
    concurrency,
    hooks,
    clock,
    random: () => 0.5,
    handler: async (key) => {
      if (open.has(key)) throw new Error(`${key} is handled twice at a time`);
      started.push(key);
      const result = await new Promise<Result | Error>((resolve) => open.set(key, resolve));
      open.delete(key);
      if (result instanceof Error) throw result;
      return result;
    },
  });
  const finish = async (key: string, result: Result | Error = done): Promise<void> => {
    const end = open.get(key);
    if (end === undefined) throw new Error(`${key} is not being handled`);
    end(result);
    await settled();
  };
  return { queue, clock, started, finish };
}

describe('a workqueue', () => {
  test('handles a key once however often it is added before its turn', async () => {
    const { queue, started, finish } = heldQueue();
    for (let i = 0; i < 5; i++) queue.add('a');
    await settled();
    await finish('a');
    expect(started).toEqual(['a']);
    expect(queue.idle).toBe(true);
  });

  test('starts no handler inside add, so that a burst is taken in whole', () => {
    const { queue, started } = heldQueue(10);
    queue.add('a');
    queue.add('b');
    expect(started).toEqual([]);
  });

  test('never handles a key twice at a time, and handles it again when it was added meanwhile', async () => {
    const { queue, started, finish } = heldQueue(2);
    queue.add('a');
    await settled();
    queue.add('a');
    queue.add('a');
    await settled();
    expect(started).toEqual(['a']);
    await finish('a');
    expect(started).toEqual(['a', 'a']);
    await finish('a');
    expect(queue.idle).toBe(true);
  });

  test('runs as many handlers at once as it has workers', async () => {
    const { queue, started, finish } = heldQueue(2);
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await settled();
    expect(started).toEqual(['a', 'b']);
    expect(queue.activeWorkers).toBe(2);
    await finish('b');
    expect(started).toEqual(['a', 'b', 'c']);
  });

  test('takes live changes before the initial list, and raises a key that is wanted by both in its place', async () => {
    const { queue, started, finish } = heldQueue();
    for (const key of ['old1', 'old2', 'both']) queue.add(key, { priority: LOW_PRIORITY });
    queue.add('live');
    queue.add('both');
    for (const key of ['live', 'both', 'old1', 'old2']) {
      await settled();
      await finish(key);
    }
    expect(started).toEqual(['live', 'both', 'old1', 'old2']);
  });

  test('does not lower a key that waits at a higher priority, nor move it back', async () => {
    const { queue, started, finish } = heldQueue();
    queue.add('a');
    queue.add('b');
    queue.add('a', { priority: LOW_PRIORITY });
    queue.add('a');
    await settled();
    await finish('a');
    await finish('b');
    expect(started).toEqual(['a', 'b']);
  });

  test('handles a delayed key when its time has come, also where the date was set back meanwhile', async () => {
    const { queue, clock, started } = heldQueue();
    queue.add('a', { afterMs: 100 });
    clock.set(-HOUR_MS);
    queue.add('a', { afterMs: 200 });
    await clock.advance(100);
    expect(started).toEqual(['a']);
    expect(queue.running().longestSeconds).toBe(0);
    await clock.advance(1000);
    clock.set(-HOUR_MS);
    expect(queue.running().longestSeconds).toBe(1);
  });

  test('handles a delayed key when its time has come, and not before', async () => {
    const { queue, clock, started } = heldQueue();
    queue.add('a', { afterMs: 100 });
    await clock.advance(99);
    expect(started).toEqual([]);
    await clock.advance(1);
    expect(started).toEqual(['a']);
  });

  test.each([
    { first: 100, second: 50, at: 50 },
    { first: 50, second: 100, at: 50 },
    { first: 100, second: 0, at: 0 },
    { first: 0, second: 100, at: 0 },
  ])('takes the sooner of two times: $first ms, then $second ms', async ({ first, second, at }) => {
    const { queue, clock, started, finish } = heldQueue();
    queue.add('a', { afterMs: first });
    queue.add('a', { afterMs: second });
    await clock.advance(at);
    expect(started).toEqual(['a']);
    await finish('a');
    await clock.advance(1000);
    expect(started).toEqual(['a']);
  });

  test('waits for a date further away than a timer can run', async () => {
    const timerLimit = 2 ** 31 - 1;
    const clock = new FakeClock();
    const started: number[] = [];
    const queue = new Workqueue({
      concurrency: 1,
      clock: {
        now: () => clock.now(),
        monotonic: () => clock.monotonic(),
        after: (ms, callback) => clock.after(Math.min(ms, timerLimit), callback),
      },
      handler: async () => {
        started.push(clock.now());
        return done;
      },
    });
    queue.add('a', { afterMs: 3 * timerLimit });
    await clock.advance(4 * timerLimit);
    expect(started).toEqual([3 * timerLimit]);
  });

  test('backs a failing key off by 5 ms, doubled up to a minute, each key by itself', async () => {
    const clock = new FakeClock();
    const at: number[] = [];
    const queue = new Workqueue({
      concurrency: 1,
      clock,
      random: () => 0.5,
      handler: async (key) => {
        if (key === 'well') return done;
        at.push(clock.now());
        return { kind: 'Requeue' };
      },
    });
    queue.add('a');
    queue.add('well');
    await clock.advance(1_000_000);
    const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(waits.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(waits.at(13)).toBe(5 * 2 ** 13);
    expect(waits.slice(14)).toEqual(waits.slice(14).map(() => 60_000));
    expect(queue.failures('well')).toBe(0);
  });

  test('starts the backoff anew after a key went well', async () => {
    const results: Result[] = [{ kind: 'Requeue' }, { kind: 'Requeue' }, done, { kind: 'Requeue' }];
    const clock = new FakeClock();
    const queue = new Workqueue({
      concurrency: 1,
      clock,
      random: () => 0.5,
      handler: async () => results.shift() ?? done,
    });
    queue.add('a');
    await clock.advance(100);
    expect(queue.failures('a')).toBe(0);
    queue.add('a');
    await settled();
    expect(clock.waits).toEqual([5, 10, 5]);
  });

  test('waits as long as the server asked where that is longer than the backoff', async () => {
    const clock = new FakeClock();
    const results: Result[] = [{ kind: 'Failed', afterMs: 7000 }];
    const queue = new Workqueue({
      concurrency: 1,
      clock,
      random: () => 0.5,
      handler: async () => results.shift() ?? done,
    });
    queue.add('a');
    await settled();
    expect(clock.waits).toEqual([7000]);
  });

  test('waits no longer than a failure allows, nor after it because it failed so often', async () => {
    const clock = new FakeClock();
    let [up, conflicts] = [false, 0];
    const queue = new Workqueue({
      concurrency: 1,
      clock,
      random: () => 0.5,
      handler: async () => {
        if (!up) return { kind: 'Failed', atMostMs: 5_000 };
        return conflicts++ === 0 ? { kind: 'Requeue' } : done;
      },
    });
    queue.add('a');
    await clock.advance(600_000);
    expect(clock.waits.slice(0, 3)).toEqual([5, 10, 20]);
    expect(Math.max(...clock.waits)).toBe(5_000);
    up = true;
    await clock.advance(11_000);
    expect(conflicts).toBe(2);
  });

  test('knows what waits, ready or delayed, from what is in hand', async () => {
    const { queue, clock, finish } = heldQueue();
    queue.add('hand');
    await settled();
    queue.add('ready');
    queue.add('delayed', { afterMs: 100 });
    queue.add('hand');
    const waiting = () => ['hand', 'ready', 'delayed', 'unknown'].filter((key) => queue.isWaiting(key));
    expect(waiting()).toEqual(['ready', 'delayed']);
    await finish('hand');
    expect(waiting()).toEqual(['hand', 'delayed']);
    await clock.advance(100);
    await finish('ready');
    await finish('hand');
    await finish('delayed');
    expect(waiting()).toEqual([]);
  });

  test('comes back to a key at the time its handler asked for', async () => {
    const { queue, clock, started, finish } = heldQueue();
    queue.add('a');
    await settled();
    await finish('a', { kind: 'RequeueAfter', afterMs: 60_000 });
    await clock.advance(59_999);
    expect(started).toEqual(['a']);
    await clock.advance(1);
    expect(started).toEqual(['a', 'a']);
  });

  test('comes back no second time where the key was added before the time its handler asked for', async () => {
    const { queue, clock, started, finish } = heldQueue();
    queue.add('a');
    await settled();
    await finish('a', { kind: 'RequeueAfter', afterMs: 60_000 });
    queue.add('a');
    await settled();
    await finish('a');
    await clock.advance(120_000);
    expect(started).toEqual(['a', 'a']);
  });

  test('says nothing of a failure that brings no error, and retries it', async () => {
    const errors: unknown[] = [];
    const { queue, clock, started, finish } = heldQueue(1, { onError: (key, error) => errors.push([key, error]) });
    queue.add('a');
    await settled();
    await finish('a', { kind: 'Failed' });
    await clock.advance(5);
    await finish('a', { kind: 'Failed', error: 'bug' });
    expect(started).toEqual(['a', 'a']);
    expect(errors).toEqual([['a', 'bug']]);
  });

  test('treats a handler that throws as failed, says so, and goes on with the others', async () => {
    const errors: unknown[] = [];
    const { queue, clock, started, finish } = heldQueue(1, { onError: (key, error) => errors.push([key, error]) });
    const bug = new Error('bug');
    queue.add('a');
    queue.add('b');
    await settled();
    await finish('a', bug);
    expect(errors).toEqual([['a', bug]]);
    await finish('b');
    await clock.advance(5);
    expect(started).toEqual(['a', 'b', 'a']);
  });

  test('handles after the backoff, and once, what was added while its handler failed or since', async () => {
    const { queue, clock, started, finish } = heldQueue();
    queue.add('a');
    await settled();
    queue.add('a');
    await finish('a', { kind: 'Failed', afterMs: 100 });
    queue.add('a');
    queue.add('a', { afterMs: 10 });
    await clock.advance(99);
    expect(started).toEqual(['a']);
    await clock.advance(1);
    expect(started).toEqual(['a', 'a']);
    await finish('a');
    await clock.advance(1000);
    expect(started).toEqual(['a', 'a']);
  });

  test('fails no more often, and waits no longer, for a key that is added again and again', async () => {
    const clock = new FakeClock();
    const at: number[] = [];
    const queue = new Workqueue({
      concurrency: 1,
      clock,
      random: () => 0.5,
      handler: async () => {
        at.push(clock.monotonic());
        return { kind: 'Failed' };
      },
    });
    for (let ms = 0; ms < 1000; ms++) {
      queue.add('a');
      await clock.advance(1);
    }
    expect(at).toEqual([0, 5, 15, 35, 75, 155, 315, 635]);
  });

  test.each<Result>([
    { kind: 'Done', untried: true },
    { kind: 'RequeueAfter', afterMs: 1, untried: true },
  ])('does not take %j for a success', async (result) => {
    const results: Result[] = [{ kind: 'Failed' }, { kind: 'Failed' }, result, { kind: 'Failed' }];
    const { queue, clock, started, finish } = heldQueue();
    queue.add('a');
    for (const one of results) {
      await clock.advance(10);
      queue.add('a');
      await settled();
      await finish('a', one);
    }
    await clock.advance(19);
    expect(started).toHaveLength(4);
    await clock.advance(1);
    expect(started).toHaveLength(5);
  });

  test('handles a key that backs off with the priority that it was added with meanwhile', async () => {
    const { queue, clock, started, finish } = heldQueue();
    queue.add('a', { priority: LOW_PRIORITY });
    await settled();
    await finish('a', { kind: 'Requeue' });
    queue.add('a');
    queue.add('first');
    await settled();
    queue.add('low', { priority: LOW_PRIORITY });
    await clock.advance(5);
    await finish('first');
    expect(started).toEqual(['a', 'first', 'a']);
  });

  test('handles at once a key that is wanted for something else than what failed', async () => {
    const { queue, started, finish } = heldQueue();
    queue.add('a');
    await settled();
    await finish('a', { kind: 'Failed', afterMs: 100 });
    queue.add('a', { anew: true });
    await settled();
    expect(started).toEqual(['a', 'a']);
  });

  test('handles all that back off when it is told that they may go on, but for those that the server asked to wait', async () => {
    const results: Record<string, Result> = {
      refused: { kind: 'Failed' },
      asked: { kind: 'Failed', afterMs: 30_000 },
      later: { kind: 'RequeueAfter', afterMs: 20_000 },
    };
    const clock = new FakeClock();
    const started: string[] = [];
    const queue = new Workqueue({
      concurrency: 1,
      clock,
      random: () => 0.5,
      handler: async (key) => {
        started.push(key);
        return results[key] ?? done;
      },
    });
    queue.add('refused');
    await clock.advance(10_000);
    queue.add('asked');
    queue.add('later');
    await settled();
    started.length = 0;
    queue.wake();
    await settled();
    expect(started).toEqual(['refused']);
    results['refused'] = done;
    queue.wake();
    await clock.advance(40_000);
    expect(started).toEqual(['refused', 'refused', 'later', 'asked', 'later']);
  });

  test('reports what workqueue_* and controller_runtime_* need', async () => {
    const seen: unknown[] = [];
    const { queue, clock, finish } = heldQueue(1, {
      onAdd: () => seen.push('add'),
      onRetry: () => seen.push('retry'),
      onStart: (seconds) => seen.push(['start', seconds]),
      onFinish: (seconds, result) => seen.push(['finish', seconds, result]),
    });
    queue.add('a');
    queue.add('b', { priority: LOW_PRIORITY });
    queue.add('b', { priority: LOW_PRIORITY });
    await settled();
    expect([...queue.depth()]).toEqual([
      [0, 0],
      [LOW_PRIORITY, 1],
    ]);
    await clock.advance(2000);
    expect(queue.running()).toEqual({ unfinishedSeconds: 2, longestSeconds: 2 });
    await finish('a', { kind: 'Requeue' });
    await clock.advance(500);
    await finish('b');
    expect(seen).toEqual([
      'add',
      'add',
      ['start', 0],
      ['finish', 2, 'Requeue'],
      'retry',
      ['start', 2],
      'add',
      ['finish', 0.5, 'Done'],
      ['start', 0.495],
    ]);
  });

  test('drains: finishes what runs, takes nothing in, drops what waits', async () => {
    const { queue, clock, started, finish } = heldQueue();
    queue.add('a');
    queue.add('b');
    queue.add('c', { afterMs: 10 });
    await settled();
    const drained = queue.drain(1000);
    queue.add('d');
    await finish('a', { kind: 'Requeue' });
    expect(await drained).toBe(true);
    await clock.advance(10_000);
    expect(started).toEqual(['a']);
  });

  test('gives a drain up where a handler does not end in time', async () => {
    const { queue, clock } = heldQueue();
    queue.add('a');
    await settled();
    const drained = queue.drain(1000);
    await clock.advance(1000);
    expect(await drained).toBe(false);
  });

  test('drains at once when nothing runs', async () => {
    const { queue } = heldQueue();
    queue.add('a', { afterMs: 10 });
    expect(await queue.drain(1000)).toBe(true);
  });

  test('handles every key after its last add, whatever the order of adds, delays and results', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      afterMs: fc.constantFrom(0, 0, 1, 7, 30),
      priority: fc.constantFrom(0, LOW_PRIORITY),
      pauseMs: fc.constantFrom(0, 0, 1, 10),
      result: fc.constantFrom<Result['kind']>('Done', 'Requeue', 'Failed', 'RequeueAfter'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 3 }),
        async (steps, workers) => {
          const clock = new FakeClock();
          const results = steps.map(({ result }): Result =>
            result === 'RequeueAfter' ? { kind: result, afterMs: 3 } : { kind: result },
          );
          const lastStart = new Map<string, number>();
          const running = new Set<string>();
          const queue = new Workqueue({
            concurrency: workers,
            clock,
            random: () => 0.5,
            handler: async (key) => {
              expect(running.has(key)).toBe(false);
              running.add(key);
              lastStart.set(key, clock.now());
              await new Promise<void>((resolve) => clock.after(2, resolve));
              running.delete(key);
              return results.shift() ?? done;
            },
          });
          const lastAdd = new Map<string, number>();
          for (const { key, afterMs, priority, pauseMs } of steps) {
            queue.add(key, { afterMs, priority });
            lastAdd.set(key, clock.now());
            await clock.advance(pauseMs);
          }
          await clock.advance(10_000);
          expect(queue.idle).toBe(true);
          for (const [key, time] of lastAdd) expect(lastStart.get(key)).toBeGreaterThanOrEqual(time);
        },
      ),
      { numRuns: 50 },
    );
  });
});
