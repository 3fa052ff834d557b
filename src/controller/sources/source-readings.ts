import type { Logger } from 'pino';
import type { Source } from '../../api/source.ts';
import { readingSource, sourceStateOf, withLast, type ConfigMapContent } from '../../formats/source-state.ts';
import type { Stepwise } from '../../formats/stepwise.ts';
import type { ConfigReading } from '../../lifecycle/config/config-reading.ts';
import type { SourceState } from '../../lifecycle/config/observed-configs.ts';

/** What a source of one FeatureSet said. */
interface Said {
  readonly state: SourceState;
  /** What it said when it was last read well. */
  readonly last: ConfigReading | undefined;
}

/**
 * What sources say: each ConfigMap is parsed once, and what a FeatureSet's source said last is kept: it stands until the
 * ConfigMap of now is read, and the last good reading where that one cannot be.
 */
export class SourceReadings {
  readonly #log: Logger;
  /** By ConfigMap as it was stored, then by key and format. */
  readonly #states = new WeakMap<ConfigMapContent, Map<string, SourceState>>();
  /** By uid of the FeatureSet, then by ConfigMap, key and format. */
  readonly #said = new Map<string, Map<string, Said>>();

  constructor(logger: Logger) {
    this.#log = logger;
  }

  /** Whether this source is read from this ConfigMap as it is stored. */
  isRead({ configMap: { key }, format }: Source, configMap: ConfigMapContent): boolean {
    return this.#states.get(configMap)?.has(wayOf(key, format)) ?? false;
  }

  /** Reads a source, for every FeatureSet that has the same one. */
  *reading(source: Source, configMap: ConfigMapContent): Stepwise<void> {
    const state = yield* this.#parsing(source, configMap);
    const states = this.#states.get(configMap) ?? new Map<string, SourceState>();
    this.#states.set(configMap, states.set(wayOf(source.configMap.key, source.format), state));
  }

  /** What became of reading a source of the FeatureSet with this uid; undefined is a ConfigMap that is not there. */
  stateOf(uid: string, source: Source, configMap: ConfigMapContent | undefined): SourceState {
    const said = this.#said.get(uid)?.get(entryOf(source));
    const read = configMap
      ? this.#states.get(configMap)?.get(wayOf(source.configMap.key, source.format))
      : sourceStateOf(source, undefined, undefined);
    if (!read) return said?.state ?? this.unanswered(uid, source);
    // Where it may be missing, that is what it says.
    const last = read.kind === 'Missing' && source.optional === 'Allow' ? undefined : said?.last;
    const state = withLast(read, last);
    const all = this.#said.get(uid) ?? new Map<string, Said>();
    this.#said.set(uid, all.set(entryOf(source), { state, last: read.kind === 'Read' ? read.reading : last }));
    return state;
  }

  /** Whether anything stands of what a source said. */
  stands(uid: string, source: Source): boolean {
    return this.#said.get(uid)?.has(entryOf(source)) ?? false;
  }

  /** What is said of a source while the server does not answer. */
  unanswered(uid: string, source: Source): SourceState {
    return { kind: 'Missing', what: 'Answer', last: this.#said.get(uid)?.get(entryOf(source))?.last };
  }

  /** Forgets what a source said: it may no longer be read. */
  forget(uid: string, source: Source): void {
    this.#said.get(uid)?.delete(entryOf(source));
  }

  /** Forgets what was said by sources that the FeatureSet with this uid no longer has. */
  keepOnly(uid: string, sources: readonly Source[]): void {
    const entries = new Set(sources.map(entryOf));
    const said = this.#said.get(uid);
    for (const entry of said?.keys() ?? []) if (!entries.has(entry)) said?.delete(entry);
    if (said?.size === 0) this.#said.delete(uid);
  }

  *#parsing(source: Source, configMap: ConfigMapContent): Stepwise<SourceState> {
    try {
      return yield* readingSource(source, configMap);
    } catch (error) {
      // A bug of ours, which must not stop the FeatureSets it does not concern.
      this.#log.error({ configMap: source.configMap.name, err: error }, 'Failed to read source');
      return { kind: 'Malformed', problem: 'the operator cannot read it and says why in its log', last: undefined };
    }
  }
}

function entryOf({ configMap: { name, key }, format }: Source): string {
  return JSON.stringify([name, key, format]);
}

function wayOf(key: string | undefined, format: Source['format']): string {
  return JSON.stringify([key, format]);
}
