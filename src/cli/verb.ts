import type { ParseArgsConfig } from 'node:util';
import type { Note } from './document.ts';

/** The world outside a command: standard output, standard error and the clock. */
export interface Surroundings {
  readonly write: (text: string) => void;
  readonly note: Note;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A command line as a verb gets it. */
export interface Arguments {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

/** One verb of `stagegate`. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Does it and answers the exit code; throws Unusable where the input is. */
  readonly run: (args: Arguments, surroundings: Surroundings) => number;
}
