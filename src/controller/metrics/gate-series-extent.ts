import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { GateSeries } from '../../report/metrics/family.ts';

/** What may be asked for; Auto is all of them while they are few. */
export type GateSeriesSetting = 'Auto' | GateSeries;

/** With Auto all are exported below the first number; once they were more, again only below the second. */
const MANY = 10_000;
const FEW = 8_000;

const CHANGED = {
  Exceptions: 'Exports only those gate series that are not at their default, since all are too many',
  All: 'Exports all gate series again',
} as const;

/** Decides how many series of gates × FeatureSets are exported, and says so in two metrics and the log. */
export class GateSeriesExtent {
  readonly #setting: GateSeriesSetting;
  readonly #logger: Pick<Logger, 'info'>;
  #extent: GateSeries;
  #count = 0;

  constructor(setting: GateSeriesSetting, logger: Pick<Logger, 'info'>) {
    this.#setting = setting;
    this.#logger = logger;
    this.#extent = setting === 'Auto' ? 'All' : setting;
  }

  /** What is exported where all would be `count` series. */
  of(count: number): GateSeries {
    this.#count = count;
    if (this.#setting !== 'Auto') return this.#extent;
    const extent: keyof typeof CHANGED = count < (this.#extent === 'All' ? MANY : FEW) ? 'All' : 'Exceptions';
    if (extent !== this.#extent) {
      this.#extent = extent;
      this.#logger.info({ series: count }, CHANGED[extent]);
    }
    return extent;
  }

  /** Registers the metrics about it. */
  register(registry: Registry): void {
    const registers = [registry];
    const extent = () => this.#extent;
    const count = () => this.#count;
    new Gauge({
      name: 'stagegate_gate_series_info',
      help: 'Which series of gates × FeatureSets are exported: All, Exceptions or None; always 1.',
      labelNames: ['extent'],
      registers,
      collect() {
        this.reset();
        this.set({ extent: extent() }, 1);
      },
    });
    new Gauge({
      name: 'stagegate_gate_series',
      help: 'Number of series of gates × FeatureSets that --gate-series=All exports.',
      registers,
      collect() {
        this.set(count());
      },
    });
  }
}
