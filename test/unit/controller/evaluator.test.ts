import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Declarations } from '../../../src/controller/declarations.ts';
import { Evaluator } from '../../../src/controller/evaluator.ts';
import type { KindName } from '../../../src/api/kinds.ts';
import type { KubeObject } from '../../../src/kube/object.ts';
import { FakeClock } from '../kube/fake-clock.ts';
import { rawFeatureSet, rawGate, rawPolicy } from './raw-objects.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Like the machine's: every timer fires after 24.8 days at the latest. */
class ShortClock extends FakeClock {
  override after(ms: number, callback: () => void): () => void {
    return super.after(Math.min(ms, 2 ** 31 - 1), callback);
  }
}

/** An evaluator over these objects, and the keys of each round. */
function evaluatorOver(startMs: number, ...objects: KubeObject[]) {
  const clock = new ShortClock(startMs);
  const declarations = new Declarations();
  const rounds: (readonly string[])[] = [];
  const put = (object: KubeObject): void => declarations.stores[object.kind as KindName].upsert(object, 'watch');
  objects.forEach(put);
  const evaluator = new Evaluator({
    declarations,
    reported: () => undefined,
    onEvaluated: (keys) => rounds.push(keys),
    logger: pino({ enabled: false }),
    clock,
  });
  return { evaluator, clock, declarations, rounds, put };
}

describe('the evaluator', () => {
  it('evaluates nothing before it is started, then every component once', async () => {
    const { evaluator, clock, rounds } = evaluatorOver(0, rawGate('a', 'X'), rawGate('b', 'Y'), rawPolicy('b'));
    evaluator.mark('a');
    await clock.advance(1000);
    expect(rounds).toEqual([]);
    evaluator.start();
    await clock.advance(1000);
    expect(rounds).toEqual([['FeatureGate:a.x'], ['MaturityPolicy:b', 'FeatureGate:b.y']]);
    expect(evaluator.get('b')?.gates.get('b.y')?.view.level).toBe('Alpha');
  });

  it('evaluates changes that come together once, and only the component they are of', async () => {
    const { evaluator, clock, rounds } = evaluatorOver(0, rawGate('a', 'X'), rawGate('b', 'Y'));
    evaluator.start();
    await clock.advance(1000);
    rounds.length = 0;
    for (let n = 0; n < 100; n++) evaluator.mark('a');
    await clock.advance(1000);
    expect(rounds).toEqual([['FeatureGate:a.x']]);
  });

  it('answers the first change after a rest at once, and those that follow together', async () => {
    const { evaluator, clock, rounds } = evaluatorOver(0, rawGate('a', 'X'));
    evaluator.start();
    await clock.advance(1000);
    rounds.length = 0;
    for (let ms = 0; ms < 4; ms++) {
      evaluator.mark('a');
      await clock.advance(1);
    }
    expect(rounds).toHaveLength(1);
    await clock.advance(1);
    expect(rounds).toHaveLength(2);
    await clock.advance(1000);
    expect(rounds).toHaveLength(2);
  });

  it('forgets a component that nothing declares any more', async () => {
    const gate = rawGate('a', 'X');
    const { evaluator, clock, declarations } = evaluatorOver(0, gate);
    evaluator.start();
    await clock.advance(1000);
    expect([...evaluator.all()]).toHaveLength(1);
    declarations.stores.FeatureGate.remove(gate);
    evaluator.mark('a');
    await clock.advance(1000);
    expect([...evaluator.all()]).toEqual([]);
  });

  it('evaluates again on the day an override expires, with no other trigger, and then no more', async () => {
    const startMs = Date.parse('2026-06-01T20:00:00Z');
    const grant = { gate: 'X', state: 'Enabled', expires: { date: '2026-06-02' }, onExpiry: 'Revert' };
    const { evaluator, clock, rounds } = evaluatorOver(startMs, rawGate('a', 'X'), rawFeatureSet('a', [grant]));
    evaluator.start();
    const effective = (): string | undefined => evaluator.get('a')?.featureSets.get('team/a')?.rows.get('X')?.effective;
    await clock.advance(4 * 3600 * 1000 - 1);
    expect([rounds.length, effective()]).toEqual([1, 'Enabled']);
    await clock.advance(1000);
    expect([rounds.length, effective()]).toEqual([2, 'Disabled']);
    await clock.advance(30 * DAY_MS);
    expect(rounds).toHaveLength(2);
  });

  it('waits for a date further off than a timer of the machine can', async () => {
    const startMs = Date.parse('2026-01-01T00:00:00Z');
    const grant = { gate: 'X', state: 'Enabled', expires: { date: '2026-06-01' }, onExpiry: 'Revert' };
    const { evaluator, clock } = evaluatorOver(startMs, rawGate('a', 'X'), rawFeatureSet('a', [grant]));
    evaluator.start();
    await clock.advance(152 * DAY_MS);
    const rows = evaluator.get('a')?.featureSets.get('team/a')?.rows;
    expect(rows?.get('X')?.effective).toBe('Disabled');
  });

  it('does nothing after it was stopped', async () => {
    const { evaluator, clock, rounds } = evaluatorOver(0, rawGate('a', 'X'));
    evaluator.start();
    evaluator.stop();
    evaluator.mark('a');
    await clock.advance(DAY_MS);
    expect(rounds).toEqual([]);
  });
});
