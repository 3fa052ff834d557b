import type { State } from '../../api/vocabulary.ts';

/** The words for a set of facts, each by its kind. */
export type Words<F extends { readonly kind: string }> = {
  readonly [K in F['kind']]: {
    /** One sentence for the table in docs/reasons.md. */
    readonly means: string;
    /** State, consequence, next step; never a moment counted from now. */
    readonly says: (fact: Extract<F, { kind: K }>, subject: string) => string;
  };
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
