import type { ConfigReading } from '../lifecycle/config/config-reading.ts';
import { readYaml } from './yaml-document.ts';
import type { Part, RepeatedField } from './yaml-tree.ts';
import { placeText } from './yaml-problem.ts';

/** A config as it stands in one key or file. */
export interface ConfigText {
  /** Undefined where the text holds nothing. */
  readonly root: Part | undefined;
  /** Keys that stand twice in one map. */
  readonly repeated: readonly RepeatedField[];
  /** Where an offset is, as `line 3, column 5`. */
  readonly at: (offset: number) => string;
}

/** Words, signs and line ends of one text: what a config needs at most, and what is parsed within a second, however malformed. */
const MAX_TOKENS = 200_000;

/** Reads the one document of a text, or says why it cannot be read. */
export function readConfigText(text: string): ConfigText | { readonly problem: string } {
  const { documents, problem, repeated, placeAt } = readYaml(text, MAX_TOKENS);
  if (problem) return { problem: `${placeText(problem.place)}: ${problem.message}` };
  const at = (offset: number): string => placeText(placeAt(offset));
  const [root, second] = documents;
  if (second) return { problem: `${at(second.offset)}: a second document begins; keep one` };
  return { root, repeated, at };
}

/** What is read where nothing can be. */
export function unreadable(problem: string): ConfigReading {
  return { entries: [], plugins: [], problems: [problem] };
}

/** The part behind the key of a map; of a key that stands twice the last counts. */
export function partAt(map: Part | undefined, name: string): Part | undefined {
  return map?.fields?.findLast((field) => field.name === name)?.part;
}
