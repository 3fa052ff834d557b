import { z } from 'zod';
import { conditions, observedGeneration } from './condition.ts';
import { namespaceSelector } from './label-selector.ts';
import { group, levelPromise } from './level-promise.ts';
import { count, mapList, oneOf, omitted, atomicList, text, withRules, wordSet } from './schema.ts';
import { setting } from './setting.ts';
import { day, declaredName, releaseName } from './vocabulary.ts';

const configVersion = z.object({
  apiVersion: text('apiVersion is the version as the config says it.', 253),
  deprecatedFrom: releaseName(
    'deprecatedFrom is the release from which it is deprecated. Absent: it is not.',
  ).optional(),
  use: text('use is the version to use instead. Absent: none is named.', 253).optional(),
});

const installs = withRules(
  z.object({
    namespaces: oneOf('namespaces says whose FeatureSets count: All, or those of namespaces picked by a Selector.', [
      'All',
      'Selector',
    ]).default('All'),
    selector: namespaceSelector(
      'selector picks namespaces by label; exactly with namespaces Selector, else absent.',
    ).optional(),
  }),
  [
    {
      cel: "has(self.selector) == (self.namespaces == 'Selector')",
      message: 'must be set exactly when namespaces is Selector',
      fieldPath: '.selector',
      check: (value) => (value.selector !== undefined) === (value.namespaces === 'Selector'),
    },
  ],
);

const release = z.object({
  name: releaseName('name is the release, such as v0.4.0.'),
  date: day('date is the day (UTC) of the release. Absent: it is planned.').optional(),
  line: text(
    'line is another name of the same release, such as the "0.3" of v25.12.0. Absent: it has none.',
    63,
  ).optional(),
});

/** `spec` of a MaturityPolicy. */
export const policySpec = z.object({
  levels: mapList('levels say what each level promises; a level not listed promises nothing.', levelPromise, {
    keys: ['name'],
    max: 4,
  }).default([]),
  unregisteredPlugins: oneOf(
    'unregisteredPlugins says what becomes of a plugin that no PluginMaturity declares: Refuse, Warn or Allow.',
    ['Refuse', 'Warn', 'Allow'],
  ).default('Refuse'),
  skipLevels: oneOf('skipLevels says whether a gate may skip a level on its way up: Forbid or Allow.', [
    'Forbid',
    'Allow',
  ]).default('Forbid'),
  upstreamMismatch: oneOf(
    'upstreamMismatch says what to do where upstream lags behind and the gate records no decision: Defer the promotion, Degrade with a warning, or Fail.',
    ['Defer', 'Degrade', 'Fail'],
  ).default('Defer'),
  lessStableDependency: oneOf(
    'lessStableDependency says what a dependency on something less stable gives: Warn, Reject or Allow.',
    ['Warn', 'Reject', 'Allow'],
  ).default('Warn'),
  lockedGateRemoval: z
    .object({ afterReleases: count('afterReleases is in how many releases a locked gate must still be.', 100) })
    .meta({
      description: 'lockedGateRemoval says when a locked gate may be removed. Absent: as removal of its level.',
    })
    .optional(),
  effectiveFrom: releaseName(
    'effectiveFrom is the release from which the rules bind; what entered before is grandfathered, and says so in its status. Absent: they always bind.',
  ).optional(),
  groups: mapList('groups are the switches over many gates that a FeatureSet may set.', group, {
    keys: ['name'],
    max: 16,
  }).default([]),
  settings: mapList('settings are configuration keys that are not gates; a FeatureSet may set them.', setting, {
    keys: ['name'],
    max: 128,
  }).default([]),
  flagPrefix: text(
    'flagPrefix is the word that means this component in `prefix:Gate=true`. Absent: the name of the component.',
    63,
  ).optional(),
  defaultPlugins: wordSet(
    'defaultPlugins are plugin types the component loads by itself, so judged in every FeatureSet.',
    declaredName('type is a plugin type.'),
    64,
  ).default([]),
  configVersions: mapList("configVersions are the versions of the component's own config format.", configVersion, {
    keys: ['apiVersion'],
    max: 16,
  }).default([]),
  installs: installs
    .meta({ description: 'installs says whose FeatureSets count in the statuses of gates and plugins.' })
    .default({ namespaces: 'All' }),
  releases: mapList(
    'releases are the calendar: real releases in the order of time, planned ones last and without date.',
    release,
    { keys: ['name'], max: 512 },
  ).default([]),
});
/** `spec` of a MaturityPolicy. */
export type PolicySpec = z.output<typeof policySpec>;

/** `status` of a MaturityPolicy. */
export const policyStatus = z.object({
  observedGeneration,
  gates: count('gates is how many FeatureGates the component has.', 1_000_000),
  plugins: count('plugins is how many PluginMaturities the component has.', 1_000_000),
  grandfathered: z
    .object({
      count: count('count is how many gates and plugins entered before effectiveFrom.', 1_000_000),
      names: atomicList('names are the first of them, sorted, at most 64.', z.string().max(253), 64),
      namesOmitted: omitted('names'),
    })
    .meta({ description: 'grandfathered are the gates and plugins that the rules do not bind yet. Absent: none.' })
    .optional(),
  conditions: conditions('MaturityPolicy'),
});
/** `status` of a MaturityPolicy. */
export type PolicyStatus = z.output<typeof policyStatus>;
