import type { Logger } from 'pino';
import { evaluating, type Settled } from '../../lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import type { Snapshot } from '../../lifecycle/declared/snapshot.ts';
import type { Clock } from '../../kube/clock.ts';
import { Listeners } from '../../kube/listeners.ts';
import { PROCESS_SLICER, type Slicer } from '../../kube/slicer.ts';
import type { ServerReporter } from '../api-server/server-reporter.ts';
import { featureSetsThat, followsRelease, observesGates } from '../api-server/server-followers.ts';
import type { DeclarationChange, Declarations } from '../declarations/declarations.ts';
import { queueKey, type ObjectKey } from '../declarations/queue-key.ts';
import type { PublishedStates } from '../published/published-states.ts';
import type { SourceWatch } from '../sources/source-watch.ts';
import { keysOf, keysToTell } from './changed-keys.ts';
import { DateTimers } from './date-timers.ts';
import { DirtyComponents, type Work } from './dirty-components.ts';
import { Worlds } from './worlds.ts';

export interface EvaluatorOptions {
  readonly declarations: Declarations;
  readonly apiServer: Pick<ServerReporter, 'release' | 'gates' | 'onChange'>;
  readonly sources: Pick<SourceWatch, 'sourcesOf' | 'isPending' | 'onChange'>;
  readonly published: Pick<PublishedStates, 'of' | 'isPending' | 'onChange'>;
  readonly onDuration?: (seconds: number) => void;
  readonly slicer?: Pick<Slicer, 'run'>;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Between two rounds it pauses as long as the last one took, within these bounds. */
const PAUSE_MS = { least: 5, longest: 50 };
/** So many objects are told in one go. */
const TOLD_AT_ONCE = 16;

/**
 * Keeps one evaluation a component, on top of the one before, when anything of it changed or a date passed. Changes that come
 * together are evaluated together. A round goes on in slices, and gives way to a FeatureSet that changes meanwhile.
 */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #worlds: Worlds;
  /** What the last whole round made of each component: the next builds on it. */
  readonly #evaluations = new Map<string, Evaluation>();
  /** The same with FeatureSets that a round under way has judged. */
  readonly #current = new Map<string, Evaluation>();
  readonly #dirty = new DirtyComponents();
  readonly #dates: DateTimers;
  readonly #listeners = new Listeners<[keys: readonly ObjectKey[], urgent: boolean]>();
  #cancelRound: (() => void) | undefined;
  #started = false;
  #running = false;
  /** Before that no round begins: the first change after a rest is answered at once. */
  #restUntilMs = 0;

  constructor(options: EvaluatorOptions) {
    const { declarations, apiServer, sources, published, clock } = options;
    this.#options = options;
    this.#worlds = new Worlds(declarations);
    this.#dates = new DateTimers(clock, (component) => this.mark(component));
    declarations.onChange((change) => this.#declared(change));
    declarations.namespaces.onChange(() => {
      for (const component of declarations.selecting()) this.mark(component);
    });
    apiServer.onChange(() => {
      for (const { component } of featureSetsThat((set) => followsRelease(set) || observesGates(set), declarations))
        if (component !== undefined) this.mark(component);
    });
    for (const observed of [sources, published]) observed.onChange((key) => this.#observed(key));
  }

  /** Calls `listener` with objects of which something else is true than before; `urgent` where a live change asked for it. */
  onEvaluated(listener: (keys: readonly ObjectKey[], urgent: boolean) => void): void {
    this.#listeners.add(listener);
  }

  /** Nothing is evaluated before: half of a world gives wrong answers. */
  start(): void {
    this.#started = true;
    this.resync();
  }

  /** Evaluates every component again and tells of every object, which is not urgent: a safeguard. */
  resync(): void {
    for (const component of this.#worlds.components()) {
      this.#dirty.retell(component);
      this.mark(component, false);
    }
  }

  stop(): void {
    this.#started = false;
    this.#cancelRound?.();
    this.#dates.clear();
  }

  /** Something of the component changed; not urgent where nobody waits for it: at start and for resyncs. */
  mark(component: string, urgent = true): void {
    this.#dirty.mark(component, urgent);
    this.#schedule();
  }

  /** What is true of a component, as far as it was evaluated. */
  get(component: string): Evaluation | undefined {
    return this.#current.get(component);
  }

  /** All evaluations, for metrics. */
  all(): IterableIterator<Evaluation> {
    return this.#current.values();
  }

  #declared(change: DeclarationChange): void {
    const { kind, key, origin } = change;
    const urgent = origin !== 'list';
    for (const component of this.#worlds.take(change)) {
      if (kind === 'FeatureSet') this.#markSet(component, key, urgent);
      else this.mark(component, urgent);
    }
  }

  #observed(key: string): void {
    const component = this.#options.declarations.get('FeatureSet', key)?.component;
    if (component !== undefined) this.#markSet(component, key, true);
  }

