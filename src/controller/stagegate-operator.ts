import { hostname } from 'node:os';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { KIND_NAMES } from '../api/kinds.ts';
import { API_VERSION, GROUP } from '../api/schema.ts';
import { systemClock } from '../kube/clock.ts';
import { EventRecorder } from '../kube/events/event-recorder.ts';
import { splitKey, type Resource } from '../kube/object.ts';
import { KubeOperator } from '../kube/base-class/operator.ts';
import type { Reflector } from '../kube/watch/reflector.ts';
import type { ReflectorSink } from '../kube/watch/sink.ts';
import { readServerVersion } from '../kube/requests/server-version.ts';
import { StatusWriter } from '../kube/requests/status-writer.ts';
import { LOW_PRIORITY, Workqueue } from '../kube/queue/workqueue.ts';
import type { Config } from './operator-settings.ts';
import { Declarations, type DeclarationChange } from './declarations/declarations.ts';
import { Evaluator } from './evaluation/evaluator.ts';
import { LoopMetrics } from './metrics/loop-metrics.ts';
import { NoticePoster } from './status/notice-poster.ts';
import { registerObjectMetrics } from './metrics/object-metrics.ts';
import { QueueMetrics } from './metrics/queue-metrics.ts';
import { reportedBefore } from './api-server/reported-release.ts';
import { featureSetsThat, followsRelease, observesGates } from './api-server/server-followers.ts';
import { readServerGates } from './api-server/server-gates.ts';
import { ServerReporter } from './api-server/server-reporter.ts';
import { ServerSurroundings } from './server-surroundings.ts';
import { noticesOf, StatusReconciler } from './status/status-reconciler.ts';
import type { Declaration } from './declarations/declaration.ts';
import type { Check } from './server.ts';
import { resourceOf } from './declarations/resource-of.ts';
import { queuedObject, queueKey, type ObjectKey } from './declarations/queue-key.ts';

/** Status writes in flight at once; more gain little on a small API server (test/bench). */
const WORKERS = 10;
const NAMESPACES: Resource = { group: '', version: 'v1', plural: 'namespaces' };
const DRAIN_MS = 15_000;
const FLUSH_MS = 5_000;

/** What the operator is made of. */
export interface StagegateOperatorOptions {
  readonly kubeConfig: KubeConfig;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly config: Pick<Config, 'gateSeries' | 'resyncSeconds'>;
  readonly version: string;
}

/** The operator: watches the four kinds, evaluates each component that changed, and makes every status say so. */
export class StagegateOperator extends KubeOperator {
  readonly #log: Logger;
  readonly #declarations = new Declarations();
  readonly #surroundings: ServerSurroundings;
  readonly #evaluator: Evaluator;
  readonly #writer: StatusWriter;
  readonly #reconciler: StatusReconciler;
  readonly #queue: Workqueue;
  readonly #poster: NoticePoster;
  readonly #recorder: EventRecorder;
  readonly #reporter: ServerReporter;
  readonly #metrics: LoopMetrics;
  readonly #reflectors = new Map<string, Reflector>();
  readonly #missing = new Set<string>();
  readonly #resyncMs: number;
  #ready = false;
  #cancelResync: (() => void) | undefined;

