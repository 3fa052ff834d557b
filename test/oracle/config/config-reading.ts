/** One key that a configuration sets, as text. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: string;
  /** Where it stands, such as `line 3, column 5`, or `data.DynamicMIG` of a whole ConfigMap. */
  readonly at: string;
  /** The component in front of a colon, as in `kube:Gate=true`. Absent: none is named. */
  readonly component?: string;
}

/** One plugin instance that a configuration loads. */
export interface PluginEntry {
  readonly type: string;
  /** Absent: the type. */
  readonly name?: string;
  /** Where it stands, such as `plugins[3]`. Absent: nobody asked. */
  readonly at?: string;
  /** Names of the parameters it is given, never their values. Absent: none. */
  readonly parameters?: readonly string[];
}

/** A key that stands more than once, in order of place. */
export interface RepeatedKey {
  readonly key: string;
  readonly places: readonly string[];
}

/** What a configuration says, before anyone knows which keys there are. */
export interface ConfigReading {
  /** The version of its own format, empty where it says none. Absent: the format has no versions. */
  readonly apiVersion?: string;
  /** In the order in which they stand, duplicates included. */
  readonly entries: readonly ConfigEntry[];
  readonly plugins: readonly PluginEntry[];
  /** Names of the sections at its top that hold something, such as `flowControl`. Absent: the format has none. */
  readonly sections?: readonly string[];
  /** Paths of fields that the format does not know, such as `plugins[0].parmeters`. Absent: none. */
  readonly unknownFields?: readonly string[];
  /** Other fields than gates that stand twice in one map, of which the last counts. Absent: none. */
  readonly repeatedFields?: readonly RepeatedKey[];
  /** What cannot be read, each with its place and the way out; no value is quoted. */
  readonly problems: readonly string[];
}

/** A value as it was parsed: Kubernetes writes what it does not know as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The fields of an object; undefined where the value is none. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
