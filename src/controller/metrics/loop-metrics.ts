import { Counter, Histogram, type Registry } from 'prom-client';
import type { ReflectorHooks } from '../../kube/watch/reflector.ts';
import type { RequestSample } from '../../kube/transport/transport.ts';
import { resourceName } from '../../kube/object.ts';
import { KIND_NAMES } from '../../api/kinds.ts';
import { resourceOf } from '../declarations/resource-of.ts';

/** Metrics of what the loop asks and tells the server; those of its queues are in queue-metrics.ts. */
export class LoopMetrics {
  readonly #requests: Counter<'code' | 'method' | 'host'>;
  readonly #lists: Counter<'resource' | 'operation' | 'result'>;
  readonly #writes: Counter<'resource' | 'outcome'>;
  readonly #events: Counter<'outcome'>;
  readonly #sinkErrors: Counter;
  readonly #evaluations: Histogram;

  constructor(registry: Registry) {
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
}