  #markSet(component: string, key: string, urgent: boolean): void {
    this.#dirty.featureSet(component, key, urgent);
    this.mark(component, urgent);
  }

  #schedule(): void {
    if (!this.#started || this.#running || this.#cancelRound) return;
    const { clock } = this.#options;
    this.#cancelRound = clock.after(Math.max(this.#restUntilMs - clock.monotonic(), 0), () => void this.#round());
  }

  async #round(): Promise<void> {
    const { clock, onDuration, slicer = PROCESS_SLICER } = this.#options;
    this.#cancelRound = undefined;
    this.#running = true;
    const startMs = clock.monotonic();
    await slicer.run(this.#evaluate());
    this.#running = false;
    const endMs = clock.monotonic();
    const pauseMs = Math.min(Math.max(PAUSE_MS.least, endMs - startMs), PAUSE_MS.longest);
    this.#restUntilMs = this.#dirty.isAwaited ? 0 : endMs + pauseMs;
    onDuration?.((endMs - startMs) / 1000);
    if (this.#dirty.isReady) this.#schedule();
  }

  /** One round: what changed, and every component that refers to it. */
  *#evaluate(): Generator<undefined, void, undefined> {
    const { apiServer, clock } = this.#options;
    const around = { reported: apiServer.release, observed: apiServer.gates, now: clock.now() };
    const work = this.#dirty.take(this.#worlds);
    const snapshots: Snapshot[] = [];
    for (const component of work.components.keys()) {
      for (const reference of work.toObserve(component)) {
        this.#observe(work, component, reference);
        yield;
      }
    }
    this.#dirty.hold(work, this.#worlds);
    for (const component of work.components.keys()) {
      const snapshot = this.#worlds.snapshot(component, around);
      if (snapshot) snapshots.push(snapshot);
      else this.#forget(component);
    }
    yield* this.#evaluateTogether(snapshots, work);
  }

  *#evaluateTogether(snapshots: readonly Snapshot[], work: Work): Generator<undefined, void, undefined> {
    const settled = (component: string, reference: string) => this.#current.get(component)?.featureSets.get(reference);
    const steps = evaluating(snapshots, this.#evaluations, { first: work.first, settled });
    try {
      for (;;) {
        const next = steps.next();
        if (next.done) {
          for (const [component, evaluation] of next.value) yield* this.#finish(component, evaluation, work);
          return;
        }
        if (next.value) this.#settle(next.value, work);
        if (next.value && this.#dirty.isAwaited) return this.#dirty.giveBack(work);
        yield;
      }
    } catch (error) {
      // Never thrown for what users write: a bug of ours, which must not stop the components it does not concern.
      const components = snapshots.map(({ component }) => component);
      this.#options.logger.error({ components, err: error }, 'Failed to evaluate components');
      if (snapshots.length > 1) for (const one of snapshots) yield* this.#evaluateTogether([one], work);
      else components.forEach((component) => this.#forget(component));
    }
  }

  /** Takes what is around a FeatureSet over, and holds its component back while that is still being asked for. */
  #observe(work: Work, component: string, reference: string): void {
    const { sources, published } = this.#options;
    const featureSet = this.#worlds.featureSet(component, reference);
    if (!featureSet) return;
    const { metadata, spec } = featureSet;
    if (spec.sources.length === 0 && !spec.publish && !metadata.finalizers?.length)
      return this.#worlds.observe(component, reference, undefined);
    if (sources.isPending(featureSet) || published.isPending(featureSet)) return work.wait(component, reference);
    this.#worlds.observe(component, reference, {
      sources: sources.sourcesOf(featureSet),
      published: published.of(featureSet),
    });
  }

  /** A FeatureSet is told as soon as it is judged: what its gates say of all installs may take longer. */
  #settle({ component, reference, verdict }: Settled, { components, told }: Work): void {
    const current = this.#current.get(component);
    if (!current || current.featureSets.get(reference) === verdict) return;
    this.#current.set(component, { ...current, featureSets: current.featureSets.with(reference, verdict) });
    told.add(reference);
    this.#tell(component, [queueKey('FeatureSet', reference)], components.get(component) ?? true);
  }

  *#finish(component: string, evaluation: Evaluation, work: Work): Generator<undefined, void, undefined> {
    const told = this.#current.get(component);
    this.#evaluations.set(component, evaluation);
    this.#current.set(component, evaluation);
    const { boundary, memory } = evaluation;
    this.#dates.set(component, boundary === undefined ? undefined : boundary - memory.world.now);
    const keys = work.retold.has(component)
      ? keysOf(this.#options.declarations, component)
      : keysToTell(evaluation, told, work);
    const urgent = work.components.get(component) ?? true;
    for (let at = 0; at < keys.length; at += TOLD_AT_ONCE) {
      this.#tell(component, keys.slice(at, at + TOLD_AT_ONCE), urgent);
      yield;
    }
  }

  #tell(component: string, keys: readonly ObjectKey[], urgent: boolean): void {
    try {
      this.#listeners.tell(keys, urgent);
    } catch (error) {
      this.#dirty.retell(component);
      this.#options.logger.error({ component, err: error }, 'Failed to compare statuses of component');
    }
  }

  #forget(component: string): void {
    this.#dates.set(component, undefined);
    this.#evaluations.delete(component);
    this.#current.delete(component);
  }
}
