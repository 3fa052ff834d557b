import { referenceOf } from '../api/declared.ts';
import { KUBERNETES, KUBERNETES_POLICY } from '../api/kubernetes-policy.ts';
import type { Policy } from '../api/declared.ts';
import { calendarOf, compareMoments, type Calendar, type Moment } from './calendar.ts';
import { declaredCycles, dependencyFindings } from './dependency-rules.ts';
import { evaluateFeatureSet, type FeatureSetVerdict, type Installation } from './feature-set.ts';
import { compareFindings, type Finding } from './finding.ts';
import { stageFindings } from './gate-rules.ts';
import { judgeGate, releasesInUse, type GateVerdict, type Judgement } from './gate-verdict.ts';
import { lifeOf, type GateLife } from './stage.ts';
import type { World } from './world.ts';

/** What is true of a policy. */
export interface PolicyVerdict {
  readonly policy: Policy;
  readonly gates: number;
  readonly plugins: number;
}

/** What is true of one component at one moment. */
export interface Evaluation {
  readonly component: string;
  readonly policy: PolicyVerdict | undefined;
  /** By object name. */
  readonly gates: ReadonlyMap<string, GateVerdict>;
  /** By `namespace/name`. */
  readonly featureSets: ReadonlyMap<string, FeatureSetVerdict>;
  /** The next moment at which time alone may change a verdict, in milliseconds since 1970. */
  readonly boundary: number | undefined;
}

/**
 * Evaluates a component as a whole: a pure function of its world, so that it may run any number of times and in any order.
 * Never throws for what users write; every violated rule is a finding.
 */
export function evaluate(world: World): Evaluation {
  const { component, now, reported } = world;
  const declared = world.policy?.spec;
  const policy = declared ?? KUBERNETES_POLICY;
  const policyMissing = !declared && component !== KUBERNETES;
  const calendar = calendarOf(component, policyMissing ? undefined : policy);
  const lives = new Map<string, GateLife>();
  for (const gate of world.gates) lives.set(gate.spec.gate, lifeOf(gate, policy, calendar));

  const installation: Installation = { policy, policyMissing, calendar, lives, reported, now };
  const featureSets = new Map<string, FeatureSetVerdict>();
  for (const featureSet of world.featureSets) {
    featureSets.set(referenceOf(featureSet.metadata), evaluateFeatureSet(featureSet, installation));
  }

  const judgement = judgementOf([...featureSets.values()], lives, calendar, now);
  const cycles = new Map(declaredCycles(lives).flatMap((members) => members.map((name) => [name, members] as const)));
  const gates = new Map<string, GateVerdict>();
  for (const life of lives.values()) {
    const findings: Finding[] = [
      ...stageFindings(life, calendar),
      ...dependencyFindings(life, lives, calendar, policy),
    ];
    const members = cycles.get(life.name);
    if (members) findings.push({ severity: 'Error', subject: life.name, fact: { kind: 'DependencyCycle', members } });
    gates.set(life.gate.metadata.name, judgeGate(life, judgement, calendar, findings.sort(compareFindings)));
  }

  const boundaries = [...featureSets.values()].flatMap(({ boundary }) => (boundary === undefined ? [] : [boundary]));
  return {
    component,
    policy: world.policy && { policy: world.policy, gates: world.gates.length, plugins: world.plugins.length },
    gates,
    featureSets,
    boundary: boundaries.length > 0 ? Math.min(...boundaries) : undefined,
  };
}

/** The release a component is judged at: the newest installed, else the newest of the calendar, else the newest any stage names. */
function judgementOf(
  verdicts: readonly FeatureSetVerdict[],
  lives: ReadonlyMap<string, GateLife>,
  calendar: Calendar,
  now: number,
): Judgement {
  const releases = releasesInUse(verdicts);
  const installed = releases[0];
  if (installed) {
    const { name, moment, minCompatibilityMoment } = installed;
    return { asOf: name, moment, minCompatibility: minCompatibilityMoment, releases };
  }
  const asOf = calendar.newest(now) ?? newestStage(lives, calendar);
  if (asOf === undefined) return { asOf, moment: undefined, minCompatibility: undefined, releases };
  return {
    asOf,
    moment: calendar.at(asOf),
    minCompatibility: calendar.at(calendar.minCompatibilityOf(asOf)),
    releases,
  };
}

function newestStage(lives: ReadonlyMap<string, GateLife>, calendar: Calendar): string | undefined {
  let newest: Moment | undefined;
  for (const { stages } of lives.values()) {
    for (const { from } of stages) if (from && (!newest || compareMoments(from, newest) > 0)) newest = from;
  }
  return newest && calendar.nameOf(newest.version.name);
}