  constructor({ kubeConfig, logger, registry, config, version }: StagegateOperatorOptions) {
    const metrics = new LoopMetrics(registry);
    const queues = new QueueMetrics(registry);
    super({ kubeConfig, logger, transport: { userAgent: `stagegate/${version}`, onRequest: metrics.onRequest } });
    this.#log = logger;
    this.#metrics = metrics;
    this.#resyncMs = config.resyncSeconds * 1000;
    const clock = systemClock;
    const { transport } = this;
    this.#recorder = new EventRecorder({
      transport,
      logger,
      controller: `${GROUP}/controller`,
      instance: hostname(),
      onOutcome: metrics.onEvent,
    });
    this.#poster = new NoticePoster(this.#recorder);
    this.#reporter = new ServerReporter({
      readRelease: () => readServerVersion(transport, this.stopping),
      readGates: () => readServerGates(transport, this.stopping),
      isObserved: () => featureSetsThat(observesGates, this.#declarations).length > 0,
      onChange: () => this.#markFollowers(),
      logger,
      clock,
      random: Math.random,
    });
    this.#surroundings = new ServerSurroundings({
      declarations: this.#declarations,
      transport,
      stopping: this.stopping,
      attach: (options) => this.attach(options),
      hooks: { onOperation: metrics.onOperation, onSinkError: metrics.onSinkError },
      onChange: (component) => this.#evaluator.mark(component),
      evaluationOf: (component) => this.#evaluator.get(component),
      onPublished: (component) => this.#evaluator.published(component),
      queueMetrics: queues,
      logger,
      clock,
    });
    this.#evaluator = new Evaluator({
      declarations: this.#declarations,
      reported: () => this.#reporter.release,
      observed: () => this.#reporter.gates,
      observedConfigs: this.#surroundings,
      onEvaluated: (keys, urgent) => {
        this.#surroundings.publisher.evaluated(keys);
        for (const key of keys) if (this.#reconciler.differs(key)) this.#want(key, urgent);
      },
      onDuration: metrics.onEvaluation,
      logger,
      clock,
    });
    const onResumed = () => this.#queue.wake();
    this.#writer = new StatusWriter({ transport, logger, onWrite: metrics.onWrite, onResumed });
    this.#reconciler = new StatusReconciler({
      declarations: this.#declarations,
      evaluator: this.#evaluator,
      writer: this.#writer,
      poster: this.#poster,
      isHeld: (key) => this.#surroundings.publisher.isHeld(key),
      logger,
      clock,
    });
    this.#queue = new Workqueue({
      handler: (key) => this.#reconciler.reconcile(key),
      concurrency: WORKERS,
      hooks: queues.hooks('stagegate', logger, queuedObject),
    });
    queues.watch('stagegate', this.#queue, WORKERS);
    registerObjectMetrics(registry, () => this.#evaluator.all(), config.gateSeries);
  }

  /** What /readyz asks. */
  readonly readiness: Readonly<Record<string, Check>> = {
    shutdown: () => (this.stopping.aborted ? 'shutting down' : undefined),
    crds: () => (this.#missing.size > 0 ? `not installed: ${[...this.#missing].join(', ')}` : undefined),
    caches: () => (this.#ready ? undefined : 'waiting for the first full lists'),
    writes: () => this.#writer.problem,
  };

  /** Begins to watch the four kinds and namespaces' labels; nothing is evaluated before all are listed. */
  protected override async init(): Promise<void> {
    this.#declarations.onChangeOf('FeatureSet', (change) => this.#featureSetChanged(change));
    this.#declarations.onChange((change) => this.#changed(change));
    this.#declarations.namespaces.onChange(() => {
      for (const component of this.#declarations.selecting()) this.#evaluator.mark(component);
    });
    for (const kind of KIND_NAMES)
      this.#reflectors.set(kind, this.#watch(kind, resourceOf(kind), this.#declarations.stores[kind]));
    this.#reflectors.set('Namespace', this.#watch('Namespace', NAMESPACES, this.#declarations.namespaces));
  }

  /** Stops taking work in, ends what is in flight, posts what is announced, and closes every connection. */
  async shutDown(): Promise<void> {
    this.#cancelResync?.();
    this.#reporter.stop();
    this.#surroundings.stop();
    this.#evaluator.stop();
    this.stop();
    const queues = [this.#queue, this.#surroundings.publisher.queue];
    const drained = (await Promise.all(queues.map((queue) => queue.drain(DRAIN_MS)))).every(Boolean);
    const left = await this.#recorder.flush(FLUSH_MS);
    await this.close();
    this.#log.info({ drained, eventsLeft: left }, 'Stopped');
  }

  #watch(kind: string, resource: Resource, sink: ReflectorSink): Reflector {
    return this.attach({
      resource,
      sink,
      hooks: {
        onOperation: this.#metrics.onOperation,
        onMissing: () => {
          this.#missing.add(kind);
        },
        onFound: () => {
          this.#missing.delete(kind);
        },
        onSinkError: this.#metrics.onSinkError,
        onSynced: () => this.#begin(),
      },
    });
  }

  #begin(): void {
    if (this.#ready || ![...this.#reflectors.values()].every(({ synced }) => synced)) return;
    this.#ready = true;
    const counts = Object.fromEntries(KIND_NAMES.map((kind) => [kind, this.#declarations.stores[kind].size]));
    this.#log.info({ objects: counts }, 'Listed everything');
    const known = reportedBefore(featureSetsThat(followsRelease, this.#declarations));
    void Promise.all([this.#reporter.start(known), this.#surroundings.start()]).then(() => {
      if (this.stopping.aborted) return;
      this.#evaluator.start();
      this.#scheduleResync();
    });
  }

  #featureSetChanged(change: DeclarationChange<'FeatureSet'>): void {
    this.#surroundings.publisher.featureSetChanged(change);
    if (change.statusOnly) return;
    this.#surroundings.follow(change);
    if (change.after && observesGates(change.after)) this.#reporter.hurry();
  }

  #changed({ kind, key, before, after, origin, statusOnly }: DeclarationChange): void {
    const queued = queueKey(kind, key);
    if (!after) this.#reconciler.forget(queued);
    if (after && !before) this.#postYoung(key, after);
    for (const component of statusOnly ? [] : new Set([before?.component, after?.component]))
      if (component !== undefined) this.#evaluator.mark(component);
    if (after && (statusOnly || !after.parsed.valid) && !this.#reconciler.isApplying)
      this.#queue.add(queued, { priority: origin === 'list' ? LOW_PRIORITY : 0 });
  }

  #postYoung(key: string, { kind, status, uid }: Declaration): void {
    const notices = noticesOf(status);
    if (notices.length > 0)
      this.#poster.postYoung({ apiVersion: API_VERSION, kind, ...splitKey(key), uid }, notices, Date.now());
  }

  #markFollowers(): void {
    const told = featureSetsThat((one) => followsRelease(one) || observesGates(one), this.#declarations);
    for (const { component } of told) if (component !== undefined) this.#evaluator.mark(component);
  }

  /** What waits already keeps its place, but for FeatureSets: behind ten thousand gates somebody waits for theirs. */
  #want(key: ObjectKey, urgent: boolean): void {
    const first = urgent && (key.startsWith('FeatureSet:') || !this.#queue.isWaiting(key));
    this.#queue.add(key, { priority: first ? 0 : LOW_PRIORITY });
  }

  #scheduleResync(): void {
    this.#cancelResync = systemClock.after(this.#resyncMs, () => {
      this.#surroundings.resync();
      void Promise.all([...this.#reflectors.values()].map((reflector) => reflector.resync())).then(() => {
        for (const component of this.#declarations.components()) this.#evaluator.mark(component, false);
        if (!this.stopping.aborted) this.#scheduleResync();
      });
    });
  }
}
