import { readGauge } from '../../kube/requests/gauge.ts';
import type { Transport } from '../../kube/transport/transport.ts';

/** Every gate is a series of its own (`k8s.io/component-base/metrics/prometheus/feature`). */
const FEATURES = { path: '/metrics', name: 'kubernetes_feature_enabled', label: 'name' };
/** As often as it is asked: a page that takes longer is of no use. */
const TIMEOUT_MS = 10_000;

/** Every gate of the API server by name, and whether it is on. Throws as `Transport.stream` does, also for no answer in 10 s. */
export async function readServerGates(
  transport: Pick<Transport, 'stream'>,
  stopping: AbortSignal,
): Promise<Map<string, boolean>> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
  const values = await readGauge(transport, FEATURES, signal);
  return new Map([...values].map(([gate, value]) => [gate, value === 1]));
}
