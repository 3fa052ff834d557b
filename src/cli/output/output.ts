import { Unusable } from '../terminal/unusable.ts';

/** How a verb prints what it found, by the word that `--output` takes. */
export type Outputs<T> = Readonly<Record<string, (found: T) => string>>;

/** The output of that name; throws Unusable for any other word. */
export function outputNamed<T>(outputs: Outputs<T>, name: string): (found: T) => string {
  const print = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
  if (print) return print;
  throw new Unusable(`--output is '${name}' and must be one of ${Object.keys(outputs).join(', ')}`);
}
