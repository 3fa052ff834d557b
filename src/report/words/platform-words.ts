import type { PlatformFact, SettingFact } from '../../lifecycle/findings/finding.ts';
import { circle, didYouMean, quoted, type Words } from './phrases.ts';

/** The words for what other gates, other components, settings and floors have to do with a gate. */
export const PLATFORM_WORDS: Words<PlatformFact | SettingFact> = {
  PlatformUnavailable: {
    means: 'spec.platform names a FeatureSet that does not exist, or is not shared with this namespace.',
    says: ({ reference }, subject) =>
      `No FeatureSet '${reference}' of component '${subject}' can be read from here; create it, or let its spec.shareWith name this namespace`,
  },
  PlatformCycle: {
    means: 'FeatureSets name one another as platform in a circle; each is evaluated without.',
    says: ({ members }) =>
      `FeatureSets name one another as platform: ${circle(members)}; remove one of these references`,
  },
  EnvironmentTooOld: {
    means: 'A gate or setting needs a newer release of another component.',
    says: ({ component, needed, release, locked }, subject) =>
      `'${subject}' needs ${component} ${needed} or newer and runs on ${release}${locked ? '' : '; it is off'}; upgrade ${component} or disable '${subject}'`,
    condition: 'DependenciesMet',
    event: 'DependencyUnmet',
  },
  MutuallyExclusive: {
    means: 'Two gates are on that must not be on at once; the one that was asked for less firmly is off, else both.',
    says: ({ release, other }, subject) =>
      `Gates '${subject}' and '${other}' must not both be on in ${release}; disable one of them`,
    condition: 'DependenciesMet',
    event: 'MutuallyExclusive',
  },
  PreferenceUnmet: {
    means: 'A gate prefers another gate on that is off; nothing changes.',
    says: ({ release, unmet }, subject) =>
      `Gate '${subject}' prefers ${quoted(unmet)}, which ${unmet.length === 1 ? 'is' : 'are'} off in ${release}; nothing changes`,
  },
  UpstreamMismatch: {
    means: 'A gate builds on an upstream feature that is less stable than the policy asks.',
    says: ({ upstream, platform, gateLevel, needed, level, action }, subject) => {
      const state = `Gate '${subject}' is ${gateLevel} and builds on ${upstream}, which is ${level ?? 'not available yet'} in ${platform} (at least ${needed} is required)`;
      switch (action) {
        case 'Defer':
          return `${state}; the default of the stage before holds until then`;
        case 'Degrade':
          return `${state}; the feature runs degraded, as decided`;
        case 'Fail':
          return `${state}; the gate is off; upgrade the platform or disable '${subject}'`;
        case undefined:
          return `${state}; nothing changes`;
      }
    },
  },
  BelowMinimumLevel: {
    means: 'Something is asked for that is less stable than spec.minimumLevel.',
    says: ({ level, minimum, what }, subject) =>
      `The ${what} '${subject}' is ${level}, below spec.minimumLevel ${minimum}; it is refused; lower the minimum or drop '${subject}'`,
    condition: ({ what, overridden }) =>
      what === 'plugin' ? 'PluginsAdmitted' : overridden ? 'OverridesAccepted' : undefined,
    event: ({ what, overridden }) =>
      what === 'plugin' ? 'PluginRefused' : overridden ? 'OverrideRejected' : undefined,
  },
  UnknownSetting: {
    means: 'A setting is set that the policy does not declare.',
    says: ({ component, nearest, in: source }, subject) =>
      source === undefined
        ? `The policy of component '${component}' declares no setting '${subject}'; it is ignored; ${didYouMean(nearest)}`
        : `Component '${component}' declares neither gate nor setting '${subject}'; the value in ${source} is ignored; ${didYouMean(nearest)}`,
  },
  SettingRuleViolated: {
    means: 'A setting needs something that does not hold.',
    says: ({ needs }, subject) => `Setting '${subject}' needs ${needs}; change one of the two`,
  },
  ForcedOff: {
    means: 'A setting switches a gate off.',
    says: ({ setting }, subject) => `Gate '${subject}' is off because setting '${setting}' switches it off`,
    condition: 'OverridesAccepted',
    event: 'OverrideRejected',
  },
};
