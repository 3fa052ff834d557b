import { REPORTED_LEVELS } from '../../src/api/lifecycle-status.ts';
import { nearestNames } from '../../src/lifecycle/names/nearest.ts';

interface Requirement {
  readonly component?: string;
  readonly gate?: string;
}

/** What the demo reads of a FeatureGate. */
export interface Gate {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly gate: string; readonly requires?: readonly Requirement[] };
  readonly status?: {
    readonly releases: readonly { readonly release: string; readonly level: string }[];
    readonly summary?: {
      readonly level: string;
      readonly default: string;
      readonly locked: boolean;
      readonly deprecated: string;
    };
  };
}

/** The gates that the show is about, found in what is there. */
export interface Cast {
  /** Alpha and off, and it needs no other gate: what one would try out. */
  readonly flipped: Gate;
  /** Stable and locked on. */
  readonly locked: Gate;
  /** On its way out. */
  readonly deprecated: Gate | undefined;
  readonly beta: Gate | undefined;
  /** Off, and it needs another gate, which is off too. */
  readonly dependant: string | undefined;
  /** A gate, and a name that is almost its own and nobody's. */
  readonly misspelled: { readonly meant: string; readonly written: string };
}

const LONGEST = 30;

/** Chooses gates of every sort, those with short names. Throws where the release has none of a sort that the show cannot do without. */
export function castOf(gates: readonly Gate[]): Cast {
  const names = gates.map(({ spec }) => spec.gate);
  const short = gates.filter(({ spec }) => spec.gate.length <= LONGEST);
  const find = (fits: (gate: Gate, summary: Summary) => boolean): Gate | undefined =>
    short.find((gate) => gate.status?.summary && fits(gate, gate.status.summary));
  const flipped = find(
    ({ spec }, { level, ...is }) =>
      level === 'Alpha' && is.default === 'Disabled' && is.deprecated === 'False' && (spec.requires ?? []).length === 0,
  );
  const locked = find(
    (_, { level, ...is }) => level === 'Stable' && is.locked && is.default === 'Enabled' && is.deprecated === 'False',
  );
  const beta = find((_, { level, ...is }) => level === 'Beta' && is.default === 'Enabled');
  const deprecated = find((_, { level, ...is }) => level !== 'Removed' && is.deprecated === 'True');
  const off = new Set(
    gates.filter(({ status }) => status?.summary?.default === 'Disabled').map(({ spec }) => spec.gate),
  );
  const dependant = find(
    ({ spec }, { level, ...is }) =>
      level === 'Alpha' && is.default === 'Disabled' && (spec.requires ?? []).some(({ gate = '' }) => off.has(gate)),
  )?.spec.gate;
  const misspelled = short
    .filter((gate) => gate !== flipped && gate !== locked)
    .map(({ spec }) => ({ meant: spec.gate, written: withoutOneLetter(spec.gate) }))
    .find(({ meant, written }) => !names.includes(written) && nearestNames(written, names)[0] === meant);
  if (!flipped || !locked || !misspelled) {
    throw new Error(
      'this release has no Alpha gate that stands alone, no locked gate, or no two gates at all: nothing to show',
    );
  }
  return { flipped, locked, beta, deprecated, dependant, misspelled };
}

type Summary = NonNullable<NonNullable<Gate['status']>['summary']>;

function withoutOneLetter(name: string): string {
  const middle = Math.floor(name.length / 2);
  return name.slice(0, middle) + name.slice(middle + 1);
}

/** How many gates there are of each level, in the order of life. */
export function countByLevel(gates: readonly Gate[]): string {
  const count = (level: string): number => gates.filter(({ status }) => status?.summary?.level === level).length;
  return REPORTED_LEVELS.filter((level) => count(level) > 0)
    .map((level) => `${count(level)} ${level}`)
    .join(', ');
}
