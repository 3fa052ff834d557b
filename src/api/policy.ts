import { z } from 'zod';
import { conditions, observedGeneration } from './condition.ts';
import { atomicList, count, mapList, oneOf, text, withRules, wordSet } from './schema.ts';
import { componentName, day, declaredName, level, LEVELS, releaseName, REGIMES, state } from './words.ts';

const removalWindow = z.object({
  scope: oneOf('scope is Release, or Major where removal must wait for the next major release.', ['Release', 'Major']).default(
    'Release',
  ),
  afterReleases: count('afterReleases is the number of releases a deprecated thing must still be in.', 100).default(0),
  afterMonths: count('afterMonths is the number of months a deprecated thing must still work.', 240).default(0),
  combine: oneOf('combine says whether the Later or the Earlier of releases and months decides.', ['Later', 'Earlier']).default(
    'Later',
  ),
});

const criterion = z.object({
  id: text('id is the short name of the criterion, such as B4.', 32, /^[A-Za-z0-9][-A-Za-z0-9.]*$/),
  title: text('title says what must be shown.', 256),
  evidence: wordSet(
    'evidence lists the kinds of evidence that count.',
    text('word is an UpperCamelCase word such as CodeLink.', 63, /^[A-Z][A-Za-z0-9]*$/),
    16,
  ).default([]),
  mandatoryFor: wordSet(
    'mandatoryFor lists the categories of gates for which it cannot be waived.',
    text('word is a category.', 63, /^[A-Z][A-Za-z0-9]*$/),
    16,
  ).default([]),
});

const levelPromise = z.object({
  name: level('name is the level: Dev, Alpha, Beta or Stable.'),
  default: state('default is what a gate of this level is when nobody says otherwise.').default('Disabled'),
  groupedDefault: state('groupedDefault is the same for gates of regime Grouped; absent: as default.').optional(),
  locked: z
    .boolean()
    .default(false)
    .meta({ description: 'locked says whether gates of this level can no longer be set otherwise (default false).' }),
  pluginGate: oneOf('pluginGate says whether a plugin of this level must name a gate: Required, Optional or None.', [
    'Required',
    'Optional',
    'None',
  ]).default('Optional'),
  removal: removalWindow
    .meta({ description: 'removal is how long a thing deprecated at this level must live on.' })
    .optional(),
  soakReleases: count('soakReleases is the number of releases at this level before the next may be entered.', 100).default(0),
  upstreamMinimum: z
    .object({
      level: level('level is the lowest level the upstream feature may have.'),
      strength: oneOf('strength is Required, OrFallback or Preferred.', ['Required', 'OrFallback', 'Preferred']),
    })
    .meta({ description: 'upstreamMinimum is what a feature of this level asks of the upstream feature it builds on.' })
    .optional(),
  criteria: mapList('criteria are what must be shown to enter this level; they add up.', criterion, ['id'], 64).default([]),
});

const group = withRules(
  z.object({
    name: text('name is the key of the switch, such as AllAlpha.', 128),
    cumulative: z
      .boolean()
      .default(false)
      .meta({ description: 'cumulative says that the value of the switch is a level: on at or above it, off below (default false).' }),
    levels: wordSet('levels are the levels a switch that is not cumulative sets.', z.enum(LEVELS), 4).default([]),
    regime: oneOf('regime narrows the switch to the gates of that regime; absent: all.', REGIMES).optional(),
    defaults: atomicList(
      'defaults say which level a cumulative switch has, from which release, when the FeatureSet is silent.',
      z.object({
        fromRelease: releaseName('fromRelease is the first release with this default.'),
        level: level('level is the default value of the switch.'),
      }),
      32,
    ).default([]),
  }),
  [
    {
      cel: 'self.cumulative == (self.levels.size() == 0)',
      message: 'levels must be set exactly when cumulative is false',
      check: (value) => value.cumulative === (value.levels.length === 0),
    },
  ],
);

const settingRequirement = withRules(
  z.object({
    setting: text('setting is another setting that must have the given value.', 128).optional(),
    value: text('value is the value that setting must have.', 253).optional(),
    gate: text('gate is a gate that must be on.', 128).optional(),
    component: componentName('component is another component that must be new enough.').optional(),
    platformFrom: releaseName('platformFrom is the oldest release of that component that will do.').optional(),
  }),
  [
    {
      cel: '[has(self.setting) && has(self.value), has(self.gate), has(self.component) && has(self.platformFrom)].filter(x, x).size() == 1',
      message: 'must be exactly one of setting with value, gate, and component with platformFrom',
      check: (item) =>
        [
          item.setting !== undefined && item.value !== undefined,
          item.gate !== undefined,
          item.component !== undefined && item.platformFrom !== undefined,
        ].filter(Boolean).length === 1,
    },
  ],
);

const setting = z.object({
  name: text('name is the key of the setting.', 128),
  type: oneOf('type is Enum, Integer, Boolean or Text.', ['Enum', 'Integer', 'Boolean', 'Text']),
  default: text('default is the value when nobody sets one.', 1024).optional(),
  values: mapList(
    'values are the words of an Enum, each with a level.',
    z.object({ value: text('value is the word.', 253), level: level('level is how stable that value is (R120).') }),
    ['value'],
    64,
  ).default([]),
  minimum: z.int().min(-(2 ** 53) + 1).max(2 ** 53 - 1).meta({ description: 'minimum is the least Integer allowed.' }).optional(),
  maximum: z.int().min(-(2 ** 53) + 1).max(2 ** 53 - 1).meta({ description: 'maximum is the greatest Integer allowed.' }).optional(),
  requires: atomicList(
    'requires lists what must hold while the value differs from the default.',
    settingRequirement,
    16,
  ).default([]),
  forcesOff: wordSet(
    'forcesOff names gates that are off while the value differs from the default (R30).',
    text('gate is the name of a gate.', 128),
    64,
  ).default([]),
});

