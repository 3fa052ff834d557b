import type { Fact } from '../lifecycle/finding.ts';
import { adviceOf } from './guidance-words.ts';
import { PLATFORM_WORDS } from './platform-words.ts';
import { PLUGIN_WORDS } from './plugin-words.ts';
import { STAGE_WORDS } from './stage-words.ts';
import { didYouMean, quoted, type Words } from './words.ts';

const STATE_WORD = { Enabled: 'on', Disabled: 'off', Discovery: 'in discovery' } as const;

/** The words for every fact: the only place where findings become sentences. */
export const FACT_WORDS: Words<Fact> = {
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
    says: ({ removedIn, guidance }, subject) => {
      const advice = adviceOf(guidance);
      return `Gate '${subject}' was removed in ${removedIn}; the component would refuse it; delete the override${advice === '' ? '' : `: ${advice}`}`;
    },
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
    says: ({ field, release, listed }) =>
      listed
        ? `${field} is '${release}', and the calendar of the component lists no release of that major; correct it or add the release to the policy`
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
    says: ({ release, guidance }, subject) => {
      const due = guidance?.due === undefined ? 'will be removed' : `goes in ${guidance.due}`;
      const advice = adviceOf(guidance);
      return `Gate '${subject}' is deprecated in ${release} and ${due}${advice === '' ? '' : `: ${advice}`}; plan to delete the override`;
    },
  },
  GroupedFeatureGate: {
    means: 'An override names a gate that only a group switch reaches.',
    says: ({ groups }, subject) =>
      `Gate '${subject}' has no flag of its own; the override is ignored; ${groups.length > 0 ? `set ${quoted(groups)} in spec.groups` : 'its policy declares no switch that reaches it'}`,
  },
  LevelSkipped: {
    means: 'A gate or plugin skips a level, which the policy forbids.',
    says: ({ release, level, skipped }, subject) =>
      `At ${release} '${subject}' is ${level} and was never ${skipped}; the policy forbids to skip a level`,
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
    means: "A component has no valid MaturityPolicy and is judged by Kubernetes' rules.",
    says: ({ component, invalid }) =>
      invalid
        ? `MaturityPolicy '${component}' does not fit its schema; the component is evaluated by the rules of Kubernetes until it does; its status says what is wrong`
        : `Component '${component}' has no MaturityPolicy; it is evaluated by the rules of Kubernetes; create MaturityPolicy '${component}'`,
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
  ...STAGE_WORDS,
  ...PLATFORM_WORDS,
  ...PLUGIN_WORDS,
};

/** The sentence for a fact about `subject`. */
export function sentenceOf(fact: Fact, subject: string): string {
  const { says } = FACT_WORDS[fact.kind] as { says: (fact: Fact, subject: string) => string };
  return says(fact, subject);
}
