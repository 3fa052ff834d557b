import { parseArgs } from 'node:util';

/** What the user asked of the demo. */
export interface Options {
  /** A context of the user's kubeconfig; without one the demo starts an API server of its own. */
  readonly context: string | undefined;
  /** Goes on after the show until it is interrupted. */
  readonly keep: boolean;
  readonly help: boolean;
}

/** The text of --help. */
export const HELP = `Shows Stagegate at work in less than a minute, on a real API server.

  npm run demo                      starts one on this machine, shows, and leaves nothing behind
  npm run demo -- --keep            the same, and stays until Ctrl-C so that you can try things
  npm run demo -- --context NAME    on your cluster: creates only what is not there, and deletes only what it created

Colour is used on a terminal only; NO_COLOR turns it off.
`;

/** Reads the command line. Throws with what to do where it is wrong. */
export function parseOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        context: { type: 'string' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.context === '') throw new Error("--context is ''; name a context of your kubeconfig");
    return { context: values.context, keep: values.keep, help: values.help };
  } catch (error) {
    throw new Error(`${(error as Error).message}; see npm run demo -- --help`, { cause: error });
  }
}
