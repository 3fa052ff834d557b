import { parseArgs } from 'node:util';
import { nearestNames } from '../../lifecycle/names/nearest.ts';
import { diff } from './diff.ts';
import { evaluate } from './evaluate.ts';
import { explain } from './explain.ts';
import { importCatalog } from './import.ts';
import { lint } from './lint.ts';
import { matrix } from './matrix.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { Arguments, Verb } from '../terminal/verb.ts';
import type { Terminal } from '../terminal/terminal.ts';

const VERBS: readonly Verb[] = [diff, evaluate, explain, importCatalog, lint, matrix];

const USAGE = `Usage: stagegate VERB [FLAGS]

The life of feature gates and plugins, declared as Kubernetes objects: what the operator does, with no cluster.

${VERBS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

stagegate VERB --help says more.
`;

/** Runs one command line and answers its exit code: 0, 1 for findings, 2 for what cannot be used. */
export function runCommand(args: readonly string[], terminal: Terminal): number {
  const [name, ...rest] = args;
  try {
    if (name === '--help' || name === '-h') {
      terminal.write(USAGE);
      return 0;
    }
    const verb = verbNamed(name);
    const parsed = argumentsOf(verb, rest);
    if (parsed.values['help'] === true) {
      terminal.write(verb.usage);
      return 0;
    }
    return verb.run(parsed, terminal);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    terminal.note(error.message);
    return 2;
  }
}

function verbNamed(name: string | undefined): Verb {
  const verb = VERBS.find((one) => one.name === name);
  if (verb) return verb;
  const names = VERBS.map((one) => one.name);
  if (name === undefined)
    throw new Unusable(`no verb is given; it must be one of ${names.join(', ')} (stagegate --help)`);
  const [nearest] = nearestNames(name, names);
  const advice = nearest ? `did you mean '${nearest}'?` : `it must be one of ${names.join(', ')}`;
  throw new Unusable(`there is no verb '${name}'; ${advice} (stagegate --help)`);
}

function argumentsOf(verb: Verb, args: readonly string[]): Arguments {
  try {
    const options = { ...verb.options, help: { type: 'boolean', short: 'h' } } as const;
    // kubectl takes -o=json for -o json.
    const plain = args.map((one) => one.replace(/^(-[a-z])=/, '$1'));
    const { values, positionals } = parseArgs({ args: plain, options, allowPositionals: true });
    return { values, positionals };
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const [message] = (error as Error).message.split('. To specify');
    throw new Unusable(`${verb.name}: ${message} (stagegate ${verb.name} --help)`);
  }
}
