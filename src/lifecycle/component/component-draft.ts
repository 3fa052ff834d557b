import { referenceOf, type FeatureSet } from '../../api/declared.ts';
import type { FeatureSetVerdict, InstallOutcome } from '../install/feature-set-verdict.ts';
import { platformReferences } from '../install/platform.ts';
import { Table } from '../tables/table.ts';
import { recount, type Census } from '../verdicts/census.ts';
import { componentOf, type Component } from '../declared/component.ts';
import type { Evaluation } from './evaluation.ts';
import { isCounted } from '../declared/installs.ts';
import type { Snapshot } from '../declared/snapshot.ts';

/** So many verdicts are counted in one go. */
const COUNTED_AT_ONCE = 512;

type Change = readonly [verdict: FeatureSetVerdict, by: 1 | -1];

/** One component while its FeatureSets are evaluated: what stands from before, and what is still to be looked at. */
export class ComponentDraft {
  readonly world: Snapshot;
  readonly component: Component;
  readonly before: Evaluation | undefined;
  /** FeatureSets that run on others, with what they name. */
  readonly platformed: Table<ReturnType<typeof platformReferences>>;
  verdicts: Table<FeatureSetVerdict>;
  /** The next date of those that have one. */
  dated: Table<number>;
  /** References still to be looked at, in the order of their turns. */
  readonly todo: Set<string>;
  readonly #changes: Change[] = [];

  constructor(world: Snapshot, before: Evaluation | undefined, first: ReadonlySet<string>) {
    const memory = before?.memory;
    this.world = world;
    this.before = before;
    this.component = componentOf(world, memory);
    this.verdicts = before?.featureSets ?? Table.of();
    this.dated = memory?.dated ?? Table.of();
    let platformed = memory?.platformed ?? Table.of();
    const changed = [...world.featureSets.changedSince(memory?.world.featureSets ?? Table.of())];
    for (const reference of changed) {
      const featureSet = world.featureSets.get(reference);
      if (!featureSet) this.#settle(reference, undefined);
      const references = featureSet ? platformReferences(featureSet) : [];
      platformed = references.length > 0 ? platformed.with(reference, references) : platformed.without(reference);
    }
    this.platformed = platformed;
    const todo = this.#isAllToDo ? [...world.featureSets.keys()] : this.#changedBeside(changed);
    this.todo = new Set([...todo.filter((reference) => first.has(reference)), ...inTurns(todo)]);
  }

  /** Takes the outcome of a FeatureSet over; a verdict that is known already stays the same object where it says the same. */
  settle(featureSet: FeatureSet, outcome: InstallOutcome, known: FeatureSetVerdict | undefined): FeatureSetVerdict {
    const reference = referenceOf(featureSet.metadata);
    const published = this.world.observedConfigs.get(reference)?.published;
    const stands = known?.outcome === outcome && known.featureSet === featureSet && known.published === published;
    const verdict = stands ? known : { ...outcome, featureSet, published, outcome };
    if (verdict !== this.verdicts.get(reference)) this.#settle(reference, verdict);
    this.todo.delete(reference);
    return verdict;
  }

  /** Counts the installs of every release in use: only what changed, where it is still counted by the same rules. */
  *counting(): Generator<undefined, Census, undefined> {
    const memory = this.before?.memory;
    const { calendar } = this.component;
    const isAnew = memory?.component !== this.component || memory.world.namespaces !== this.world.namespaces;
    let census: Census = isAnew ? new Map() : memory.census;
    const changes = isAnew ? additions(this.verdicts.values()) : this.#changes.values();
    const { policy } = this.component;
    const namespaces = this.world.namespaces ?? new Map();
    for (let chunk = take(changes); chunk.length > 0; chunk = take(changes)) {
      census = recount(
        census,
        calendar,
        chunk.filter(([{ featureSet }]) => isCounted(featureSet, policy, namespaces)),
      );
      yield;
    }
    return census;
  }

  #settle(reference: string, verdict: FeatureSetVerdict | undefined): void {
    const last = this.verdicts.get(reference);
    if (last) this.#changes.push([last, -1]);
    if (verdict) this.#changes.push([verdict, 1]);
    this.verdicts = verdict ? this.verdicts.with(reference, verdict) : this.verdicts.without(reference);
    const boundary = verdict?.boundary;
    this.dated = boundary === undefined ? this.dated.without(reference) : this.dated.with(reference, boundary);
  }

  /** Whether something changed that any FeatureSet may depend on. */
  get #isAllToDo(): boolean {
    const last = this.before?.memory;
    const { reported, observed, now } = this.world;
    return (
      last?.component !== this.component ||
      last.world.reported !== reported ||
      last.world.observed !== observed ||
      now < last.world.now
    );
  }

  /** FeatureSets that changed, run on others, have other configs around them, or passed a date. */
  #changedBeside(changed: readonly string[]): string[] {
    const { featureSets, observedConfigs, now } = this.world;
    const configs = observedConfigs.changedSince(this.before?.memory.world.observedConfigs ?? Table.of());
    const due = [...this.dated].filter(([, at]) => at <= now).map(([reference]) => reference);
    return [...new Set([...changed, ...configs, ...this.platformed.keys(), ...due])].filter((one) =>
      featureSets.has(one),
    );
  }
}

function* additions(verdicts: Iterable<FeatureSetVerdict>): Generator<Change, void, undefined> {
  for (const verdict of verdicts) yield [verdict, 1];
}

function take(changes: Iterator<Change>): Change[] {
  const chunk: Change[] = [];
  while (chunk.length < COUNTED_AT_ONCE) {
    const next = changes.next();
    if (next.done) break;
    chunk.push(next.value);
  }
  return chunk;
}

/** The namespaces in turns, so that none waits for all of another. */
function inTurns(references: readonly string[]): Set<string> {
  const lines = [...Map.groupBy(references, (reference) => reference.split('/', 1)[0]).values()];
  const order = new Set<string>();
  for (let turn = 0; order.size < references.length; turn += 1) {
    for (const line of lines) if (line[turn] !== undefined) order.add(line[turn] ?? '');
  }
  return order;
}
