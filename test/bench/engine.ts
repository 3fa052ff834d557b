// The one place where the bench calls the evaluator in this process.
import { isDeepStrictEqual } from 'node:util';
import { componentOf, referenceOf, type FeatureSet, type Gate, type Policy } from '../../src/api/declared.ts';
import type { KindName } from '../../src/api/kinds.ts';
import { parseObject, type Parsed } from '../../src/api/parse.ts';
import { evaluating } from '../../src/lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../src/lifecycle/component/evaluation.ts';
import { snapshotOf, type Snapshot } from '../../src/lifecycle/declared/snapshot.ts';
import { desiredStatus, verdictOf } from '../../src/report/status/desired-status.ts';
import type { StoredObject } from './objects/etcd.ts';

type Status = Readonly<Record<string, unknown>>;

/** Components as the operator holds them, evaluated as it would. */
export class Engine {
  readonly #worlds = new Map<string, Snapshot>();
  readonly #evaluations = new Map<string, Evaluation>();
  /** What stands on the objects, by kind and key. */
  readonly #standing = new Map<string, Status>();
  readonly #parsed = new Map<string, Parsed<KindName>>();
  readonly #ageMs: number;

  /** Judges as of `ageMs` before now. */
  constructor(ageMs = 0) {
    this.#ageMs = ageMs;
  }

  /** Takes in objects, new ones or others of the same name. */
  take(objects: readonly StoredObject[]): void {
    for (const object of objects) {
      const kind = object.kind as KindName;
      const parsed = parseObject(kind, object);
      if (!parsed.valid) throw new Error(`${object.metadata.name}: ${parsed.problems.join(', ')}`);
      this.#parsed.set(`${kind} ${referenceOf(object.metadata)}`, parsed);
      const component = componentOf(kind, parsed.object);
      const world = this.#worlds.get(component) ?? emptyWorld(component);
      this.#worlds.set(component, withObject(world, kind, parsed.object));
    }
  }

  /** All that an edit costs beside its writes: evaluates, and compares each status that may differ with the one that stands. Answers how many differ. */
  work(component: string): number {
    const before = this.#evaluations.get(component);
    const evaluation = this.#evaluate(component);
    const differing = [...this.#statuses(evaluation, before)].filter(([key, status]) => {
      const same = isDeepStrictEqual(this.#standing.get(key), status);
      this.#standing.set(key, status);
      return !same;
    });
    return differing.length;
  }

  /** The statuses that the operator would write, by kind and key. */
  statuses(): ReadonlyMap<string, Status> {
    for (const component of this.#worlds.keys()) this.work(component);
    return this.#standing;
  }

  #evaluate(component: string): Evaluation {
    const world = this.#worlds.get(component);
    if (!world) throw new Error(`nothing declares component '${component}'`);
    const work = evaluating([{ ...world, now: this.#now() }], this.#evaluations);
    for (;;) {
      const { done, value } = work.next();
      const evaluation = done && value.get(component);
      if (!evaluation) continue;
      this.#evaluations.set(component, evaluation);
      return evaluation;
    }
  }

  *#statuses(evaluation: Evaluation, before: Evaluation | undefined): Generator<[key: string, status: Status]> {
    for (const [kind, key] of changedVerdicts(evaluation, before)) {
      const named = `${kind} ${key}`;
      const parsed = this.#parsed.get(named);
      if (!parsed?.valid) continue;
      const { uid, generation } = parsed.object.metadata;
      const seen = { kind, parsed, uid, generation, status: this.#standing.get(named) };
      const desired = desiredStatus(seen, verdictOf(evaluation, kind, key), this.#now());
      if (desired) yield [named, desired];
    }
  }

  #now(): number {
    return Date.now() - this.#ageMs;
  }
}

/** So long ago that nothing of it is announced again. */
const AGE_MS = 86_400_000;

/** The objects with the statuses that the operator gave them a day ago: it finds nothing to do. */
export function settled(objects: readonly StoredObject[]): StoredObject[] {
  const engine = new Engine(AGE_MS);
  engine.take(objects);
  const statuses = engine.statuses();
  return objects.map((object) => ({
    ...object,
    status: statuses.get(`${object.kind} ${referenceOf(object.metadata)}`),
  }));
}

/** A verdict that says the same is the same object: the statuses of the others are not looked at. */
function* changedVerdicts(after: Evaluation, before: Evaluation | undefined): Generator<[kind: KindName, key: string]> {
  if (after.policy && after.policy !== before?.policy) yield ['MaturityPolicy', after.component];
  for (const [key, verdict] of after.gates) if (before?.gates.get(key) !== verdict) yield ['FeatureGate', key];
  const sets = before ? after.featureSets.changedSince(before.featureSets) : after.featureSets.keys();
  for (const key of sets) yield ['FeatureSet', key];
}

function emptyWorld(component: string): Snapshot {
  const nothing = { policy: undefined, gates: [], plugins: [], featureSets: [], reported: undefined, now: 0 };
  return snapshotOf({ component, ...nothing });
}

function withObject(world: Snapshot, kind: KindName, object: object): Snapshot {
  switch (kind) {
    case 'MaturityPolicy':
      return { ...world, policy: object as Policy };
    case 'FeatureGate': {
      const gate = object as Gate;
      return { ...world, gates: world.gates.with(referenceOf(gate.metadata), gate) };
    }
    case 'FeatureSet': {
      const set = object as FeatureSet;
      return { ...world, featureSets: world.featureSets.with(referenceOf(set.metadata), set) };
    }
    case 'PluginMaturity':
      throw new Error('the bench has no plugins');
  }
}
