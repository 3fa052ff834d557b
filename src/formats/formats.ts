import type { PublishedFormat } from '../api/featureset.ts';
import type { SourceFormat } from '../api/source.ts';
import type { PublishedContent } from '../lifecycle/install/published-content.ts';
import { readingEndpointPickerConfig } from './endpoint-picker-config.ts';
import { readingFlagString, readingGateLog } from './flag-string.ts';
import { readingConfigMapFile, readingGateMap, readingHelmValues, readingKeyValue } from './gate-map.ts';
import type { Reader } from './stepwise.ts';
import { flagString, json, keyValue } from './written-config.ts';

/** A format of files that `stagegate import` reads. */
interface ImportedFormat {
  /** What such a file holds, for --help. */
  readonly holds: string;
  readonly readFile: Reader;
}

/** A format that a source may have; a file of it is imported too. */
interface ReadFormat extends ImportedFormat {
  /** Reads one key of a ConfigMap. */
  readonly readKey: Reader;
  /** What a ConfigMap is of which no key is said: each key a gate or setting, or one key that holds all. */
  readonly whole: 'Keys' | 'OneKey';
}

/** A format in which effective values are published. */
interface WrittenFormat {
  /** The keys of a ConfigMap. */
  readonly write: (content: PublishedContent) => Record<string, string>;
}

type Rows = Record<SourceFormat, ReadFormat> & Record<PublishedFormat, WrittenFormat>;

/** Every format of configuration that is read or written: what the cluster, the command line and its help know of one is its row. */
export const FORMATS = {
  HelmValues: {
    holds: 'values of a chart, with a map of booleans under featureGates',
    readFile: readingHelmValues,
  },
  GateMap: {
    holds: 'a map of booleans',
    readFile: readingGateMap,
    readKey: readingGateMap,
    whole: 'Keys',
  },
  FlagString: {
    holds: 'A=true,B=false as --feature-gates and FEATURE_GATES take it, with or without these in front',
    readFile: readingFlagString,
    readKey: readingFlagString,
    whole: 'OneKey',
    write: flagString,
  },
  GateLog: {
    holds: 'the line "Feature gates: map[A:true B:false]" of a log',
    readFile: readingGateLog,
  },
  KeyValue: {
    holds: 'a ConfigMap whose keys are gates, groups and settings, or the TektonConfig it is written from',
    readFile: readingConfigMapFile,
    readKey: readingKeyValue,
    whole: 'Keys',
    write: keyValue,
  },
  EndpointPickerConfig: {
    holds: 'the config of an endpoint picker: feature gates and plugins',
    readFile: readingEndpointPickerConfig,
    readKey: readingEndpointPickerConfig,
    whole: 'OneKey',
  },
  JSON: { write: json },
} as const satisfies Rows & Record<string, ImportedFormat | ReadFormat | WrittenFormat>;

/** The formats of files that can be imported, by name. */
export const IMPORTED_FORMATS: ReadonlyMap<string, ImportedFormat> = new Map(
  Object.entries(FORMATS).flatMap(([name, format]) => ('readFile' in format ? [[name, format]] : [])),
);
