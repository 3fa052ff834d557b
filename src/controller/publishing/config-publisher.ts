import type { Logger } from 'pino';
import type { Clock } from '../../kube/clock.ts';
import { splitKey } from '../../kube/object.ts';
import { Workqueue, type Result, type WorkqueueHooks } from '../../kube/queue/workqueue.ts';
import type { Writes } from '../../kube/requests/object-write.ts';
import type { FeatureSetDeclaration } from '../declarations/declaration.ts';
import type { Declarations } from '../declarations/declarations.ts';
import { splitQueueKey } from '../declarations/queue-key.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import { failureOf, type PublishFailure } from '../published/publish-failure.ts';
import type { PublishedStates } from '../published/published-states.ts';
import { situationOf, type PublishingKnowledge } from './publishing-situation.ts';
import { isSameStep, publishingStep, type PublishingStep } from './publishing-step.ts';
import { takeStep, type PublishingMeans } from './publishing-writes.ts';

export interface ConfigPublisherOptions {
  readonly declarations: Declarations;
  readonly evaluator: Pick<Evaluator, 'get' | 'onEvaluated'>;
  readonly published: PublishedStates;
  readonly transport: Writes;
  readonly queueHooks: WorkqueueHooks;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Writes in flight at once: they are few beside statuses. */
const WORKERS = 4;
/** Least time between two rounds of writes for one FeatureSet: whoever fights about a ConfigMap must not take the server down with them. */
const ROUND_INTERVAL_MS = 500;
/** More steps than this in one round mean that it is never as it seems. */
const MOST_STEPS = 8;
/** How soon a right that was granted is noticed, and that a namesake is gone which no watch of ours sees. */
const RETRY_MS = { NotPermitted: 3_000, NotOwned: 5_000 } as const;
/** However many fail, together they are tried five times a second at most. */
const SHARED_INTERVAL_MS = 200;
/** The longest backoff, and the one while no server answers: what waits goes on soon after it is back. */
const LONGEST_BACKOFF_MS = 30_000;
const UNREACHABLE_BACKOFF_MS = 5_000;

/** What came of looking after one FeatureSet. */
interface Round {
  readonly result: Result;
  readonly isNews: boolean;
}

/** Makes the ConfigMap of every FeatureSet that publishes what the evaluation says. */
export class ConfigPublisher {
  readonly queue: Workqueue;
  readonly #options: ConfigPublisherOptions;
  readonly #means: PublishingMeans & PublishingKnowledge;
  /** The steps that failed last, by key of FeatureSet; why, `published` knows. */
  readonly #failedSteps = new Map<string, PublishingStep>();
  /** Whose status waits for a first attempt, so that it is written once, with what came of it. */
  readonly #held = new Set<string>();
  readonly #busy = new Set<string>();
  readonly #roundsMs = new Map<string, number>();

  constructor(options: ConfigPublisherOptions) {
    const { declarations, evaluator, published, transport, queueHooks, logger, clock } = options;
    this.#options = options;
    this.#means = { declarations, evaluator, configMaps: published.configMaps, writes: transport, logger };
    this.queue = new Workqueue({
      handler: (key) => this.#publish(key),
      concurrency: WORKERS,
      hooks: queueHooks,
      clock,
    });
    declarations.onChangeOf('FeatureSet', ({ key, after }) => {
      if (!after) this.#forget(key);
      this.#reconsider(key);
    });
    declarations.namespaces.onChange(({ key, before, after }) => {
      if ((before?.ends ?? false) !== (after?.ends ?? false)) this.#namespaceChanged(key);
    });
    evaluator.onEvaluated((keys) => {
      for (const queued of keys) {
        const { kind, key } = splitQueueKey(queued);
        if (kind === 'FeatureSet') this.#consider(key);
      }
    });
  }

  /** Whether the status of a FeatureSet is soon to be written with what comes of a write that is under way. */
  isHeld(key: string): boolean {
    return this.#held.has(key);
  }

  /** Takes in nothing more; whether all that was under way ended in time. */
  drain(timeoutMs: number): Promise<boolean> {
    return this.queue.drain(timeoutMs);
  }

  /** Looks whether there is anything to do. */
  #consider(key: string): void {
    if (this.#busy.has(key)) return;
    const { published } = this.#options;
    const step = this.#step(key);
    const failed = published.failureOf(key) && this.#failedSteps.get(key);
    if (step.kind === 'Rest' || step.kind === 'InOrder') {
      this.#held.delete(key);
      if (this.#rests(key)) this.#tell(key);
    } else if (failed && isSameStep(failed, step)) {
      // What failed has its own time to be tried again.
      this.#held.delete(key);
    } else {
      this.#held.add(key);
      this.queue.add(key, { anew: true });
    }
  }

  /** Considers it beside an evaluation: a status that waited for a write that is no longer wanted is to be written now. */
  #reconsider(key: string): void {
    const waited = this.#held.has(key);
    this.#consider(key);
    if (waited && !this.#held.has(key)) this.#tell(key);
  }

  /** A namespace is being deleted, with all that is in it; or it is gone, and a namesake may have FeatureSets already. */
  #namespaceChanged(namespace: string): void {
    const { FeatureSet: featureSets } = this.#options.declarations.stores;
    for (const key of featureSets.keys()) if (splitKey(key).namespace === namespace) this.#reconsider(key);
  }

