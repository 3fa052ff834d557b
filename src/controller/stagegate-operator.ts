import { hostname } from 'node:os';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { KIND_NAMES } from '../api/kinds.ts';
import { GROUP } from '../api/schema.ts';
import { KubeOperator, type AttachOptions } from '../kube/base-class/operator.ts';
import { systemClock } from '../kube/clock.ts';
import { EventRecorder } from '../kube/events/event-recorder.ts';
import { splitKey, type Resource } from '../kube/object.ts';
import { StatusWriter } from '../kube/requests/status-writer.ts';
import type { Reflector } from '../kube/watch/reflector.ts';
import type { ReflectorSink } from '../kube/watch/sink.ts';
import { ServerReporter } from './api-server/server-reporter.ts';
import { OwnIdentity } from './config-maps/own-identity.ts';
import { Declarations } from './declarations/declarations.ts';
import { queuedObject } from './declarations/queue-key.ts';
import { resourceOf } from './declarations/resource-of.ts';
import { Evaluator } from './evaluation/evaluator.ts';
import { LoopMetrics } from './metrics/loop-metrics.ts';
import { GateSeriesExtent } from './metrics/gate-series-extent.ts';
import { metricsPage, type MetricsPage } from './metrics/metrics-page.ts';
import { QueueMetrics } from './metrics/queue-metrics.ts';
import { PublishedStates } from './published/published-states.ts';
import { ConfigPublisher } from './publishing/config-publisher.ts';
import { SourceWatch } from './sources/source-watch.ts';
import { NoticePoster } from './status/notice-poster.ts';
import { StatusReconciler } from './status/status-reconciler.ts';
import type { Config } from './operator-settings.ts';
import type { Check } from './server.ts';

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

/** Knows something beside what is declared. */
interface Observer {
  /** Everything that is declared is known; resolves when the first evaluation may begin. */
  start(): void | Promise<void>;
  /** Looks at everything again; waits for nothing. */
  resync?(): void;
  /** Ends every timer and asks nothing more. */
  stop?(): void;
}

/**
 * The operator: watches the four kinds, evaluates each component that changed, and makes every status say so. Its parts
 * are a line: each takes those above it and hears what they tell.
 */
export class StagegateOperator extends KubeOperator {
  /** What `/metrics` answers. */
  readonly page: MetricsPage;
  readonly #log: Logger;
  readonly #metrics: LoopMetrics;
  readonly #declarations = new Declarations();
  readonly #observers: readonly Observer[];
  readonly #evaluator: Evaluator;
  readonly #writers: readonly { drain(timeoutMs: number): Promise<boolean> }[];
  readonly #statusWriter: StatusWriter;
  readonly #recorder: EventRecorder;
  readonly #reflectors = new Map<string, Reflector>();
  readonly #missing = new Set<string>();
  readonly #resyncMs: number;
  #ready = false;
  #cancelResync: (() => void) | undefined;

  constructor({ kubeConfig, logger, registry, config, version }: StagegateOperatorOptions) {
    const metrics = new LoopMetrics(registry);
    super({ kubeConfig, logger, transport: { userAgent: `stagegate/${version}`, onRequest: metrics.onRequest } });
    this.#log = logger;
    this.#metrics = metrics;
    this.#resyncMs = config.resyncSeconds * 1000;
    const { transport, stopping } = this;
    const queues = new QueueMetrics(registry);
    const queueHooks = (name: string, kind: string) =>
      queues.hooks(name, logger, (key) => ({ kind, ...splitKey(key) }));
    const about = { controller: `${GROUP}/controller`, instance: hostname() };
    const recorder = new EventRecorder({ transport, logger, ...about, onOutcome: metrics.onEvent });
    const writer = new StatusWriter({ transport, logger, onWrite: metrics.onWrite });
    const poster = new NoticePoster(recorder);

    const declarations = this.#declarations;
    const attach = (options: AttachOptions): Reflector => this.attach(options);
    const means = { declarations, attach, transport, stopping, logger, clock: systemClock };
    const identity = new OwnIdentity(means);
    const apiServer = new ServerReporter(means);
    const sources = new SourceWatch({ ...means, identity, queueHooks: queueHooks('stagegate-sources', 'ConfigMap') });
    const published = new PublishedStates({ ...means, identity });
    const evaluator = new Evaluator({ ...means, apiServer, sources, published, onDuration: metrics.onEvaluation });
    const publisher = new ConfigPublisher({
      ...means,
      evaluator,
      published,
      queueHooks: queueHooks('stagegate-publisher', 'FeatureSet'),
    });
    const statuses = new StatusReconciler({
      ...means,
      evaluator,
      publisher,
      writer,
      poster,
      queueHooks: queues.hooks('stagegate', logger, queuedObject),
    });

    this.#observers = [identity, apiServer, sources, published];
    this.#evaluator = evaluator;
    this.#writers = [publisher, statuses];
    this.#statusWriter = writer;
    this.#recorder = recorder;
    queues.watch('stagegate', statuses.queue);
    queues.watch('stagegate-sources', sources.queue);
    queues.watch('stagegate-publisher', publisher.queue);
    const gateSeries = new GateSeriesExtent(config.gateSeries, logger);
    gateSeries.register(registry);
    this.page = metricsPage({ registry, evaluations: () => evaluator.all(), gateSeries });
  }

