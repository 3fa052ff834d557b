import { MOST_FINDINGS, MOST_PLUGINS } from '../../api/featureset-status.ts';
import type { Fact, FactKind, Finding } from '../findings/finding.ts';
import type { InstallDraft } from '../install/draft.ts';
import { mergeNearest, NameCatalog } from '../names/nearest.ts';

/** Pairs of letters compared for one FeatureSet; every name that an honest one misspells takes a small part of it. */
const BUDGET = 2 ** 22;

/** Of each kind, the findings that a status may show. */
const SHOWN: Readonly<Partial<Record<FactKind, number>>> = {
  UnknownFeatureGate: MOST_FINDINGS,
  UnknownGroup: MOST_FINDINGS,
  UnknownSetting: MOST_FINDINGS,
  UnregisteredPlugin: MOST_PLUGINS,
};

/** One catalog for each list of names, as long as that list is in use. */
const CATALOGS = new WeakMap<NameList, NameCatalog>();

/**
 * What misspelled names may have meant (R125), for findings that a status may show, while the budget lasts: nobody makes
 * others wait by misspelling. The findings are sorted already, so that the same ones are suggested for wherever they come from.
 */
export function suggestNames({ findings, pluginVerdicts, ...draft }: InstallDraft): void {
  const shown = new Map<FactKind, number>();
  const suggested = new Map<string, readonly string[]>();
  let work = 0;
  const withNearest = (finding: Finding): Finding => {
    const { fact, subject } = finding;
    const lists = listsFor(fact, draft);
    if (lists.length === 0 || !('nearest' in fact)) return finding;
    const key = `${fact.kind} ${lists.length} ${subject}`;
    let nearest = suggested.get(key);
    if (!nearest) {
      const before = shown.get(fact.kind) ?? 0;
      shown.set(fact.kind, before + 1);
      if (before >= (SHOWN[fact.kind] ?? 0) || work >= BUDGET) return finding;
      const suggestions = lists.map((list) => catalogOf(list).suggest(subject));
      for (const suggestion of suggestions) work += suggestion.work;
      nearest = mergeNearest(suggestions);
      suggested.set(key, nearest);
    }
    return { ...finding, fact: { ...fact, nearest } };
  };
  for (const [index, finding] of findings.entries()) findings[index] = withNearest(finding);
  for (const [index, plugin] of pluginVerdicts.entries()) {
    if (plugin.finding) pluginVerdicts[index] = { ...plugin, finding: withNearest(plugin.finding) };
  }
}

/** Names by key, or objects that have one. */
type NameList = ReadonlyMap<string, unknown> | readonly { readonly name: string }[];

/** Where what was meant may be found. In a config nobody can tell whether a key was meant as a gate. */
function listsFor(
  fact: Fact,
  { lives, plugins, policy }: Pick<InstallDraft, 'lives' | 'plugins' | 'policy'>,
): NameList[] {
  switch (fact.kind) {
    case 'UnknownFeatureGate':
      if (fact.group) return [];
      return fact.in === undefined ? [lives] : [lives, policy.groups, policy.settings];
    case 'UnknownGroup':
      return [policy.groups];
    case 'UnknownSetting':
      return fact.in === undefined ? [policy.settings] : [policy.settings, lives];
    case 'UnregisteredPlugin':
      return fact.from === undefined ? [plugins] : [];
    default:
      return [];
  }
}

function catalogOf(list: NameList): NameCatalog {
  const known = CATALOGS.get(list);
  if (known) return known;
  const catalog = new NameCatalog('size' in list ? list.keys() : list.map(({ name }) => name));
  CATALOGS.set(list, catalog);
  return catalog;
}
