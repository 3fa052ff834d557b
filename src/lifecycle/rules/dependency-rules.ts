import type { PolicySpec } from '../../api/policy.ts';
import type { Severity } from '../../api/featureset-status.ts';
import type { Calendar } from '../releases/calendar.ts';
import { holdsFrom, isOwn, ownRequirements, type Lives } from '../life/requirements.ts';
import type { DependencyFact, Finding } from '../findings/finding.ts';
import { stageInForce, type GateLife, type Stage } from '../life/stage.ts';
import { cyclesByMember } from '../life/cycles.ts';
import { levelRank } from '../life/level.ts';

/** A stage of a gate beside the stage its dependency is in at that same moment. */
interface DependencyPair {
  readonly stage: Stage;
  readonly dependency: string;
  /** Undefined: not yet available there. */
  readonly of: Stage | undefined;
}

/** Deprecated < not yet available = Dev = Alpha < Beta < Stable (semantics.md rule 35). */
function rank(stage: Stage | undefined): number {
  return stage?.deprecated ? 0 : Math.max(levelRank('Alpha'), levelRank(stage?.level ?? 'NotYetAvailable'));
}

function wordOf(stage: Stage | undefined): string {
  return stage?.declared.level ?? 'NotYetAvailable';
}

function lessStable({ stage, dependency, of }: DependencyPair): DependencyFact | undefined {
  if (rank(stage) <= rank(of)) return undefined;
  return {
    kind: 'LessStableDependency',
    what: 'gate',
    release: stage.release,
    level: wordOf(stage),
    dependency,
    dependencyLevel: wordOf(of),
  };
}

function defaultNeedsDisabled({ stage, dependency, of }: DependencyPair): DependencyFact | undefined {
  if (stage.default !== 'Enabled' || of?.default === 'Enabled') return undefined;
  return { kind: 'DefaultNeedsDisabled', release: stage.release, dependency };
}

function lockedNeedsUnlocked({ stage, dependency, of }: DependencyPair): DependencyFact | undefined {
  if (!stage.locked || of?.locked) return undefined;
  return { kind: 'LockedNeedsUnlocked', release: stage.release, dependency };
}

const PAIR_RULES = [lessStable, defaultNeedsDisabled, lockedNeedsUnlocked] as const;

/** A tombstone whose replacement is always on satisfies whoever needed it. */
export function isAlwaysOn(life: GateLife): boolean {
  const mode = life.spec.deprecation?.replacement?.mode;
  return mode === 'Absorbed' || mode === 'AlwaysOn';
}

function pairsOf(life: GateLife, lives: Lives, calendar: Calendar): DependencyPair[] {
  const pairs: DependencyPair[] = [];
  const required = ownRequirements(life);
  for (const stage of life.stages) {
    const { from } = stage;
    if (stage.level === 'Removed' || !from) continue;
    const minCompatibility = stage.minCompatibility ?? calendar.at(calendar.minCompatibilityOf(stage.release));
    const held = required.filter(({ fromRelease }) => holdsFrom(fromRelease, from, calendar));
    for (const dependency of new Set(held.map(({ gate }) => gate))) {
      const other = lives.get(dependency);
      if (!other) continue;
      const of = stageInForce(other, from, minCompatibility);
      if (of?.level === 'Removed' && isAlwaysOn(other)) continue;
      pairs.push({ stage, dependency, of });
    }
  }
  return pairs;
}

function severityOf(fact: DependencyFact, policy: PolicySpec): Severity | undefined {
  if (fact.kind !== 'LessStableDependency') return 'Error';
  const severities = { Reject: 'Error', Warn: 'Warning', Allow: undefined } as const;
  return severities[policy.lessStableDependency];
}

/**
 * What is wrong with the requirements of one gate (semantics.md rule 35; R84): unknown gates, and at each of its own
 * stages a dependency that is less stable, off by default, or unlocked.
 */
export function dependencyFindings(
  life: GateLife,
  lives: Lives,
  { policy, calendar }: { readonly policy: PolicySpec; readonly calendar: Calendar },
): Finding[] {
  const { spec } = life;
  if (spec.requires.length === 0) return [];
  const findings: Finding[] = [];
  const unknown = [
    ...new Set(spec.requires.filter((one) => isOwn(life, one) && !lives.has(one.gate)).map(({ gate }) => gate)),
  ];
  if (unknown.length > 0) {
    const fact = { kind: 'UnknownDependency', unknown: unknown.sort(), component: spec.component } as const;
    findings.push({ severity: 'Error', subject: life.name, fact });
  }
  for (const pair of pairsOf(life, lives, calendar)) {
    for (const rule of PAIR_RULES) {
      const fact = rule(pair);
      const severity = fact && severityOf(fact, policy);
      if (fact && severity) findings.push({ severity, subject: life.name, fact });
    }
  }
  return findings;
}

/** The cycle among the requirements of a component's gates that a gate is in, whatever the release, by gate. */
export function declaredCycles(lives: Lives): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  for (const life of lives.values()) {
    const targets = life.spec.requires.filter((one) => one.strength === 'Required' && isOwn(life, one));
    if (targets.length > 0)
      edges.set(
        life.name,
        targets.map(({ gate }) => gate),
      );
  }
  return cyclesByMember(edges);
}
