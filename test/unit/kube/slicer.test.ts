import { describe, expect, test } from 'vitest';
import { Slicer } from '../../../src/kube/slicer.ts';

const BUDGET_MS = 10;

/** A slicer on a clock that only its steps move. */
function slicerOnFakeTime() {
  let nowMs = 0;
  const log: string[] = [];
  function* steps(name: string, count: number, stepMs: number): Generator<void> {
    for (let step = 1; step <= count; step++) {
      nowMs += stepMs;
      log.push(`${name}${step}`);
      yield;
    }
  }
  return { slicer: new Slicer({ budgetMs: BUDGET_MS, clock: { monotonic: () => nowMs } }), steps, log };
}

/** Lets the loop turn once: what a slicer does next is done before. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Slicer', () => {
  test('does what fits its budget at once', () => {
    const { slicer, steps, log } = slicerOnFakeTime();
    void slicer.run(steps('a', 3, 3));
    expect(log).toEqual(['a1', 'a2', 'a3']);
  });

  test('lets the loop turn when the budget is used up', async () => {
    const { slicer, steps, log } = slicerOnFakeTime();
    const run = slicer.run(steps('a', 5, 5));
    expect(log).toEqual(['a1', 'a2']);
    await turn();
    expect(log).toEqual(['a1', 'a2', 'a3', 'a4']);
    await run;
    expect(log).toHaveLength(5);
  });

  test('gives all tasks of a turn one budget, and each of them turns', async () => {
    const { slicer, steps, log } = slicerOnFakeTime();
    const runs = [slicer.run(steps('a', 3, BUDGET_MS)), slicer.run(steps('b', 2, BUDGET_MS))];
    expect(log).toEqual(['a1']);
    await Promise.all(runs);
    expect(log).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
  });

  test('rejects with what a step throws, and goes on with the others', async () => {
    const { slicer, steps, log } = slicerOnFakeTime();
    function* broken(): Generator<void> {
      yield* steps('a', 1, BUDGET_MS);
      throw new Error('a step failed');
    }
    const failing = expect(slicer.run(broken())).rejects.toThrow('a step failed');
    await slicer.run(steps('b', 2, BUDGET_MS));
    await failing;
    expect(log).toEqual(['a1', 'b1', 'b2']);
  });

  test('lets work that is no iterator take part in the budget, and go on with a whole one', async () => {
    const { slicer, steps, log } = slicerOnFakeTime();
    const work = async (name: string): Promise<void> => {
      for (const _ of steps(name, 3, 4)) {
        const pause = slicer.pause();
        if (pause !== undefined) await pause;
      }
    };
    const runs = [slicer.run(steps('a', 3, 4)), work('b')];
    // It looks at the clock after a step, not before it.
    expect(log).toEqual(['a1', 'a2', 'a3', 'b1']);
    await Promise.all(runs);
    expect(log).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
  });

  test('leaves the rest of a turn to others where work asks for the next one', async () => {
    const { slicer } = slicerOnFakeTime();
    let resumed = false;
    const next = slicer.next().then(() => (resumed = true));
    await Promise.resolve();
    expect(resumed).toBe(false);
    await turn();
    expect(resumed).toBe(true);
    await next;
  });
});