const labelSelector = z.object({
  matchLabels: z
    .record(z.string().max(317), z.string().max(63))
    .refine((labels) => Object.keys(labels).length <= 16, { message: 'must have at most 16 labels' })
    .meta({ description: 'matchLabels are labels that must all be there with these values.', maxProperties: 16 })
    .optional(),
  matchExpressions: atomicList(
    'matchExpressions are further conditions that must all hold.',
    z.object({
      key: text('key is a label.', 317),
      operator: oneOf('operator is In, NotIn, Exists or DoesNotExist.', ['In', 'NotIn', 'Exists', 'DoesNotExist']),
      values: atomicList('values are what In and NotIn compare with.', z.string().max(63), 32).default([]),
    }),
    16,
  ).optional(),
});

/** `spec` of a MaturityPolicy. */
export const policySpec = z.object({
  levels: mapList('levels say what each level promises; a level not listed promises nothing.', levelPromise, ['name'], 4).default(
    [],
  ),
  unregisteredPlugins: oneOf('unregisteredPlugins says what happens to a plugin nobody registered: Refuse, Warn or Allow.', [
    'Refuse',
    'Warn',
    'Allow',
  ]).default('Refuse'),
  skipLevels: oneOf('skipLevels says whether a gate may skip a level: Forbid or Allow.', ['Forbid', 'Allow']).default('Forbid'),
  upstreamMismatch: oneOf(
    'upstreamMismatch is what happens when the upstream feature lags and the gate records no decision: Defer, Degrade or Fail.',
    ['Defer', 'Degrade', 'Fail'],
  ).default('Defer'),
  lessStableDependency: oneOf('lessStableDependency says what a dependency on something less stable is: Warn, Reject or Allow.', [
    'Warn',
    'Reject',
    'Allow',
  ]).default('Warn'),
  lockedGateRemoval: z
    .object({ afterReleases: count('afterReleases is the number of releases a locked gate must still be in.', 100) })
    .meta({ description: 'lockedGateRemoval says when a gate that is locked may be removed.' })
    .optional(),
  effectiveFrom: releaseName('effectiveFrom is the release from which the rules bind; older gates are grandfathered by name.').optional(),
  groups: mapList('groups are the switches a FeatureSet may set.', group, ['name'], 16).default([]),
  settings: mapList('settings are configuration keys that are not gates.', setting, ['name'], 128).default([]),
  flagPrefix: text('flagPrefix is the word that means this component in `prefix:Gate=true`.', 63).optional(),
  defaultPlugins: wordSet(
    'defaultPlugins are plugins the component injects by itself (R27).',
    declaredName('type is a plugin type.'),
    64,
  ).default([]),
  configVersions: mapList(
    'configVersions are the versions of the component\'s own config format (R65).',
    z.object({
      apiVersion: text('apiVersion is the version as the config file says it.', 253),
      deprecatedFrom: releaseName('deprecatedFrom is the release from which it is deprecated.').optional(),
      use: text('use is the version to use instead.', 253).optional(),
    }),
    ['apiVersion'],
    16,
  ).default([]),
  installs: withRules(
    z.object({
      namespaces: oneOf('namespaces says whose FeatureSets count in the status of gates: All, or a Selector.', [
        'All',
        'Selector',
      ]).default('All'),
      selector: labelSelector.meta({ description: 'selector picks namespaces by label; with namespaces Selector.' }).optional(),
    }),
    [
      {
        cel: "has(self.selector) == (self.namespaces == 'Selector')",
        message: 'selector must be set exactly when namespaces is Selector',
        check: (value) => (value.selector !== undefined) === (value.namespaces === 'Selector'),
      },
    ],
  )
    .meta({ description: 'installs says whose FeatureSets count in the statuses of gates and plugins.' })
    .default({ namespaces: 'All' }),
  releases: mapList(
    'releases are the calendar: real releases in order of time; planned ones carry no date.',
    z.object({
      name: releaseName('name is the release.'),
      date: day('date is the day it was released; absent: planned.').optional(),
      line: text('line is another name of the same release, such as the "0.3" of v25.12.0.', 63).optional(),
    }),
    ['name'],
    512,
  ).default([]),
});
/** `spec` of a MaturityPolicy. */
export type PolicySpec = z.output<typeof policySpec>;

/** `status` of a MaturityPolicy. */
export const policyStatus = z.object({
  observedGeneration,
  gates: count('gates is the number of FeatureGates of the component.', 1_000_000),
  plugins: count('plugins is the number of PluginMaturities of the component.', 1_000_000),
  grandfathered: z
    .object({
      count: count('count is the number of gates and plugins older than effectiveFrom.', 1_000_000),
      names: atomicList('names are the first of them, sorted.', z.string().max(253), 64),
      namesOmitted: count('namesOmitted is the number that did not fit.', 1_000_000).optional(),
    })
    .meta({ description: 'grandfathered are the gates and plugins to which the rules do not apply yet.' })
    .optional(),
  conditions,
});
/** `status` of a MaturityPolicy. */
export type PolicyStatus = z.output<typeof policyStatus>;
