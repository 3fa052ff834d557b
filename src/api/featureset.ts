import { z } from 'zod';
import { LEVELS } from './words.ts';
import { atomicList, immutable, mapList, oneOf, text, withRules, wordSet } from './schema.ts';
import { componentName, day, declaredName, level, namespaceName, objectName, releaseName, state } from './words.ts';

const groupSwitch = withRules(
  z.object({
    name: text('name is a group of the policy, such as AllBeta.', 128),
    state: oneOf('state is what the switch sets: Enabled or Disabled.', ['Enabled', 'Disabled']).optional(),
    level: oneOf('level is the value of a cumulative switch; None makes it contribute nothing.', ['None', ...LEVELS]).optional(),
  }),
  [
    {
      cel: 'has(self.state) != has(self.level)',
      message: 'must set exactly one of state and level',
      check: (item) => (item.state === undefined) !== (item.level === undefined),
    },
  ],
);

const source = z.object({
  configMap: z
    .object({
      name: objectName('name is a ConfigMap of the same namespace.'),
      key: text('key is the key that holds the config; absent: every key of the ConfigMap is a setting.', 253).optional(),
    })
    .meta({ description: 'configMap is where the config is read from.' }),
  format: oneOf('format is EndpointPickerConfig, KeyValue, FlagString or GateMap.', [
    'EndpointPickerConfig',
    'KeyValue',
    'FlagString',
    'GateMap',
  ]),
  optional: oneOf('optional says whether it may be missing: Allow or Disallow.', ['Allow', 'Disallow']).default('Disallow'),
});

const override = z.object({
  gate: text('gate is the gate that is set.', 128),
  state: state('state is what it is set to.'),
  reason: text('reason says why.', 1024).optional(),
  requestedBy: text('requestedBy names who asked for it.', 253).optional(),
  ticket: text('ticket is where it was agreed.', 1024).optional(),
  expires: withRules(
    z.object({
      release: releaseName('release is the release at which it has expired.').optional(),
      date: day('date is the day on which it has expired.').optional(),
    }),
    [
      {
        cel: 'has(self.release) != has(self.date)',
        message: 'must set exactly one of release and date',
        check: (item) => (item.release === undefined) !== (item.date === undefined),
      },
    ],
  )
    .meta({ description: 'expires is the end of the grant; absent: it has none.' })
    .optional(),
  onExpiry: oneOf('onExpiry says whether an expired override is kept with a Warning (Warn) or no longer counts (Revert).', [
    'Warn',
    'Revert',
  ]).default('Warn'),
});
/** A grant: one gate set by a cluster operator. */
export type Override = z.output<typeof override>;

const publish = z.object({
  configMap: objectName('configMap is the name of the ConfigMap to write in the same namespace.'),
  formats: wordSet('formats are FlagString, KeyValue and JSON.', z.enum(['FlagString', 'KeyValue', 'JSON']), 3, 1),
  include: oneOf('include says whether only what differs from the default is published (Changed) or All.', ['Changed', 'All']).default(
    'Changed',
  ),
  onDelete: oneOf('onDelete says what becomes of the ConfigMap when the set is deleted: Retain or Delete.', ['Retain', 'Delete']).default(
    'Retain',
  ),
});

