import type { FeatureSetSpec } from '../api/featureset.ts';
import { objectOf } from '../lifecycle/config/config-reading.ts';
import { readFlagString } from './flag-string.ts';
import { compareWords } from '../lifecycle/names/compare-words.ts';
import type { PublishedContent } from '../lifecycle/install/published-content.ts';

type Format = NonNullable<FeatureSetSpec['publish']>['formats'][number];

const FORMS: Readonly<Record<Format, (content: PublishedContent) => Record<string, string>>> = {
  FlagString: (content) => ({
    FlagString: switches(content)
      .map(([gate, value]) => `${gate}=${value}`)
      .join(','),
  }),
  JSON: ({ component, release, gates, groups, settings }) => {
    const all = {
      component,
      release,
      gates: sorted(gates.map(({ gate, state }) => [gate, state])),
      groups: sorted(groups.map(({ name, value }) => [name, value])),
      settings: sorted(settings.map(({ name, value }) => [name, value])),
    };
    return { JSON: `${JSON.stringify(all, undefined, 2)}\n` };
  },
  // A key each, as the component itself reads them.
  KeyValue: (content) =>
    Object.fromEntries([
      ...switches(content),
      ...[...content.groups, ...content.settings].map(({ name, value }): [string, string] => [name, value]),
    ]),
};

/** The `data` of the ConfigMap that is published: the same for the same content. Discovery is said in JSON only. */
export function publishedData(content: PublishedContent, formats: readonly Format[]): Record<string, string> {
  return sorted(formats.flatMap((format) => Object.entries(FORMS[format](content))));
}

function switches({ gates }: PublishedContent): [string, string][] {
  const said = gates.flatMap(({ gate, state }): [string, string][] =>
    state === 'Discovery' ? [] : [[gate, String(state === 'Enabled')]],
  );
  return said.sort(([a], [b]) => compareWords(a, b));
}

function sorted(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(pairs.toSorted(([a], [b]) => compareWords(a, b)));
}

/**
 * The gates that published data holds, sorted: JSON and FlagString name them as such; with KeyValue alone they are the keys
 * that are true or false, which switches and settings of the policy may be too.
 */
export function gatesInData(data: Readonly<Record<string, string>>): string[] {
  const { FlagString, JSON: json, ...pairs } = data;
  const found =
    (json === undefined ? undefined : gatesInJson(json)) ??
    (FlagString === undefined ? undefined : readFlagString(FlagString).entries.map(({ key }) => key)) ??
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
