import type { Gate } from '../../../src/api/declared.ts';
import type { FeatureSetSpec } from '../../../src/api/featureset.ts';
import type { PolicySpec } from '../../../src/api/policy.ts';
import { LEVELS, type Level, type State } from '../../../src/api/vocabulary.ts';
import type { ConfigEntry, ConfigReading, RepeatedKey } from './config-reading.ts';
import { booleanOf } from './go-boolean.ts';

type Words = Gate['spec']['values'];
type Group = PolicySpec['groups'][number];
type GroupSwitch = FeatureSetSpec['groups'][number];

/** What the keys of one component can mean. */
export interface Vocabulary {
  readonly component: string;
  readonly policy: Pick<PolicySpec, 'groups' | 'levels' | 'settings' | 'flagPrefix'>;
  /** The words a gate takes beside booleans; undefined where there is no such gate. */
  readonly wordsOf: (gate: string) => Words | undefined;
}

/** Where in its configuration something stands, such as `featureGates[2]`. */
interface Placed {
  readonly at: string;
}

/** A configuration in the words of a FeatureSet. */
export interface Interpretation {
  readonly overrides: readonly ({ readonly gate: string; readonly state: State } & Placed)[];
  readonly groups: readonly (GroupSwitch & Placed)[];
  readonly settings: readonly ({ readonly name: string; readonly value: string } & Placed)[];
  /** Keys set more than once, in order of place; the last counts (R23). */
  readonly duplicates: readonly RepeatedKey[];
  /** Entries of other components, which are left out. */
  readonly foreign: readonly ({ readonly key: string; readonly component: string } & Placed)[];
  /** Values that mean nothing, with what they would have to be. */
  readonly invalid: readonly ({ readonly key: string; readonly expected: string } & Placed)[];
}

interface Draft {
  readonly overrides: Interpretation['overrides'][number][];
  readonly groups: Interpretation['groups'][number][];
  readonly settings: Interpretation['settings'][number][];
  readonly invalid: Interpretation['invalid'][number][];
}

/**
 * Says what a configuration sets: keys of groups and settings as such, everything else as an override, an unknown key too,
 * so that the evaluation can say what is wrong with it. Booleans are read as Go reads them.
 */
export function interpret(reading: ConfigReading, vocabulary: Vocabulary): Interpretation {
  const own = new Set([undefined, '', ...prefixesOf(vocabulary)]);
  const last = new Map<string, ConfigEntry>();
  const places = new Map<string, string[]>();
  const foreign: Interpretation['foreign'][number][] = [];
  for (const entry of reading.entries) {
    const { key, at } = entry;
    if (!own.has(entry.component)) {
      foreign.push({ key, component: entry.component ?? '', at });
      continue;
    }
    last.set(key, entry);
    const others = places.get(key);
    if (others) others.push(at);
    else places.set(key, [at]);
  }
  const said: Draft = { overrides: [], groups: [], settings: [], invalid: [] };
  for (const entry of last.values()) say(entry, vocabulary, said);
  const duplicates = [...places].filter(([, at]) => at.length > 1).map(([key, at]) => ({ key, places: at }));
  return { ...said, duplicates: [...duplicates, ...(reading.repeatedFields ?? [])], foreign };
}

function prefixesOf({ component, policy }: Omit<Vocabulary, 'wordsOf'>): string[] {
  return [component, policy.flagPrefix].filter((prefix) => prefix !== undefined);
}

/**
 * What is wrong where some gates of a component are written with its prefix and some with none: Kubernetes' own flags
 * refuse the whole (semantics.md rule 31).
 */
export function mixtureOf({ entries }: ConfigReading, meant: Omit<Vocabulary, 'wordsOf'>): string | undefined {
  const prefixes = prefixesOf(meant);
  const bare = entries.find(({ component = '' }) => component === '');
  const prefixed = entries.find(({ component = '' }) => prefixes.includes(component));
  if (!bare || !prefixed) return undefined;
  return `${bare.at} has no prefix and ${prefixed.at} has '${prefixed.component}:'; write it before all gates of component '${meant.component}' or before none`;
}

function say({ key, value, at }: ConfigEntry, { policy, wordsOf }: Vocabulary, said: Draft): void {
  const group = policy.groups.find(({ name }) => name === key);
  const setting = policy.settings.find(({ name }) => name === key);
  const words = group || setting ? undefined : wordsOf(key);
  const truth = booleanOf(value);
  if (group) {
    // Dev is a level of those alone who say what it promises.
    const levels = LEVELS.filter((level) => level !== 'Dev' || policy.levels.some(({ name }) => name === level));
    const made = switched(group, value, levels);
    if (made) said.groups.push({ ...made, at });
    else said.invalid.push({ key, at, expected: expectedOf(group, levels) });
  } else if (setting) {
    const known = setting.values.map((one) => one.value);
    said.settings.push({ name: key, value: wordIn(known, value) ?? value, at });
  } else if (truth !== undefined) {
    said.overrides.push({ gate: key, state: truth ? 'Enabled' : 'Disabled', at });
  } else if (words) {
    const known = words.map((one) => one.value);
    const state = words.find((one) => one.value === wordIn(known, value))?.state;
    if (state === undefined) said.invalid.push({ key, at, expected: ['true', 'false', ...known].join(' or ') });
    else said.overrides.push({ gate: key, state, at });
  } else {
    said.settings.push({ name: key, value, at });
  }
}

function switched(group: Group, value: string, levels: readonly Level[]): GroupSwitch | undefined {
  if (group.cumulative) {
    const level = levels.find((word) => word === wordIn(levels, value));
    return level && { name: group.name, level };
  }
  const truth = booleanOf(value);
  return truth === undefined ? undefined : { name: group.name, state: truth ? 'Enabled' : 'Disabled' };
}

function expectedOf(group: Group, levels: readonly Level[]): string {
  return group.cumulative ? `one of ${levels.map((word) => word.toLowerCase()).join(', ')}` : 'true or false';
}

/** The word of a list that a text means, whatever its case. */
function wordIn(words: readonly string[], text: string): string | undefined {
  return words.find((word) => word === text) ?? words.find((word) => word.toLowerCase() === text.toLowerCase());
}
