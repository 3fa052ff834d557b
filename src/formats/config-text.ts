import type { ConfigReading } from '../lifecycle/config/config-reading.ts';
import type { Stepwise } from './stepwise.ts';
import { readingYaml, type YamlLimits } from './yaml-document.ts';
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

/** More than any config needs. What they allow is composed in 50 ms, however malformed. */
const LIMITS: YamlLimits = { tokens: 100_000, documents: 64 };

/** Reads the one document of a text, or says why it cannot be read. */
export function* readingConfigText(text: string): Stepwise<ConfigText | { readonly problem: string }> {
  const { documents, problem, repeated, placeAt } = yield* readingYaml(text, LIMITS);
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
