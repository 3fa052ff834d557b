import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { Declarations } from '../../../../src/controller/declarations/declarations.ts';
import { Slicer } from '../../../../src/kube/slicer.ts';
import { Evaluator } from '../../../../src/controller/evaluation/evaluator.ts';
import type { KindName } from '../../../../src/api/kinds.ts';
import type { KubeObject } from '../../../../src/kube/object.ts';
import type { Origin } from '../../../../src/kube/watch/sink.ts';
import { sentenceOf } from '../../../../src/report/words/fact-words.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { emptySurroundings } from '../fixed-surroundings.ts';
import { rawFeatureSet, rawGate, rawPolicy } from '../../../support/raw-objects.ts';

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
  const urgent: [component: string, urgent: boolean][] = [];
  const log: Record<string, unknown>[] = [];
  /** Objects whose comparison throws. */
  const broken = new Set<string>();
  /** Components of whose FeatureSets something is still being asked for. */
  const pending = new Set<string>();
  const put = (object: KubeObject, origin: Origin = 'watch'): void =>
    declarations.stores[object.kind as KindName].upsert(object, origin);
  const evaluator = new Evaluator({
    // Nothing waits for a turn of the loop, so that the clock of the test says when it is done.
    slicer: new Slicer({ budgetMs: Infinity }),
    declarations,
    ...emptySurroundings(pending),
    logger: pino({}, { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) }),
    clock,
  });
  evaluator.onEvaluated((keys, hurry) => {
    if (keys.some((key) => broken.has(key))) throw new Error('a bug');
    rounds.push(keys);
    urgent.push([keys[0]?.replace(/^\w+:/, '').replace(/\..*/, '') ?? '', hurry]);
  });
  for (const object of objects) put(object, 'list');
  return { evaluator, clock, declarations, rounds, urgent, log, broken, pending, put };
}

/** The gate with a deprecation that says something else. */
function edited(component: string, gate: string, generation: number): KubeObject {
  const before = rawGate(component, gate, { generation, resourceVersion: String(generation) });
  return { ...before, spec: { ...(before['spec'] as object), deprecation: { message: `the ${generation}th` } } };
}