  /** What /readyz asks. */
  readonly readiness: Readonly<Record<string, Check>> = {
    shutdown: () => (this.stopping.aborted ? 'shutting down' : undefined),
    crds: () => (this.#missing.size > 0 ? `not installed: ${[...this.#missing].join(', ')}` : undefined),
    caches: () => (this.#ready ? undefined : 'waiting for the first full lists'),
    writes: () => this.#statusWriter.problem,
  };

  /** Begins to watch the four kinds and namespaces' labels; nothing is evaluated before all are listed. */
  protected override async init(): Promise<void> {
    for (const kind of KIND_NAMES) this.#watch(kind, resourceOf(kind), this.#declarations.stores[kind]);
    this.#watch('Namespace', NAMESPACES, this.#declarations.namespaces);
  }

  /** Stops taking work in, ends what is in flight, posts what is announced, and closes every connection. */
  async shutDown(): Promise<void> {
    this.#cancelResync?.();
    for (const observer of this.#observers) observer.stop?.();
    this.#evaluator.stop();
    this.stop();
    const drained = (await Promise.all(this.#writers.map((writer) => writer.drain(DRAIN_MS)))).every(Boolean);
    const left = await this.#recorder.flush(FLUSH_MS);
    await this.close();
    this.#log.info({ drained, eventsLeft: left }, 'Stopped');
  }

  /** Feeds a sink, and counts what that asks of the server. */
  protected override attach(options: AttachOptions): Reflector {
    const { onOperation, onSinkError } = this.#metrics;
    return super.attach({ ...options, hooks: { onOperation, onSinkError, ...options.hooks } });
  }

  #watch(kind: string, resource: Resource, sink: ReflectorSink): void {
    const reflector = this.attach({
      resource,
      sink,
      hooks: {
        onMissing: () => void this.#missing.add(kind),
        onFound: () => void this.#missing.delete(kind),
        onSynced: () => this.#begin(),
      },
    });
    this.#reflectors.set(kind, reflector);
  }

  #begin(): void {
    if (this.#ready || ![...this.#reflectors.values()].every(({ synced }) => synced)) return;
    this.#ready = true;
    const counts = Object.fromEntries(KIND_NAMES.map((kind) => [kind, this.#declarations.stores[kind].size]));
    this.#log.info({ objects: counts }, 'Listed everything');
    void Promise.all(this.#observers.map(async (observer) => observer.start())).then(() => {
      if (this.stopping.aborted) return;
      this.#evaluator.start();
      this.#scheduleResync();
    });
  }

  #scheduleResync(): void {
    this.#cancelResync = systemClock.after(this.#resyncMs, () => {
      for (const observer of this.#observers) observer.resync?.();
      void Promise.all([...this.#reflectors.values()].map((reflector) => reflector.resync())).then(() => {
        this.#evaluator.resync();
        if (!this.stopping.aborted) this.#scheduleResync();
      });
    });
  }
}
