import type { PluginFact } from '../../lifecycle/findings/finding.ts';
import type { Guidance } from '../../lifecycle/life/guidance.ts';
import { adviceOf, whenWords } from './guidance-words.ts';
import { circle, didYouMean, quoted, type Words } from './phrases.ts';

function ending(guidance: Guidance | undefined): string {
  const advice = adviceOf(guidance);
  return advice === '' ? '' : `: ${advice}`;
}

/** A reminder of what is configured: parameters do not move by themselves (R58). */
function moving(parameters: readonly string[], source: string | undefined): string {
  if (parameters.length === 0) return '';
  return `; its parameters ${quoted(parameters)} in ${source ?? 'the config'} are not migrated: check each against the replacement`;
}

function listedIn(source: string | undefined): string {
  return source === undefined ? '' : ` in ${source}`;
}

/** The words for what is found of plugins. */
export const PLUGIN_WORDS: Words<PluginFact> = {
  RemovedPlugin: {
    means: 'A plugin is in use that is gone in the release that runs.',
    says: ({ removedIn, guidance, parameters, in: source }, subject) =>
      `Plugin '${subject}' was removed in ${removedIn}; the component would refuse it; remove it from ${source ?? 'the config'}${ending(guidance)}${moving(parameters, source)}`,
    condition: 'PluginsAdmitted',
    event: 'PluginRefused',
  },
  UnregisteredPlugin: {
    means: 'A plugin is in use that is not registered for the release that runs.',
    says: ({ release, from, nearest, in: source }, subject) =>
      from === undefined
        ? `Plugin '${subject}'${listedIn(source)} is not registered; ${didYouMean(nearest)}`
        : `Plugin '${subject}'${listedIn(source)} is not registered in ${release}; it begins in ${from}; remove it until then`,
    condition: 'PluginsAdmitted',
    event: 'PluginRefused',
  },
  AlphaPluginNeedsOptIn: {
    means: 'A plugin in use is Alpha, and nobody has opted in.',
    says: ({ name, level, gate, in: source }, subject) =>
      `Plugin '${name}' of type '${subject}'${listedIn(source)} is ${level}; ${gate === undefined ? '' : `enable gate '${gate}' or `}set spec.experimentalPlugins to Allow`,
    condition: 'PluginsAdmitted',
    event: 'PluginRefused',
  },
  PluginSwitchedOff: {
    means: 'A plugin is in use whose gate is off.',
    says: ({ gate, release }, subject) =>
      `Plugin '${subject}' is switched off by gate '${gate}' in ${release}; enable the gate or drop the plugin`,
    condition: 'PluginsAdmitted',
    event: 'PluginRefused',
  },
  DuplicatePluginName: {
    means: 'Two plugins in use have the same name.',
    says: ({ count, in: sources }, subject) =>
      `${count} plugins are named '${subject}'${sources.length === 0 ? '' : `, in ${sources.join(' and ')}`}; give each a name of its own`,
    condition: 'PluginsAdmitted',
  },
  PluginReferenceUnresolved: {
    means: 'A plugin refers to a plugin type that is missing.',
    says: ({ missing }, subject) =>
      `Plugin '${subject}' refers to ${quoted(missing)}, which is missing; add it or drop '${subject}'`,
    condition: 'PluginsAdmitted',
    event: 'PluginRefused',
  },
  PluginCycle: {
    means: 'Plugins refer to one another in a circle.',
    says: ({ members }) =>
      `Plugins refer to one another in a circle: ${circle(members)}; remove one of these references`,
    condition: 'PluginsAdmitted',
    event: 'PluginRefused',
  },
  DeprecatedPlugin: {
    means: 'A deprecated plugin is in use.',
    says: ({ release, guidance, parameters, in: source }, subject) =>
      `Plugin '${subject}' is deprecated in ${release}${guidance?.due === undefined ? '' : ` and will be removed ${whenWords(guidance.due)}`}${ending(guidance)}${moving(parameters, source)}`,
  },
  DeprecatedPluginNoSchedule: {
    means: 'A deprecated plugin is in use, and no removal is scheduled.',
    says: ({ release, guidance, parameters, in: source }, subject) =>
      `Plugin '${subject}' is deprecated in ${release}, and no removal is scheduled${ending(guidance)}${moving(parameters, source)}`,
  },
  UnknownLevel: {
    means: 'A plugin declares that its stability is not known; it is below every minimum.',
    says: (_fact, subject) => `Plugin '${subject}' declares no stability level; ask its owners to declare one`,
  },
  ExperimentalInUse: {
    means: 'An Alpha plugin is in use and allowed.',
    says: ({ level }, subject) => `Plugin '${subject}' is ${level}: it may change or be removed in any release`,
  },
  PluginGateMissing: {
    means: 'The policy asks a plugin of that level to name a gate, and it names none.',
    says: ({ level }, subject) =>
      `Plugin '${subject}' is ${level} and must name a featureGate: the policy asks for one at that level`,
  },
};
