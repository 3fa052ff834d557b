import type { Gate } from '../../../src/api/declared.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import type { Finding, StageFact } from '../findings/finding.ts';
import { parseRelease } from '../releases/release.ts';
import type { GateLife, Stage } from '../life/stage.ts';
import { nameDeprecation, unplacedReleases, type NameRelease } from './unplaced.ts';
import { levelRank } from '../life/level.ts';

/** One stage beside its predecessor, as the rules of semantics.md B look at it. */
interface StagePair {
  readonly stage: Stage;
  readonly previous: Stage | undefined;
  readonly lockedBefore: boolean;
  readonly calendar: Calendar;
}

type StageRule = (step: StagePair) => StageFact | undefined;

const releaseOf = (stage: Stage): string => stage.release;
const minCompatibilityOf = (stage: Stage): string | undefined => stage.declared.minCompatibility;

function order(a: ReleasePoint | undefined, b: ReleasePoint | undefined): number {
  return a && b ? comparePoints(a, b) : 0;
}

function sameRelease({ stage, previous }: StagePair): boolean {
  return previous?.from !== undefined && stage.from !== undefined && comparePoints(previous.from, stage.from) === 0;
}

const MAJOR_MINOR = /^v?\d+\.\d+$/;

/** Rule 7b: an emulation version is major.minor. */
function patchRelease({ stage, calendar }: StagePair): StageFact | undefined {
  if (!calendar.emulated) return undefined;
  const release = releaseOf(stage);
  if (!MAJOR_MINOR.test(release)) return { kind: 'PatchRelease', release };
  const minCompatibility = minCompatibilityOf(stage);
  if (minCompatibility === undefined || MAJOR_MINOR.test(minCompatibility)) return undefined;
  return { kind: 'PatchRelease', release: minCompatibility };
}

/** Rule 7c: minCompatibility only tells apart two stages of one release. */
function minCompatibilityWithoutPair(step: StagePair): StageFact | undefined {
  const minCompatibility = minCompatibilityOf(step.stage);
  if (minCompatibility === undefined || sameRelease(step)) return undefined;
  return { kind: 'MinCompatibilityWithoutPair', release: releaseOf(step.stage), minCompatibility };
}

/** Rule 7c: minCompatibility does not pass the release. */
function minCompatibilityAboveRelease({ stage, calendar }: StagePair): StageFact | undefined {
  const minCompatibility = minCompatibilityOf(stage);
  if (minCompatibility === undefined || order(calendar.at(minCompatibility), stage.from) <= 0) return undefined;
  return { kind: 'MinCompatibilityAboveRelease', release: releaseOf(stage), minCompatibility };
}

/** Rule 7d, for Kubernetes only: what was there before the deprecation must be said, as a stage at 1.0. */
function introducedAsDeprecated({ stage, previous, calendar }: StagePair): StageFact | undefined {
  if (!calendar.emulated || previous || !stage.deprecated) return undefined;
  const minor = parseRelease(releaseOf(stage))?.numbers[1] ?? 0;
  return minor === 0 ? undefined : { kind: 'IntroducedAsDeprecated', release: releaseOf(stage) };
}

/** Rule 7e: the life of a gate runs forward. */
function releasesDecrease({ stage, previous }: StagePair): StageFact | undefined {
  if (!previous || order(stage.from, previous.from) >= 0) return undefined;
  return { kind: 'ReleasesDecrease', release: releaseOf(stage), previous: releaseOf(previous) };
}

/** Rule 7e: so does what it stays compatible with. */
function minCompatibilityDecreases({ stage, previous, calendar }: StagePair): StageFact | undefined {
  const minCompatibility = minCompatibilityOf(stage);
  const before = previous?.minCompatibility;
  if (minCompatibility === undefined || !before) return undefined;
  if (order(calendar.at(minCompatibility), before) >= 0) return undefined;
  return {
    kind: 'MinCompatibilityDecreases',
    release: releaseOf(stage),
    minCompatibility,
    previous: before.version.name,
  };
}

