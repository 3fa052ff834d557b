import type { DependencyFact, StageFact } from '../../lifecycle/findings/finding.ts';
import type { Words } from './phrases.ts';

/** The words for what is wrong with a declared life. */
export const STAGE_WORDS: Words<StageFact | DependencyFact> = {
  PatchRelease: {
    means: 'A stage of a Kubernetes gate names a patch release or a pre-release; emulation versions are major.minor.',
    says: ({ release }) => `Release '${release}' must be major.minor: emulation versions have no patch`,
  },
  MinCompatibilityWithoutPair: {
    means: 'minCompatibility stands on a stage with no stage of the same release before it.',
    says: ({ release, minCompatibility }) =>
      `The stage at ${release} has minCompatibility ${minCompatibility} and no stage of the same release before it; add that stage or drop minCompatibility`,
  },
  MinCompatibilityAboveRelease: {
    means: 'minCompatibility is newer than the release of its stage.',
    says: ({ release, minCompatibility }) =>
      `minCompatibility ${minCompatibility} must not be after the release ${release} of its stage`,
  },
  IntroducedAsDeprecated: {
    means: 'A Kubernetes gate begins as Deprecated, so its former state is unsaid.',
    says: ({ release }) =>
      `The first stage, at ${release}, is Deprecated; add a stage at 1.0 that says what held before`,
  },
  ReleasesDecrease: {
    means: 'A stage begins before the stage that precedes it.',
    says: ({ release, previous }) =>
      `The stage at ${release} comes after the stage at ${previous}; put the stages in the order of releases`,
  },
  MinCompatibilityDecreases: {
    means: 'minCompatibility is older than that of an earlier stage.',
    says: ({ release, minCompatibility, previous }) =>
      `minCompatibility ${minCompatibility} of the stage at ${release} must not be before ${previous}, that of an earlier stage`,
  },
  PairDiffersInLevelOrLock: {
    means: 'Two stages of one release differ in more than the default.',
    says: ({ release }) =>
      `The stages at ${release} must have the same level and lock; only default and minCompatibility may differ`,
  },
  DuplicateStage: {
    means: 'Two stages of one release have the same minCompatibility.',
    says: ({ release }) => `Two stages stand at ${release} with the same minCompatibility; delete one`,
  },
  StageWithoutChange: {
    means: 'A stage changes neither level, default, lock nor effect.',
    says: ({ release, previous }) => `The stage at ${release} says the same as the one at ${previous}; delete it`,
  },
  LockReleased: {
    means: 'A stage unlocks a gate that was locked.',
    says: ({ release }) => `The stage at ${release} unlocks the gate, which was locked before; a lock is permanent`,
  },
  DeprecationWithdrawn: {
    means: 'A stage after Deprecated is neither Deprecated nor Removed.',
    says: ({ release, level }) =>
      `The stage at ${release} is ${level} and follows a stage that is Deprecated; only Deprecated or Removed may follow one`,
  },
  LevelRegresses: {
    means: 'A stage is less stable than the one before it.',
    says: ({ release, level, previous }) =>
      `The stage at ${release} goes back from ${previous} to ${level}; a level cannot go back`,
  },
  LessStableDependency: {
    means: 'A gate or plugin requires one that is less stable at the same release; the policy says how severe that is.',
    says: ({ what, release, level, dependency, dependencyLevel }, subject) =>
      `In ${release} ${what} '${subject}' is ${level} and requires '${dependency}', which is ${dependencyLevel} there`,
    condition: 'PluginsAdmitted',
    event: 'PluginRefused',
  },
  DefaultNeedsDisabled: {
    means: 'A gate that is on by default requires a gate that is not.',
    says: ({ release, dependency }, subject) =>
      `At ${release} gate '${subject}' is on by default and requires '${dependency}', which is not`,
  },
  LockedNeedsUnlocked: {
    means: 'A locked gate requires a gate that is not locked.',
    says: ({ release, dependency }, subject) =>
      `At ${release} gate '${subject}' is locked and requires '${dependency}', which is not`,
  },
};
