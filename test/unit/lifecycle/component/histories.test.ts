import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateAll, evaluating, type Settled } from '../../../../src/lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../../../src/lifecycle/component/evaluation.ts';
import { snapshotOf, type Snapshot } from '../../../../src/lifecycle/declared/snapshot.ts';
import type { World } from '../../../../src/lifecycle/declared/world.ts';
import type { Table } from '../../../../src/lifecycle/tables/table.ts';
import { evaluateAll as oracle } from '../../../oracle/component/evaluate.ts';
import { componentsEdited, edited, namedIn, nameOf, sceneFrom, steps, worldsOf, type Step } from './history.ts';
import { poolsFrom } from './history-objects.ts';
import { told } from './told.ts';
import { oracleProjected, projected } from './verdict-projection.ts';

type Evaluations = ReadonlyMap<string, Evaluation>;

const LENGTH = 25;
/** With 4,000 histories of 25 steps 10⁵ steps in every run, more with `STAGEGATE_LAW_RUNS=100000`. */
const HISTORIES = Number(process.env['STAGEGATE_LAW_RUNS'] ?? 4_000);
/** Histories that share the objects they pick from. */
const ROUND = 200;

/** A step, how it is evaluated, and what is looked at after it. */
interface Look {
  readonly step: Step;
  /** Only what the step may have changed is evaluated, as the operator does. */
  readonly isPartial: boolean;
  readonly check: 'stale' | 'told' | 'again' | 'pieces' | 'later';
  /** The scene of an earlier step comes back, with the same objects. */
  readonly isBack: boolean;
  /** Which earlier step. */
  readonly from: number;
}

const looks: fc.Arbitrary<Look> = fc.record({
  step: steps,
  isPartial: fc.boolean(),
  check: fc.constantFrom('again', 'stale', 'told', 'pieces', 'later'),
  isBack: fc.nat(15).map((nat) => nat === 15),
  from: fc.nat(LENGTH),
});
const histories = fc.array(looks, { minLength: LENGTH, maxLength: LENGTH });

/** As `expect(actual).toEqual(expected)`, at a tenth of its price while they agree. */
function agree(actual: unknown, expected: unknown, when: string): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, when).toEqual(expected);
}

function all<One>(evaluations: ReadonlyMap<string, One>, tell: (evaluation: One) => unknown): unknown {
  return [...evaluations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([component, one]) => [component, tell(one)]);
}

/** The components that changed, and those that refer to them, directly or through others. */
function affected(changed: ReadonlySet<string>, worlds: readonly World[]): Set<string> {
  const found = new Set(changed);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const world of worlds) if ([...namedIn(world)].some((name) => found.has(name))) found.add(world.component);
  }
  return found;
}

/** Evaluations without those of components that are gone: to have one is to say that the component stands so. */
function standing(evaluations: Evaluations, worlds: readonly World[]): Evaluations {
  const there = new Set(worlds.map(({ component }) => component));
  return new Map([...evaluations].filter(([component]) => there.has(component)));
}

/** The evaluations of these worlds of which some components changed since the last ones. */
function evaluatedAnew(worlds: readonly World[], changed: ReadonlySet<string>, last: Evaluations): Evaluations {
  const some = affected(changed, worlds);
  const fresh = evaluateAll(
    worlds.filter(({ component }) => some.has(component)),
    last,
  );
  return new Map([...last, ...fresh]);
}

/** Every verdict and every map of two evaluations is one and the same object. */
function expectSame(actual: Evaluations, expected: Evaluations, when: string): void {
  for (const [component, { gates, plugins, featureSets, policy }] of expected) {
    const other = actual.get(component);
    expect(other?.gates === gates, `gates of ${component}: ${when}`).toBe(true);
    expect(other?.plugins === plugins, `plugins of ${component}: ${when}`).toBe(true);
    expect(other?.featureSets === featureSets, `FeatureSets of ${component}: ${when}`).toBe(true);
    expect(other?.policy === policy, `policy of ${component}: ${when}`).toBe(true);
  }
}

/**
 * An evaluation piece by piece says the same, and hands each FeatureSet over once it is judged for good: on tables that share
 * what did not change with those of before, with some FeatureSets first, and after a try that was given up.
 */
function expectSettled(worlds: readonly Snapshot[], before: Evaluations, { from, said, when }: Expected): void {
  const givenUp = new Map<string, Settled>();
  for (const settled of evaluating(worlds, before)) {
    if (settled) givenUp.set(`${settled.component} ${settled.reference}`, settled);
    if (givenUp.size > from % 5) break;
  }
  const settled = (component: string, reference: string) => givenUp.get(`${component} ${reference}`)?.verdict;
  const first = new Set(['default/two', 'middle/second', 'base/old'].slice(from % 4));
  const work = evaluating(worlds, before, { first, settled });
  const handed: Settled[] = [];
  let next = work.next();
  for (; !next.done; next = work.next()) if (next.value) handed.push(next.value);
  const evaluations = next.value;
  agree(all(evaluations, projected), said, when);
  for (const { component, reference, verdict } of handed) {
    expect(evaluations.get(component)?.featureSets.get(reference) === verdict, `${reference}: ${when}`).toBe(true);
  }
}

