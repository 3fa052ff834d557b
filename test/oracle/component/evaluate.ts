import { referenceOf, type FeatureSet, type Policy } from '../../../src/api/declared.ts';
import { calendarOf, comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import { componentOf, type Component } from './component.ts';
import { declaredCycles, dependencyFindings } from '../rules/dependency-rules.ts';
import type { StepWatch } from '../install/draft.ts';
import type { Finding } from '../findings/finding.ts';
import { stageFindings } from '../rules/gate-rules.ts';
import { judgeGate, type GateVerdict, type Judgement } from './gate-verdict.ts';
import { releasesInUse } from './releases-in-use.ts';
import { isCounted } from './installs.ts';
import { platformReferences, type PlatformLookup } from '../install/platform.ts';
import { policyFindings } from '../rules/policy-rules.ts';
import { pluginCycles, pluginFindings } from '../rules/plugin-rules.ts';
import { admissionsOf, judgePlugin, type PluginVerdict } from './plugin-verdict.ts';
import { evaluateWithPreview } from './upgrade.ts';
import type { World } from './world.ts';
import { compareWords } from '../names/compare-words.ts';
import { cyclesOf } from '../life/cycles.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';

/** What is true of a policy. */
export interface PolicyVerdict {
  readonly policy: Policy;
  readonly gates: number;
  readonly plugins: number;
  readonly findings: readonly Finding[];
  /** Names of the gates and plugins that broke a rule before it bound, sorted (R73). */
  readonly grandfathered: readonly string[];
}

/** What is true of one component at one moment. */
export interface Evaluation {
  readonly component: string;
  readonly calendar: Calendar;
  readonly policy: PolicyVerdict | undefined;
  /** By object name. */
  readonly gates: ReadonlyMap<string, GateVerdict>;
  /** By object name. */
  readonly plugins: ReadonlyMap<string, PluginVerdict>;
  /** By `namespace/name`. */
  readonly featureSets: ReadonlyMap<string, FeatureSetVerdict>;
  /** The next moment at which time alone may change a verdict, in milliseconds since 1970. */
  readonly boundary: number | undefined;
}

/** A FeatureSet whose turn comes after those it runs on. */
interface Pending {
  readonly component: Component;
  readonly featureSet: FeatureSet;
}

/** Evaluates one component on its own; what it refers to in others is not known. */
export function evaluate(world: World): Evaluation {
  const [evaluation] = evaluateAll([world]).values();
  if (!evaluation) throw new Error('one world gives one evaluation');
  return evaluation;
}

/**
 * Evaluates components as a whole, with `settled` for those that did not change: a pure function of its worlds, so that it
 * may run any number of times and in any order. Never throws for what users write; every violated rule is a finding.
 */
export function evaluateAll(
  worlds: readonly World[],
  settled: ReadonlyMap<string, Evaluation> = new Map(),
  watch?: StepWatch,
): Map<string, Evaluation> {
  const components = new Map(worlds.map((world) => [world.component, componentOf(world)]));
  const verdicts = new Map<string, FeatureSetVerdict>();
  const cycles = platformCycles(components);

  const platform: PlatformLookup = (name, reference) => {
    const component = components.get(name);
    const other = component ?? settled.get(name);
    const verdict = component ? verdicts.get(reference) : settled.get(name)?.featureSets.get(reference);
    return other?.featureSets.has(reference) && verdict ? { verdict, calendar: other.calendar } : undefined;
  };

  /** What a FeatureSet runs on and is not evaluated yet; a member of a cycle is evaluated without. */
  function waitingFor(featureSet: FeatureSet): Pending[] {
    if (cycles.has(referenceOf(featureSet.metadata))) return [];
    return platformReferences(featureSet).flatMap(({ component: name, reference }) => {
      const component = components.get(name);
      const other = verdicts.has(reference) ? undefined : component?.featureSets.get(reference);
      return component && other ? [{ component, featureSet: other }] : [];
    });
  }

  /** Evaluates a FeatureSet after those it runs on, with a stack of its own, so that no chain of them is too long. */
  function verdictOn(first: Pending): FeatureSetVerdict {
    const stack = [first];
    for (;;) {
      const { component, featureSet } = stack.at(-1) ?? first;
      const before = waitingFor(featureSet);
      if (before.length > 0) {
        stack.push(...before);
        continue;
      }
      const reference = referenceOf(featureSet.metadata);
      const { reported, observed, now, observedConfigs: all } = component.world;
      const observedConfigs = all?.get(reference);
      const platformCycle = (member: string): readonly string[] | undefined => cycles.get(member);
      const verdict =
        verdicts.get(reference) ??
        evaluateWithPreview(featureSet, {
          ...component,
          reported,
          observed,
          observedConfigs,
          now,
          platform,
          platformCycle,
          watch,
        });
      verdicts.set(reference, verdict);
      stack.pop();
      if (stack.length === 0) return verdict;
    }
  }

  const calendarAbroad = (name: string): Calendar =>
    components.get(name)?.calendar ?? settled.get(name)?.calendar ?? calendarOf(name, undefined);

  const evaluations = new Map<string, Evaluation>();
  for (const component of components.values()) {
    const featureSets = new Map<string, FeatureSetVerdict>();
    for (const [reference, featureSet] of component.featureSets) {
      featureSets.set(reference, verdictOn({ component, featureSet }));
    }
    evaluations.set(component.world.component, assemble(component, featureSets, calendarAbroad));
  }
  return evaluations;
}

function assemble(
  component: Component,
  featureSets: ReadonlyMap<string, FeatureSetVerdict>,
  calendarAbroad: (component: string) => Calendar,
): Evaluation {
  const { world, policy, declaredPolicy, calendar, lives, plugins } = component;
  const namespaces = world.namespaces ?? new Map();
  const counted = [...featureSets.values()].filter(({ featureSet }) => isCounted(featureSet, policy, namespaces));
  const judgement = judgementOf(component, counted);
  const context = { judgement, component, calendarAbroad };

  const cycles = membersOf(declaredCycles(lives));
  const gates = new Map<string, GateVerdict>();
  for (const life of lives.values()) {
    const findings: Finding[] = [
      ...stageFindings(life, calendar),
      ...dependencyFindings(life, lives, calendar, policy),
    ];
    const members = cycles.get(life.name);
    if (members) findings.push({ severity: 'Error', subject: life.name, fact: { kind: 'DependencyCycle', members } });
    gates.set(life.gate.metadata.name, judgeGate(life, context, findings));
  }

  const circles = membersOf(pluginCycles(plugins));
  const judged = new Map<string, PluginVerdict>();
  for (const life of plugins.values()) {
    const findings = pluginFindings(life, plugins, calendar, policy);
    const members = circles.get(life.type);
    if (members) findings.push({ severity: 'Error', subject: life.type, fact: { kind: 'PluginCycle', members } });
    judged.set(life.plugin.metadata.name, judgePlugin(life, context, findings));
  }

  const boundaries = [
    calendar.nextDate(world.now),
    ...[...featureSets.values(), ...gates.values(), ...judged.values()].map(({ boundary }) => boundary),
  ].filter((boundary) => boundary !== undefined);
  return {
    component: world.component,
    calendar,
    policy: declaredPolicy && {
      policy: declaredPolicy,
      gates: world.gates.length,
      plugins: world.plugins.length,
      findings: policyFindings(declaredPolicy, calendar),
      grandfathered: [
        ...[...gates.values()].flatMap(({ life, grandfathered }) => (grandfathered ? [life.name] : [])),
        ...[...judged.values()].flatMap(({ life, grandfathered }) => (grandfathered ? [life.type] : [])),
      ].sort(compareWords),
    },
    gates,
    plugins: judged,
    featureSets,
    boundary: boundaries.length > 0 ? Math.min(...boundaries) : undefined,
  };
}

function membersOf(cycles: readonly string[][]): Map<string, string[]> {
  return new Map(cycles.flatMap((members) => members.map((name) => [name, members] as const)));
}

/** FeatureSets that run on one another in a circle, by reference. */
function platformCycles(components: ReadonlyMap<string, Component>): Map<string, string[]> {
  const edges = new Map<string, string[]>();
  for (const { featureSets } of components.values()) {
    for (const [reference, featureSet] of featureSets) {
      // Only those that are of the component they are named as of.
      const targets = platformReferences(featureSet).flatMap((target) =>
        components.get(target.component)?.featureSets.has(target.reference) ? [target.reference] : [],
      );
      if (targets.length > 0) edges.set(reference, targets);
    }
  }
  return membersOf(cyclesOf(edges));
}

/** The release a component is judged at: the newest installed, else the newest of the calendar, else the newest any stage names. */
function judgementOf(
  { calendar, lives, plugins, world }: Component,
  verdicts: readonly FeatureSetVerdict[],
): Judgement {
  const releases = releasesInUse(verdicts, calendar);
  const installs = releases.flatMap((release) => release.installs);
  const common = { releases, installs, admissions: admissionsOf(installs) };
  const installed = releases.find((release) => release.installs.length > 0);
  if (installed) {
    const { name, point, minCompatibilityPoint } = installed;
    return { ...common, asOf: name, point, minCompatibility: minCompatibilityPoint };
  }
  const stages = [...lives.values(), ...plugins.values()].flatMap((life) => life.stages.map(({ from }) => from));
  const asOf = calendar.newest(world.now) ?? newestOf(stages, calendar);
  if (asOf === undefined) return { ...common, asOf, point: undefined, minCompatibility: undefined };
  const minCompatibility = calendar.at(calendar.minCompatibilityOf(asOf));
  return { ...common, asOf, point: calendar.at(asOf), minCompatibility };
}

function newestOf(points: readonly (ReleasePoint | undefined)[], calendar: Calendar): string | undefined {
  let newest: ReleasePoint | undefined;
  for (const point of points) if (point && (!newest || comparePoints(point, newest) > 0)) newest = point;
  return newest && calendar.nameOf(newest.version.name);
}
