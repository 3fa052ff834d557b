import { compareWords } from '../names/compare-words.ts';
import { policyFindings } from '../rules/policy-rules.ts';
import { calendarOf, type Calendar } from '../releases/calendar.ts';
import { isIdentical, isSame } from '../tables/same.ts';
import type { Census } from '../verdicts/census.ts';
import type { ComponentDraft } from './component-draft.ts';
import { declaredFindings } from '../declared/declared-findings.ts';
import type { Evaluation, PolicyVerdict } from './evaluation.ts';
import { extentsOfGate, judgeGate, type GateVerdict } from '../verdicts/gate-verdict.ts';
import { dayOf, judgementOf, type JudgementContext } from '../verdicts/judgement.ts';
import { extentsOfPlugin, judgePlugin, type PluginVerdict } from '../verdicts/plugin-verdict.ts';

const made = new WeakMap<GateVerdict | PluginVerdict, readonly unknown[]>();

/** Judges the gates, plugins and policy of a component whose FeatureSets are evaluated and counted; yields after each gate and plugin. */
export function* judging(
  draft: ComponentDraft,
  census: Census,
  calendarAbroad: (component: string) => Calendar | undefined,
): Generator<undefined, Evaluation, undefined> {
  const { world, component, before, verdicts, dated, platformed } = draft;
  const { calendar, lives, plugins } = component;
  const { now } = world;
  const judged = judgementOf(component, census, { now, before: before?.memory.judgement });
  const context: JudgementContext = {
    ...judged,
    component,
    calendarAbroad: (name) => calendarAbroad(name) ?? calendarOf(name, undefined),
    now,
  };
  const declared = declaredFindings(component, before?.memory.component);

  const gates = new Map<string, GateVerdict>();
  for (const [key, gate] of world.gates) {
    const life = lives.get(gate.spec.gate);
    if (!life) continue;
    const findings = declared.gates.get(life.name) ?? [];
    const { deprecation, upstream } = life.spec;
    const abroad = upstream.map((one) => calendarAbroad(one.component));
    const day = deprecation?.removal?.date !== undefined || abroad.length > 0 ? dayOf(now) : '';
    const inputs = [gate, life, findings, component.policy, calendar, context.judgement, day, ...abroad];
    const last = before?.gates.get(key);
    const stands =
      last &&
      isIdentical(made.get(last) ?? [], inputs) &&
      isIdentical(extentsIn(last), extentsOfGate(context, life.name));
    const verdict = stands ? last : judgeGate({ gate, life, declared: findings }, context);
    made.set(verdict, inputs);
    gates.set(key, verdict);
    yield;
  }

  const ofPlugins = new Map<string, PluginVerdict>();
  for (const [key, plugin] of world.plugins) {
    const life = plugins.get(plugin.spec.type);
    if (!life) continue;
    const findings = declared.plugins.get(life.type) ?? [];
    const day = life.spec.deprecation?.removal?.date === undefined ? '' : dayOf(now);
    const inputs = [plugin, life, findings, component, context.judgement, day];
    const last = before?.plugins.get(key);
    const stands =
      last &&
      isIdentical(made.get(last) ?? [], inputs) &&
      isIdentical(extentsIn(last), extentsOfPlugin(context, life.type));
    const verdict = stands ? last : judgePlugin({ plugin, life, declared: findings }, context);
    made.set(verdict, inputs);
    ofPlugins.set(key, verdict);
    yield;
  }

  const boundaries = [
    calendar.nextDate(now),
    ...dated.values(),
    ...[...gates.values(), ...ofPlugins.values()].map(({ boundary }) => boundary),
  ].filter((boundary) => boundary !== undefined);
  return {
    component: component.name,
    calendar,
    policy: policyVerdict(draft, [...gates.values()], [...ofPlugins.values()]),
    gates: sameMap(before?.gates, gates),
    plugins: sameMap(before?.plugins, ofPlugins),
    featureSets: verdicts,
    references: referencesOf(draft),
    boundary: boundaries.length > 0 ? Math.min(...boundaries) : undefined,
    memory: { world, component, census, judgement: context.judgement, dated, platformed },
  };
}

function policyVerdict(
  { world, component, before }: ComponentDraft,
  gates: readonly GateVerdict[],
  plugins: readonly PluginVerdict[],
): PolicyVerdict | undefined {
  const { policy } = world;
  const last = before?.policy;
  if (!policy) return undefined;
  const verdict = {
    policy,
    gates: world.gates.size,
    plugins: world.plugins.size,
    findings: last?.policy === policy ? last.findings : policyFindings(policy, component.calendar),
    grandfathered: [
      ...gates.flatMap(({ life, grandfathered }) => (grandfathered ? [life.name] : [])),
      ...plugins.flatMap(({ life, grandfathered }) => (grandfathered ? [life.type] : [])),
    ].sort(compareWords),
  };
  const stands =
    last?.policy === policy &&
    last.gates === verdict.gates &&
    last.plugins === verdict.plugins &&
    isSame(last.grandfathered, verdict.grandfathered);
  return stands ? last : verdict;
}

/** The other components that anything of this one refers to. */
function referencesOf({ component, platformed }: ComponentDraft): Set<string> {
  const named = new Set<string>();
  for (const platforms of platformed.values()) for (const platform of platforms) named.add(platform.component);
  for (const { spec } of component.relations.upstream) for (const one of spec.upstream) named.add(one.component);
  named.delete(component.name);
  return named;
}

function extentsIn(verdict: GateVerdict | PluginVerdict): string[] {
  return 'enabled' in verdict
    ? [verdict.enabled, ...verdict.releases.map(({ enabled }) => enabled)]
    : [verdict.admitted, ...verdict.releases.map(({ admitted }) => admitted)];
}

/** The map of before where it holds the same. */
function sameMap<T>(before: ReadonlyMap<string, T> | undefined, after: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  if (before?.size !== after.size) return after;
  for (const [key, value] of after) if (before.get(key) !== value) return after;
  return before;
}
