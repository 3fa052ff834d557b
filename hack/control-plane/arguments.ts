import type { Flavor } from './spec.ts';
import { isName, NAME_RULE } from './state.ts';

/** The command line is wrong; the message says which part, and what it may be. */
export class UsageError extends Error {}

/** An instance's name. */
export function parseName(text: string): string {
  if (isName(text)) return text;
  throw new UsageError(`--name is '${text}'; it must be ${NAME_RULE}`);
}

/** `full` or `generic`. */
export function parseFlavor(text: string): Flavor {
  if (text === 'full' || text === 'generic') return text;
  throw new UsageError(`--flavor is '${text}'; it is full or generic`);
}

/** A release in the form `1.34`. Whether the API server can emulate it, it says itself. */
export function parseVersion(text: string): string {
  if (/^\d+\.\d+$/.test(text)) return text;
  throw new UsageError(`--emulated-version is '${text}'; it is a release such as 1.34`);
}

/** `A=true,B=false` as the API server's own flag takes it. */
export function parseFeatureGates(text: string): Record<string, boolean> {
  const pieces = text.split(',').filter((piece) => piece.trim() !== '');
  return Object.fromEntries(
    pieces.map((piece) => {
      const [, name, value] = /^\s*(\w+)\s*=\s*(true|false)\s*$/.exec(piece) ?? [];
      if (name === undefined) throw new UsageError(`--feature-gates has '${piece}'; each is NAME=true or NAME=false`);
      return [name, value === 'true'];
    }),
  );
}
