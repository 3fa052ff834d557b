/** How a measure is held to its bound: by itself, or by what a bare client needs for the same on the same server in the same run. */
export type Comparison = 'AtMost' | 'TimesBareAtMost' | 'TimesBareAtLeast' | 'BeyondBareAtMost';

/** One row of the table that `npm run bench` prints and docs/performance.md holds. */
export interface Measure {
  /** Rows of one heading stand together. */
  readonly heading: string;
  readonly name: string;
  readonly unit: string;
  readonly comparison: Comparison;
  /** Undefined: told, and held to nothing. */
  readonly bound: number | undefined;
  /** Measured with `--full` only. */
  readonly full?: true;
}

const EMPTY = 'Empty cluster';
const BACKLOG = '10,000 gates in 42 components, each with a FeatureSet';
const MANY_GATES = '100,000 gates in 417 components';
const FLEET = 'One component of 240 gates and 1,000 FeatureSets';
const LARGE_FLEET = 'One component of 240 gates and 10,000 FeatureSets';
const SIZES = 'One FeatureSet edited, beside how many others of its component';
const PUBLISHING = '200 FeatureSets that publish, read sources, follow the server and target an upgrade';
const BURST = 'A burst of 1,000 gates while the operator runs';
const ALL = 'In all of these';

const atMost = (heading: string, name: string, unit: string, bound: number | undefined): Measure => ({
  heading,
  name,
  unit,
  comparison: 'AtMost',
  bound,
});
const besideBare = (
  heading: string,
  name: string,
  unit: string,
  held: Pick<Measure, 'comparison' | 'bound'>,
): Measure => ({ heading, name, unit, ...held });
const work = (heading: string, name: string, bound: number): Measure =>
  besideBare(heading, name, 'ms', { comparison: 'BeyondBareAtMost', bound });
const full = (measure: Measure): Measure => ({ ...measure, full: true });

/** Everything that is measured, in the order of the table. */
export const MEASURES = {
  emptyReady: atMost(EMPTY, 'ready after', 's', 0.6),
  emptyMemory: atMost(EMPTY, 'resident memory', 'MiB', 95),

  backlogRate: besideBare(BACKLOG, 'status writes of the backlog', '/s', {
    comparison: 'TimesBareAtLeast',
    bound: 0.95,
  }),
  backlogRateUnwatched: besideBare(BACKLOG, '… beside a bare client that does not watch', '/s', {
    comparison: 'TimesBareAtLeast',
    bound: undefined,
  }),
  backlogCpu: atMost(BACKLOG, 'own CPU a write', 'ms', 1),
  backlogMemory: atMost(BACKLOG, 'resident memory after the backlog', 'MiB', 170),
  backlogRestart: atMost(BACKLOG, 'restart, at rest after', 's', 2.5),
  backlogRestartWrites: atMost(BACKLOG, 'restart, writes', '', 0),
  backlogRestartMemory: atMost(BACKLOG, 'restart, resident memory', 'MiB', 170),
  gateEditedP50: besideBare(BACKLOG, 'one gate edited → status seen, p50', 'ms', {
    comparison: 'TimesBareAtMost',
    bound: 1.15,
  }),
  gateEditedP99: besideBare(BACKLOG, 'one gate edited → status seen, p99', 'ms', {
    comparison: 'TimesBareAtMost',
    bound: 1.3,
  }),

  manyGatesRestart: full(
    besideBare(MANY_GATES, 'restart, at rest after; bare: one list', 's', {
      comparison: 'BeyondBareAtMost',
      bound: 20,
    }),
  ),
  manyGatesCpu: full(atMost(MANY_GATES, 'restart, own CPU', 's', undefined)),
  manyGatesMemory: full(atMost(MANY_GATES, 'restart, resident memory', 'MiB', 500)),
  manyGatesWrites: full(atMost(MANY_GATES, 'restart, writes', '', 0)),

  fleetMemory: atMost(FLEET, 'resident memory', 'MiB', 200),
  fleetScrape: atMost(FLEET, 'one scrape', 'ms', 100),
  fleetScrapeSize: atMost(FLEET, 'one scrape, size', 'MB', 3),
  fleetEditedP50: besideBare(FLEET, 'one FeatureSet edited → status seen, p50', 'ms', {
    comparison: 'TimesBareAtMost',
    bound: 1.2,
  }),
  fleetDescription: work(FLEET, 'one gate edited, its description: own CPU', 60),
  fleetDefault: atMost(FLEET, 'one gate edited, a default that flips everywhere: work in process', 'ms', 60),

  workBeside1: work(SIZES, '1: own CPU', 2),
  workBeside100: work(SIZES, '100: own CPU', 2),
  workBeside1000: work(SIZES, '1,000: own CPU', 2),
  workBeside10000: full(work(SIZES, '10,000: own CPU', 2)),

  largeFleetMemory: full(atMost(LARGE_FLEET, 'resident memory', 'MiB', 400)),
  largeFleetRestart: full(atMost(LARGE_FLEET, 'restart, at rest after', 's', 10)),
  largeFleetWrites: full(atMost(LARGE_FLEET, 'restart, writes', '', 0)),
  largeFleetDescription: full(work(LARGE_FLEET, 'one gate edited, its description: own CPU', 500)),
  largeFleetDefault: full(
    atMost(LARGE_FLEET, 'one gate edited, a default that flips everywhere: work in process', 'ms', 500),
  ),

  publishingWork: work(PUBLISHING, 'one FeatureSet edited: own CPU', 5),
  publishingEditedP50: besideBare(PUBLISHING, 'one FeatureSet edited → status seen, p50', 'ms', {
    comparison: 'TimesBareAtMost',
    bound: undefined,
  }),

  burstWrites: atMost(BURST, 'writes beyond one a gate', '', 0),
  burstConflicts: atMost(BURST, 'conflicts with ourselves', '', 0),

  longestSlice: atMost(ALL, 'longest slice', 'ms', 20),
  largestObjectSlice: atMost(ALL, 'longest slice with one object of a megabyte', 'ms', 50),
} as const satisfies Record<string, Measure>;

/** The key of a measure in a result. */
export type MeasureName = keyof typeof MEASURES;

/** All of them, in order. */
export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];
