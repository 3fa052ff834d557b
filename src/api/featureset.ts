import { z } from 'zod';
import { source } from './source.ts';
import { atomicList, immutable, mapList, oneOf, prose, text, withRules, wordSet } from './schema.ts';
import {
  componentName,
  day,
  level,
  LEVEL_LIST,
  LEVELS,
  namespaceName,
  objectName,
  releaseName,
  state,
  writtenName,
} from './vocabulary.ts';

/** The formats in which effective gates are published. */
export const PUBLISHED_FORMATS = ['FlagString', 'KeyValue', 'JSON'] as const;
/** A format in which effective gates are published. */
export type PublishedFormat = (typeof PUBLISHED_FORMATS)[number];

const groupSwitch = withRules(
  z.object({
    name: writtenName('name is a group of the policy, such as AllBeta.'),
    state: oneOf(
      'state is what the switch sets: Enabled or Disabled; exactly one of state and level. Absent: see level.',
      ['Enabled', 'Disabled'],
    ).optional(),
    level: oneOf(
      `level is the value of a cumulative switch: ${LEVEL_LIST}; None: it contributes nothing and grouped gates are off. Absent: see state.`,
      ['None', ...LEVELS],
    ).optional(),
  }),
  [
    {
      cel: 'has(self.state) != has(self.level)',
      message: 'must set exactly one of state and level',
      check: (item) => (item.state === undefined) !== (item.level === undefined),
    },
  ],
);

const expiry = withRules(
  z.object({
    release: releaseName(
      'release is the first release at which the override has expired. Absent: see date.',
    ).optional(),
    date: day('date is the first day (UTC) on which the override has expired. Absent: see release.').optional(),
  }),
  [
    {
      cel: 'has(self.release) != has(self.date)',
      message: 'must set exactly one of release and date',
      check: (item) => (item.release === undefined) !== (item.date === undefined),
    },
  ],
);

const override = z.object({
  gate: writtenName('gate is the gate that is set, as the component spells it.'),
  state: state('state is what the gate is set to: Enabled, Disabled or Discovery.'),
  reason: prose('reason says why. Absent: nobody said.', 1024).optional(),
  requestedBy: prose('requestedBy names who asked for it. Absent: nobody is named.', 253).optional(),
  ticket: prose('ticket is where it was agreed. Absent: nowhere.', 1024).optional(),
  expires: expiry.meta({ description: 'expires is the end of the grant. Absent: it has none.' }).optional(),
  onExpiry: oneOf(
    'onExpiry says what becomes of the override then: Warn (it still holds, with a Warning) or Revert (it no longer counts).',
    ['Warn', 'Revert'],
  ).default('Warn'),
});
/** A grant: one gate set by a cluster operator. */
export type Override = z.output<typeof override>;

const publish = z.object({
  configMap: objectName('configMap is the ConfigMap of the same namespace to write; the operator creates it.'),
  formats: wordSet(
    'formats are the forms it is written in, a key each: FlagString, KeyValue, JSON.',
    z.enum(PUBLISHED_FORMATS),
    [1, 3],
  ),
  include: oneOf("include says which gates it holds: those Changed from the component's own default, or All.", [
    'Changed',
    'All',
  ]).default('Changed'),
  onDelete: oneOf('onDelete says what becomes of the ConfigMap when this object is deleted: Retain or Delete.', [
    'Retain',
    'Delete',
  ]).default('Retain'),
});

const platformEntry = z.object({
  component: componentName('component is the component that is described, such as kubernetes.'),
  featureSet: z
    .object({
      namespace: namespaceName(
        'namespace is where that FeatureSet is; in another namespace it must share itself. Absent: the own one.',
      ).optional(),
      name: objectName('name is its name.'),
    })
    .meta({ description: 'featureSet is the FeatureSet that describes it.' }),
});

const sharing = withRules(
  z.object({
    namespaces: oneOf('namespaces says who may name this set as platform: the Same namespace, All, or those Listed.', [
      'Same',
      'All',
      'Listed',
    ]).default('Same'),
    names: wordSet(
      'names are the namespaces that may; exactly with namespaces Listed.',
      namespaceName('name is a namespace.'),
      64,
    ).default([]),
  }),
  [
    {
      cel: "(self.namespaces == 'Listed') == (has(self.names) && self.names.size() > 0)",
      message: 'must be set exactly when namespaces is Listed',
      fieldPath: '.names',
      check: (value) => (value.namespaces === 'Listed') === value.names.length > 0,
    },
  ],
);

