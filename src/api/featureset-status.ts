import { z } from 'zod';
import { conditions, notices, observedGeneration } from './condition.ts';
import { REPORTED_LEVELS, STAGE_CHANGES } from './lifecycle-status.ts';
import { atomicList, count, flag, omitted, oneOf, prose, text } from './schema.ts';
import { objectName, releaseName, STATES } from './vocabulary.ts';

/** The step of the evaluation that decided a value. */
export const SOURCES = [
  'Default',
  'Group',
  'Override',
  'Lock',
  'UpstreamCoupling',
  'MinimumLevel',
  'Setting',
  'Dependency',
  'Exclusion',
  'NotAvailable',
  'Removed',
] as const;
/** The step of the evaluation that decided a value. */
export type DecidedBy = (typeof SOURCES)[number];

/** How bad a finding is, worst first. */
export const SEVERITIES = ['Error', 'Warning', 'Info'] as const;
/** How bad a finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** Findings that a status shows. */
export const MOST_FINDINGS = 64;
/** Plugins that a status shows. */
export const MOST_PLUGINS = 256;

/** Characters that a source may be named with: the names of a ConfigMap, a key and a group, and the words between. */
export const LONGEST_LAYER = 700;

const gateNames = (description: string) => atomicList(description, z.string().max(128), 4096);
const gateValue = (description: string) => oneOf(`${description}: Enabled, Disabled or Discovery.`, STATES);
const message = prose('message says it to a person: state, consequence, next step.', 1024);
const reason = text('reason is one word that says why, from a closed and documented list.', 128);

const exception = z.object({
  gate: text('gate is the gate.', 128),
  state: gateValue('state is its effective value'),
  level: oneOf(`level is its level: ${REPORTED_LEVELS.join(', ')}.`, REPORTED_LEVELS),
  source: oneOf(`source is the step that decided: ${SOURCES.join(', ')}.`, SOURCES),
  layer: text(
    'layer is where the value was set, such as spec.overrides, or configmap/flags key gates. Absent: nowhere.',
    LONGEST_LAYER,
  ).optional(),
  reason: prose('reason is what its override says. Absent: nothing.', 1024).optional(),
});

const plugin = z.object({
  type: text('type is the plugin type.', 128),
  name: text('name is the name of the instance.', 253),
  level: oneOf(
    `level is its level: ${REPORTED_LEVELS.join(', ')}. Absent: it was not told.`,
    REPORTED_LEVELS,
  ).optional(),
  layer: text(
    'layer is the source that lists it, such as configmap/epp-config key config.yaml. Absent: the spec, or the component itself.',
    LONGEST_LAYER,
  ).optional(),
  verdict: oneOf('verdict is Admitted or Refused.', ['Admitted', 'Refused']),
  reason: reason.meta({ description: 'reason is one word that says why. Absent: there is nothing to say.' }).optional(),
  message: message.meta({ description: 'message says it to a person. Absent: there is nothing to say.' }).optional(),
});

const finding = z.object({
  severity: oneOf('severity is Error, Warning or Info.', SEVERITIES),
  reason,
  subject: prose('subject is the gate, plugin type, key or object that it is about.', 253),
  message,
});

/** What moving an installation to another release changes: of the gate or plugin itself, or only of what becomes of it here. */
export const UPGRADE_CHANGES = [...STAGE_CHANGES, 'EffectiveFlips', 'VerdictChanges'] as const;
/** What moving an installation to another release changes. */
export type UpgradeChange = (typeof UPGRADE_CHANGES)[number];

const upgrade = z.object({
  to: releaseName('to is the target release.'),
  safe: flag('safe says that nothing blocks.'),
  changes: atomicList(
    'changes are what the target changes: gates first, then plugins in use, sorted.',
    z.object({
      gate: text('gate is the gate that changes. Absent: a plugin does.', 128).optional(),
      plugin: text('plugin is the plugin type that changes. Absent: a gate does.', 128).optional(),
      change: oneOf(`change is what happens: ${UPGRADE_CHANGES.join(', ')}.`, UPGRADE_CHANGES),
      from: text('from is the value, level or verdict until then. Absent: there is none.', 63).optional(),
      to: text('to is the value, level or verdict from then on. Absent: there is none.', 63).optional(),
    }),
    512,
  ),
  changesOmitted: omitted('changes'),
  blockers: atomicList(
    'blockers are what would be refused there, sorted.',
    z.object({
      reason,
      subject: prose('subject is the gate, plugin type, key or object that blocks.', 253),
      message,
      replacement: oneOf(
        'replacement says whether the replacement is available in the target: Ready or NotReady. Absent: nothing is named.',
        ['Ready', 'NotReady'],
      ).optional(),
    }),
    64,
  ),
  blockersOmitted: omitted('blockers'),
});

const published = z.object({
  configMap: objectName('configMap is the ConfigMap that was written.'),
  generation: count('generation is the metadata.generation of this object whose content is live.', 2 ** 53 - 1),
  hash: text('hash identifies the content.', 128),
});

const observed = z.object({
  inSync: count('inSync is on how many gates both agree.', 1_000_000),
  differing: atomicList(
    'differing are the gates on which they do not, sorted, at most 64.',
    z.object({
      gate: text('gate is the gate.', 128),
      declared: gateValue('declared is what this object says'),
      actual: gateValue('actual is what the component reports'),
    }),
    64,
  ),
  differingOmitted: omitted('differing', 'differing gates'),
});

/** `status` of a FeatureSet. */
export const featureSetStatus = z.object({
  observedGeneration,
  release: releaseName('release is the release it was evaluated at. Absent: not known yet.').optional(),
  minCompatibility: releaseName(
    'minCompatibility is the oldest release it must stay compatible with. Absent: not known yet.',
  ).optional(),
  enabled: gateNames('enabled are the gates that are effectively on, sorted.'),
  enabledOmitted: omitted('enabled', 'enabled gates'),
  disabled: gateNames('disabled are the available gates that are effectively off, sorted.'),
  disabledOmitted: omitted('disabled', 'disabled gates'),
  discovery: gateNames('discovery are the gates that run without acting, sorted.'),
  discoveryOmitted: omitted('discovery', 'gates in discovery'),
  exceptions: atomicList('exceptions are the gates that are not simply at their default, and why.', exception, 1024),
  exceptionsOmitted: omitted('exceptions'),
  plugins: atomicList('plugins are the plugins in use, each with a verdict.', plugin, MOST_PLUGINS),
  pluginsOmitted: omitted('plugins'),
  findings: atomicList(
    'findings are what is wrong or worth knowing, errors first, at most 64.',
    finding,
    MOST_FINDINGS,
  ),
  findingsOmitted: omitted('findings'),
  upgrade: upgrade.meta({ description: 'upgrade previews spec.targetRelease. Absent: there is none.' }).optional(),
  published: published
    .meta({ description: 'published says what is live in spec.publish. Absent: nothing.' })
    .optional(),
  observed: observed
    .meta({
      description:
        'observed compares with the running component. Absent: spec.observe is not set, or nothing could be compared.',
    })
    .optional(),
  notices,
  conditions: conditions('FeatureSet'),
});
/** `status` of a FeatureSet. */
export type FeatureSetStatus = z.output<typeof featureSetStatus>;
