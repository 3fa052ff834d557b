import type { Logger } from 'pino';
import type { FeatureSet } from '../../api/declared.ts';
import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import type { PublishedState } from '../../lifecycle/config/observed-configs.ts';
import type { Clock } from '../../kube/clock.ts';
import { objectKey, splitKey } from '../../kube/object.ts';
import type { Writes } from '../../kube/requests/object-write.ts';
import type { StoreChange } from '../../kube/watch/store.ts';
import { Workqueue, type Result, type WorkqueueHooks } from '../../kube/queue/workqueue.ts';
import { situationOf } from './publishing-situation.ts';
import { failureOf, publishedStateOf, type PublishingPlaces } from './published-state.ts';
import { isSameStep, publishingStep, type PublishingStep } from './publishing-step.ts';
import { takeStep, type PublishFailure } from './publishing-writes.ts';
import type { PublishedProvider } from '../evaluation/surroundings.ts';
import type { FeatureSetDeclaration } from '../declarations/declaration.ts';
import { splitQueueKey, type ObjectKey } from '../declarations/queue-key.ts';

export interface ConfigPublisherOptions extends PublishingPlaces {
  readonly evaluationOf: (component: string) => Evaluation | undefined;
  /** What stands where the FeatureSet of this key publishes, or what came of an attempt, may be another than before. */
  readonly onPublished: (component: string, key: string, state: PublishedState | undefined) => void;
  readonly writes: Writes;
  readonly queueHooks: WorkqueueHooks;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Writes in flight at once: they are few beside statuses. */
export const PUBLISHING_WORKERS = 4;
/** Least time between two rounds of writes for one FeatureSet: whoever fights about a ConfigMap shall not take the server with them. */
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

interface Attempt {
  readonly step: PublishingStep;
  readonly failure: PublishFailure;
}

/** What came of looking after one FeatureSet. */
interface Round {
  readonly result: Result;
  readonly isNews: boolean;
}

/** Makes the ConfigMap of every FeatureSet that publishes what the evaluation says, and knows how far that is. */
export class ConfigPublisher implements PublishedProvider {
  readonly #options: ConfigPublisherOptions;
  readonly queue: Workqueue;
  /** What went wrong last, by key of FeatureSet. */
  readonly #attempts = new Map<string, Attempt>();
  /** Whose status waits for a first attempt, so that it is written once, with what came of it. */
  readonly #held = new Set<string>();
  readonly #busy = new Set<string>();
  readonly #roundsMs = new Map<string, number>();

  constructor(options: ConfigPublisherOptions) {
    this.#options = options;
    this.queue = new Workqueue({
      handler: (key) => this.#publish(key),
      concurrency: PUBLISHING_WORKERS,
      hooks: options.queueHooks,
      clock: options.clock,
    });
    options.declarations.namespaces.onChange(({ key, before, after }) => {
      if ((before?.ends ?? false) !== (after?.ends ?? false)) this.#namespaceChanged(key);
    });
  }

