import type { Extent } from '../../api/lifecycle-status.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';
import type { Calendar, ReleasePoint } from '../releases/calendar.ts';

/** A release and the oldest one it must be compatible with, as one FeatureSet names them. */
export interface NamedRelease {
  readonly name: string;
  readonly point: ReleasePoint;
  readonly minCompatibility: string;
  readonly minCompatibilityPoint: ReleasePoint | undefined;
}

/** How many installs use a plugin type, and in how many of them every one of that type is admitted. */
export interface Users {
  readonly users: number;
  readonly admitted: number;
}

/** The counted FeatureSets that run or target a release. */
export interface Tally extends NamedRelease {
  readonly installs: number;
  /** What all of its installs begin with. */
  readonly shared: ReadonlyMap<string, GateOutcome>;
  /** In how many installs a gate is on where the shared outcome is off, or off where it is on; 0 is left out. */
  readonly deviating: ReadonlyMap<string, number>;
  readonly plugins: ReadonlyMap<string, Users>;
  /** The releases that target it are run in, with the number of FeatureSets. */
  readonly targetedFrom: ReadonlyMap<string, { readonly from: NamedRelease; readonly count: number }>;
}

/** The tallies of a component, by names of release and minCompatibility. */
export type Census = ReadonlyMap<string, Tally>;

/** A tally while it is counted. */
interface Growing extends Tally {
  installs: number;
  shared: Tally['shared'];
  readonly deviating: Map<string, number>;
  readonly plugins: Map<string, Users>;
  readonly targetedFrom: Map<string, { readonly from: NamedRelease; readonly count: number }>;
}

/** The census without some verdicts and with others: its cost follows what they say, not what was counted before. */
export function recount(
  before: Census,
  calendar: Calendar,
  changes: Iterable<readonly [verdict: FeatureSetVerdict, by: 1 | -1]>,
): Census {
  const census = new Map<string, Tally>(before);
  const opened = new Map<string, Growing>();
  const open = (release: NamedRelease, shared: Tally['shared']): Growing => {
    const key = keyOf(release);
    const known = opened.get(key);
    if (known) return known;
    const tally = openedFrom(census.get(key) ?? emptyTally(release, shared));
    census.set(key, tally);
    opened.set(key, tally);
    return tally;
  };
  for (const [verdict, by] of changes) {
    const run = runBy(verdict);
    if (!run) continue;
    const tally = open(run, verdict.rows.shared);
    tally.shared = verdict.rows.shared;
    tally.installs += by;
    for (const [gate, outcome] of verdict.rows.own) {
      if (isOn(outcome) !== isOn(verdict.rows.shared.get(gate))) add(tally.deviating, gate, by);
    }
    for (const [type, isAdmitted] of admissionsOf(verdict)) {
      const { users = 0, admitted = 0 } = tally.plugins.get(type) ?? {};
      if (users + by === 0) tally.plugins.delete(type);
      else tally.plugins.set(type, { users: users + by, admitted: admitted + (isAdmitted ? by : 0) });
    }
    const target = targetOf(verdict, calendar);
    if (!target) continue;
    const { targetedFrom } = open(target, new Map());
    const key = keyOf(run);
    const count = (targetedFrom.get(key)?.count ?? 0) + by;
    if (count === 0) targetedFrom.delete(key);
    else targetedFrom.set(key, { from: run, count });
  }
  for (const [key, { installs, targetedFrom }] of opened) {
    if (installs === 0 && targetedFrom.size === 0) census.delete(key);
  }
  return census;
}

/** In how many installs of these tallies a gate is effectively on: none, some or all of them. */
export function extentOfGate(tallies: readonly Tally[], gate: string): Extent {
  let [on, all] = [0, 0];
  for (const { installs, shared, deviating } of tallies) {
    const other = deviating.get(gate) ?? 0;
    on += isOn(shared.get(gate)) ? installs - other : other;
    all += installs;
  }
  return extentOf(on, all);
}

/** In how many of the installs of these tallies that use a plugin type it is admitted: none, some or all of them. */
export function extentOfPlugin(tallies: readonly Tally[], type: string): Extent {
  let [admitted, users] = [0, 0];
  for (const { plugins } of tallies) {
    const counts = plugins.get(type);
    admitted += counts?.admitted ?? 0;
    users += counts?.users ?? 0;
  }
  return extentOf(admitted, users);
}

function extentOf(some: number, all: number): Extent {
  if (some === 0) return 'None';
  return some === all ? 'All' : 'Some';
}

function keyOf({ name, minCompatibility }: NamedRelease): string {
  return `${name} ${minCompatibility}`;
}

function runBy({ release: name, point, minCompatibility, minCompatibilityPoint }: FeatureSetVerdict) {
  if (name === undefined || !point || minCompatibility === undefined) return undefined;
  return { name, point, minCompatibility, minCompatibilityPoint };
}

function targetOf({ featureSet: { spec } }: FeatureSetVerdict, calendar: Calendar): NamedRelease | undefined {
  const { targetRelease } = spec;
  const point = targetRelease === undefined ? undefined : calendar.at(targetRelease);
  if (targetRelease === undefined || !point) return undefined;
  const minCompatibility = spec.minCompatibility ?? calendar.minCompatibilityOf(targetRelease);
  const minCompatibilityPoint = calendar.at(minCompatibility);
  return { name: calendar.nameOf(targetRelease), point, minCompatibility, minCompatibilityPoint };
}

/** Whether every plugin of a type in use is admitted. */
function admissionsOf({ plugins }: FeatureSetVerdict): Map<string, boolean> {
  const admitted = new Map<string, boolean>();
  for (const { type, verdict } of plugins) admitted.set(type, verdict === 'Admitted' && (admitted.get(type) ?? true));
  return admitted;
}

function isOn(outcome: GateOutcome | undefined): boolean {
  return outcome?.effective === 'Enabled';
}

function add(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function emptyTally(release: NamedRelease, shared: Tally['shared']): Tally {
  return { ...release, installs: 0, shared, deviating: new Map(), plugins: new Map(), targetedFrom: new Map() };
}

function openedFrom(tally: Tally): Growing {
  return {
    ...tally,
    deviating: new Map(tally.deviating),
    plugins: new Map(tally.plugins),
    targetedFrom: new Map(tally.targetedFrom),
  };
}
