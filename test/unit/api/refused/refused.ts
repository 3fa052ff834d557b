import type { KindName } from '../../../../src/api/kinds.ts';

/** An object that both sides refuse, and the words of each. */
export interface Refused {
  readonly kind: KindName;
  /** What is wrong: "a level that does not exist". */
  readonly title: string;
  /** What is set in the least object of the kind. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What the offline reader says. */
  readonly offline: string | readonly string[];
  /** What the API server says: its causes as "field: message", or its message where it has none. */
  readonly server: string | readonly string[];
}