  async #publish(key: string): Promise<Result> {
    const { clock } = this.#options;
    const waitMs = (this.#roundsMs.get(key) ?? -Infinity) + ROUND_INTERVAL_MS - clock.monotonic();
    if (waitMs > 0) return { kind: 'RequeueAfter', afterMs: waitMs };
    this.#busy.add(key);
    const { result, isNews } = await this.#round(key).finally(() => this.#busy.delete(key));
    if (isNews) this.#tell(key);
    // What changed after the last look of the round was not considered while it was busy.
    else if (result.kind === 'Done') this.#reconsider(key);
    return result;
  }

  /** Takes step after step, and says whether the FeatureSet is to be told of what came of it. */
  async #round(key: string): Promise<Round> {
    let taken: PublishingStep = { kind: 'Rest' };
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const step = this.#step(key);
      const declaration = this.#declaration(key);
      if (step.kind === 'Rest' || step.kind === 'InOrder' || !declaration)
        return { result: { kind: 'Done' }, isNews: this.#rests(key) || this.#held.has(key) };
      // Admission alters it, or somebody writes after us at once.
      if (isSameStep(taken, step)) break;
      this.#roundsMs.set(key, this.#options.clock.monotonic());
      const outcome = await takeStep(this.#means, declaration, step);
      if (outcome.kind === 'Gone') return { result: { kind: 'Requeue' }, isNews: false };
      // No status could be written either, so none waits for that in vain.
      if (outcome.kind === 'Unreachable') {
        const afterMs = ROUND_INTERVAL_MS;
        return { result: { kind: 'Failed', afterMs, atMostMs: UNREACHABLE_BACKOFF_MS }, isNews: false };
      }
      if (outcome.kind === 'Taken') taken = step;
      else if (outcome.kind !== 'Changed') return this.#failed(key, step, outcome);
    }
    return this.#failed(key, this.#step(key), { kind: 'Failing', failure: 'it does not stay as it is written' });
  }

  /**
   * There is nothing to do. Whether that makes a difference to what is known of the last attempt: nobody looks now
   * whether what was in the way, such as a namesake without our label, still is.
   */
  #rests(key: string): boolean {
    return this.#options.published.forget(key);
  }

  /** Remembers why, and tries again by and by. It is news where it is new or a status waits for it. */
  #failed(key: string, step: PublishingStep, failure: PublishFailure): Round {
    // Deleted meanwhile.
    if (!this.#declaration(key)) return { result: { kind: 'Done' }, isNews: false };
    const { published, logger } = this.#options;
    const last = published.failureOf(key);
    published.failed(key, failure);
    this.#failedSteps.set(key, step);
    const isNews = last?.kind !== failure.kind || failureOf(last) !== failureOf(failure);
    if (isNews) {
      const about = { object: { kind: 'FeatureSet', ...splitKey(key) }, step: step.kind, ...failure };
      logger.warn(about, 'Failed to publish config, trying again');
    }
    const leastMs = Math.max(ROUND_INTERVAL_MS, published.failures * SHARED_INTERVAL_MS);
    const result: Result =
      failure.kind === 'Failing'
        ? { kind: 'Failed', afterMs: Math.max(failure.afterMs ?? 0, leastMs), atMostMs: LONGEST_BACKOFF_MS }
        : { kind: 'RequeueAfter', afterMs: Math.max(RETRY_MS[failure.kind], leastMs) };
    // What was judged while the write was under way may want another step.
    return { result, isNews: isNews || this.#held.has(key) || !isSameStep(this.#step(key), step) };
  }

  #step(key: string): PublishingStep {
    const declaration = this.#declaration(key);
    return declaration ? publishingStep(situationOf(this.#means, declaration)) : { kind: 'Rest' };
  }

  #declaration(key: string): FeatureSetDeclaration | undefined {
    return this.#options.declarations.get('FeatureSet', key);
  }

  /** Reports the current published state to the evaluator. */
  #tell(key: string): void {
    if (this.#declaration(key)?.parsed.valid) this.#options.published.tell(key);
    else this.#held.delete(key);
  }

  #forget(key: string): void {
    this.#failedSteps.delete(key);
    this.#held.delete(key);
    this.#roundsMs.delete(key);
  }
}
