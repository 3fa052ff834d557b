import type { InstallDraft } from '../install/draft.ts';
import type { Fact, Finding } from '../findings/finding.ts';
import { guidanceOf, type Guidance } from '../life/guidance.ts';
import { pluginViewAt, type PluginLife, type PluginLives, type PluginView } from '../life/plugin-life.ts';
import { compareWords } from '../names/compare-words.ts';
import { isExperimental, levelRank } from '../life/level.ts';
import { cyclesByMember } from '../life/cycles.ts';
import type { PluginInUse } from '../install/plugin-outcome.ts';

interface Judged extends PluginInUse {
  readonly draft: InstallDraft;
  readonly life: PluginLife | undefined;
  readonly view: PluginView;
  readonly inUse: ReadonlySet<string>;
}

type PluginRule = (judged: Judged) => { severity: Finding['severity']; fact: Fact } | undefined;

function pluginGuidance(draft: InstallDraft, { spec }: PluginLife): Guidance | undefined {
  const removedIn = spec.stages.find(({ level }) => level === 'Removed')?.release;
  return guidanceOf({ deprecation: spec.deprecation, removedIn }, draft.release, draft);
}

/** A tombstone comes before "not registered", so that users are told what took its place (R54-R57). */
function removedPlugin({ life, view, draft, parameters, in: source }: Judged): ReturnType<PluginRule> {
  if (view.level !== 'Removed' || !life) return undefined;
  const removedIn = view.stage?.release ?? '';
  const guidance = pluginGuidance(draft, life);
  const { releaseName: release } = draft;
  return { severity: 'Error', fact: { kind: 'RemovedPlugin', release, removedIn, guidance, parameters, in: source } };
}

/** Fails closed unless the policy says otherwise (R10, R34). */
function unregisteredPlugin({ life, view, draft, in: source }: Judged): ReturnType<PluginRule> {
  if (life && view.level !== 'NotYetAvailable') return undefined;
  const { unregisteredPlugins } = draft.policy;
  if (unregisteredPlugins === 'Allow') return undefined;
  const from = life?.stages[0]?.release;
  const severity = unregisteredPlugins === 'Refuse' ? 'Error' : 'Warning';
  const { releaseName: release } = draft;
  return { severity, fact: { kind: 'UnregisteredPlugin', release, from, nearest: [], in: source } };
}

/** Alpha needs an opt-in: its own gate, or the one switch for all (R2, R26, R124). */
function alphaWithoutOptIn({ name, life, view, draft, in: source }: Judged): ReturnType<PluginRule> {
  if (!isExperimental(view.level)) return undefined;
  const gate = life?.spec.featureGate;
  const optedIn = gate !== undefined && draft.rows.get(gate)?.effective === 'Enabled';
  if (optedIn || draft.featureSet.spec.experimentalPlugins === 'Allow') return undefined;
  return { severity: 'Error', fact: { kind: 'AlphaPluginNeedsOptIn', name, level: view.level, gate, in: source } };
}

/** The gate that opted in at Alpha is the off switch at Beta (R5). */
function switchedOffByGate({ life, view, draft }: Judged): ReturnType<PluginRule> {
  const gate = life?.spec.featureGate;
  if (view.level !== 'Beta' || gate === undefined || draft.rows.get(gate)?.effective !== 'Disabled') return undefined;
  if (!draft.rows.get(gate)?.available) return undefined;
  return { severity: 'Error', fact: { kind: 'PluginSwitchedOff', gate, release: draft.releaseName } };
}

/** Unknown is below every minimum (R8, R9, R25). */
function belowMinimumLevel({ view, draft }: Judged): ReturnType<PluginRule> {
  const minimum = draft.featureSet.spec.minimumLevel;
  if (minimum === undefined || view.level === 'NotYetAvailable' || levelRank(view.level) >= levelRank(minimum))
    return undefined;
  return { severity: 'Error', fact: { kind: 'BelowMinimumLevel', level: view.level, minimum, what: 'plugin' } };
}

/** What a plugin refers to must be in use beside it (R85). */
function unresolvedReference({ life, inUse }: Judged): ReturnType<PluginRule> {
  const missing = (life?.spec.requires ?? []).map(({ plugin }) => plugin).filter((type) => !inUse.has(type));
  return missing.length === 0 ? undefined : { severity: 'Error', fact: { kind: 'PluginReferenceUnresolved', missing } };
}

/** What refuses a plugin, in the order in which it is asked; the first decides. */
const REFUSALS: readonly PluginRule[] = [
  removedPlugin,
  unregisteredPlugin,
  alphaWithoutOptIn,
  belowMinimumLevel,
  switchedOffByGate,
  unresolvedReference,
];

function lessStableReference({ life, view, draft }: Judged): ReturnType<PluginRule> {
  const severity = ({ Reject: 'Error', Warn: 'Warning', Allow: undefined } as const)[draft.policy.lessStableDependency];
  if (!severity || !life) return undefined;
  for (const { plugin } of life.spec.requires) {
    const other = draft.plugins.get(plugin);
    const of = other && pluginViewAt(other, draft.release, draft.calendar);
    if (!of || levelRank(of.level) >= levelRank(view.level)) continue;
    const fact: Fact = {
      kind: 'LessStableDependency',
      what: 'plugin',
      release: draft.releaseName,
      level: view.level,
      dependency: plugin,
      dependencyLevel: of.level,
    };
    return { severity, fact };
  }
  return undefined;
}

