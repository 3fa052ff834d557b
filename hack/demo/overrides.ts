import type { Cast } from './gates.ts';
import { linesWith, scrape, seriesOf } from './metrics.ts';
import { NAMESPACE, type Stage } from './stage.ts';
import { until } from './until.ts';
import { Watch } from './watch.ts';

const FSET = ['fset', 'kubernetes', '-n', NAMESPACE] as const;
const EXCEPTION = "{.status.exceptions[*]['gate','state','level','reason']}";
const FINDING = "{.status.findings[*]['severity','reason','message']}";
const EVENTS = 'custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message';
/** A FeatureSet's status is written no more often than that; what is measured here is not that pause. */
const QUIET_MS = 1000;

interface Override {
  readonly gate: string;
  readonly state: 'Enabled' | 'Disabled';
  readonly reason: string;
}

/** When anyone who watches saw the changed spec, and the status that answers it, in milliseconds of `performance.now()`. */
interface Observed {
  readonly specAt: number;
  readonly statusAt: number;
}

/** The part of the show in which the FeatureSet is changed, watched all the while. */
export class Overrides {
  readonly #stage: Stage;
  readonly #cast: Cast;
  readonly #metricsUrl: string;
  readonly #sets: Watch;
  readonly #events: Watch;
  #lastWrite = performance.now();

  constructor(stage: Stage, cast: Cast, operatorUrl: string) {
    this.#stage = stage;
    this.#cast = cast;
    this.#metricsUrl = `${operatorUrl}/metrics`;
    const { kubectl } = stage.cluster;
    this.#sets = new Watch(kubectl, FSET, ['.metadata.generation', '.status.observedGeneration']);
    this.#events = new Watch(kubectl, ['events.events.k8s.io', '-n', NAMESPACE], ['.reason']);
  }

  stop(): void {
    this.#sets.stop();
    this.#events.stop();
  }

  /** One gate on: the status, the event and the metric that follow. */
  async accepted(): Promise<void> {
    const { screen, cluster } = this.#stage;
    const { spec, metadata } = this.#cast.flipped;
    screen.heading(`One override: ${spec.gate} is Alpha and off; now on`);
    const metric = this.#turnedOn(spec.gate);
    metric.catch(() => undefined); // what comes first may fail first
    const { specAt, statusAt } = await this.#override(this.#flip);
    const event = await this.#events.first('the event', this.#stage.patience(30), ([word]) => word === 'GateEnabled');
    const metricAt = await metric;
    await until(`gate ${spec.gate} to say where it is on`, this.#stage.patience(30), async () => {
      const enabled = await cluster.kubectl.output([
        'get',
        'fgate',
        metadata.name,
        '-o',
        'jsonpath={.status.summary.enabled}',
      ]);
      return enabled === 'None' ? undefined : enabled;
    });
    await this.#stage.kubectl('get', 'fgate', metadata.name);
    await this.#stage.kubectl('get', ...FSET, '-o', `jsonpath=${EXCEPTION}`);
    await this.#listEvents();
    const pattern = `featureset=.*gate="${spec.gate}"`;
    screen.command(['curl', '-s', this.#metricsUrl], `grep '${pattern}'`);
    screen.output(linesWith(pattern, await scrape(this.#metricsUrl)));
    const sightings = [
      ['status', statusAt],
      ['event', event.at],
      ['metric', metricAt],
    ] as const;
    for (const [what, at] of sightings) this.#stage.measured(`override seen → ${what} seen`, Math.max(at - specAt, 0));
  }

  /** A locked gate stays as it is. */
  async rejected(): Promise<void> {
    const { screen } = this.#stage;
    const { gate } = this.#cast.locked.spec;
    screen.heading(`One refused: ${gate} is Stable and locked on`);
    await this.#refused({ gate, state: 'Disabled', reason: 'trying it out' });
    await this.#stage.kubectl('get', 'fgate', this.#cast.locked.metadata.name);
  }

  /** An unknown gate, and the one that was probably meant. */
  async misspelled(): Promise<void> {
    const { written, meant } = this.#cast.misspelled;
    this.#stage.screen.heading(`One misspelled: ${written} for ${meant}`);
    await this.#refused({ gate: written, state: 'Enabled', reason: 'trying it out' });
  }

  /** Without overrides all is as before; the events tell the story. */
  async takenBack(): Promise<void> {
    this.#stage.screen.heading('All overrides taken back');
    await this.#patch('spec: {overrides: null}');
    await this.#events.first('the last event', this.#stage.patience(30), ([word]) => word === 'GateDisabled');
    await this.#stage.kubectl('get', 'fset', '-n', NAMESPACE);
    await this.#listEvents();
  }

  get #flip(): Override {
    return { gate: this.#cast.flipped.spec.gate, state: 'Enabled', reason: 'trying it out' };
  }

  async #refused(override: Override): Promise<void> {
    const { specAt, statusAt } = await this.#override(this.#flip, override);
    this.#stage.screen.done('the status says so', statusAt - specAt);
    await this.#stage.kubectl('get', 'fset', '-n', NAMESPACE);
    await this.#stage.kubectl('get', ...FSET, '-o', `jsonpath=${FINDING}`);
  }

  #override(...overrides: Override[]): Promise<Observed> {
    const rows = overrides.map(({ gate, state, reason }) => `    {gate: ${gate}, state: ${state}, reason: ${reason}}`);
    return this.#patch(`spec: {overrides: [\n${rows.join(',\n')}\n  ]}`);
  }

  async #patch(patch: string): Promise<Observed> {
    const quiet = () => (performance.now() - this.#lastWrite > QUIET_MS ? true : undefined);
    await until('a second to pass', this.#stage.patience(5, 20), quiet);
    const wait = { ...this.#stage.patience(30), from: performance.now() };
    await this.#stage.kubectl('patch', ...FSET, '--type', 'merge', '-p', patch);
    const generation = await this.#stage.cluster.kubectl.output([
      'get',
      ...FSET,
      '-o',
      'jsonpath={.metadata.generation}',
    ]);
    const spec = await this.#sets.first('the changed spec', wait, ([now]) => now === generation);
    const status = await this.#sets.first(
      'the status that answers it',
      wait,
      ([now, observed]) => now === generation && observed === generation,
    );
    this.#lastWrite = status.at;
    return { specAt: spec.at, statusAt: status.at };
  }

  #listEvents(): Promise<void> {
    return this.#stage.kubectl('get', 'events', '-n', NAMESPACE, '--sort-by', '.eventTime', '-o', EVENTS);
  }

  /** Scrapes until the series of a gate is 1; answers when that was. */
  #turnedOn(gate: string): Promise<number> {
    return until(`stagegate_feature_enabled of ${gate}`, this.#stage.patience(30, 25), async () => {
      const series = seriesOf(await scrape(this.#metricsUrl), 'stagegate_feature_enabled');
      const found = series.some(
        ({ labels, value }) => labels['gate'] === gate && labels['namespace'] === NAMESPACE && value === 1,
      );
      return found ? performance.now() : undefined;
    });
  }
}
