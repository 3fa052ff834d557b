import type { Override } from '../../api/featureset.ts';
import type { StepFact, StepNumber } from '../../lifecycle/trace/step-fact.ts';
import { adviceOf } from './guidance-words.ts';
import { STATE_WORDS } from './phrases.ts';

/** The seven steps as they are called. */
export const STEP_NAMES: Readonly<Record<StepNumber, string>> = {
  1: 'stage in force',
  2: 'upstream coupling',
  3: 'default',
  4: 'group switches',
  5: 'override',
  6: 'minimum level and settings',
  7: 'dependencies and exclusions',
};

type StepWords = {
  readonly [K in StepFact['kind']]: (fact: Extract<StepFact, { kind: K }>) => string;
};

const UPSTREAM_ACTIONS = {
  Defer: 'the default of the stage before holds',
  Degrade: 'it runs degraded',
  Fail: 'it is off, whatever is set',
} as const;

const DEFAULT_ORIGINS = {
  Stage: () => 'the stage says so',
  Policy: (level: string) => `the policy's default for ${level}`,
  GroupedPolicy: (level: string) => `the policy's default for grouped gates at ${level}`,
  Nobody: () => 'neither the stage nor the policy says anything',
} as const;

const OVERRIDE_FATES = {
  Counts: '',
  Refused: ', which is refused',
  Reverted: ', which has expired and no longer counts',
  Outranked: ', which is outranked',
} as const;

const STANDINGS = {
  Met: { gate: 'which is on', floor: 'which is reached' },
  Unmet: { gate: 'which is off', floor: 'which is not reached' },
  UnknownGate: { gate: 'which is not declared', floor: '' },
  NotInForce: { gate: 'in other releases only', floor: 'in other releases only' },
  PlatformUnknown: { gate: 'which is not known here', floor: 'which is not known here' },
  TooOld: { gate: '', floor: 'and runs on an older one' },
} as const;

/** The words for what each step says of a gate; they read as a list, and after a colon. */
const STEP_WORDS: StepWords = {
  InStage: ({ level, since, deprecated, locked, default: value }) =>
    `${level} since ${since}${deprecated ? ', deprecated' : ''}${locked ? `, locked ${STATE_WORDS[value]}` : ''}`,
  NotBegun: ({ from, level }) =>
    from === undefined ? 'it has no stage' : `it begins with ${from} as ${level} and cannot be set before`,
  Gone: ({ since, guidance }) => {
    const advice = adviceOf(guidance);
    return `it was removed in ${since}${advice === '' ? '' : `: ${advice}`}`;
  },
  StageWaits: ({ level, needed, here }) =>
    `${level} waits until the installation is compatible with ${needed} at the oldest, which is ${here} now`,
  NextStage: ({ release, level, locked }) => `next: ${level}${locked ? ' and locked' : ''} in ${release}`,
  NoUpstream: () => 'builds on no upstream feature',
  UpstreamNotAsked: ({ upstream, because }) =>
    `nothing is asked of ${upstream}: ${because === 'Locked' ? 'the gate is locked' : 'the policy asks nothing at this level'}`,
  UpstreamUnknown: ({ upstream, component }) =>
    `${upstream} is not judged: nothing is known here of the release of ${component}`,
  Upstream: ({ upstream, platform, level, needed, reached, action }) => {
    const state = `${upstream} is ${level ?? 'not available yet'} in ${platform}`;
    if (reached) return `${state}, at least ${needed} is required`;
    return `${state}, at least ${needed} is required: ${action === undefined ? 'nothing changes' : UPSTREAM_ACTIONS[action]}`;
  },
  Default: ({ state, level, of }) => `${STATE_WORDS[state]} by default: ${DEFAULT_ORIGINS[of](level)}`,
  DefaultDeferred: ({ to }) => `step 2 puts ${STATE_WORDS[to]} in its place`,
  NoSwitch: () => 'none is set',
  SwitchSets: ({ layer, value, level, state }) =>
    `${layer} ${value === undefined ? 'has a default in this release' : `is ${value}`}: ${STATE_WORDS[state]} at ${level}`,
  SwitchPasses: ({ group, because, level }) => {
    const reasons = {
      Locked: 'it is locked',
      Deprecated: 'it is deprecated',
      Regime: 'it is of another regime',
      Level: `it is ${level}`,
    };
    return `group ${group} passes over it: ${reasons[because]}`;
  },
  NoOverride: () => 'nobody sets it',
  Override: ({ layer, override, fate }) =>
    `${layer} sets it ${STATE_WORDS[override.state]}${grantOf(override)}${OVERRIDE_FATES[fate]}`,
  NoMinimum: () => 'no minimum is set',
  Minimum: ({ minimum, level, verdict }) => {
    switch (verdict) {
      case 'Locked':
        return `spec.minimumLevel ${minimum} passes over it: it is locked`;
      case 'Below':
        return `${level} is below spec.minimumLevel ${minimum}`;
      case 'Reached':
        return `${level} reaches spec.minimumLevel ${minimum}`;
    }
  },
  SettingForcesOff: ({ setting }) => `setting '${setting}' switches it off`,
  NoRequirement: () => 'requires nothing, excludes nothing',
  Requires: ({ name, floor, preferred, outcome }) => {
    const what = floor ? `${name} or newer` : `'${name}'`;
    return `${preferred ? 'prefers' : 'requires'} ${what}, ${STANDINGS[outcome][floor ? 'floor' : 'gate']}`;
  },
  Excludes: ({ name, on }) => `excludes '${name}', which ${on ? 'was on too' : 'is off'}`,
};

/** Who granted an override, why and until when, as far as anybody said. */
function grantOf({ reason, requestedBy, ticket, expires, onExpiry }: Override): string {
  const end = expires?.release ?? expires?.date;
  const said = [
    reason,
    requestedBy === undefined ? undefined : `asked by ${requestedBy}`,
    ticket,
    end === undefined ? undefined : `until ${end}, then ${onExpiry === 'Revert' ? 'reverted' : 'a warning'}`,
  ].filter((part) => part !== undefined);
  return said.length > 0 ? ` (${said.join('; ')})` : '';
}

/** What one fact of a step says. */
export function stepSentence(fact: StepFact): string {
  const says = STEP_WORDS[fact.kind] as (fact: StepFact) => string;
  return says(fact);
}

/** Whether a fact can be why its step decides, and not only what it looked at. */
export function isDecisive(fact: StepFact): boolean {
  switch (fact.kind) {
    case 'NotBegun':
    case 'Gone':
    case 'InStage':
    case 'Default':
    case 'SwitchSets':
    case 'SettingForcesOff':
      return true;
    case 'Upstream':
      return fact.action !== undefined;
    case 'Override':
      return fact.fate === 'Counts';
    case 'Minimum':
      return fact.verdict === 'Below';
    case 'Requires':
      return !fact.preferred && !['Met', 'NotInForce', 'PlatformUnknown'].includes(fact.outcome);
    case 'Excludes':
      return fact.on;
    default:
      return false;
  }
}