/** Until the next moment that an evaluation names nothing changes by itself. */
function expectUntilBoundary(worlds: readonly World[], now: Evaluations, { said, when }: Expected): void {
  const boundary = Math.min(...[...now.values()].map((one) => one.boundary ?? FAR));
  const later = worlds.map((world) => ({ ...world, now: boundary - 1 }));
  agree(all(evaluateAll(later), projected), said, `later: ${when}`);
}

const FAR = Date.parse('2040-01-01T00:00:00Z');

/** What was said before, and after which steps. */
interface Expected {
  readonly from: number;
  readonly said: unknown;
  readonly when: string;
}

/** Worlds in tables that are made of those of before, as the operator keeps them. */
function snapshotsAfter(worlds: readonly World[], before: Evaluations): Snapshot[] {
  return worlds.map((world) => {
    const [after, last] = [snapshotOf(world), before.get(world.component)?.memory.world];
    if (!last) return after;
    return {
      ...after,
      gates: tableAfter(after.gates, last.gates),
      plugins: tableAfter(after.plugins, last.plugins),
      featureSets: tableAfter(after.featureSets, last.featureSets),
      observedConfigs: tableAfter(after.observedConfigs, last.observedConfigs),
    };
  });
}

function tableAfter<T>(after: ReadonlyMap<string, T>, before: Table<T>): Table<T> {
  let table = before;
  for (const key of before.keys()) if (!after.has(key)) table = table.without(key);
  for (const [key, value] of after) table = table.with(key, value);
  return table;
}

/** A past that each component has from a time of its own. */
function mixed(known: readonly Evaluations[], worlds: readonly World[], from: number): Evaluations {
  const pairs = worlds.flatMap(({ component }, index) => {
    const evaluation = known[(from + 7 * index) % known.length]?.get(component);
    return evaluation ? [[component, evaluation] as const] : [];
  });
  return new Map(pairs);
}

describe('whatever was before', { timeout: 1_800_000 }, () => {
  test('an evaluation says what a fresh one and the oracle say, after every step of every history', () => {
    let unrelated: Evaluations = new Map();
    let count = 0;

    function play(pick: number, history: readonly Look[], pools: ReturnType<typeof poolsFrom>, title: string): void {
      const scenes = [sceneFrom(pools, pick)];
      const known = [unrelated, evaluateAll(scenes.flatMap(worldsOf))];
      let trail = title;
      for (const { step, isPartial, check, isBack, from } of history) {
        const [before, last] = [scenes.at(-1), known.at(-1)];
        if (!before || !last) throw new Error('a history begins with a scene');
        const scene = (isBack && scenes[from % scenes.length]) || edited(before, step, pools);
        const did = isBack ? `back to ${from % scenes.length}` : nameOf(step);
        trail = `${trail}\n${did}${isPartial ? ', partly' : ''}, ${check}`;
        const worlds = worldsOf(scene);
        const left = standing(last, worlds);
        const now = isPartial
          ? evaluatedAnew(worlds, componentsEdited(before, scene), left)
          : evaluateAll(worlds, left);
        const said = all(now, projected);
        agree(said, all(oracle(worlds), oracleProjected), trail);
        if (check === 'told') agree(all(now, told), all(evaluateAll(worlds), told), trail);
        if (check === 'again') expectSame(evaluateAll(worldsOf(scene), now), now, trail);
        const expected = { from, said, when: trail };
        if (check === 'pieces') expectSettled(snapshotsAfter(worlds, left), left, expected);
        if (check === 'later') expectUntilBoundary(worlds, now, expected);
        if (check === 'stale') {
          agree(all(evaluateAll(worlds, mixed(known, worlds, from)), projected), said, trail);
        }
        scenes.push(scene);
        known.push(now);
        count += 1;
      }
      unrelated = known.at(-1) ?? unrelated;
    }

    const [first = 0] = fc.sample(fc.nat(), 1);
    for (let round = 0; round * ROUND < HISTORIES; round += 1) {
      const pools = poolsFrom(first + round);
      const title = `objects drawn with seed ${first + round}`;
      fc.assert(
        fc.property(fc.nat(11), histories, (pick, history) => play(pick, history, pools, title)),
        { numRuns: Math.min(ROUND, HISTORIES - round * ROUND) },
      );
    }
    expect(count).toBeGreaterThanOrEqual(HISTORIES * LENGTH);
  });
});