/** `spec` of a FeatureSet. */
export const featureSetSpec = withRules(
  z.object({
    component: withRules(componentName('component is the component installed here; immutable.'), [
      immutable('component'),
    ]),
    release: releaseName(
      'release is the release that runs; exactly one of release and releaseFrom. Absent: see releaseFrom.',
    ).optional(),
    releaseFrom: oneOf(
      'releaseFrom is APIServer: the release is the emulation version that GET /version reports; component kubernetes only. Absent: see release.',
      ['APIServer'],
    ).optional(),
    minCompatibility: releaseName(
      'minCompatibility is the oldest release that this install must stay compatible with. Absent: one minor before release; with releaseFrom, what GET /version reports.',
    ).optional(),
    targetRelease: releaseName('targetRelease is the release to preview an upgrade to. Absent: no preview.').optional(),
    minimumLevel: level(
      `minimumLevel is the level below which nothing may be on: ${LEVEL_LIST}. Absent: no limit.`,
    ).optional(),
    experimentalPlugins: oneOf('experimentalPlugins is the one switch for all Alpha plugins: Allow or Disallow.', [
      'Allow',
      'Disallow',
    ]).default('Disallow'),
    groups: mapList(
      'groups are switches of the policy; they fill what neither sources nor overrides set.',
      groupSwitch,
      { keys: ['name'], max: 16 },
    ).default([]),
    sources: atomicList(
      'sources are configs to read; a later one wins over an earlier one, spec wins over all.',
      source,
      16,
    ).default([]),
    overrides: mapList('overrides are gates set by hand, each a grant with a reason.', override, {
      keys: ['gate'],
      max: 512,
    }).default([]),
    settings: mapList(
      'settings are configuration keys of the policy that are not gates.',
      z.object({
        name: writtenName('name is a setting of the policy, such as results-from.'),
        value: prose('value is its value, always as a string.', 1024),
      }),
      { keys: ['name'], max: 128 },
    ).default([]),
    plugins: atomicList(
      'plugins are in use beyond what sources list.',
      z.object({
        type: writtenName('type is the plugin type.'),
        name: text('name is the name of the instance. Absent: the type.', 253).optional(),
      }),
      256,
    ).default([]),
    platform: mapList('platform says which FeatureSets describe the components this one runs on.', platformEntry, {
      keys: ['component'],
      max: 16,
    }).default([]),
    shareWith: sharing
      .meta({ description: 'shareWith says which namespaces may name this set as platform.' })
      .default({ namespaces: 'Same', names: [] }),
    publish: publish
      .meta({ description: 'publish writes the effective gates into a ConfigMap. Absent: nothing is written.' })
      .optional(),
    observe: z
      .object({
        from: oneOf('from is APIServerMetrics: kubernetes_feature_enabled of the API server.', ['APIServerMetrics']),
      })
      .meta({
        description:
          'observe compares with what the running component reports; component kubernetes only. Absent: no comparison.',
      })
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
      message: 'must be set for component kubernetes only: no other component reports its release; set `release`',
      fieldPath: '.releaseFrom',
      check: (spec) => spec.releaseFrom === undefined || spec.component === 'kubernetes',
    },
    {
      cel: "!has(self.observe) || self.component == 'kubernetes'",
      message: 'must be set for component kubernetes only: no other component reports its gates',
      fieldPath: '.observe',
      check: (spec) => spec.observe === undefined || spec.component === 'kubernetes',
    },
    {
      cel: '!has(self.publish) || !has(self.sources) || !self.sources.exists(s, s.configMap.name == self.publish.configMap)',
      message: 'must not be a ConfigMap that is also a source',
      fieldPath: '.publish.configMap',
      check: (spec) => spec.sources.every((one) => one.configMap.name !== spec.publish?.configMap),
    },
  ],
);
/** `spec` of a FeatureSet. */
export type FeatureSetSpec = z.output<typeof featureSetSpec>;
