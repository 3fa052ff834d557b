import type { ConditionType } from '../../api/condition.ts';
import type { State } from '../../api/vocabulary.ts';
import type { EventReason } from './reasons.ts';

/** All there is to know of a reason of findings. */
export interface FactRow<F> {
  /** One sentence for the table in docs/reasons.md. */
  readonly means: string;
  /** State, consequence, next step; never a moment counted from now. */
  readonly says: (fact: F, subject: string) => string;
  /** The condition of a FeatureSet that is False while an Error of this reason stands there, beside Ready. Absent: none. */
  readonly condition?: Of<F, ConditionType<'FeatureSet'>>;
  /** The event that announces it when it comes to a FeatureSet: with `condition` an Error, else an Error or Warning. Absent: none. */
  readonly event?: Of<F, EventReason>;
}

type Of<F, T> = T | ((fact: F) => T | undefined);

/** A row for each of a set of facts, by its kind: a fact without one does not compile. */
export type Words<F extends { readonly kind: string }> = {
  readonly [K in F['kind']]: FactRow<Extract<F, { kind: K }>>;
};

/** A state as people say it. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
  Enabled: 'on',
  Disabled: 'off',
  Discovery: 'in discovery',
};

/** `'A', 'B'`. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/** The question after an unknown name. */
export function didYouMean(nearest: readonly string[]): string {
  return nearest.length > 0 ? `did you mean ${nearest.map((name) => `'${name}'`).join(' or ')}?` : 'check the spelling';
}

const MOST_IN_CIRCLE = 10;

/** `A → B → A`, and of a long one the first members and how many more there are. */
export function circle(members: readonly string[]): string {
  const more = members.length - MOST_IN_CIRCLE;
  if (more <= 0) return [...members, ...members.slice(0, 1)].join(' → ');
  return `${members.slice(0, MOST_IN_CIRCLE).join(' → ')} … and ${more} more`;
}
