import { z } from 'zod';
import { conditions, notices, observedGeneration } from './condition.ts';
import { deprecation, evidence } from './deprecation.ts';
import { deprecationRules, stageRules } from './gate.ts';
import { EXTENTS, lifecycleStatus, REPORTED_LEVELS } from './lifecycle-status.ts';
import { atomicList, immutable, mapList, oneOf, text, withRules, wordSet } from './schema.ts';
import { componentName, declaredName, level, LEVELS, releaseName } from './words.ts';

const stage = z.object({
  release: releaseName('release is the first release in which this stage holds.'),
  level: oneOf(
    'level is Unknown, Dev, Alpha, Beta, Stable, Deprecated (the level stays, the end is announced) or Removed (a tombstone, last).',
    ['Unknown', ...LEVELS, 'Deprecated', 'Removed'],
  ),
  minCompatibility: releaseName(
    'minCompatibility is the oldest release the installation must stay compatible with for this stage to hold.',
  ).optional(),
});

/** `spec` of a PluginMaturity. */
export const pluginSpec = withRules(
  z.object({
    component: withRules(componentName('component is the component the plugin belongs to (immutable).'), [immutable('component')]),
    type: withRules(declaredName('type is the plugin type name (immutable).'), [immutable('type')]),
    kind: text("kind is the component's own word for this sort of plugin, such as filter or scorer.", 63).optional(),
    description: text('description says what the plugin does.', 1024).optional(),
    owners: wordSet('owners are the people or teams responsible; at least one.', text('owner is a name.', 253), 16, 1),
    tracking: text('tracking is the URL of the issue or proposal.', 1024).optional(),
    category: wordSet(
      'category places the plugin, for criteria that are mandatory for some categories.',
      text('word is an UpperCamelCase word such as ControlLoop.', 63, /^[A-Z][A-Za-z0-9]*$/),
      8,
    ).default([]),
    stages: withRules(
      atomicList("stages are the plugin's life, in order; releases do not decrease.", stage, 16, 1),
      stageRules,
    ),
    featureGate: text('featureGate is the gate that opts in at Alpha and switches off at Beta.', 128).optional(),
    requires: mapList(
      'requires lists plugin types that must be loaded too.',
      z.object({ plugin: declaredName('plugin is the type needed.') }),
      ['plugin'],
      32,
    ).default([]),
    capabilities: mapList(
      'capabilities are what the plugin offers, each with a level.',
      z.object({ name: text('name is the capability.', 63), level: level('level is how stable it is.') }),
      ['name'],
      16,
    ).default([]),
    securityPosture: text('securityPosture is what is known of its security.', 63, /^[A-Z][A-Za-z0-9]*$/).default('Unknown'),
    maintenance: oneOf('maintenance is Active, SeekingOwner or Unmaintained.', ['Active', 'SeekingOwner', 'Unmaintained']).default(
      'Active',
    ),
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
  asOf: releaseName('asOf is the release at which the plugin is judged.').optional(),
  summary: z
    .object({
      level: oneOf('level is the level in force, NotYetAvailable before the first stage, or Removed.', REPORTED_LEVELS),
      admitted: oneOf('admitted is None, Some or All of the installs that use it.', EXTENTS),
      deprecated: oneOf('deprecated is "True" or "False", a word so that it prints in a column.', ['True', 'False']),
      next: z.string().max(128).meta({ description: 'next is the next stage, such as "v0.11.0 Removed".' }).optional(),
    })
    .meta({ description: 'summary is the plugin at asOf.' })
    .optional(),
  ...lifecycleStatus,
  notices,
  conditions,
});
/** `status` of a PluginMaturity. */
export type PluginStatus = z.output<typeof pluginStatus>;
