import { z } from 'zod';
import { conditions, notices, observedGeneration } from './condition.ts';
import { deprecation, evidence } from './deprecation.ts';
import { lifecycleStatus, pluginReleases, pluginSummary } from './lifecycle-status.ts';
import { atomicList, immutable, mapList, oneOf, text, withRules, wordSet } from './schema.ts';
import { deprecationRules, stageRules } from './stage-rules.ts';
import { camelWord, componentName, declaredName, level, LEVEL_LIST, LEVELS, releaseName } from './vocabulary.ts';

const stage = z.object({
  release: releaseName('release is the first release in which this stage holds.'),
  level: oneOf(
    `level is Unknown (its authors make no promise), ${LEVEL_LIST}; Deprecated: the level before stays and its end is announced; Removed: from here on a tombstone, last only.`,
    ['Unknown', ...LEVELS, 'Deprecated', 'Removed'],
  ),
  minCompatibility: releaseName(
    'minCompatibility is the oldest release that an installation must stay compatible with for this stage to hold there. Absent: as the stage before, else any.',
  ).optional(),
});

/** `spec` of a PluginMaturity. */
export const pluginSpec = withRules(
  z.object({
    component: withRules(
      componentName(
        'component is the component that loads the plugin; immutable, and the first part of metadata.name.',
      ),
      [immutable('component')],
    ),
    type: withRules(
      declaredName(
        'type is the plugin type as the component spells it; immutable, and in lower case the second part of metadata.name.',
      ),
      [immutable('type')],
    ),
    kind: text(
      "kind is the component's own word for this sort of plugin, such as filter or scorer. Absent: there are no sorts.",
      63,
    ).optional(),
    description: text('description says what the plugin does. Absent: nothing is said.', 1024).optional(),
    owners: wordSet(
      'owners are the people or teams responsible, at least one.',
      text('owner is a name.', 253),
      [1, 16],
    ),
    tracking: text('tracking is the URL of the issue or proposal. Absent: none is recorded.', 1024).optional(),
    category: wordSet(
      'category says what sort of feature it is, for criteria that are mandatory for some sorts.',
      camelWord('word is an UpperCamelCase word such as ControlLoop.'),
      8,
    ).default([]),
    stages: withRules(
      atomicList(
        'stages are the life of the plugin in order, one entry a change; each holds from its release until the next. Before the first the plugin is not yet available.',
        stage,
        [1, 16],
      ),
      stageRules,
    ),
    featureGate: declaredName(
      'featureGate is the gate of the same component that opts in at Alpha and switches off at Beta; at Stable there is none. Absent: no gate.',
    ).optional(),
    requires: mapList(
      'requires lists plugin types of the same component that must be loaded too.',
      z.object({ plugin: declaredName('plugin is the plugin type needed.') }),
      { keys: ['plugin'], max: 32 },
    ).default([]),
    capabilities: mapList(
      'capabilities are what the plugin offers, each with a level of its own.',
      z.object({
        name: text('name is the capability, such as Score.', 63),
        level: level(`level is how stable it is: ${LEVEL_LIST}.`),
      }),
      { keys: ['name'], max: 16 },
    ).default([]),
    securityPosture: camelWord('securityPosture is one word for what is known of its security.').default('Unknown'),
    maintenance: oneOf('maintenance is Active, SeekingOwner or Unmaintained.', [
      'Active',
      'SeekingOwner',
      'Unmaintained',
    ]).default('Active'),
    deprecation: deprecation.optional(),
    evidence: evidence.default([]),
  }),
  deprecationRules,
);
/** `spec` of a PluginMaturity. */
export type PluginSpec = z.output<typeof pluginSpec>;

/** `status` of a PluginMaturity. */
export const pluginStatus = z.object({
  observedGeneration,
  asOf: releaseName(
    'asOf is the release at which the plugin is judged: the newest that a counted FeatureSet runs, else the newest of the calendar.',
  ).optional(),
  summary: pluginSummary.optional(),
  ...pluginReleases,
  ...lifecycleStatus,
  notices,
  conditions: conditions('PluginMaturity'),
});
/** `status` of a PluginMaturity. */
export type PluginStatus = z.output<typeof pluginStatus>;
