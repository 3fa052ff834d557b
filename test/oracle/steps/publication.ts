import type { InstallDraft } from '../install/draft.ts';
import type { PublicationFact } from '../findings/source-fact.ts';
import type { PublishedState } from '../config/observed-configs.ts';
import { compareWords } from '../names/compare-words.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';
import type { PublishedContent } from '../install/published-content.ts';

type NotExpressible = Extract<PublicationFact, { kind: 'NotExpressible' }>;

/**
 * What goes into `spec.publish`: gates that are not at the component's own default, or all, each by itself, so that no
 * group switch is needed to read it (R119); and what cannot be said in a format, or has vanished, as Errors. Undefined where
 * nothing is published.
 */
export function contentOf(draft: InstallDraft): PublishedContent | undefined {
  const { publish, component } = draft.featureSet.spec;
  if (!publish) return undefined;
  const named = [...draft.rows.values()].filter((row) => isPublished(row, publish.include));
  const content = {
    component,
    release: draft.releaseName,
    gates: named.map(({ life, effective }) => ({ gate: life.name, state: effective })),
    groups: cumulativeGroups(draft),
    settings: declaredSettings(draft),
  };
  notExpressible(draft, content, publish.formats);
  vanishedGates(draft, publish.configMap);
  return content;
}

function isPublished(row: GateOutcome, include: 'Changed' | 'All'): boolean {
  if (!row.available || row.locked || row.life.gate.spec.regime === 'Grouped') return false;
  // The component applies a cumulative switch by itself, as it is published too or by default.
  const { effective, default: own, switchedTo = own } = row;
  return include === 'All' || effective !== own || effective !== switchedTo;
}

/** A key that is no setting is an Error of its own, which no format can mend. */
function declaredSettings({ policy, layers }: InstallDraft): PublishedContent['settings'] {
  return policy.settings
    .flatMap(({ name }) => {
      const value = layers.settings.get(name)?.value;
      return value === undefined ? [] : [{ name, value }];
    })
    .sort((a, b) => compareWords(a.name, b.name));
}

function cumulativeGroups({ policy, layers }: InstallDraft): PublishedContent['groups'] {
  const cumulative = policy.groups.filter((group) => group.cumulative).map(({ name }) => name);
  return cumulative
    .flatMap((name) => {
      const level = layers.groups.get(name)?.group.level;
      return level === undefined ? [] : [{ name, value: level.toLowerCase() }];
    })
    .sort((a, b) => compareWords(a.name, b.name));
}

function notExpressible({ findings, rows }: InstallDraft, content: PublishedContent, formats: readonly string[]): void {
  const report = (what: NotExpressible['what'], subject: string, format: string): void => {
    findings.push({ severity: 'Error', subject, fact: { kind: 'NotExpressible', what, format } });
  };
  for (const format of formats.filter((one) => one !== 'JSON')) {
    for (const { gate, state } of content.gates) if (state === 'Discovery') report('discovery', gate, format);
    for (const { name, value } of content.groups) {
      if (format === 'FlagString' || value === 'none') report('group', name, format);
    }
    if (format === 'FlagString') for (const { name } of content.settings) report('setting', name, format);
    for (const row of rows.values()) if (isOutOfReach(row)) report('grouped', row.life.name, format);
  }
}

/** A gate without a flag of its own that is not where its switch puts it: the component would have it otherwise. */
function isOutOfReach({ available, locked, life, default: own, effective, switchedTo = own }: GateOutcome): boolean {
  return available && !locked && life.gate.spec.regime === 'Grouped' && effective !== switchedTo;
}

/** The gates of its own that stand there, as far as they are known. */
export function publishedGates(published: PublishedState | undefined): readonly string[] {
  return (published && 'gates' in published && published.gates) || [];
}

/** A gate that was published and is declared no more would silently fall back to its default: only a tombstone ends it. */
function vanishedGates({ rows, policy, published, featureSet, findings }: InstallDraft, configMap: string): void {
  const others = new Set([...policy.groups, ...policy.settings].map(({ name }) => name));
  for (const gate of publishedGates(published)) {
    if (rows.has(gate) || others.has(gate)) continue;
    const { component } = featureSet.spec;
    findings.push({ severity: 'Error', subject: gate, fact: { kind: 'GateVanished', configMap, component } });
  }
}
