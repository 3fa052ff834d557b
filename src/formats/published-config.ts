import type { PublishedFormat } from '../api/featureset.ts';
import { objectOf } from '../lifecycle/config/config-reading.ts';
import { readingFlagString } from './flag-string.ts';
import { FORMATS } from './formats.ts';
import { atOnce } from './stepwise.ts';
import { sorted } from './written-config.ts';
import { compareWords } from '../lifecycle/names/compare-words.ts';
import type { PublishedContent } from '../lifecycle/install/published-content.ts';

/** The `data` of the ConfigMap that is published: the same for the same content. Discovery is said in JSON only. */
export function publishedData(content: PublishedContent, formats: readonly PublishedFormat[]): Record<string, string> {
  return sorted(formats.flatMap((format) => Object.entries(FORMATS[format].write(content))));
}

/**
 * The gates that published data holds, sorted: JSON and FlagString name them as such; with KeyValue alone they are the keys
 * that are true or false, which switches and settings of the policy may be too.
 */
export function gatesInData(data: Readonly<Record<string, string>>): string[] {
  const { FlagString, JSON: json, ...pairs } = data;
  const found =
    (json === undefined ? undefined : gatesInJson(json)) ??
    (FlagString === undefined ? undefined : atOnce(readingFlagString(FlagString)).entries.map(({ key }) => key)) ??
    Object.keys(pairs).filter((key) => /^(?:true|false)$/.test(pairs[key] ?? ''));
  return [...new Set(found)].sort(compareWords);
}

/** Undefined for text that nobody published so. */
function gatesInJson(text: string): string[] | undefined {
  try {
    const gates = objectOf(objectOf(JSON.parse(text))?.['gates']);
    return gates && Object.keys(gates);
  } catch {
    return undefined;
  }
}
