import type { Gate } from '../api/declared.ts';
import type { FeatureSetSpec } from '../api/featureset.ts';
import type { PolicySpec } from '../api/policy.ts';
import { LEVELS, type State } from '../api/words.ts';
import { booleanOf } from '../lifecycle/settings.ts';
import type { ConfigEntry, ConfigReading } from '../lifecycle/config-reading.ts';

/** What the keys of one component can mean. */
export interface Vocabulary {
  readonly component: string;
  readonly policy: Pick<PolicySpec, 'groups' | 'settings' | 'flagPrefix'>;
  /** The words each gate takes beside booleans. */
  readonly gates: readonly Gate[];
}

type Groups = FeatureSetSpec['groups'];

/** A configuration in the words of a FeatureSet. */
export interface Interpretation {
  readonly overrides: readonly { readonly gate: string; readonly state: State }[];
  readonly groups: Groups;
  readonly settings: FeatureSetSpec['settings'];
  readonly plugins: ConfigReading['plugins'];
  /** Keys set more than once, each with the places; the last counts (R23). */
  readonly duplicates: readonly string[];
  /** Entries of other components, which are left out. */
  readonly foreign: readonly string[];
  /** Values that mean nothing, and what could not be read. */
  readonly problems: readonly string[];
}

/**
 * Says what a configuration sets: keys of groups and settings as such, everything else as an override, an unknown key too,
 * so that the evaluation can say what is wrong with it. Booleans are read as Go reads them.
 */
export function interpret(reading: ConfigReading, { component, policy, gates }: Vocabulary): Interpretation {
  const own = [undefined, '', component, policy.flagPrefix];
  const last = new Map<string, ConfigEntry>();
  const places = new Map<string, string[]>();
  const foreign: string[] = [];
  for (const entry of reading.entries) {
    if (!own.includes(entry.component)) {
      foreign.push(`${entry.at}: ${entry.component}:${entry.key}`);
      continue;
    }
    last.set(entry.key, entry);
    places.set(entry.key, [...(places.get(entry.key) ?? []), entry.at]);
  }
  const said: {
    overrides: Interpretation['overrides'][number][];
    groups: Groups;
    settings: FeatureSetSpec['settings'];
  } = { overrides: [], groups: [], settings: [] };
  const problems = [...reading.problems];
  for (const entry of last.values()) {
    const group = policy.groups.find(({ name }) => name === entry.key);
    const setting = policy.settings.find(({ name }) => name === entry.key);
    const gate = gates.find(({ spec }) => spec.gate === entry.key);
    const truth = booleanOf(entry.value);
    const expected = (words: string): string => `${entry.at}: ${entry.key} must be ${words}`;
    if (group?.cumulative) {
      const level = wordIn(LEVELS, entry.value);
      if (level === undefined) problems.push(expected(`one of ${LEVELS.map((word) => word.toLowerCase()).join(', ')}`));
      else said.groups.push({ name: entry.key, level: level as (typeof LEVELS)[number] });
    } else if (group) {
      if (truth === undefined) problems.push(expected('true or false'));
      else said.groups.push({ name: entry.key, state: truth ? 'Enabled' : 'Disabled' });
    } else if (setting) {
      const words = setting.values.map(({ value }) => value);
      said.settings.push({ name: entry.key, value: wordIn(words, entry.value) ?? entry.value });
    } else if (truth !== undefined) {
      said.overrides.push({ gate: entry.key, state: truth ? 'Enabled' : 'Disabled' });
    } else if (gate) {
      const words = gate.spec.values;
      const state = words.find(
        ({ value }) =>
          value ===
          wordIn(
            words.map((one) => one.value),
            entry.value,
          ),
      )?.state;
      if (state === undefined)
        problems.push(expected(['true', 'false', ...words.map(({ value }) => value)].join(' or ')));
      else said.overrides.push({ gate: entry.key, state });
    } else {
      said.settings.push({ name: entry.key, value: entry.value });
    }
  }
  const duplicates = [...places]
    .filter(([, at]) => at.length > 1)
    .map(([key, at]) => `${key} stands ${at.length} times, at ${at.join(' and ')}; the last one counts`);
  return { ...said, plugins: reading.plugins, duplicates, foreign, problems };
}

/** The word of a list that a text means, whatever its case. */
function wordIn(words: readonly string[], text: string): string | undefined {
  return words.find((word) => word === text) ?? words.find((word) => word.toLowerCase() === text.toLowerCase());
}
