import type { Source, SourceFormat } from '../api/source.ts';
import type { ConfigEntry, ConfigReading } from '../lifecycle/config/config-reading.ts';
import type { SourceState } from '../lifecycle/config/observed-configs.ts';
import { unreadable } from './config-text.ts';
import { FORMATS } from './formats.ts';
import { EXAMPLE } from './gate-map.ts';
import { atOnce, type Stepwise } from './stepwise.ts';

/** What a ConfigMap holds. */
export interface ConfigMapContent {
  readonly data: Readonly<Record<string, string>>;
  /** The keys of `binaryData`. */
  readonly binary: readonly string[];
}

/** Longer than any config; a ConfigMap may be twice as long. */
const MAX_BYTES = 512 * 1024;
const MAX_ENTRIES = 4096;
const MAX_PLUGINS = 1024;
/** As long as a key of a ConfigMap, and as a value of `spec.settings`, may be, in characters. */
const MAX_NAME = 253;
const MAX_VALUE = 1024;

/** What `kubectl create configmap --from-file` makes a key of; no gate or setting is named like that. */
const FILE_NAME = /\.(?:json|ya?ml)$/;

/**
 * What becomes of reading a source: all of it is read or nothing, so that one slip never sets half a config. Undefined is
 * a ConfigMap that is not there; `last` is what the source said when it was last read well.
 */
export function sourceStateOf(
  source: Source,
  configMap: ConfigMapContent | undefined,
  last: ConfigReading | undefined,
): SourceState {
  return withLast(atOnce(readingSource(source, configMap)), last);
}

/** The same where nothing is held to, step by step: the same ConfigMap gives the same, whatever was read before. */
export function* readingSource(
  { configMap: { key }, format }: Source,
  configMap: ConfigMapContent | undefined,
): Stepwise<SourceState> {
  const last = undefined;
  if (!configMap) return { kind: 'Missing', what: 'ConfigMap', last };
  const keys = [...Object.keys(configMap.data), ...configMap.binary];
  if (key !== undefined && !keys.includes(key)) return { kind: 'Missing', what: 'Key', last };
  const reading =
    key === undefined ? yield* readWhole(format, configMap, keys) : yield* readKey(format, configMap, key);
  const [problem, ...more] = [...reading.problems, ...excesses(reading)];
  if (problem === undefined) return { kind: 'Read', reading };
  const rest = more.length === 0 ? '' : `; and ${more.length} more like it`;
  return { kind: 'Malformed', problem: `${problem}${rest}`, last };
}

/** A source that cannot be read holds to what it said when it was last read well. */
export function withLast(state: SourceState, last: ConfigReading | undefined): SourceState {
  return state.kind === 'Missing' || state.kind === 'Malformed' ? { ...state, last } : state;
}

function* readKey(format: SourceFormat, { data }: ConfigMapContent, key: string): Stepwise<ConfigReading> {
  const text = Object.hasOwn(data, key) ? data[key] : undefined;
  if (text === undefined) return unreadable(`key ${key} stands in binaryData; put it into data`);
  const bytes = text.length * 3 > MAX_BYTES ? new TextEncoder().encode(text).length : 0;
  if (bytes > MAX_BYTES) {
    const size = `${Math.ceil(bytes / 1024)} KiB, and at most ${MAX_BYTES / 1024} KiB are read`;
    return unreadable(`key ${key} has ${size}; split it into several keys, each a source of its own`);
  }
  return yield* FORMATS[format].readKey(text);
}

function* readWhole(
  format: SourceFormat,
  configMap: ConfigMapContent,
  keys: readonly string[],
): Stepwise<ConfigReading> {
  const meant = keys.filter((key) => key !== EXAMPLE);
  const [only, second] = meant;
  const alone = second === undefined ? only : undefined;
  switch (FORMATS[format].whole) {
    case 'Keys':
      if (alone !== undefined && FILE_NAME.test(alone)) return yield* readKey(format, configMap, alone);
      return pairsOf(configMap, meant);
    case 'OneKey':
      if (alone !== undefined) return yield* readKey(format, configMap, alone);
      return unreadable(`the ConfigMap has ${meant.length} keys and must have one; say which with configMap.key`);
  }
}

function pairsOf({ data, binary }: ConfigMapContent, keys: readonly string[]): ConfigReading {
  const entries: ConfigEntry[] = keys.map((key) => ({ key, value: data[key] ?? '', at: `data.${key}` }));
  const problems = binary
    .filter((key) => key !== EXAMPLE)
    .map((key) => `key ${key} stands in binaryData; put it into data`);
  return { entries, plugins: [], problems };
}

/** What is more than anyone means to configure, and would burden every evaluation and status. */
function* excesses({ apiVersion = '', entries, plugins }: ConfigReading): Generator<string> {
  if (apiVersion.length > MAX_NAME) yield `apiVersion is longer than ${MAX_NAME} characters; correct it`;
  if (entries.length > MAX_ENTRIES) yield `there are ${entries.length} keys; at most ${MAX_ENTRIES} are read`;
  if (plugins.length > MAX_PLUGINS) yield `there are ${plugins.length} plugins; at most ${MAX_PLUGINS} are read`;
  for (const { key, value, at } of entries) {
    if (key === '') yield `${at}: the key is empty; name a gate or setting`;
    if (key.length > MAX_NAME) yield `${at}: the key is longer than ${MAX_NAME} characters; shorten it`;
    if (value.length > MAX_VALUE) yield `${at}: the value is longer than ${MAX_VALUE} characters; shorten it`;
  }
  for (const { type, name = '', at } of plugins) {
    if (Math.max(type.length, name.length) > MAX_NAME)
      yield `${at}: type and name may have ${MAX_NAME} characters; shorten them`;
  }
}
