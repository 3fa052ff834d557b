import { expect, test } from 'vitest';
import { ReadingQueue } from '../../../../src/controller/sources/reading-queue.ts';
import { readingSource } from '../../../../src/formats/source-state.ts';
import type { Stepwise } from '../../../../src/formats/stepwise.ts';
import { until } from '../../../support/until.ts';

/** In how many steps all of these texts are read, and each ConfigMap, with a pause before every step. */
async function read(texts: ReadonlyMap<string, readonly string[]>) {
  const left = new Map([...texts].map(([key, all]) => [key, [...all]]));
  let steps = 0;
  const stepsUntil = new Map<string, number>();
  function* reading(text: string): Stepwise<void> {
    const source = { configMap: { name: 'config', key: 'k' }, format: 'GateMap', optional: 'Disallow' } as const;
    yield* readingSource(source, { data: { k: text }, binary: [] });
  }
  const queue = new ReadingQueue({
    next: (key) => {
      const text = left.get(key)?.shift();
      return text === undefined ? undefined : reading(text);
    },
    onRead: (key) => stepsUntil.set(key, steps),
    slicer: {
      pause: () => {
        steps += 1;
        return Promise.resolve();
      },
    },
  });
  for (const key of texts.keys()) queue.add(key);
  await until(() => stepsUntil.size === texts.size);
  return { steps, stepsUntil };
}

const HOSTILE = ['---\n', '#\n', '- a\n', ': ', '&a [', 'a: |\n b\n', '? a\n', '"a" '].map((unit) =>
  unit.repeat((512 * 1024) / unit.length),
);

test('sixteen hostile ConfigMaps of one namespace hold up another for one text and no longer', async () => {
  const hostile = Array.from(
    { length: 16 },
    (_, at) => [`hostile/${at}`, [HOSTILE[at % HOSTILE.length] ?? '']] as const,
  );
  const alone = await read(new Map(hostile.slice(0, 1)));
  const { steps, stepsUntil } = await read(new Map([...hostile, ['team/flags', ['A: true']]]));
  expect(stepsUntil.get('team/flags')).toBeLessThanOrEqual(alone.steps + 5);
  expect(steps).toBeGreaterThan(10 * alone.steps);
});

test('what fits into the slice is read at once and not told', () => {
  const told: string[] = [];
  const left = ['A: true'];
  const queue = new ReadingQueue({
    next: () => (left.pop() === undefined ? undefined : ([].values() as Stepwise<void>)),
    onRead: (key) => told.push(key),
    slicer: { pause: () => undefined },
  });
  expect([queue.add('team/flags'), left, told]).toEqual([false, [], []]);
});
