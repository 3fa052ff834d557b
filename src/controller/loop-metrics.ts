import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Logger } from 'pino';
import { messageOf } from '../kube/failure.ts';
import type { ReflectorHooks } from '../kube/reflector.ts';
import type { RequestSample } from '../kube/transport.ts';
import type { Workqueue, WorkqueueHooks } from '../kube/workqueue.ts';
import { resourceName, splitKey } from '../kube/object.ts';
import { KIND_NAMES } from '../api/kinds.ts';
import { resourceOf } from './status-reconciler.ts';
import { splitQueueKey } from './declarations.ts';

const RECONCILE_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2,
  2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
const QUEUE_BUCKETS = Array.from({ length: 12 }, (_, power) => 10 ** (power - 8));
const RESULTS = { Done: 'success', RequeueAfter: 'requeue_after', Requeue: 'requeue', Failed: 'error' } as const;

/** The one controller of this program, as its series name it. */
const CONTROLLER = 'stagegate';

/** Metrics of the loop itself, under the names and labels that controller-runtime's users already graph. */
export class LoopMetrics {
  readonly #registry: Registry;
  readonly #requests: Counter<'code' | 'method' | 'host'>;
  readonly #lists: Counter<'resource' | 'operation' | 'result'>;
  readonly #writes: Counter<'resource' | 'outcome'>;
  readonly #events: Counter<'outcome'>;
  readonly #sinkErrors: Counter;
  readonly #evaluations: Histogram;

