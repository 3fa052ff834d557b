import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import { expiryOf } from '../../lifecycle/releases/days.ts';

/** One series: its labels and its value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** How many series of gates × FeatureSets are exported: all, those not simply at their default, or none. */
export type GateSeries = 'All' | 'Exceptions' | 'None';

/** A metric family: what it means, and its series as a function of an evaluation. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: (evaluation: Evaluation, gateSeries: GateSeries) => Sample[];
  /** The same as lines of the text format, a piece for each thing that has series: an empty one where it has none. */
  readonly lines: (evaluation: Evaluation, gateSeries: GateSeries) => Iterable<string>;
}

/** A value and, in the order of their names, the labels that it has beside those of its subject. */
type Point = readonly [value: number, ...labels: string[]];

/** What has series: the labels that name it, and where it is found. */
export interface Subject<Verdict> {
  readonly labels: readonly string[];
  readonly verdicts: (evaluation: Evaluation) => Iterable<Verdict>;
  /** The values of its labels. */
  readonly nameOf: (verdict: Verdict, evaluation: Evaluation) => readonly string[];
  /** What all of its points follow from; lines of it are kept, and shared by all subjects of which that is the same. */
  readonly madeOf?: (verdict: Verdict) => object;
}

/** A family as it is declared: its own labels stand behind those of the subject. */
export interface FamilyRow<Verdict> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly points: (verdict: Verdict, gateSeries: GateSeries) => readonly Point[];
}

/** The families of one subject. */
export function familiesOf<Verdict>(subject: Subject<Verdict>, rows: readonly FamilyRow<Verdict>[]): Family[] {
  return rows.map((row) => familyOf(subject, row));
}

function familyOf<Verdict>(subject: Subject<Verdict>, row: FamilyRow<Verdict>): Family {
  const { name, help, labels: own = [], points } = row;
  const labels = [...subject.labels, ...own];
  const endings = (verdict: Verdict, gateSeries: GateSeries): string[] =>
    points(verdict, gateSeries).map(([value, ...values]) => `${pairsOf(own, values, ',')}} ${value}\n`);
  const kept = { All: new WeakMap(), Exceptions: new WeakMap(), None: new WeakMap() } satisfies Kept;
  const endingsOf = (verdict: Verdict, gateSeries: GateSeries): readonly string[] => {
    const made = subject.madeOf?.(verdict);
    if (!made) return endings(verdict, gateSeries);
    const known = kept[gateSeries].get(made) ?? endings(verdict, gateSeries);
    kept[gateSeries].set(made, known);
    return known;
  };
  return {
    name,
    help,
    labels,
    samples: (evaluation, gateSeries) =>
      [...subject.verdicts(evaluation)].flatMap((verdict) =>
        points(verdict, gateSeries).map(([value, ...values]) => {
          const texts = [...subject.nameOf(verdict, evaluation), ...values];
          return { labels: Object.fromEntries(labels.map((label, index) => [label, texts[index] ?? ''])), value };
        }),
      ),
    *lines(evaluation, gateSeries) {
      for (const verdict of subject.verdicts(evaluation)) {
        const beginning = `${name}{${pairsOf(subject.labels, subject.nameOf(verdict, evaluation), '')}`;
        let lines = '';
        for (const ending of endingsOf(verdict, gateSeries)) lines += beginning + ending;
        yield lines;
      }
    },
  };
}

type Kept = Record<GateSeries, WeakMap<object, readonly string[]>>;

function pairsOf(labels: readonly string[], values: readonly string[], before: string): string {
  let pairs = '';
  for (const [index, label] of labels.entries()) {
    pairs += `${index === 0 ? before : ','}${label}="${escaped(values[index] ?? '')}"`;
  }
  return pairs;
}

function escaped(text: string): string {
  return /[\\"\n]/.test(text) ? text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : text;
}

/** Seconds since 1970 at which a day begins. */
export function secondsAt(day: string): number {
  return expiryOf(day) / 1000;
}

/** 1 where something is so, 0 where it is not. */
export function flag(isSo: boolean): 0 | 1 {
  return isSo ? 1 : 0;
}
