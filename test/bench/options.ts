import { parseArgs } from 'node:util';

/** What `npm run bench` is asked for. */
export interface Options {
  readonly full: boolean;
  /** Scenarios by name, or `growth`; all of them where none is named. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** The result becomes that of docs/performance.md. */
  readonly record: boolean;
}

/** Reads the command line; throws for what it does not know. */
export function optionsOf(args: readonly string[], scenarios: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '3' },
      record: { type: 'boolean', default: false },
    },
  });
  const only = values.only.split(',').filter((name) => name !== '');
  const known = [...scenarios, 'growth'];
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`there is no scenario '${unknown}'; there are ${known.join(', ')}`);
  if (values.record && only.length > 0) throw new Error('--record takes a run of everything: leave --only out');
  return { full: values.full, only, rounds: Number(values.rounds), record: values.record };
}