describe('the evaluator', () => {
  test('evaluates nothing before it is started, then every component once', async () => {
    const { evaluator, clock, rounds } = evaluatorOver(0, rawGate('a', 'X'), rawGate('b', 'Y'), rawPolicy('b'));
    evaluator.mark('a');
    await clock.advance(1000);
    expect(rounds).toEqual([]);
    evaluator.start();
    await clock.advance(1000);
    expect(rounds).toEqual([['FeatureGate:a.x'], ['MaturityPolicy:b', 'FeatureGate:b.y']]);
    expect(evaluator.get('b')?.gates.get('b.y')?.view.level).toBe('Alpha');
  });

  test('evaluates what changes after the date was set back as soon as ever', async () => {
    const { evaluator, clock, rounds, put } = evaluatorOver(DAY_MS, rawGate('a', 'X'));
    evaluator.start();
    await clock.advance(1000);
    rounds.length = 0;
    clock.set(-DAY_MS / 24);
    put(edited('a', 'X', 2));
    await clock.advance(100);
    expect(rounds).toEqual([['FeatureGate:a.x']]);
  });

  test('evaluates changes that come together once, and only the component they are of', async () => {
    const { evaluator, clock, rounds, put } = evaluatorOver(0, rawGate('a', 'X'), rawGate('b', 'Y'));
    evaluator.start();
    await clock.advance(1000);
    rounds.length = 0;
    for (let n = 2; n < 102; n++) put(edited('a', 'X', n));
    await clock.advance(1000);
    expect(rounds).toEqual([['FeatureGate:a.x']]);
  });

  test('answers the first change after a rest at once, and those that follow together', async () => {
    const { evaluator, clock, rounds, put } = evaluatorOver(0, rawGate('a', 'X'));
    evaluator.start();
    await clock.advance(1000);
    rounds.length = 0;
    for (let ms = 0; ms < 4; ms++) {
      put(edited('a', 'X', ms + 2));
      await clock.advance(1);
    }
    expect(rounds).toHaveLength(1);
    await clock.advance(1);
    expect(rounds).toHaveLength(2);
    await clock.advance(1000);
    expect(rounds).toHaveLength(2);
  });

  test('holds back what it does not know whole, with what refers to it, and nothing else', async () => {
    const platform = [{ component: 'b', featureSet: { namespace: 'team', name: 'b' } }];
    const sources = [{ configMap: { name: 'flags' }, format: 'GateMap' }];
    const { evaluator, clock, rounds, pending, put } = evaluatorOver(
      0,
      ...[rawFeatureSet('a', [], {}, { platform }), rawFeatureSet('b', [], {}, { sources }), rawFeatureSet('c')],
    );
    pending.add('b');
    evaluator.start();
    await clock.advance(1000);
    expect(rounds).toEqual([['FeatureSet:team/c']]);
    expect(evaluator.get('a')).toBe(undefined);
    pending.clear();
    evaluator.mark('b');
    await clock.advance(1000);
    expect(rounds.slice(1).flat().toSorted()).toEqual(['FeatureSet:team/a', 'FeatureSet:team/b']);

    pending.add('b');
    const told = rounds.length;
    put(rawFeatureSet('b', [], { generation: 2, resourceVersion: '2' }, { sources }));
    await clock.advance(1000);
    expect(rounds).toHaveLength(told);
    expect(evaluator.get('b')?.featureSets.get('team/b')?.featureSet.metadata.generation).toBe(1);
  });

  test('forgets a component that nothing declares any more', async () => {
    const gate = rawGate('a', 'X');
    const { evaluator, clock, declarations } = evaluatorOver(0, gate);
    evaluator.start();
    await clock.advance(1000);
    expect([...evaluator.all()]).toHaveLength(1);
    declarations.stores.FeatureGate.remove(gate);
    await clock.advance(1000);
    expect([...evaluator.all()]).toEqual([]);
  });

  test('evaluates again on the day an override expires, with no other trigger, and then no more', async () => {
    const startMs = Date.parse('2026-06-01T20:00:00Z');
    const grant = { gate: 'X', state: 'Enabled', expires: { date: '2026-06-02' }, onExpiry: 'Revert' };
    const { evaluator, clock, rounds } = evaluatorOver(startMs, rawGate('a', 'X'), rawFeatureSet('a', [grant]));
    evaluator.start();
    const effective = (): string | undefined => evaluator.get('a')?.featureSets.get('team/a')?.rows.get('X')?.effective;
    await clock.advance(4 * 3600 * 1000 - 1);
    expect([rounds.length, effective()]).toEqual([1, 'Enabled']);
    await clock.advance(1000);
    expect(rounds.splice(1).flat().toSorted()).toEqual(['FeatureGate:a.x', 'FeatureSet:team/a']);
    expect(effective()).toBe('Disabled');
    await clock.advance(30 * DAY_MS);
    expect(rounds).toHaveLength(1);
  });

  test('waits for a date further off than a timer of the machine can', async () => {
    const startMs = Date.parse('2026-01-01T00:00:00Z');
    const grant = { gate: 'X', state: 'Enabled', expires: { date: '2026-06-01' }, onExpiry: 'Revert' };
    const { evaluator, clock } = evaluatorOver(startMs, rawGate('a', 'X'), rawFeatureSet('a', [grant]));
    evaluator.start();
    await clock.advance(152 * DAY_MS);
    const rows = evaluator.get('a')?.featureSets.get('team/a')?.rows;
    expect(rows?.get('X')?.effective).toBe('Disabled');
  });

  test('evaluates again on the day a release of the calendar comes out', async () => {
    const startMs = Date.parse('2026-06-01T20:00:00Z');
    const releases = [
      { name: '0.9', date: '2026-01-01' },
      { name: '1.0', date: '2026-06-02' },
    ];
    const { evaluator, clock } = evaluatorOver(startMs, rawGate('a', 'X'), rawPolicy('a', {}, { releases }));
    evaluator.start();
    const level = () => evaluator.get('a')?.gates.get('a.x')?.view.level;
    await clock.advance(4 * 3600 * 1000 - 1);
    expect(level()).toBe('NotYetAvailable');
    await clock.advance(1000);
    expect(level()).toBe('Alpha');
  });

  test('is urgent where a change or a date asks for it, not at start nor for a resync alone', async () => {
    const { evaluator, clock, urgent, put } = evaluatorOver(0, rawGate('a', 'X'), rawGate('b', 'Y'));
    const heard = async () => {
      await clock.advance(1000);
      return urgent.splice(0);
    };
    evaluator.start();
    expect(await heard()).toEqual([
      ['a', false],
      ['b', false],
    ]);
    evaluator.resync();
    put(edited('a', 'X', 2));
    evaluator.resync();
    expect(await heard()).toEqual([
      ['a', true],
      ['b', false],
    ]);
    put(edited('b', 'Y', 2));
    expect(await heard()).toEqual([['b', true]]);
  });

  test('is as urgent for whoever runs on a component as for the component itself', async () => {
    const onB = rawFeatureSet('a', [], {}, { platform: [{ component: 'b', featureSet: { name: 'b' } }] });
    const { evaluator, clock, urgent, put } = evaluatorOver(0, onB, rawFeatureSet('b'), rawGate('c', 'Z'));
    evaluator.start();
    await clock.advance(1000);
    urgent.length = 0;
    put(rawFeatureSet('b', [], { resourceVersion: '2', generation: 2 }, { release: '1.1' }), 'list');
    await clock.advance(1000);
    expect(urgent.splice(0).map(([, hurry]) => hurry)).toEqual([false, false]);
    const platform = () =>
      evaluator
        .get('a')
        ?.featureSets.get('team/a')
        ?.findings.map(({ fact }) => fact.kind);
    expect(platform()).not.toContain('PlatformUnavailable');
    put(rawFeatureSet('b', [], { resourceVersion: '3', generation: 3 }, { release: '2.0' }));
    await clock.advance(1000);
    expect(urgent).toHaveLength(2);
    expect(urgent.map(([, hurry]) => hurry)).toEqual([true, true]);
  });

  test('logs a bug in what is done with one component, and goes on with the others', async () => {
    const { evaluator, clock, rounds, broken, log } = evaluatorOver(0, rawGate('a', 'X'), rawGate('b', 'Y'));
    broken.add('FeatureGate:a.x');
    evaluator.start();
    await clock.advance(1000);
    expect(rounds).toEqual([['FeatureGate:b.y']]);
    expect(log).toMatchObject([{ level: 50, component: 'a', err: { message: 'a bug' } }]);
    broken.clear();
    evaluator.mark('a');
    await clock.advance(1000);
    expect(rounds).toEqual([['FeatureGate:b.y'], ['FeatureGate:a.x']]);
  });

  test('judges by the rules of Kubernetes while the policy does not fit its schema, and says which; then by the policy', async () => {
    const { evaluator, clock, put } = evaluatorOver(
      0,
      rawFeatureSet('a', [{ gate: 'X', state: 'Enabled' }]),
      rawGate('a', 'X'),
      rawPolicy('a', {}, { levels: 'none' }),
    );
    evaluator.start();
    await clock.advance(1000);
    const missing = () =>
      evaluator
        .get('a')
        ?.featureSets.get('team/a')
        ?.findings.filter(({ fact }) => fact.kind === 'PolicyMissing')
        .map(({ fact, subject }) => sentenceOf(fact, subject));
    expect(missing()).toEqual([expect.stringMatching(/^MaturityPolicy 'a' does not fit its schema;/)]);
    expect(evaluator.get('a')?.policy).toBeUndefined();
    const releases = [{ name: '1.0', date: '1969-01-01' }];
    put(rawPolicy('a', { generation: 2, resourceVersion: '2' }, { releases }));
    await clock.advance(1000);
    expect(missing()).toEqual([]);
    expect(evaluator.get('a')?.calendar.releases.map(({ name }) => name)).toEqual(['1.0']);
  });

  test('says of a built-in policy too that the one declared does not fit its schema', async () => {
    const { evaluator, clock } = evaluatorOver(
      0,
      rawFeatureSet('kubernetes', [], {}, { release: '1.36' }),
      rawPolicy('kubernetes', {}, { levels: 'none' }),
    );
    evaluator.start();
    await clock.advance(1000);
    const verdict = evaluator.get('kubernetes')?.featureSets.get('team/kubernetes');
    expect(verdict?.findings.map(({ severity, fact }) => [severity, fact])).toEqual([
      ['Warning', { kind: 'PolicyMissing', component: 'kubernetes', invalid: true, declares: false }],
    ]);
  });

  test('does nothing after it was stopped', async () => {
    const { evaluator, clock, rounds } = evaluatorOver(0, rawGate('a', 'X'));
    evaluator.start();
    evaluator.stop();
    evaluator.mark('a');
    await clock.advance(DAY_MS);
    expect(rounds).toEqual([]);
  });
});
