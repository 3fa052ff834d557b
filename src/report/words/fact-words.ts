import type { ConditionType } from '../../api/condition.ts';
import type { Fact, Finding } from '../../lifecycle/findings/finding.ts';
import { adviceOf, whenWords } from './guidance-words.ts';
import { PLATFORM_WORDS } from './platform-words.ts';
import { PLUGIN_WORDS } from './plugin-words.ts';
import { SOURCE_WORDS } from './source-words.ts';
import { STAGE_WORDS } from './stage-words.ts';
import { circle, didYouMean, quoted, STATE_WORDS, type FactRow, type Words } from './phrases.ts';
import type { EventReason } from './reasons.ts';

/** What sets a gate: a config that is a source, or an override of the spec. */
function setter(source: string | undefined): string {
  return source === undefined ? 'the override' : `the value in ${source}`;
}

/** How to set it no longer. */
function deletion(source: string | undefined): string {
  return source === undefined ? 'delete the override' : `delete it from ${source}`;
}

/** The words for every fact: the only place where findings become sentences. */
export const FACT_WORDS: Words<Fact> = {
  SchemaInvalid: {
    means: 'The object does not fit the schema of its kind, so nothing else is said of it.',
    says: ({ problems }) =>
      `The object does not fit its schema and is left out of every evaluation: ${problems.join('; ')}`,
  },
  UnknownFeatureGate: {
    means: 'An override or a source sets a gate the component does not declare.',
    says: ({ component, group, nearest, declares, in: source }, subject) =>
      group
        ? `'${subject}' is a group switch of component '${component}', not a gate; the override is ignored; set it in spec.groups instead`
        : `Component '${component}' declares no gate '${subject}'; ${setter(source)} is ignored; ${declares ? didYouMean(nearest) : `nothing is declared for '${component}': apply its catalog, or correct spec.component`}`,
    condition: 'OverridesAccepted',
    event: 'OverrideRejected',
  },
  RemovedFeatureGate: {
    means: 'An override or a source sets a gate that is gone in the release that runs.',
    says: ({ removedIn, guidance, in: source }, subject) => {
      const advice = adviceOf(guidance);
      return `Gate '${subject}' was removed in ${removedIn}; the component would refuse it; ${deletion(source)}${advice === '' ? '' : `: ${advice}`}`;
    },
    condition: 'OverridesAccepted',
    event: 'OverrideRejected',
  },
  NotYetAvailable: {
    means: 'A gate is set that begins only in a later release; it cannot be set, not even to Disabled.',
    says: ({ release, from, in: source }, subject) =>
      `Gate '${subject}' does not exist yet in ${release}; the component would refuse it, whatever the value; ${deletion(source)}${from ? ` until ${from}` : ''}`,
    condition: 'OverridesAccepted',
    event: 'OverrideRejected',
  },
  GateLocked: {
    means: 'An override or a source asks for another value than the one a gate is locked to.',
    says: ({ release, lockedTo, asked, in: source }, subject) => {
      const refused = source === undefined ? `the override to ${asked}` : setter(source);
      const way = source === undefined ? 'delete it' : deletion(source);
      return `Gate '${subject}' is locked ${STATE_WORDS[lockedTo]} in ${release}; ${refused} is rejected; ${way}: the value stays ${STATE_WORDS[lockedTo]}`;
    },
    condition: 'OverridesAccepted',
    event: 'OverrideRejected',
  },
  InvalidValue: {
    means: 'A field has a value that does not fit.',
    says: ({ field, value, expected, in: source }, subject) =>
      value === undefined
        ? `'${subject}' in ${source}${field === subject ? '' : ` (${field})`} must be ${expected}; it is ignored`
        : `${field} is '${value}' and must be ${expected}; it is ignored`,
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
  ReleaseNotListed: {
    means: 'A release is newer than everything that is declared of its component, so its changes are unknown.',
    says: ({ release, newest }, subject) =>
      `Release ${release} is newer than ${newest}, the newest release that component '${subject}' names; its changes are unknown; correct it, or update the component's objects`,
  },
  ReleaseNotReported: {
    means: 'spec.releaseFrom asks for the release the API server reports, and it has not reported one yet.',
    says: () =>
      'The API server has not reported its release yet; nothing is evaluated until it does (offline: pass --release COMPONENT=RELEASE)',
  },
  DependencyUnmet: {
    means:
      'A gate is asked on while a gate it requires is not; Info where that follows only from another gate having been switched off.',
    says: ({ release, path, skipped, unmet, locked, onRequest }, subject) => {
      const gap = skipped === undefined ? [] : [`${skipped} more`];
      const chain = path.length > 2 ? ` (${[...path.slice(0, -1), ...gap, ...path.slice(-1)].join(' needs ')})` : '';
      const state = `Gate '${subject}' requires ${quoted(unmet)}, not on in ${release}${chain}`;
      if (locked) return `${state}; it is locked and keeps its value; enable ${quoted(unmet)}`;
      if (!onRequest) return `${state}; it is off; fix the error at the end of the chain`;
      return `${state}; the component would refuse this, so it is off; enable ${quoted(unmet)} or disable '${subject}'`;
    },
    condition: 'DependenciesMet',
    event: 'DependencyUnmet',
  },
  DependencyCycle: {
    means: 'Gates require one another in a circle; each keeps its value.',
    says: ({ members }) =>
      `Gates require one another in a circle: ${circle(members)}; remove one of these requirements`,
    condition: 'DependenciesMet',
  },
  UnknownDependency: {
    means: 'A gate requires a gate the component does not declare.',
    says: ({ unknown, component }, subject) =>
      `Gate '${subject}' requires ${quoted(unknown)}, which component '${component}' does not declare; declare it or correct the name`,
    condition: 'DependenciesMet',
  },
  DeprecatedFeatureGate: {
    means: 'An override or a source sets a deprecated gate.',
    says: ({ release, guidance, in: source }, subject) => {
      const due =
        guidance?.due === undefined
          ? 'will be removed; no release or date is announced'
          : `will be removed ${whenWords(guidance.due)}`;
      const advice = adviceOf(guidance);
      return `Gate '${subject}' is deprecated in ${release} and ${due}${advice === '' ? '' : `: ${advice}`}; plan to ${deletion(source)}`;
    },
  },
  GroupedFeatureGate: {
    means: 'An override or a source sets a gate that only a group switch reaches.',
    says: ({ groups, in: source }, subject) =>
      `Gate '${subject}' has no flag of its own; ${setter(source)} is ignored; ${groups.length > 0 ? `set ${quoted(groups)} in spec.groups` : 'its policy declares no switch that reaches it'}`,
    condition: 'OverridesAccepted',
    event: 'OverrideRejected',
  },
  LevelSkipped: {
    means: 'A gate or plugin skips a level, which the policy forbids.',
    says: ({ release, level, skipped }, subject) =>
      `At ${release} '${subject}' is ${level} and was never ${skipped}; the policy forbids skipping a level`,
  },
  StableGateSet: {
    means: 'An override or a source sets a Stable gate; the flag will be removed in a future release.',
    says: ({ release, in: source }, subject) =>
      `Gate '${subject}' is Stable in ${release} and its flag will be removed in a future release; plan to ${deletion(source)}`,
  },
  NoOpFeatureGate: {
    means: 'An override or a source sets a gate that no longer has any effect.',
    says: ({ release, in: source }, subject) =>
      `Gate '${subject}' no longer has any effect in ${release}; ${deletion(source)}`,
  },
  OverrideExpired: {
    means: 'The grant of an override has ended.',
    says: ({ at, reverted }, subject) =>
      reverted
        ? `The override of gate '${subject}' expired at ${at} and no longer counts; delete it or renew the grant`
        : `The override of gate '${subject}' expired at ${at} and still counts, since onExpiry is Warn; delete it or renew the grant`,
    event: 'OverrideExpired',
  },
  OverrideRedundant: {
    means: 'An override sets a gate to what it is anyway; Info where a source does.',
    says: ({ state, in: source }, subject) =>
      `Gate '${subject}' is ${STATE_WORDS[state]} by default; ${setter(source)} changes nothing${source === undefined ? '; delete it' : ''}`,
    event: 'OverrideRedundant',
  },
  PolicyMissing: {
    means: "A component has no valid MaturityPolicy and is judged by Kubernetes' rules.",
    says: ({ component, invalid, declares }) =>
      invalid
        ? `MaturityPolicy '${component}' does not fit its schema; the component is evaluated by the rules of Kubernetes until it does; its status says what is wrong`
        : declares
          ? `Component '${component}' has no MaturityPolicy; it is evaluated by the rules of Kubernetes; create MaturityPolicy '${component}'`
          : `Nothing is declared for component '${component}'; apply its catalog, or correct spec.component`,
  },
  PlatformUnknown: {
    means: 'Gates or settings have rules about another component, and nothing says which release of it runs.',
    says: ({ gates }, subject) =>
      `Rules of ${gates.slice(0, 8).join(', ')}${gates.length > 8 ? ', …' : ''} about component '${subject}' are not applied: its release is not known here`,
  },
  ...SOURCE_WORDS,
  ...STAGE_WORDS,
  ...PLATFORM_WORDS,
  ...PLUGIN_WORDS,
};

/** The sentence for a fact about `subject`. */
export function sentenceOf(fact: Fact, subject: string): string {
  return rowOf(fact).says(fact, subject);
}

/** The condition of a FeatureSet that a fact makes False where it is an Error, beside Ready. */
export function conditionOf(fact: Fact): ConditionType<'FeatureSet'> | undefined {
  const { condition } = rowOf(fact);
  return typeof condition === 'function' ? condition(fact) : condition;
}

/** The event that announces a finding of a FeatureSet, where one does: what is refused is refused by an Error only. */
export function eventOf({ severity, fact }: Finding): EventReason | undefined {
  const { event } = rowOf(fact);
  // What follows only from something else having been switched off is told by that one.
  if (severity === 'Info' || (severity === 'Warning' && conditionOf(fact) !== undefined)) return undefined;
  return typeof event === 'function' ? event(fact) : event;
}

function rowOf(fact: Fact): FactRow<Fact> {
  return FACT_WORDS[fact.kind] as FactRow<Fact>;
}
