import type { ParseArgsConfig } from 'node:util';
import type { Terminal } from './terminal.ts';

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
  readonly run: (args: Arguments, terminal: Terminal) => number;
}
