import { z } from 'zod';
import { conditions, notices, observedGeneration } from './condition.ts';
import { atomicList, count, oneOf, text } from './schema.ts';
import { objectName, releaseName, STATES } from './words.ts';
import { REPORTED_LEVELS } from './lifecycle-status.ts';

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
export type Source = (typeof SOURCES)[number];

/** How bad a finding is, worst first. */
export const SEVERITIES = ['Error', 'Warning', 'Info'] as const;
/** How bad a finding is. */
export type Severity = (typeof SEVERITIES)[number];

const gateNames = (description: string) => atomicList(description, z.string().max(128), 4096);
const sentence = z.string().max(1024).meta({ description: 'message says it to a person: state, consequence, next step.' });
const reason = text('reason is one word from the closed table in docs/reasons.md.', 128);
const gateValue = (description: string) => oneOf(description, STATES);

/** `status` of a FeatureSet. */
export const featureSetStatus = z.object({
  observedGeneration,
  release: releaseName('release is the release it was evaluated at.').optional(),
  minCompatibility: releaseName('minCompatibility is the oldest release it must stay compatible with.').optional(),
  enabled: gateNames('enabled are the gates that are effectively on, sorted.'),
  enabledOmitted: count('enabledOmitted is the number that did not fit.', 1_000_000).optional(),
  disabled: gateNames('disabled are the available gates that are effectively off, sorted.'),
  disabledOmitted: count('disabledOmitted is the number that did not fit.', 1_000_000).optional(),
  discovery: gateNames('discovery are the gates in discovery, sorted.'),
  exceptions: atomicList(
    'exceptions are the gates that are not simply at their default, and why.',
    z.object({
      gate: text('gate is the gate.', 128),
      state: gateValue('state is its effective value.'),
      level: oneOf('level is its level.', REPORTED_LEVELS),
      source: oneOf('source is the step that decided.', SOURCES),
      layer: text('layer is where the value came from, such as spec.overrides.', 253).optional(),
      reason: z.string().max(1024).meta({ description: 'reason is the reason its override gives.' }).optional(),
    }),
    1024,
  ),
  exceptionsOmitted: count('exceptionsOmitted is the number that did not fit.', 1_000_000).optional(),
  plugins: atomicList(
    'plugins are the plugins in use, each with a verdict.',
    z.object({
      type: text('type is the plugin type.', 128),
      name: text('name is the name of the instance.', 253),
      verdict: oneOf('verdict is Admitted or Refused.', ['Admitted', 'Refused']),
      reason: reason.optional(),
      message: sentence.optional(),
    }),
    256,
  ),
  findings: atomicList(
    'findings are what is wrong or worth knowing, errors first.',
    z.object({
      severity: oneOf('severity is Error, Warning or Info.', SEVERITIES),
      reason,
      subject: z.string().max(253).meta({ description: 'subject is the gate, plugin type, key or object it is about.' }),
      message: sentence,
    }),
    64,
  ),
  findingsOmitted: count('findingsOmitted is the number that did not fit.', 1_000_000).optional(),
  upgrade: z
    .object({
      to: releaseName('to is the target release.'),
      safe: z.boolean().meta({ description: 'safe says that nothing blocks.' }),
      changes: atomicList(
        'changes are what the target changes.',
        z.object({
          gate: text('gate is the gate that changes.', 128).optional(),
          plugin: text('plugin is the plugin type that changes.', 128).optional(),
          change: text('change is what happens, such as DefaultFlips.', 63),
        }),
        256,
      ),
      changesOmitted: count('changesOmitted is the number that did not fit.', 1_000_000).optional(),
      blockers: atomicList(
        'blockers are what would be refused there.',
        z.object({ reason, subject: z.string().max(253).meta({ description: 'subject is what blocks.' }), message: sentence }),
        64,
      ),
      blockersOmitted: count('blockersOmitted is the number that did not fit.', 1_000_000).optional(),
    })
    .meta({ description: 'upgrade previews spec.targetRelease.' })
    .optional(),
  published: z
    .object({
      configMap: objectName('configMap is the ConfigMap written.'),
      generation: count('generation is the generation whose content is live.', 2 ** 53 - 1),
      hash: text('hash identifies the content.', 128),
    })
    .meta({ description: 'published says what is live.' })
    .optional(),
  observed: z
    .object({
      inSync: count('inSync is the number of gates on which both agree.', 1_000_000),
      differing: atomicList(
        'differing are the gates on which they do not.',
        z.object({
          gate: text('gate is the gate.', 128),
          declared: gateValue('declared is what this set says.'),
          actual: gateValue('actual is what the component reports.'),
        }),
        64,
      ),
      differingOmitted: count('differingOmitted is the number that did not fit.', 1_000_000).optional(),
    })
    .meta({ description: 'observed compares with the running component.' })
    .optional(),
  notices,
  conditions,
});
/** `status` of a FeatureSet. */
export type FeatureSetStatus = z.output<typeof featureSetStatus>;
