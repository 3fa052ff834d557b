import type { PolicySpec } from '../../api/policy.ts';
import { comparePoints, type Calendar } from '../releases/calendar.ts';
import { compareFindings, type Fact, type Finding } from '../findings/finding.ts';
import type { PluginLife, PluginLives, PluginStage } from '../life/plugin-life.ts';
import { nameDeprecation, unplacedReleases } from './unplaced.ts';
import { levelRank } from '../life/level.ts';
import { cyclesByMember } from '../life/cycles.ts';

interface StagePair {
  readonly stage: PluginStage;
  readonly previous: PluginStage | undefined;
}

function releasesDecrease({ stage, previous }: StagePair): Fact | undefined {
  if (!previous?.from || !stage.from || comparePoints(stage.from, previous.from) >= 0) return undefined;
  return { kind: 'ReleasesDecrease', release: stage.release, previous: previous.release };
}

function stageWithoutChange({ stage, previous }: StagePair): Fact | undefined {
  if (previous?.word !== stage.word) return undefined;
  return { kind: 'StageWithoutChange', release: stage.release, previous: previous.release };
}

function deprecationWithdrawn({ stage, previous }: StagePair): Fact | undefined {
  if (!previous?.deprecated || stage.deprecated || stage.level === 'Removed') return undefined;
  return { kind: 'DeprecationWithdrawn', release: stage.release, level: stage.level };
}

function levelRegresses({ stage, previous }: StagePair): Fact | undefined {
  if (!previous || stage.level === 'Removed' || stage.deprecated || previous.deprecated) return undefined;
  if (levelRank(stage.level) >= levelRank(previous.level)) return undefined;
  return { kind: 'LevelRegresses', release: stage.release, level: stage.level, previous: previous.level };
}

const STAGE_RULES = [releasesDecrease, stageWithoutChange, deprecationWithdrawn, levelRegresses] as const;

/** Every violation of the rules of one plugin's declaration (R34-R36, R84, R85). */
export function pluginFindings(
  life: PluginLife,
  lives: PluginLives,
  { policy, calendar }: { readonly policy: PolicySpec; readonly calendar: Calendar },
): Finding[] {
  const subject = life.type;
  const error = (fact: Fact): Finding => ({ severity: 'Error', subject, fact });
  const unplaced = unplacedReleases(calendar, (name) => {
    life.stages.forEach(({ release }, index) => {
      name(release, 'spec.stages[].release', index);
    });
    nameDeprecation(life.spec.deprecation, name);
  });
  const findings = unplaced.map(error);
  life.stages.forEach((stage, index) => {
    for (const rule of STAGE_RULES) {
      const fact = rule({ stage, previous: life.stages[index - 1] });
      if (fact) findings.push(error(fact));
    }
  });
  findings.push(...gateMissing(life, policy).map(error));
  const { requires } = life.spec;
  const missing = requires.map(({ plugin }) => plugin).filter((type) => !lives.has(type));
  if (missing.length > 0) findings.push(error({ kind: 'PluginReferenceUnresolved', missing }));
  if (life.stages.some(({ word }) => word === 'Unknown'))
    findings.push({ severity: 'Warning', subject, fact: { kind: 'UnknownLevel' } });
  return findings.sort(compareFindings);
}

/** A plugin of a level that must be gated names its gate (R35). */
function gateMissing({ spec, stages }: PluginLife, policy: PolicySpec): Fact[] {
  if (spec.featureGate !== undefined) return [];
  const strict = policy.levels.filter(({ pluginGate }) => pluginGate === 'Required').map(({ name }) => name as string);
  const level = stages.map(({ word }) => word).find((word) => strict.includes(word));
  return level === undefined ? [] : [{ kind: 'PluginGateMissing', level }];
}

/** The cycle among the plugins of a component that a plugin is in, by type. */
export function pluginCycles(lives: PluginLives): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  for (const life of lives.values()) {
    if (life.spec.requires.length > 0)
      edges.set(
        life.type,
        life.spec.requires.map(({ plugin }) => plugin),
      );
  }
  return cyclesByMember(edges);
}
