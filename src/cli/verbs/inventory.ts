import { parseRelease } from '../../lifecycle/releases/release.ts';
import type { Document } from '../input/document.ts';
import { fieldsOf, listIn, textIn, truthIn, type Fields } from '../input/fields.ts';
import { Unusable } from '../terminal/unusable.ts';

/** What something outside says of one gate or plugin; a field that is absent is not said. */
export interface NamedThing {
  readonly name: string;
  readonly level?: string;
  readonly default?: string;
  /** First release with the gate. */
  readonly introduced?: string;
  /** Whether its end is announced. */
  readonly deprecated?: boolean;
}

/** That one gate needs another, or cannot stand it. */
export interface StatedRule {
  readonly gate: string;
  readonly kind: 'requires' | 'excludes';
  readonly other: string;
}

/** What a document, a build, a test or a configuration says of a component, as far as it can be compared. */
export interface Inventory {
  readonly component: string;
  readonly name: string;
  /** The release it speaks of. Absent: the newest of the calendar. */
  readonly release: string | undefined;
  /** Document describes them, Build ships them, Usage sets or loads them. */
  readonly kind: 'Document' | 'Build' | 'Usage';
  /** What it names. */
  readonly of: 'Gates' | 'Plugins';
  /** Whether it should name every one (of `level`, where that is said) and every rule between those that it names. */
  readonly covers: 'All' | 'Listed';
  readonly coversRules: 'All' | 'Listed';
  /** The level of everything that it names. */
  readonly level: string | undefined;
  readonly names: readonly NamedThing[];
  readonly rules: readonly StatedRule[];
  readonly upstream: readonly { readonly name: string; readonly level: string; readonly release: string }[];
}

const FIELDS = [
  'name',
  'kind',
  'of',
  'release',
  'covers',
  'coversRules',
  'level',
  'names',
  'rules',
  'upstream',
  'source',
];

/** Reads a file of inventories: `component`, and a list `inventories`. Throws Unusable, naming entry and field. */
export function inventoriesIn({ value, place }: Document): Inventory[] {
  const file = fieldsOf(value, place);
  const component = textIn(file, 'component');
  return listIn(file, 'inventories').map((entry, index) =>
    inventoryOf(fieldsOf(entry, `${place} inventories[${index}]`), component),
  );
}

function inventoryOf(entry: Fields, component: string): Inventory {
  const unknown = Object.keys(entry.values).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined)
    throw new Unusable(`${entry.where}: '${unknown}' is no field of an inventory; there are ${FIELDS.join(', ')}`);
  const said = { ...entry, where: `${entry.where} (${textIn(entry, 'name')})` };
  return {
    component,
    name: textIn(said, 'name'),
    release: releaseIn(said, 'release'),
    kind: wordIn(said, 'kind', ['Document', 'Build', 'Usage']) ?? 'Document',
    of: wordIn(said, 'of', ['Gates', 'Plugins']) ?? 'Gates',
    covers: wordIn(said, 'covers', ['All', 'Listed']) ?? 'Listed',
    coversRules: wordIn(said, 'coversRules', ['All', 'Listed']) ?? 'Listed',
    level: optionalText(said, 'level'),
    names: entriesIn(said, 'names').map(nameOf),
    rules: entriesIn(said, 'rules').map(ruleOf),
    upstream: entriesIn(said, 'upstream').map((one) => ({
      name: textIn(entryOf(one), 'name'),
      level: textIn(entryOf(one), 'level'),
      release: textIn(entryOf(one), 'release'),
    })),
  };
}

interface Entry {
  readonly value: unknown;
  readonly where: string;
}

function entriesIn(said: Fields, field: string): Entry[] {
  if (said.values[field] === undefined) return [];
  return listIn(said, field).map((value, index) => ({ value, where: `${said.where} ${field}[${index}]` }));
}

function entryOf({ value, where }: Entry): Fields {
  return fieldsOf(value, where);
}

function nameOf(entry: Entry): NamedThing {
  if (typeof entry.value === 'string') return { name: entry.value };
  const said = entryOf(entry);
  const level = optionalText(said, 'level');
  const state = optionalText(said, 'default');
  const introduced = releaseIn(said, 'introduced');
  return {
    name: textIn(said, 'name'),
    ...(level !== undefined && { level }),
    ...(state !== undefined && { default: state }),
    ...(introduced !== undefined && { introduced }),
    ...(said.values['deprecated'] !== undefined && { deprecated: truthIn(said, 'deprecated') }),
  };
}

function ruleOf(entry: Entry): StatedRule {
  const said = entryOf(entry);
  const kind = said.values['requires'] === undefined ? 'excludes' : 'requires';
  return { gate: textIn(said, 'gate'), kind, other: textIn(said, kind) };
}

function optionalText(said: Fields, field: string): string | undefined {
  return said.values[field] === undefined ? undefined : textIn(said, field);
}

function releaseIn(said: Fields, field: string): string | undefined {
  const release = optionalText(said, field);
  if (release === undefined || parseRelease(release)) return release;
  throw new Unusable(`${said.where}: ${field} '${release}' must be a release such as v0.10.0`);
}

function wordIn<W extends string>(said: Fields, field: string, words: readonly W[]): W | undefined {
  const word = optionalText(said, field);
  if (word === undefined) return undefined;
  const known = words.find((one) => one === word);
  if (known) return known;
  throw new Unusable(`${said.where}: ${field} '${word}' must be one of ${words.join(', ')}`);
}
