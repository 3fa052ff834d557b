import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import type { LoopMeter } from '../../kube/loop-meter.ts';

/** Default metrics of the runtime that are gauges named like counters; `promtool check metrics` refuses them. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** What is known of the process beside its default metrics. */
export interface ProcessFacts {
  readonly version: string;
  readonly node: string;
  readonly loop: Pick<LoopMeter, 'longestSeconds'>;
}

/** Registers metrics of the process and the build. */
export function registerProcessMetrics(registry: Registry, { version, node, loop }: ProcessFacts): void {
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  new Gauge({
    name: 'stagegate_build_info',
    help: 'The version of the operator and of Node.js it runs on; always 1.',
    labelNames: ['version', 'node_version'],
    registers: [registry],
  }).set({ version, node_version: node }, 1);
  new Gauge({
    name: 'stagegate_longest_slice_seconds',
    help: 'The longest time that work held the event loop in the last minute or two, in processor time without garbage collection.',
    registers: [registry],
    collect() {
      this.set(loop.longestSeconds());
    },
  });
}
