import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Notice } from '../../api/condition.ts';
import type { StatusOf } from '../../api/declared.ts';
import type { KindName } from '../../api/kinds.ts';
import { API_VERSION } from '../../api/schema.ts';
import type { Clock } from '../../kube/clock.ts';
import type { EventObjectReference } from '../../kube/events/event-object.ts';
import { splitKey } from '../../kube/object.ts';
import { resultOf, type StatusWriter } from '../../kube/requests/status-writer.ts';
import type { Result } from '../../kube/queue/workqueue.ts';
import type { Declarations } from '../declarations/declarations.ts';
import type { ConfigPublisher } from '../publishing/config-publisher.ts';
import { desiredStatus, verdictOf, type Verdict } from '../../report/status/desired-status.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import type { NoticePoster } from './notice-poster.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { resourceOf } from '../declarations/resource-of.ts';
import { splitQueueKey } from '../declarations/queue-key.ts';

/** How long a write that announces something waits while too many events are still to be posted. */
const EVENTS_WAIT_MS = 200;

export interface StatusUpdatesOptions {
  readonly declarations: Declarations;
  readonly evaluator: Pick<Evaluator, 'get'>;
  readonly publisher: Pick<ConfigPublisher, 'isHeld'>;
  readonly writer: Pick<StatusWriter, 'write'>;
  readonly poster: Pick<NoticePoster, 'post' | 'isBehind'>;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Least time between two status writes of one object: its status follows every gate of its component. A policy's new spec is answered at once. */
const WRITE_INTERVAL_MS: Readonly<Record<KindName, number>> = {
  MaturityPolicy: 10_000,
  FeatureGate: 0,
  PluginMaturity: 0,
  FeatureSet: 1000,
};

/** A change of one gate touches a few objects; where it touches many, looking twice costs less than keeping all that was seen. */
const MOST_LOOKS = 64;

/** Notices kept of writes without a good answer: as many as a status holds. */
const MOST_UNSURE = 32;

type Desired = NonNullable<ReturnType<typeof desiredStatus>>;

/** What a look at one object found, and what it was made of. */
interface Look {
  readonly declaration: Declaration;
  readonly verdict: Verdict | undefined;
  readonly desired: Desired;
}

/** Makes the status of one object what the evaluation says: one write where it differs, then the events of what is new. */
export class StatusUpdates {
  readonly #options: StatusUpdatesOptions;
  readonly #writtenMs = new Map<string, number>();
  /** What writes without a good answer announced, by key: the server may have taken them all the same. */
  readonly #unsure = new Map<string, readonly Notice[]>();
  /** What `differs` found last, for the update that follows from it. */
  readonly #looks = new Map<string, Look>();

  constructor(options: StatusUpdatesOptions) {
    this.#options = options;
  }

