import { API_VERSION } from '../../api/schema.ts';
import { splitKey } from '../../kube/object.ts';
import { LOW_PRIORITY, Workqueue, type WorkqueueHooks } from '../../kube/queue/workqueue.ts';
import type { StatusWriter } from '../../kube/requests/status-writer.ts';
import type { DeclarationChange } from '../declarations/declarations.ts';
import { queueKey, type ObjectKey } from '../declarations/queue-key.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import type { NoticePoster } from './notice-poster.ts';
import { noticesOf, StatusUpdates, type StatusUpdatesOptions } from './status-updates.ts';

/** Status writes in flight at once; more gain little on a small API server (test/bench). */
const WORKERS = 10;

export interface StatusReconcilerOptions extends StatusUpdatesOptions {
  readonly evaluator: Pick<Evaluator, 'get' | 'onEvaluated'>;
  readonly writer: Pick<StatusWriter, 'write' | 'onResumed'>;
  readonly poster: Pick<NoticePoster, 'post' | 'postYoung' | 'isBehind'>;
  readonly queueHooks: WorkqueueHooks;
}

/** Keeps the queue of objects whose status may not be what it should be. */
export class StatusReconciler {
  readonly queue: Workqueue;
  readonly #options: StatusReconcilerOptions;
  readonly #updates: StatusUpdates;

  constructor(options: StatusReconcilerOptions) {
    const { declarations, evaluator, writer, queueHooks, clock } = options;
    this.#options = options;
    this.#updates = new StatusUpdates(options);
    this.queue = new Workqueue({
      handler: (key) => this.#updates.update(key),
      concurrency: WORKERS,
      hooks: queueHooks,
      clock,
    });
    declarations.onChange((change) => this.#changed(change));
    evaluator.onEvaluated((keys, urgent) => {
      for (const key of keys) if (this.#updates.differs(key)) this.#want(key, urgent);
    });
    writer.onResumed(() => this.queue.wake());
  }

  /** Takes in nothing more; whether all that was under way ended in time. */
  drain(timeoutMs: number): Promise<boolean> {
    return this.queue.drain(timeoutMs);
  }

  /** An evaluation looks again at all that is declared; what it does not know, or knows already, is looked at here. */
  #changed({ kind, key, before, after, origin, statusOnly }: DeclarationChange): void {
    const queued = queueKey(kind, key);
    if (!after) return this.#updates.forget(queued);
    const notices = noticesOf(after.status);
    if (!before && notices.length > 0) {
      const { poster, clock } = this.#options;
      const regarding = { apiVersion: API_VERSION, kind, ...splitKey(key), uid: after.uid };
      poster.postYoung(regarding, notices, clock.now());
    }
    // The answer to an own write needs no second look.
    if ((statusOnly || !after.parsed.valid) && origin !== 'own')
      this.queue.add(queued, { priority: origin === 'list' ? LOW_PRIORITY : 0 });
  }

  /** What waits already keeps its place, but for FeatureSets: behind ten thousand gates somebody waits for theirs. */
  #want(key: ObjectKey, urgent: boolean): void {
    const first = urgent && (key.startsWith('FeatureSet:') || !this.queue.isWaiting(key));
    this.queue.add(key, { priority: first ? 0 : LOW_PRIORITY });
  }
}
