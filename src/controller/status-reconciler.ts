import type { Logger } from 'pino';
import type { Notice } from '../api/condition.ts';
import { KINDS, type KindName } from '../api/kinds.ts';
import { API_VERSION, GROUP, STORAGE_VERSION } from '../api/schema.ts';
import type { Clock } from '../kube/clock.ts';
import { splitKey, type Resource } from '../kube/object.ts';
import { resultOf, type StatusWriter } from '../kube/status-writer.ts';
import type { Result } from '../kube/workqueue.ts';
import { splitQueueKey, type Declaration, type Declarations } from './declarations.ts';
import { desiredStatus, isSettled } from './desired-status.ts';
import type { Evaluator } from './evaluator.ts';
import type { NoticePoster } from './notice-poster.ts';

/** How a status reconciler is set up. */
export interface StatusReconcilerOptions {
  readonly declarations: Declarations;
  readonly evaluator: Evaluator;
  readonly writer: StatusWriter;
  readonly poster: NoticePoster;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Least time between two status writes of one object: its status follows every gate of its component. */
const WRITE_INTERVAL_MS: Readonly<Record<KindName, number>> = {
  MaturityPolicy: 10_000,
  FeatureGate: 0,
  PluginMaturity: 0,
  FeatureSet: 1000,
};

/** The resource of a kind, at the version the operator reads and writes. */
export function resourceOf(kind: KindName): Resource {
  return { group: GROUP, version: STORAGE_VERSION, plural: KINDS[kind].plural };
}

/** Makes the status of one object what the evaluation says: one write where it differs, then the events of what is new. */
export class StatusReconciler {
  readonly #options: StatusReconcilerOptions;
  readonly #writtenMs = new Map<string, number>();
  #applying = false;

  constructor(options: StatusReconcilerOptions) {
    this.#options = options;
  }

  /** Whether the status that stands differs from the one that should. */
  differs(queued: string): boolean {
    const { kind, key } = splitQueueKey(queued);
    const declaration = this.#options.declarations.get(kind, key);
    const desired = declaration && this.#desired(declaration, key);
    return declaration !== undefined && desired !== undefined && !isSettled(declaration, desired);
  }

  /** Whether the change that is being heard is the answer to an own write, which needs no second look. */
  get isApplying(): boolean {
    return this.#applying;
  }

  /** Forgets what is remembered of a deleted object. */
  forget(queued: string): void {
    this.#writtenMs.delete(queued);
  }

  /** The workqueue's handler. */
  async reconcile(queued: string): Promise<Result> {
    const { declarations, writer, poster, logger, clock } = this.#options;
    const { kind, key } = splitQueueKey(queued);
    const declaration = declarations.get(kind, key);
    if (!declaration) return { kind: 'Done' };
    const desired = this.#desired(declaration, key);
    if (!desired || isSettled(declaration, desired)) return { kind: 'Done' };
    const waitMs = (this.#writtenMs.get(queued) ?? -Infinity) + WRITE_INTERVAL_MS[kind] - clock.now();
    if (waitMs > 0) return { kind: 'RequeueAfter', afterMs: waitMs };

    if (WRITE_INTERVAL_MS[kind] > 0) this.#writtenMs.set(queued, clock.now());
    const { uid, resourceVersion } = declaration;
    const target = { apiVersion: API_VERSION, kind, ...splitKey(key), uid, resourceVersion };
    const outcome = await writer.write(resourceOf(kind), target, desired);
    if (outcome.kind === 'Written') {
      this.#applying = true;
      declarations.stores[kind].apply(outcome.object);
      this.#applying = false;
      poster.post(target, noticesAfter(declaration.status, desired));
      logger.info(factOf(kind, key, desired), 'Wrote status');
    }
    if (outcome.kind === 'Conflict' && outcome.object) declarations.stores[kind].upsert(outcome.object, 'watch');
    return resultOf(outcome);
  }

  #desired(declaration: Declaration, key: string): ReturnType<typeof desiredStatus> {
    const { evaluator, clock } = this.#options;
    const evaluation = declaration.component === undefined ? undefined : evaluator.get(declaration.component);
    return desiredStatus(declaration, key, evaluation, clock.now());
  }
}

function noticesOf(status: Readonly<Record<string, unknown>> | undefined): readonly Notice[] {
  return (status?.['notices'] ?? []) as readonly Notice[];
}

/** The notices of a written status that did not stand before. */
function noticesAfter(before: Declaration['status'], written: Readonly<Record<string, unknown>>): Notice[] {
  const old = new Set(noticesOf(before).map((notice) => JSON.stringify([notice.reason, notice.time, notice.subjects])));
  return noticesOf(written).filter(({ reason, time, subjects }) => !old.has(JSON.stringify([reason, time, subjects])));
}

function factOf(kind: KindName, key: string, status: Readonly<Record<string, unknown>>): object {
  const conditions = status['conditions'] as readonly { type: string; status: string; reason: string }[];
  const ready = conditions.find(({ type }) => type === 'Ready');
  return { object: { kind, ...splitKey(key) }, ready: ready?.status, reason: ready?.reason };
}
