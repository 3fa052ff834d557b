import { textOf, type ConfigEntry, type ConfigReading, type PluginEntry } from '../lifecycle/config/config-reading.ts';
import { partAt, readingConfigText, unreadable, type ConfigText } from './config-text.ts';
import type { Stepwise } from './stepwise.ts';
import type { Field, Part } from './yaml-tree.ts';

/** The fields of every released version of the format, of either API group. Parameters are each plugin's own. */
const FIELDS = {
  config: [
    'apiVersion',
    'kind',
    'featureGates',
    'plugins',
    'schedulingProfiles',
    'saturationDetector',
    'data',
    'dataLayer',
    'flowControl',
    'parser',
    'requestHandler',
    'discovery',
  ],
  plugin: ['name', 'type', 'parameters'],
  profile: ['name', 'plugins'],
  reference: ['pluginRef', 'weight'],
};

/** Fields at the top that are no section: what they hold is read as such. */
const READ = ['apiVersion', 'kind', 'featureGates', 'plugins'];

/** Of sections, and of fields that are unknown or repeated, the first are told; who has more has another format. */
const MAX_TOLD = 64;

/**
 * Reads an EndpointPickerConfig: `featureGates` is a list of names, or of name=bool (R23), or a map (R22); `plugins` are
 * instances of types (R129). Config of either API group, and excerpts without apiVersion, are read the same.
 */
export function* readingEndpointPickerConfig(text: string): Stepwise<ConfigReading> {
  const read = yield* readingConfigText(text);
  if ('problem' in read) return unreadable(read.problem);
  const { root, repeated, at } = read;
  if (!root?.fields) return unreadable(`${at(root?.offset ?? 0)}: an EndpointPickerConfig must be a map`);
  const kind = partAt(root, 'kind');
  if (kind && kind.value !== 'EndpointPickerConfig')
    return unreadable(`${at(kind.offset)}: kind must be EndpointPickerConfig`);
  const problems: string[] = [];
  const apiVersion = partAt(root, 'apiVersion')?.value;
  const sections = sectionsIn(root.fields);
  const unknownFields = unknownIn(root);
  const entries = gatesIn(partAt(root, 'featureGates'), at, problems);
  // Gates that stand twice are entries of their own.
  const gates = new Set(entries.map((entry) => entry.at));
  const repeatedFields = repeated
    .map(({ name, before, offset }) => ({ key: name, places: [at(before), at(offset)] }))
    .filter(({ places }) => !places.some((place) => gates.has(place)))
    .slice(0, MAX_TOLD);
  return {
    apiVersion: typeof apiVersion === 'string' ? apiVersion : '',
    entries,
    plugins: pluginsIn(partAt(root, 'plugins'), at, problems),
    ...(sections.length > 0 && { sections }),
    ...(unknownFields.length > 0 && { unknownFields }),
    ...(repeatedFields.length > 0 && { repeatedFields }),
    problems,
  };
}

function gatesIn(part: Part | undefined, at: ConfigText['at'], problems: string[]): ConfigEntry[] {
  if (!part || part.value === null) return [];
  if (part.fields) {
    return part.fields.flatMap(({ name, offset, part: set }) => {
      if (!set.fields && !set.items) return [{ key: name, value: booleanIn(textOf(set.value)), at: at(offset) }];
      problems.push(`${at(offset)}: a gate must be true or false`);
      return [];
    });
  }
  if (!part.items) {
    problems.push(`${at(part.offset)}: featureGates must be a list such as [flowControl, dataLayer=false]`);
    return [];
  }
  return part.items.flatMap(({ value, offset }, index) => {
    if (typeof value !== 'string' || value.trim() === '') {
      problems.push(`${at(offset)}: featureGates[${index}] must be a name or name=bool; quote it`);
      return [];
    }
    const middle = value.indexOf('=');
    const [name, set] = middle < 0 ? [value, 'true'] : [value.slice(0, middle), value.slice(middle + 1)];
    return [{ key: name.trim(), value: booleanIn(set.trim()), at: at(offset) }];
  });
}

/** Unlike other components, an endpoint picker takes booleans in any case (R23). */
function booleanIn(word: string): string {
  return /^(?:true|false|t|f)$/i.test(word) ? word.toLowerCase() : word;
}

function pluginsIn(part: Part | undefined, at: ConfigText['at'], problems: string[]): PluginEntry[] {
  if (!part || part.value === null) return [];
  if (!part.items) {
    problems.push(`${at(part.offset)}: plugins must be a list such as [{type: queue-scorer}]`);
    return [];
  }
  return part.items.flatMap((item, index) => {
    const type = partAt(item, 'type')?.value;
    const name = partAt(item, 'name')?.value ?? '';
    if (typeof type !== 'string' || type === '' || typeof name !== 'string') {
      problems.push(
        `${at(item.offset)}: plugins[${index}] must have a type, and a name that is a string where it has one`,
      );
      return [];
    }
    const parameters = partAt(item, 'parameters')?.fields?.map((field) => field.name) ?? [];
    return [
      {
        type,
        ...(name !== '' && name !== type && { name }),
        at: `plugins[${index}]`,
        ...(parameters.length > 0 && { parameters: [...new Set(parameters)] }),
      },
    ];
  });
}

function sectionsIn(fields: readonly Field[]): string[] {
  const held = fields.filter(({ name, part }) => !READ.includes(name) && holdsSomething(part));
  return [...new Set(held.map(({ name }) => name))].slice(0, MAX_TOLD);
}

function holdsSomething({ value, fields, items }: Part): boolean {
  const size = fields?.length ?? items?.length;
  return size === undefined ? value !== null && value !== '' : size > 0;
}

/** Paths of the fields that the format does not know, in the order of its parts. */
function unknownIn(root: Part): string[] {
  const unknown = new Set<string>();
  const check = (part: Part, path: string, known: readonly string[]): void => {
    for (const { name } of part.fields ?? []) {
      if (unknown.size < MAX_TOLD && !known.includes(name)) unknown.add(`${path}${name}`);
    }
  };
  check(root, '', FIELDS.config);
  for (const [index, plugin] of itemsAt(root, 'plugins')) check(plugin, `plugins[${index}].`, FIELDS.plugin);
  for (const [index, profile] of itemsAt(root, 'schedulingProfiles')) {
    const path = `schedulingProfiles[${index}].`;
    check(profile, path, FIELDS.profile);
    for (const [at, plugin] of itemsAt(profile, 'plugins')) check(plugin, `${path}plugins[${at}].`, FIELDS.reference);
  }
  return [...unknown];
}

function itemsAt(part: Part, name: string): [number, Part][] {
  return [...(partAt(part, name)?.items?.entries() ?? [])];
}
