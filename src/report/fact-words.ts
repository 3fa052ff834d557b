import type { Fact, FactKind } from '../lifecycle/finding.ts';

type Words = {
  readonly [K in FactKind]: {
    /** One sentence for the table in docs/reasons.md. */
    readonly means: string;
    /** State, consequence, next step; never a moment counted from now. */
    readonly says: (fact: Extract<Fact, { kind: K }>, subject: string) => string;
  };
};

const STATE_WORD = { Enabled: 'on', Disabled: 'off', Discovery: 'in discovery' } as const;

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

function didYouMean(nearest: readonly string[]): string {
  return nearest.length > 0 ? `did you mean ${nearest.map((name) => `'${name}'`).join(' or ')}?` : 'check the spelling';
}

/** The words for every fact: the only place where findings become sentences. */
export const FACT_WORDS: Words = {
  SchemaInvalid: {
    means: 'The object does not fit the schema of its kind, so nothing else is said of it.',
    says: ({ problems }) =>
      `The object does not fit its schema and is left out of every evaluation: ${problems.join('; ')}`,
  },
  UnknownFeatureGate: {
    means: 'An override names a gate the component does not declare.',
    says: ({ component, group, nearest }, subject) =>
      group
        ? `'${subject}' is a group switch of component '${component}', not a gate; the override is ignored; set it in spec.groups instead`
        : `Component '${component}' declares no gate '${subject}'; the override is ignored; ${didYouMean(nearest)}`,
  },
  RemovedFeatureGate: {
    means: 'An override names a gate that is gone in the release that runs.',
    says: ({ removedIn, advice }, subject) =>
      `Gate '${subject}' was removed in ${removedIn}; the component would refuse it; delete the override${advice ? `: ${advice}` : ''}`,
  },
  NotYetAvailable: {
    means: 'An override names a gate that begins only in a later release; it cannot be set, not even to Disabled.',
    says: ({ release, from }, subject) =>
      `Gate '${subject}' does not exist yet in ${release}; the component would refuse it, whatever the value; delete the override${from ? ` until ${from}` : ''}`,
  },
  GateLocked: {
    means: 'An override asks for another value than the one a gate is locked to.',
    says: ({ release, lockedTo, asked }, subject) =>
      `Gate '${subject}' is locked ${STATE_WORD[lockedTo]} in ${release}; the override to ${asked} is rejected; delete it: the value stays ${STATE_WORD[lockedTo]}`,
  },
  InvalidValue: {
    means: 'A field has a value that does not fit.',
    says: ({ field, value, expected }) => `${field} is '${value}' and must be ${expected}; it is ignored`,
  },
  UnknownGroup: {
    means: 'A FeatureSet sets a group switch the policy does not declare.',
    says: ({ component, nearest }, subject) =>
      `The policy of component '${component}' declares no group '${subject}'; it is ignored; ${didYouMean(nearest)}`,
  },
  ReleaseUnknown: {
    means: "A release cannot be placed: it is not a release name, or the policy's calendar lists none of its major.",
    says: ({ field, release, listed }, subject) =>
      listed
        ? `${field} is '${release}', and the calendar of component '${subject}' lists no release of that major; correct it or add the release to the policy`
        : `${field} is '${release}', which is not a release; write it like 1.36, v0.10.0 or v0.11.0-dev`,
  },
  ReleaseNotReported: {
    means: 'spec.releaseFrom asks for the release the API server reports, and it has not reported one yet.',
    says: () =>
      'The API server has not reported its release yet; nothing is evaluated until it does (offline: pass --release COMPONENT=RELEASE)',
  },
  DependencyUnmet: {
    means:
      'A gate is asked on while a gate it requires is not; Info where that follows only from another gate having been switched off.',
    says: ({ release, path, unmet, locked, onRequest }, subject) => {
      const chain = path.length > 2 ? ` (${path.join(' needs ')})` : '';
      const state = `Gate '${subject}' requires ${quoted(unmet)}, not on in ${release}${chain}`;
      if (locked) return `${state}; it is locked and keeps its value; enable ${quoted(unmet)}`;
      if (!onRequest) return `${state}; it is off; settle the error at the end of the chain`;
      return `${state}; the component would refuse this, so it is off; enable ${quoted(unmet)} or disable '${subject}'`;
    },
  },
  DependencyCycle: {
    means: 'Gates require one another in a circle; each keeps its value.',
    says: ({ members }) =>
      `Gates require one another in a circle: ${[...members, members[0]].join(' → ')}; remove one of these requirements`,
  },
  UnknownDependency: {
    means: 'A gate requires a gate the component does not declare.',
    says: ({ unknown, component }, subject) =>
      `Gate '${subject}' requires ${quoted(unknown)}, which component '${component}' does not declare; declare it or correct the name`,
  },
  DeprecatedFeatureGate: {
    means: 'An override sets a gate whose end is announced.',
    says: ({ release, advice }, subject) =>
      `Gate '${subject}' is deprecated in ${release} and will be removed${advice ? `: ${advice}` : ''}; plan to delete the override`,
  },
  StableGateSet: {
    means: 'An override sets a Stable gate; the flag will be removed in a future release.',
    says: ({ release }, subject) =>
      `Gate '${subject}' is Stable in ${release} and its flag will be removed in a future release; plan to delete the override`,
  },
  NoOpFeatureGate: {
    means: 'An override sets a gate that does nothing any more.',
    says: ({ release }, subject) => `Gate '${subject}' does nothing any more in ${release}; delete the override`,
  },
  OverrideExpired: {
    means: 'The grant of an override has ended.',
    says: ({ at, reverted }, subject) =>
      reverted
        ? `The override of gate '${subject}' expired at ${at} and no longer counts; delete it or renew the grant`
        : `The override of gate '${subject}' expired at ${at} and still counts, since onExpiry is Warn; delete it or renew the grant`,
  },
  OverrideRedundant: {
    means: 'An override sets a gate to what it is anyway.',
    says: ({ state }, subject) =>
      `Gate '${subject}' is ${STATE_WORD[state]} by default; the override changes nothing; delete it`,
  },
  PolicyMissing: {
    means: "A component has no MaturityPolicy and is judged by Kubernetes' rules.",
    says: ({ component }) =>
      `Component '${component}' has no MaturityPolicy; it is evaluated by the rules of Kubernetes; create MaturityPolicy '${component}'`,
  },
  PlatformUnknown: {
    means: 'Gates have rules about another component, and nothing says which release of it runs.',
    says: ({ gates }, subject) =>
      `Rules about component '${subject}' are not applied (gates ${gates.slice(0, 8).join(', ')}${gates.length > 8 ? ', …' : ''}): its release is not known here`,
  },
  ConfigIgnored: {
    means: 'A field is set that has no effect.',
    says: ({ field }) => `${field} is set and not acted on by this version of the operator`,
  },
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
    says: ({ release }) => `The stage at ${release} unlocks the gate, which was locked before; a lock is for good`,
  },
  DeprecationWithdrawn: {
    means: 'A stage after Deprecated is neither Deprecated nor Removed.',
    says: ({ release, level }) =>
      `The stage at ${release} is ${level} after the gate was Deprecated; only Deprecated or Removed may follow`,
  },
  LevelRegresses: {
    means: 'A stage is less stable than the one before it.',
    says: ({ release, level, previous }) =>
      `The stage at ${release} goes back from ${previous} to ${level}; a level is not taken back`,
  },
  LessStableDependency: {
    means: 'A gate requires a gate that is less stable at the same release; the policy says how bad that is.',
    says: ({ release, level, dependency, dependencyLevel }, subject) =>
      `At ${release} gate '${subject}' is ${level} and requires '${dependency}', which is ${dependencyLevel} there`,
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

/** The sentence for a fact about `subject`. */
export function sentenceOf(fact: Fact, subject: string): string {
  const { says } = FACT_WORDS[fact.kind] as { says: (fact: Fact, subject: string) => string };
  return says(fact, subject);
}
