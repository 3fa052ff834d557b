import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { KindName } from '../../../../src/api/kinds.ts';
import { Declarations } from '../../../../src/controller/declarations/declarations.ts';
import { Evaluator } from '../../../../src/controller/evaluation/evaluator.ts';
import type { KubeObject } from '../../../../src/kube/object.ts';
import type { Origin } from '../../../../src/kube/watch/sink.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { rawFeatureSet, rawGate } from '../../../support/raw-objects.ts';
import { emptySurroundings } from '../fixed-surroundings.ts';

/** An evaluator whose rounds stop after each step for what `between` does then; keys are told in order. */
function steppedEvaluator(between: (told: readonly string[]) => void) {
  const clock = new FakeClock(0);
  const declarations = new Declarations();
  const told: string[] = [];
  const evaluator = new Evaluator({
    slicer: {
      async run(steps) {
        while (steps.next().done !== true) between(told);
      },
    },
    declarations,
    ...emptySurroundings(new Set()),
    logger: pino({ enabled: false }),
    clock,
  });
  evaluator.onEvaluated((keys) => void told.push(...keys));
  const put = (object: KubeObject, origin: Origin): void =>
    declarations.stores[object.kind as KindName].upsert(object, origin);
  return { evaluator, clock, told, put };
}

function setOf(namespace: string, at: number, generation = 1, state = 'Enabled'): KubeObject {
  // Each asks for something of its own, so that none is judged by another's outcome.
  const overrides = [{ gate: 'X', state, reason: `${namespace} ${at}` }];
  const set = rawFeatureSet('a', overrides, {
    uid: `${namespace}-${at}`,
    generation,
    resourceVersion: `${generation}`,
  });
  return { ...set, metadata: { ...set.metadata, namespace, name: `set-${at}` } };
}

const flipped = (): KubeObject => {
  const gate = rawGate('a', 'X', { generation: 2, resourceVersion: '2' });
  return { ...gate, spec: { ...(gate['spec'] as object), stages: [{ release: '1.0', level: 'Beta' }] } };
};

test('a round gives way to a FeatureSet that changes meanwhile, and judges nothing twice', async () => {
  let hooked: ((told: readonly string[]) => void) | undefined;
  const { evaluator, clock, told, put } = steppedEvaluator((all) => hooked?.(all));
  put(rawGate('a', 'X'), 'list');
  for (let at = 0; at < 50; at += 1) put(setOf('many', at), 'list');
  evaluator.start();
  await clock.advance(1000);
  told.length = 0;
  hooked = (all) => {
    if (all.length !== 5) return;
    hooked = undefined;
    put(setOf('other', 0), 'watch');
  };
  put(flipped(), 'watch');
  await clock.advance(1000);
  const sets = told.filter((key) => key.startsWith('FeatureSet:'));
  expect(sets.indexOf('FeatureSet:other/set-0')).toBeLessThan(7);
  expect(sets).toHaveLength(51);
  expect(new Set(sets).size).toBe(51);
  expect(evaluator.get('a')?.featureSets.size).toBe(51);
  expect(evaluator.get('a')?.gates.get('a.x')?.view.level).toBe('Beta');
});

test('namespaces take turns, so that none waits for all of another', async () => {
  const { evaluator, clock, told, put } = steppedEvaluator(() => undefined);
  put(rawGate('a', 'X'), 'list');
  for (let at = 0; at < 50; at += 1) put(setOf('many', at), 'list');
  put(setOf('other', 0), 'list');
  evaluator.start();
  await clock.advance(1000);
  told.length = 0;
  put(flipped(), 'watch');
  await clock.advance(1000);
  expect(told.indexOf('FeatureSet:other/set-0')).toBeLessThan(2);
});
