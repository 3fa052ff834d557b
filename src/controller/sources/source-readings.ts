import type { Logger } from 'pino';
import type { Source } from '../../api/source.ts';
import { sourceStateOf, type ConfigMapContent } from '../../formats/source-state.ts';
import type { ConfigReading } from '../../lifecycle/config/config-reading.ts';
import type { SourceState } from '../../lifecycle/config/observed-configs.ts';

/** What sources say: each ConfigMap is parsed once, and what a FeatureSet's source said when it was last read well is kept. */
export class SourceReadings {
  readonly #log: Logger;
  /** By ConfigMap as it was stored, then by key and format. */
  readonly #states = new WeakMap<ConfigMapContent, Map<string, SourceState>>();
  /** By uid of the FeatureSet, then by ConfigMap, key and format. */
  readonly #last = new Map<string, Map<string, ConfigReading>>();

  constructor(logger: Logger) {
    this.#log = logger;
  }

  /** What became of reading a source of the FeatureSet with this uid; undefined is a ConfigMap that is not there. */
  stateOf(uid: string, source: Source, configMap: ConfigMapContent | undefined): SourceState {
    const state = configMap ? this.#parsed(source, configMap) : sourceStateOf(source, undefined, undefined);
    switch (state.kind) {
      case 'Read':
        this.#lastOf(uid).set(entryOf(source), state.reading);
        return state;
      case 'Missing':
        // Where it may be missing, that is what it says.
        if (source.optional === 'Allow') this.forget(uid, source);
        return { ...state, last: this.#last.get(uid)?.get(entryOf(source)) };
      case 'Malformed':
        return { ...state, last: this.#last.get(uid)?.get(entryOf(source)) };
      case 'NotAllowed':
        return state;
    }
  }

  /** What is said of a source while the server does not answer. */
  unanswered(uid: string, source: Source): SourceState {
    return { kind: 'Missing', what: 'Answer', last: this.#last.get(uid)?.get(entryOf(source)) };
  }

  /** Forgets what a source said: it may no longer be read. */
  forget(uid: string, source: Source): void {
    this.#last.get(uid)?.delete(entryOf(source));
  }

  /** Forgets what was said by sources that the FeatureSet with this uid no longer has. */
  keepOnly(uid: string, sources: readonly Source[]): void {
    const entries = new Set(sources.map(entryOf));
    const last = this.#last.get(uid);
    for (const entry of last?.keys() ?? []) if (!entries.has(entry)) last?.delete(entry);
    if (last?.size === 0) this.#last.delete(uid);
  }

  #lastOf(uid: string): Map<string, ConfigReading> {
    const last = this.#last.get(uid) ?? new Map<string, ConfigReading>();
    this.#last.set(uid, last);
    return last;
  }

  #parsed(source: Source, configMap: ConfigMapContent): SourceState {
    const states = this.#states.get(configMap) ?? new Map<string, SourceState>();
    this.#states.set(configMap, states);
    const way = JSON.stringify([source.configMap.key, source.format]);
    const state = states.get(way) ?? this.#parse(source, configMap);
    states.set(way, state);
    return state;
  }

  #parse(source: Source, configMap: ConfigMapContent): SourceState {
    try {
      return sourceStateOf(source, configMap, undefined);
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