  publishedOf(featureSet: FeatureSet): PublishedState | undefined {
    return publishedStateOf(this.#options, featureSet, this.#attempts.get(objectKey(featureSet.metadata))?.failure);
  }

  isPending({ metadata, spec }: FeatureSet): boolean {
    return spec.publish !== undefined && this.#options.configMaps.isPending(metadata.namespace ?? '');
  }

  /** Whether the status of a FeatureSet is soon to be written with what comes of a write that is under way. */
  isHeld(key: string): boolean {
    return this.#held.has(key);
  }

  /** Takes in that these were judged: looks whether there is anything to do for the FeatureSets among them. */
  evaluated(keys: readonly ObjectKey[]): void {
    for (const queued of keys) {
      const { kind, key } = splitQueueKey(queued);
      if (kind === 'FeatureSet') this.#consider(key);
    }
  }

  #consider(key: string): void {
    if (this.#busy.has(key)) return;
    const step = this.#step(key);
    const last = this.#attempts.get(key);
    if (step.kind === 'Rest' || step.kind === 'InOrder') {
      this.#held.delete(key);
      if (this.#rests(key)) this.#tell(key);
    } else if (last && isSameStep(last.step, step)) {
      // What failed has its own time to be tried again.
      this.#held.delete(key);
    } else {
      this.#held.add(key);
      this.queue.add(key, { anew: true });
    }
  }

  /** Takes a change of a FeatureSet in: watches where it publishes, and looks after those that publish to the same place. */
  featureSetChanged({ key, before, after }: StoreChange<FeatureSetDeclaration>): void {
    const { declarations, configMaps } = this.#options;
    if (!after) this.#forget(key);
    const { namespace = '' } = splitKey(key);
    const [publishing] = declarations.stores.FeatureSet.keysBy('publishesIn', namespace);
    configMaps.follow(namespace, publishing !== undefined);
    const [left, taken] = [targetOf(before), targetOf(after)];
    if (left !== taken) for (const target of [left, taken]) if (target !== undefined) this.#lookAt(target, key);
    this.#reconsider(key);
  }

  /** Considers it beside an evaluation: a status that waited for a write that is not wanted any more is to be written now. */
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

  /** Takes in that a ConfigMap changed, which is of `owner` now, or, with no name, all that is known of a namespace. */
  configMapChanged(namespace: string, name: string | undefined, owner?: string): void {
    const { FeatureSet: featureSets } = this.#options.declarations.stores;
    if (name === undefined) for (const key of featureSets.keysBy('publishesIn', namespace)) this.#tell(key);
    else this.#lookAt(objectKey({ namespace, name }));
    // Somebody may have given it one that it does not ask for.
    if (owner !== undefined) for (const key of featureSets.keysBy('publisher', owner)) this.#reconsider(key);
  }

  /** Looks anew at those that publish to a place, whatever became of their last attempts. */
  #lookAt(target: string, except?: string): void {
    for (const key of this.#options.declarations.stores.FeatureSet.keysBy('publishesTo', target)) {
      if (key === except) continue;
      if (this.#attempts.get(key)?.failure.kind === 'NotOwned') this.#attempts.delete(key);
      this.#tell(key);
    }
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
      const outcome = await takeStep(this.#options, key, declaration, step);
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
   * There is nothing to do. Whether that makes a difference to what is known of the last attempt: nobody looks any more
   * whether what was in the way, such as a namesake without our label, still is.
   */
  #rests(key: string): boolean {
    return this.#attempts.delete(key);
  }

  /** Remembers why, and tries again by and by. It is news where it is new or a status waits for it. */
  #failed(key: string, step: PublishingStep, failure: PublishFailure): Round {
    // Deleted meanwhile.
    if (!this.#declaration(key)) return { result: { kind: 'Done' }, isNews: false };
    const last = this.#attempts.get(key)?.failure;
    this.#attempts.set(key, { step, failure });
    const isNews = last?.kind !== failure.kind || failureOf(last) !== failureOf(failure);
    if (isNews) {
      const about = { object: { kind: 'FeatureSet', ...splitKey(key) }, step: step.kind, ...failure };
      this.#options.logger.warn(about, 'Failed to publish config, trying again');
    }
    const leastMs = Math.max(ROUND_INTERVAL_MS, this.#attempts.size * SHARED_INTERVAL_MS);
    const result: Result =
      failure.kind === 'Failing'
        ? { kind: 'Failed', afterMs: Math.max(failure.afterMs ?? 0, leastMs), atMostMs: LONGEST_BACKOFF_MS }
        : { kind: 'RequeueAfter', afterMs: Math.max(RETRY_MS[failure.kind], leastMs) };
    // What was judged while the write was under way may want another step.
    return { result, isNews: isNews || this.#held.has(key) || !isSameStep(this.#step(key), step) };
  }

  #step(key: string): PublishingStep {
    const declaration = this.#declaration(key);
    return declaration ? publishingStep(situationOf(this.#options, key, declaration)) : { kind: 'Rest' };
  }

  #declaration(key: string): FeatureSetDeclaration | undefined {
    return this.#options.declarations.get('FeatureSet', key);
  }

  /** Has it told to the FeatureSet how it stands. */
  #tell(key: string): void {
    const { parsed, component } = this.#declaration(key) ?? {};
    if (component === undefined || !parsed?.valid) this.#held.delete(key);
    else this.#options.onPublished(component, key, this.publishedOf(parsed.object));
  }

  #forget(key: string): void {
    this.#attempts.delete(key);
    this.#held.delete(key);
    this.#roundsMs.delete(key);
  }
}

/** Where a FeatureSet publishes, as long as nobody deletes it. */
function targetOf(declaration: FeatureSetDeclaration | undefined): string | undefined {
  if (!declaration?.parsed.valid) return undefined;
  const { metadata, spec } = declaration.parsed.object;
  if (!spec.publish || metadata.deletionTimestamp !== undefined) return undefined;
  return objectKey({ namespace: metadata.namespace, name: spec.publish.configMap });
}
