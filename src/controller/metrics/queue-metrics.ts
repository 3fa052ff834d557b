import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Logger } from 'pino';
import { messageOf } from '../../kube/failure.ts';
import type { Workqueue, WorkqueueHooks } from '../../kube/queue/workqueue.ts';

const RECONCILE_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2,
  2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
const QUEUE_BUCKETS = Array.from({ length: 12 }, (_, power) => 10 ** (power - 8));
const RESULTS = { Done: 'success', RequeueAfter: 'requeue_after', Requeue: 'requeue', Failed: 'error' } as const;

/** Metrics of the queues, under the names and labels that controller-runtime's users already graph; one controller a queue. */
export class QueueMetrics {
  readonly #adds: Counter<'name' | 'controller'>;
  readonly #retries: Counter<'name' | 'controller'>;
  readonly #waits: Histogram<'name' | 'controller'>;
  readonly #works: Histogram<'name' | 'controller'>;
  readonly #results: Counter<'controller' | 'result'>;
  readonly #errors: Counter<'controller'>;
  readonly #times: Histogram<'controller'>;
  readonly #panics: Counter<'controller'>;
  readonly #concurrency: Gauge<'controller'>;
  readonly #queues = new Map<string, Workqueue>();

  constructor(registry: Registry) {
    const registers = [registry];
    const labelNames = ['name', 'controller'] as const;
    const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
    const histogram = (name: string, help: string) =>
      new Histogram({ name, help, labelNames, registers, buckets: QUEUE_BUCKETS });
    this.#adds = counter('workqueue_adds_total', 'Total number of adds handled by workqueue');
    this.#retries = counter('workqueue_retries_total', 'Total number of retries handled by workqueue');
    this.#waits = histogram(
      'workqueue_queue_duration_seconds',
      'How long in seconds an item stays in workqueue before being requested',
    );
    this.#works = histogram(
      'workqueue_work_duration_seconds',
      'How long in seconds processing an item from workqueue takes.',
    );
    this.#results = new Counter({
      name: 'controller_runtime_reconcile_total',
      help: 'Total number of reconciliations per controller',
      labelNames: ['controller', 'result'],
      registers,
    });
    this.#errors = new Counter({
      name: 'controller_runtime_reconcile_errors_total',
      help: 'Total number of reconciliation errors per controller',
      labelNames: ['controller'],
      registers,
    });
    this.#times = new Histogram({
      name: 'controller_runtime_reconcile_time_seconds',
      help: 'Length of time per reconciliation per controller',
      labelNames: ['controller'],
      buckets: RECONCILE_BUCKETS,
      registers,
    });
    this.#panics = new Counter({
      name: 'controller_runtime_reconcile_panics_total',
      help: 'Total number of reconciliation panics per controller',
      labelNames: ['controller'],
      registers,
    });
    this.#concurrency = new Gauge({
      name: 'controller_runtime_max_concurrent_reconciles',
      help: 'Maximum number of concurrent reconciles per controller',
      labelNames: ['controller'],
      registers,
    });
    this.#registerGauges(registry);
  }

  /** Hooks of one queue; `logger` gets what failed, `objectOf` names what a key is about. */
  hooks(controller: string, logger: Logger, objectOf: (key: string) => object): WorkqueueHooks {
    const labels = { name: controller, controller };
    this.#panics.inc({ controller }, 0);
    for (const result of Object.values(RESULTS)) this.#results.inc({ controller, result }, 0);
    for (const known of [this.#adds, this.#retries]) known.inc(labels, 0);
    this.#errors.inc({ controller }, 0);
    return {
      onAdd: () => this.#adds.inc(labels),
      onRetry: () => this.#retries.inc(labels),
      onStart: (seconds) => this.#waits.observe(labels, seconds),
      onFinish: (seconds, kind) => {
        this.#works.observe(labels, seconds);
        this.#times.observe({ controller }, seconds);
        this.#results.inc({ controller, result: RESULTS[kind] });
        if (kind === 'Failed') this.#errors.inc({ controller });
      },
      onError: (key, error) => {
        this.#panics.inc({ controller });
        logger.warn({ object: objectOf(key), reason: messageOf(error) }, 'Failed to reconcile, trying again');
      },
    };
  }

  /** From now on the gauges are read off this queue, too. */
  watch(controller: string, queue: Workqueue): void {
    this.#queues.set(controller, queue);
    this.#concurrency.set({ controller }, queue.concurrency);
  }

  /** Gauges that are read off the queues at scrape. */
  #registerGauges(registry: Registry): void {
    const registers = [registry];
    const queues = this.#queues;
    const gauge = (name: string, help: string, value: (queue: Workqueue) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['name', 'controller'],
        registers,
        collect() {
          for (const [controller, queue] of queues) this.set({ name: controller, controller }, value(queue));
        },
      });
    gauge(
      'workqueue_unfinished_work_seconds',
      'How many seconds of work is in progress and has not been observed by work_duration.',
      (queue) => queue.running().unfinishedSeconds,
    );
    gauge(
      'workqueue_longest_running_processor_seconds',
      'How many seconds has the longest running processor for workqueue been running.',
      (queue) => queue.running().longestSeconds,
    );
    new Gauge({
      name: 'workqueue_depth',
      help: 'Current depth of workqueue by workqueue and priority',
      labelNames: ['name', 'controller', 'priority'],
      registers,
      collect() {
        this.reset();
        for (const [controller, queue] of queues) {
          const labels = { name: controller, controller };
          this.set({ ...labels, priority: '0' }, 0);
          for (const [priority, depth] of queue.depth()) this.set({ ...labels, priority: String(priority) }, depth);
        }
      },
    });
    new Gauge({
      name: 'controller_runtime_active_workers',
      help: 'Number of currently used workers per controller',
      labelNames: ['controller'],
      registers,
      collect() {
        for (const [controller, queue] of queues) this.set({ controller }, queue.activeWorkers);
      },
    });
  }
}