function unknownLevel({ view }: Judged): ReturnType<PluginRule> {
  return view.level === 'Unknown' ? { severity: 'Warning', fact: { kind: 'UnknownLevel' } } : undefined;
}

/** A deprecated plugin is admitted with a Warning; one without a schedule has a finding of its own (R43-R52). */
function deprecatedPlugin({ life, view, draft, parameters, in: source }: Judged): ReturnType<PluginRule> {
  if (!view.deprecated || !life) return undefined;
  const { deprecation, stages } = life.spec;
  const scheduled = deprecation?.removal !== undefined || stages.some(({ level }) => level === 'Removed');
  const kind = scheduled ? 'DeprecatedPlugin' : 'DeprecatedPluginNoSchedule';
  const guidance = pluginGuidance(draft, life);
  return { severity: 'Warning', fact: { kind, release: draft.releaseName, guidance, parameters, in: source } };
}

function experimentalPlugin({ view }: Judged): ReturnType<PluginRule> {
  return isExperimental(view.level)
    ? { severity: 'Info', fact: { kind: 'ExperimentalInUse', level: view.level } }
    : undefined;
}

/** What is worth saying of a plugin that is admitted; the first stands on its row. */
const REMARKS: readonly PluginRule[] = [deprecatedPlugin, unknownLevel, lessStableReference, experimentalPlugin];

/** Judges every plugin in use: tombstone, unregistered, level, references, deprecation (R26-R28, R54-R56, R124, R131). */
export function judgePlugins(draft: InstallDraft): void {
  const plugins = pluginsInUse(draft);
  const inUse = new Set(plugins.map(({ type }) => type));
  reportDuplicates(draft, plugins);
  const cycles = cyclesAmong(draft.plugins, inUse);
  const told = new Set<string>();
  const tell = (finding: Finding): void => {
    const key = `${finding.fact.kind} ${finding.subject} ${finding.severity}`;
    if (!told.has(key)) draft.findings.push(finding);
    told.add(key);
  };
  for (const plugin of plugins) {
    const life = draft.plugins.get(plugin.type);
    const view: PluginView = life
      ? pluginViewAt(life, draft.release, draft.calendar)
      : { level: 'Unknown', deprecated: false, stage: undefined };
    const judged: Judged = { ...plugin, draft, life, view, inUse };
    const findings = [...found(judged, REFUSALS).slice(0, 1), ...cycleOf(plugin.type, cycles.get(plugin.type))];
    if (!findings.some(isError)) findings.push(...found(judged, REMARKS));
    findings.forEach(tell);
    // A remark is an Error where the policy rejects what it is about.
    const error = findings.find(isError);
    draft.pluginVerdicts.push({
      ...plugin,
      level: view.level,
      deprecated: view.deprecated,
      verdict: error ? 'Refused' : 'Admitted',
      finding: error ?? findings[0],
    });
  }
}

function isError({ severity }: Finding): boolean {
  return severity === 'Error';
}

function found(judged: Judged, rules: readonly PluginRule[]): Finding[] {
  return rules.flatMap((rule) => {
    const result = rule(judged);
    return result ? [{ ...result, subject: judged.type }] : [];
  });
}

function pluginsInUse(draft: InstallDraft): PluginInUse[] {
  const listed = draft.layers.plugins.map(({ type, name, in: source, parameters = [] }) => ({
    type,
    name: name ?? type,
    injected: false,
    in: source,
    parameters,
  }));
  const types = new Set(listed.map(({ type }) => type));
  // What the component injects by itself is in use wherever it is installed, and it injects only what it has (R27).
  const injected = draft.policy.defaultPlugins.filter((type) => !types.has(type) && isThere(draft, type));
  return [
    ...listed,
    ...injected.map((type) => ({ type, name: type, injected: true, in: undefined, parameters: [] })),
  ].sort((a, b) => compareWords(a.type, b.type) || compareWords(a.name, b.name));
}

function isThere({ plugins, release, calendar }: InstallDraft, type: string): boolean {
  const life = plugins.get(type);
  const level = life && pluginViewAt(life, release, calendar).level;
  return level !== 'NotYetAvailable' && level !== 'Removed';
}

function reportDuplicates(draft: InstallDraft, plugins: readonly PluginInUse[]): void {
  for (const [name, namesakes] of Map.groupBy(plugins, (plugin) => plugin.name)) {
    if (namesakes.length === 1) continue;
    const sources = new Set(namesakes.flatMap(({ in: source = [] }) => source));
    const fact = { kind: 'DuplicatePluginName', count: namesakes.length, in: [...sources].sort(compareWords) } as const;
    draft.findings.push({ severity: 'Error', subject: name, fact });
  }
}

function cyclesAmong(lives: PluginLives, inUse: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  for (const type of [...inUse].sort(compareWords)) {
    edges.set(
      type,
      (lives.get(type)?.spec.requires ?? []).map(({ plugin }) => plugin),
    );
  }
  return cyclesByMember(edges);
}

function cycleOf(type: string, members: readonly string[] | undefined): Finding[] {
  return members ? [{ severity: 'Error', subject: type, fact: { kind: 'PluginCycle', members } }] : [];
}