  constructor(registry: Registry) {
    this.#registry = registry;
    const registers = [registry];
    this.#requests = new Counter({
      name: 'rest_client_requests_total',
      help: 'Number of HTTP requests, by status code, method, and host.',
      labelNames: ['code', 'method', 'host'],
      registers,
    });
    this.#lists = new Counter({
      name: 'stagegate_reflector_operations_total',
      help: 'Number of lists and watches, by resource and result.',
      labelNames: ['resource', 'operation', 'result'],
      registers,
    });
    this.#writes = new Counter({
      name: 'stagegate_status_writes_total',
      help: 'Number of status writes tried, by resource and outcome.',
      labelNames: ['resource', 'outcome'],
      registers,
    });
    for (const kind of KIND_NAMES) {
      for (const outcome of ['Written', 'Conflict', 'Gone', 'Failed']) {
        this.#writes.inc({ resource: resourceName(resourceOf(kind)), outcome }, 0);
      }
    }
    this.#events = new Counter({
      name: 'stagegate_events_total',
      help: 'Number of events, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of ['Posted', 'AlreadyPosted', 'Dropped']) this.#events.inc({ outcome }, 0);
    this.#sinkErrors = new Counter({
      name: 'stagegate_sink_errors_total',
      help: 'Number of objects that could not be taken in: a bug of the operator.',
      registers,
    });
    this.#evaluations = new Histogram({
      name: 'stagegate_evaluation_duration_seconds',
      help: 'Time to evaluate every component that changed, once a round.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers,
    });
  }

  readonly onRequest = (sample: RequestSample): void => this.#requests.inc({ ...sample });
  readonly onWrite = (sample: { resource: string; outcome: string }): void => this.#writes.inc(sample);
  readonly onEvent = (outcome: string): void => this.#events.inc({ outcome });
  readonly onEvaluation = (seconds: number): void => this.#evaluations.observe(seconds);
  readonly onSinkError = (): void => this.#sinkErrors.inc();
  readonly onOperation: NonNullable<ReflectorHooks['onOperation']> = (sample) => this.#lists.inc(sample);

  /** Hooks that fill `workqueue_*` and `controller_runtime_*`; `logger` gets what failed. */
  queueHooks(logger: Logger): WorkqueueHooks {
    const registers = [this.#registry];
    const controller = CONTROLLER;
    const labels = { name: CONTROLLER, controller };
    const labelNames = ['name', 'controller'] as const;
    const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
    const histogram = (name: string, help: string) =>
      new Histogram({ name, help, labelNames, registers, buckets: QUEUE_BUCKETS });
    const adds = counter('workqueue_adds_total', 'Total number of adds handled by workqueue');
    const retries = counter('workqueue_retries_total', 'Total number of retries handled by workqueue');
    const waits = histogram(
      'workqueue_queue_duration_seconds',
      'How long in seconds an item stays in workqueue before being requested',
    );
    const works = histogram(
      'workqueue_work_duration_seconds',
      'How long in seconds processing an item from workqueue takes.',
    );
    const results = new Counter({
      name: 'controller_runtime_reconcile_total',
      help: 'Total number of reconciliations per controller',
      labelNames: ['controller', 'result'],
      registers,
    });
    const errors = new Counter({
      name: 'controller_runtime_reconcile_errors_total',
      help: 'Total number of reconciliation errors per controller',
      labelNames: ['controller'],
      registers,
    });
    const times = new Histogram({
      name: 'controller_runtime_reconcile_time_seconds',
      help: 'Length of time per reconciliation per controller',
      labelNames: ['controller'],
      buckets: RECONCILE_BUCKETS,
      registers,
    });
    const panics = new Counter({
      name: 'controller_runtime_reconcile_panics_total',
      help: 'Total number of reconciliation panics per controller',
      labelNames: ['controller'],
      registers,
    });
    panics.inc({ controller }, 0);
    for (const result of Object.values(RESULTS)) results.inc({ controller, result }, 0);
    for (const known of [adds, retries]) known.inc(labels, 0);
    errors.inc({ controller }, 0);
    return {
      onAdd: () => adds.inc(labels),
      onRetry: () => retries.inc(labels),
      onStart: (seconds) => waits.observe(labels, seconds),
      onFinish: (seconds, kind) => {
        works.observe(labels, seconds);
        times.observe({ controller }, seconds);
        results.inc({ controller, result: RESULTS[kind] });
        if (kind === 'Failed') errors.inc({ controller });
      },
      onError: (key, error) => {
        panics.inc({ controller });
        const { kind, key: object } = splitQueueKey(key);
        logger.warn(
          { object: { kind, ...splitKey(object) }, reason: messageOf(error) },
          'Failed to reconcile, trying again',
        );
      },
    };
  }

  /** Gauges that are read off the queue at scrape. */
  watchQueue(queue: Workqueue, concurrency: number): void {
    const registers = [this.#registry];
    const controller = CONTROLLER;
    const labels = { name: CONTROLLER, controller };
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['name', 'controller'],
        registers,
        collect() {
          this.set(labels, value());
        },
      });
    gauge(
      'workqueue_unfinished_work_seconds',
      'How many seconds of work is in progress and has not been observed by work_duration.',
      () => queue.running().unfinishedSeconds,
    );
    gauge(
      'workqueue_longest_running_processor_seconds',
      'How many seconds has the longest running processor for workqueue been running.',
      () => queue.running().longestSeconds,
    );
    new Gauge({
      name: 'workqueue_depth',
      help: 'Current depth of workqueue by workqueue and priority',
      labelNames: ['name', 'controller', 'priority'],
      registers,
      collect() {
        this.reset();
        this.set({ ...labels, priority: '0' }, 0);
        for (const [priority, depth] of queue.depth()) this.set({ ...labels, priority: String(priority) }, depth);
      },
    });
    new Gauge({
      name: 'controller_runtime_active_workers',
      help: 'Number of currently used workers per controller',
      labelNames: ['controller'],
      registers,
      collect() {
        this.set({ controller }, queue.activeWorkers);
      },
    });
    new Gauge({
      name: 'controller_runtime_max_concurrent_reconciles',
      help: 'Maximum number of concurrent reconciles per controller',
      labelNames: ['controller'],
      registers,
    }).set({ controller }, concurrency);
  }
}
