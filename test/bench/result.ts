import { MEASURES, type Measure, type MeasureName } from './measures.ts';
import { median } from './quantile.ts';

/** What was measured of one row. */
export interface Measured {
  readonly operator: number;
  /** A bare client that did the same. */
  readonly bare?: number;
  /** What is held to the bound. */
  readonly held: number;
}

/** What one evaluation costs in this process, by how many FeatureSets the component has: milliseconds of its thread's CPU. */
export interface Growth {
  readonly featureSets: number;
  readonly wholeMs: number;
  readonly featureSetEditedMs: number;
  readonly overrideToggledMs: number;
  readonly descriptionEditedMs: number;
  readonly defaultFlippedMs: number;
  readonly heapKiBEach: number;
}

/** The longest that an operator held its event loop. */
export interface Slice {
  readonly where: string;
  readonly ms: number;
  /** Where one object has a megabyte, its reading alone takes long. */
  readonly largeObject?: true;
}

/** One run, as it is written to a file. */
export interface Run {
  readonly date: string;
  readonly full: boolean;
  readonly machine: { readonly cpus: number; readonly model: string; readonly node: string };
  /** Where slices were read: off the operator's metric, or off the delay of its event loop, the machine's own pauses included. */
  readonly slicesFrom: 'Metric' | 'EventLoopDelay';
  readonly slices: readonly Slice[];
  readonly measured: Readonly<Partial<Record<MeasureName, Measured>>>;
  readonly growth: readonly Growth[];
}

/** Judges rounds of one measure: the median, of the ratios where a bare client stands beside. */
export function judged(name: MeasureName, operator: readonly number[], bare: readonly number[] = []): Measured {
  const { comparison }: Measure = MEASURES[name];
  if (comparison === 'AtMost') return { operator: median(operator), held: median(operator) };
  const compared = operator.map((value, round) => {
    const other = bare[round] ?? NaN;
    return comparison === 'BeyondBareAtMost' ? value - other : value / other;
  });
  return { operator: median(operator), bare: median(bare), held: median(compared) };
}

/** What is said of slices: the longest of all operators. */
export function longest(slices: readonly Slice[]): Run['measured'] {
  const most = (large: boolean): number[] =>
    slices.filter(({ largeObject = false }) => largeObject === large).map(({ ms }) => ms);
  const row = (name: MeasureName, all: readonly number[]): Run['measured'] =>
    all.length === 0 ? {} : { [name]: judged(name, [Math.max(...all)]) };
  return { ...row('longestSlice', most(false)), ...row('largestObjectSlice', most(true)) };
}

/** Whether a value keeps the bound; undefined where it is held to none. */
function isMet(name: MeasureName, { held }: Measured): boolean | undefined {
  const { bound, comparison }: Measure = MEASURES[name];
  if (bound === undefined) return undefined;
  return comparison === 'TimesBareAtLeast' ? held >= bound : held <= bound;
}

/** The cells of one row: measure, operator, bare client, what is compared, bound, verdict. */
export function cellsOf(name: MeasureName, measured: Measured | undefined): readonly string[] {
  const { name: what, unit, comparison, bound }: Measure = MEASURES[name];
  const boundCell = bound === undefined ? '' : boundText(comparison, bound, unit);
  if (!measured) return [what, 'not measured', '', '', boundCell, ''];
  const met = isMet(name, measured);
  return [
    what,
    quantity(measured.operator, unit),
    measured.bare === undefined ? '' : quantity(measured.bare, unit),
    comparedText(comparison, measured.held, unit),
    boundCell,
    met === undefined ? '' : met ? 'met' : 'not met',
  ];
}

function comparedText(comparison: Measure['comparison'], held: number, unit: string): string {
  if (comparison === 'AtMost') return '';
  return comparison === 'BeyondBareAtMost'
    ? `${held < 0 ? '−' : '+'}${quantity(Math.abs(held), unit)}`
    : `${held.toFixed(2)} ×`;
}

function boundText(comparison: Measure['comparison'], bound: number, unit: string): string {
  switch (comparison) {
    case 'AtMost':
      return `≤ ${quantity(bound, unit, true)}`;
    case 'TimesBareAtMost':
      return `≤ ${bound} × bare`;
    case 'TimesBareAtLeast':
      return `≥ ${bound} × bare`;
    case 'BeyondBareAtMost':
      return `≤ ${quantity(bound, unit, true)} beyond bare`;
  }
}

function quantity(value: number, unit: string, exact = false): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const number = exact ? String(value) : value.toFixed(digits);
  return unit === '' ? number : unit === '/s' ? `${number}/s` : `${number} ${unit}`;
}
