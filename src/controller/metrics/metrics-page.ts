import type { Registry } from 'prom-client';
import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import { exposition, gateSeriesOf } from '../../report/metrics/exposition.ts';
import type { GateSeriesExtent } from './gate-series-extent.ts';

/** What `/metrics` answers. */
export interface MetricsPage {
  readonly contentType: string;
  /** The text of it as of now, in pieces; many are empty, and none takes long. */
  readonly pieces: () => Promise<Iterable<string>>;
}

export interface MetricsPageOptions {
  readonly registry: Registry;
  readonly evaluations: () => Iterable<Evaluation>;
  readonly gateSeries: GateSeriesExtent;
}

/** The metrics of a registry and behind them the series of objects, from what statuses are written from: none outlives its object. */
export function metricsPage({ registry, evaluations, gateSeries }: MetricsPageOptions): MetricsPage {
  return {
    contentType: registry.contentType,
    async pieces() {
      const now = [...evaluations()];
      const objects = exposition(now, gateSeries.of(gateSeriesOf(now)));
      return chain(await registry.metrics(), objects);
    },
  };
}

function* chain(first: string, others: Iterable<string>): Generator<string, void, undefined> {
  yield first;
  yield* others;
}