/** `spec` of a FeatureSet. */
export const featureSetSpec = withRules(
  z.object({
    component: withRules(componentName('component is the component installed here (immutable).'), [immutable('component')]),
    release: releaseName('release is the release that runs; either this or releaseFrom.').optional(),
    releaseFrom: oneOf('releaseFrom APIServer takes the emulation version the API server reports; component kubernetes only.', [
      'APIServer',
    ]).optional(),
    minCompatibility: releaseName(
      'minCompatibility is the oldest release it must stay compatible with; absent: one minor earlier, or what the API server says.',
    ).optional(),
    targetRelease: releaseName('targetRelease is the release to preview an upgrade to.').optional(),
    minimumLevel: level('minimumLevel is the level below which nothing may be on; absent: no limit.').optional(),
    experimentalPlugins: oneOf('experimentalPlugins is the one switch for all Alpha plugins: Allow or Disallow.', [
      'Allow',
      'Disallow',
    ]).default('Disallow'),
    groups: mapList('groups are switches of the policy, for gates no override sets.', groupSwitch, ['name'], 16).default([]),
    sources: atomicList('sources are configs to read; a later one wins over an earlier one, spec wins over all.', source, 16).default(
      [],
    ),
    overrides: mapList('overrides are gates set by hand, each a grant with a reason.', override, ['gate'], 512).default([]),
    settings: mapList(
      'settings are configuration keys of the policy that are not gates.',
      z.object({
        name: text('name is a setting of the policy.', 128),
        value: text('value is its value, always as a string.', 1024),
      }),
      ['name'],
      128,
    ).default([]),
    plugins: atomicList(
      'plugins are in use beyond what sources list.',
      z.object({
        type: declaredName('type is the plugin type.'),
        name: text('name is the name of the instance; absent: the type.', 253).optional(),
      }),
      256,
    ).default([]),
    platform: mapList(
      'platform says which FeatureSets describe the components this one runs on.',
      z.object({
        component: componentName('component is the component of that FeatureSet.'),
        featureSet: z
          .object({
            namespace: namespaceName('namespace is its namespace; absent: the own one.').optional(),
            name: objectName('name is its name.'),
          })
          .meta({ description: 'featureSet is the reference; a set in another namespace must share itself.' }),
      }),
      ['component'],
      16,
    ).default([]),
    shareWith: withRules(
      z.object({
        namespaces: oneOf('namespaces says who may name this set as platform: Same, All or Listed.', ['Same', 'All', 'Listed']).default(
          'Same',
        ),
        names: wordSet('names are the namespaces; with namespaces Listed.', namespaceName('name is a namespace.'), 64).default([]),
      }),
      [
        {
          cel: "(self.namespaces == 'Listed') == (self.names.size() > 0)",
          message: 'names must be set exactly when namespaces is Listed',
          check: (value) => (value.namespaces === 'Listed') === value.names.length > 0,
        },
      ],
    )
      .meta({ description: 'shareWith says which namespaces may name this set as platform.' })
      .default({ namespaces: 'Same', names: [] }),
    publish: publish.meta({ description: 'publish writes the effective gates into a ConfigMap.' }).optional(),
    observe: z
      .object({ from: oneOf('from is APIServerMetrics; component kubernetes only.', ['APIServerMetrics']) })
      .meta({ description: 'observe compares with what the running component reports.' })
      .optional(),
  }),
  [
    {
      cel: 'has(self.release) != has(self.releaseFrom)',
      message: 'must set exactly one of release and releaseFrom',
      check: (spec) => (spec.release === undefined) !== (spec.releaseFrom === undefined),
    },
    {
      cel: "!has(self.releaseFrom) || self.component == 'kubernetes'",
      message: 'releaseFrom must be set for component kubernetes only: no other component reports its release to the operator',
      check: (spec) => spec.releaseFrom === undefined || spec.component === 'kubernetes',
    },
    {
      cel: "!has(self.observe) || self.component == 'kubernetes'",
      message: 'observe must be set for component kubernetes only: no other component reports its gates to the operator',
      check: (spec) => spec.observe === undefined || spec.component === 'kubernetes',
    },
    {
      cel: '!has(self.publish) || !self.sources.exists(s, s.configMap.name == self.publish.configMap)',
      message: 'publish.configMap must not be one of the sources',
      check: (spec) => spec.sources.every((one) => one.configMap.name !== spec.publish?.configMap),
    },
  ],
);
/** `spec` of a FeatureSet. */
export type FeatureSetSpec = z.output<typeof featureSetSpec>;