/** Rule 7f: two stages of one release differ in minCompatibility. */
function duplicateStage(step: StagePair): StageFact | undefined {
  const { stage, previous } = step;
  if (!previous || !sameRelease(step)) return undefined;
  const [mine, theirs] = [stage.minCompatibility, previous.minCompatibility];
  const equal = mine && theirs ? comparePoints(mine, theirs) === 0 : mine === theirs;
  return equal ? { kind: 'DuplicateStage', release: releaseOf(stage) } : undefined;
}

/** Rule 7f: and in nothing but the default. */
function pairDiffersInLevelOrLock(step: StagePair): StageFact | undefined {
  const { stage, previous } = step;
  if (!previous || !sameRelease(step)) return undefined;
  const differs = stage.declared.level !== previous.declared.level || stage.locked !== previous.locked;
  return differs ? { kind: 'PairDiffersInLevelOrLock', release: releaseOf(stage) } : undefined;
}

/** Rule 7g: a stage changes something. */
function stageWithoutChange({ stage, previous }: StagePair): StageFact | undefined {
  if (!previous) return undefined;
  const same =
    stage.declared.level === previous.declared.level &&
    stage.default === previous.default &&
    stage.locked === previous.locked &&
    stage.declared.effect === previous.declared.effect;
  return same ? { kind: 'StageWithoutChange', release: releaseOf(stage), previous: releaseOf(previous) } : undefined;
}

/** Rule 7h: what was locked stays locked. */
function lockReleased({ stage, previous, lockedBefore }: StagePair): StageFact | undefined {
  if (!previous || !lockedBefore || stage.locked || stage.level === 'Removed') return undefined;
  return { kind: 'LockReleased', release: releaseOf(stage), previous: releaseOf(previous) };
}

/** Rule 7i: after Deprecated only Deprecated and Removed. */
function deprecationWithdrawn({ stage, previous }: StagePair): StageFact | undefined {
  if (!previous?.deprecated || stage.deprecated || stage.level === 'Removed') return undefined;
  return { kind: 'DeprecationWithdrawn', release: releaseOf(stage), level: stage.level };
}

/** Rule 7j: a level is not taken back. */
function levelRegresses({ stage, previous }: StagePair): StageFact | undefined {
  if (!previous || stage.level === 'Removed' || stage.deprecated || previous.deprecated) return undefined;
  if (levelRank(stage.level) >= levelRank(previous.level)) return undefined;
  return { kind: 'LevelRegresses', release: releaseOf(stage), level: stage.level, previous: previous.level };
}

const STAGE_RULES: readonly StageRule[] = [
  patchRelease,
  minCompatibilityWithoutPair,
  minCompatibilityAboveRelease,
  introducedAsDeprecated,
  releasesDecrease,
  minCompatibilityDecreases,
  duplicateStage,
  pairDiffersInLevelOrLock,
  stageWithoutChange,
  lockReleased,
  deprecationWithdrawn,
  levelRegresses,
];

function nameReleases({ stages, requires, excludes, deprecation }: Gate['spec'], name: NameRelease): void {
  stages.forEach(({ release, minCompatibility }, index) => {
    name(release, 'spec.stages[].release', index);
    name(minCompatibility, 'spec.stages[].minCompatibility', index);
  });
  requires.forEach(({ fromRelease }, index) => {
    name(fromRelease, 'spec.requires[].fromRelease', index);
  });
  excludes.forEach(({ fromRelease }, index) => {
    name(fromRelease, 'spec.excludes[].fromRelease', index);
  });
  nameDeprecation(deprecation, name);
}

/** Every violation of the rules between the stages of one gate (semantics.md rule 7), and every release nobody can place. */
export function stageFindings(life: GateLife, calendar: Calendar): Finding[] {
  const subject = life.name;
  const unplaced = unplacedReleases(calendar, (name) => {
    nameReleases(life.gate.spec, name);
  });
  const findings: Finding[] = unplaced.map((fact) => ({ severity: 'Error', subject, fact }));
  let lockedBefore = false;
  life.stages.forEach((stage, index) => {
    const step: StagePair = { stage, previous: life.stages[index - 1], lockedBefore, calendar };
    for (const rule of STAGE_RULES) {
      const fact = rule(step);
      if (fact) findings.push({ severity: 'Error', subject, fact });
    }
    lockedBefore ||= stage.locked;
  });
  return findings;
}