  /** Whether the status that stands differs from the one that should. */
  differs(queued: string): boolean {
    const { kind, key } = splitQueueKey(queued);
    const declaration = this.#options.declarations.get(kind, key);
    if (!declaration) return false;
    // There is nothing to compare with.
    if (!declaration.status) return true;
    const verdict = this.#verdictOf(declaration, key);
    const desired = this.#desired(declaration, verdict);
    if (!desired || settles(declaration, desired)) return false;
    if (this.#looks.size < MOST_LOOKS) this.#looks.set(queued, { declaration, verdict, desired });
    return true;
  }

  /** Forgets what is remembered of a deleted object. */
  forget(queued: string): void {
    this.#writtenMs.delete(queued);
    this.#unsure.delete(queued);
    this.#looks.delete(queued);
  }

  /** The workqueue's handler. */
  async update(queued: string): Promise<Result> {
    const { declarations, writer, poster, logger, clock } = this.#options;
    const { kind, key } = splitQueueKey(queued);
    const declaration = declarations.get(kind, key);
    if (!declaration) return { kind: 'Done' };
    const { uid, resourceVersion } = declaration;
    const target = { apiVersion: API_VERSION, kind, ...splitKey(key), uid, resourceVersion };
    this.#postLate(queued, target, noticesOf(declaration.status));
    const verdict = this.#verdictOf(declaration, key);
    const look = this.#looks.get(queued);
    this.#looks.delete(queued);
    const desired =
      look && look.declaration === declaration && look.verdict === verdict
        ? look.desired
        : this.#desired(declaration, verdict);
    if (!desired) return { kind: 'Done', untried: true };
    if (settles(declaration, desired)) return { kind: 'Done' };
    if (kind === 'FeatureSet' && this.#options.publisher.isHeld(key)) return { kind: 'Done', untried: true };
    const answersSpec = kind === 'MaturityPolicy' && declaration.status?.observedGeneration !== declaration.generation;
    const waitMs = (this.#writtenMs.get(queued) ?? -Infinity) + WRITE_INTERVAL_MS[kind] - clock.monotonic();
    if (waitMs > 0 && !answersSpec) return { kind: 'RequeueAfter', afterMs: waitMs, untried: true };

    const news = noticesAfter(declaration.status, desired);
    // Events are posted more slowly than statuses are written, and none may be lost.
    if (news.length > 0 && poster.isBehind) return { kind: 'RequeueAfter', afterMs: EVENTS_WAIT_MS, untried: true };

    if (WRITE_INTERVAL_MS[kind] > 0) this.#writtenMs.set(queued, clock.monotonic());
    const outcome = await writer.write(resourceOf(kind), target, desired);
    if (outcome.kind === 'Written') {
      this.#unsure.delete(queued);
      declarations.written(kind, outcome.object, desired);
      poster.post(target, news);
      logger.info(factOf(kind, key, desired), 'Wrote status');
    }
    // Deleted meanwhile: what a late answer says of it would bring it back.
    const there = declarations.get(kind, key);
    if (!there) return { kind: 'Done' };
    // The answer may be what was lost, and a conflict, or a 404 to what the transport sent again, may answer its repeat.
    if (outcome.kind !== 'Written' && there.uid === uid) this.#remember(queued, news);
    if (outcome.kind === 'Conflict' && outcome.object) declarations.stores[kind].upsert(outcome.object, 'watch');
    // A server that starts may say 404 for a moment; if the object is really gone, the watch says so soon.
    if (outcome.kind === 'Gone' && there.uid === uid) return { kind: 'Requeue' };
    // What was judged meanwhile was compared with what stood before, and may have been the same.
    if (outcome.kind === 'Written' && this.#verdictOf(there, key) !== verdict && this.differs(queued))
      return { kind: 'RequeueAfter', afterMs: WRITE_INTERVAL_MS[kind] };
    return resultOf(outcome);
  }

  /** Posts what an unanswered write announced, once it is seen to stand. */
  #postLate(queued: string, regarding: EventObjectReference, previous: readonly Notice[]): void {
    const late = this.#unsure.get(queued)?.filter(among(previous)) ?? [];
    if (late.length === 0) return;
    this.#unsure.delete(queued);
    this.#options.poster.post(regarding, late);
  }

  #remember(queued: string, news: readonly Notice[]): void {
    if (news.length > 0) this.#unsure.set(queued, [...(this.#unsure.get(queued) ?? []), ...news].slice(-MOST_UNSURE));
  }

  #desired(declaration: Declaration, verdict: Verdict | undefined): Desired | undefined {
    return desiredStatus(declaration, verdict, this.#options.clock.now());
  }

  #verdictOf({ kind, component }: Declaration, key: string): Verdict | undefined {
    return component === undefined ? undefined : verdictOf(this.#options.evaluator.get(component), kind, key);
  }
}

/** What a status announces; that of a policy announces nothing. */
export function noticesOf(status: Partial<StatusOf[KindName]> | undefined): readonly Notice[] {
  return (status && 'notices' in status && status.notices) || [];
}

/** The notices of a written status that did not stand before. */
function noticesAfter(before: Declaration['status'], written: Desired): Notice[] {
  const stood = among(noticesOf(before));
  return noticesOf(written).filter((notice) => !stood(notice));
}

/** Whether a notice is one of these, by what names its event. */
function among(notices: readonly Notice[]): (notice: Notice) => boolean {
  const known = new Set(notices.map(identityOf));
  return (notice) => known.has(identityOf(notice));
}

function identityOf({ reason, time, subjects }: Notice): string {
  return JSON.stringify([reason, time, subjects]);
}

function factOf(kind: KindName, key: string, status: Desired): object {
  const conditions = status['conditions'] as readonly { type: string; status: string; reason: string }[];
  const ready = conditions.find(({ type }) => type === 'Ready');
  return { object: { kind, ...splitKey(key) }, ready: ready?.status, reason: ready?.reason };
}

/** Whether a write would change nothing. What stands is then kept in the parts that other objects share. */
function settles(declaration: Declaration, desired: Desired): boolean {
  if (!isDeepStrictEqual(declaration.status, desired)) return false;
  declaration.status = desired as typeof declaration.status;
  return true;
}
