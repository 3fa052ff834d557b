import { z } from 'zod';
import { conditions, notices, observedGeneration } from './condition.ts';
import { deprecation, evidence } from './deprecation.ts';
import { gateReleases, gateSummary, lifecycleStatus } from './lifecycle-status.ts';
import { atomicList, flag, immutable, mapList, oneOf, text, withRules, wordSet } from './schema.ts';
import { deprecationRules, stageRules } from './stage-rules.ts';
import {
  camelWord,
  componentKey,
  componentName,
  declaredKey,
  declaredName,
  level,
  LEVEL_LIST,
  LEVELS,
  REGIMES,
  releaseKey,
  releaseName,
  state,
} from './vocabulary.ts';

/** Words a stage of a gate may carry: a level, the signal Deprecated, or the end. */
const GATE_STAGE_LEVELS = [...LEVELS, 'Deprecated', 'Removed'] as const;

const stage = z.object({
  release: releaseName('release is the first release in which this stage holds.'),
  level: oneOf(
    `level is ${LEVEL_LIST}; Deprecated: the level before stays and its end is announced; Removed: from here on a tombstone, last only.`,
    GATE_STAGE_LEVELS,
  ),
  default: state(
    "default is Enabled, Disabled or Discovery: what the gate is when nobody sets it. Absent: the policy's default for the level; of Deprecated, Disabled.",
  ).optional(),
  locked: flag(
    "locked says that the default cannot be changed. Absent: the policy's word for the level; of Deprecated, false.",
  ).optional(),
  minCompatibility: releaseName(
    'minCompatibility is the oldest release that an installation must stay compatible with for this stage to hold there. Absent: as the stage before, else any.',
  ).optional(),
  // The server fills in nothing here: a default inside a list makes every second `kubectl apply` look like a change.
  effect: oneOf('effect is Active, or NoOp where the flag is accepted and has no effect.', ['Active', 'NoOp'])
    .default('Active')
    .meta({ implied: true }),
});
/** One stage in the life of a gate. */
export type GateStage = z.output<typeof stage>;

const bounds = {
  component: componentKey('component is the component of the other gate; "" is the own one.'),
  gate: declaredKey('gate is the other gate; "" beside platformFrom is a floor of the environment.'),
  fromRelease: releaseKey('fromRelease is the own component\'s first release in which this holds; "" is any.'),
  platformFrom: releaseName(
    'platformFrom is the first release of the other component with which this holds. Absent: any.',
  ).optional(),
  platformBefore: releaseName(
    'platformBefore is the release of the other component (the own one where component is "") from which on this no longer holds. Absent: it always does.',
  ).optional(),
};

const requirement = withRules(
  z.object({
    ...bounds,
    strength: oneOf('strength is Required, or Preferred for information only.', ['Required', 'Preferred']).default(
      'Required',
    ),
  }),
  [
    {
      cel: "self.gate != '' || (self.component != '' && has(self.platformFrom))",
      message: 'must name a gate, or a component with platformFrom',
      check: (item) => item.gate !== '' || (item.component !== '' && item.platformFrom !== undefined),
    },
  ],
);
/** Something a gate needs. */
export type Requirement = z.output<typeof requirement>;

const exclusion = withRules(z.object(bounds), [
  { cel: "self.gate != ''", message: 'must name a gate', fieldPath: '.gate', check: (item) => item.gate !== '' },
]);

const upstream = z.object({
  name: text('name is the upstream feature, such as KEP-4815.', 128),
  component: componentName('component is the upstream component, such as kubernetes.'),
  milestones: mapList(
    'milestones say in which release of that component the feature reached which level.',
    z.object({
      level: level(`level is the level reached: ${LEVEL_LIST}.`),
      release: releaseName('release is the first release at that level.'),
    }),
    { keys: ['level'], max: LEVELS.length },
  ).default([]),
  onMismatch: oneOf(
    "onMismatch is what to do where upstream lags behind this gate: Defer the promotion, Degrade with a warning, or Fail. Absent: the policy's upstreamMismatch.",
    ['Defer', 'Degrade', 'Fail'],
  ).optional(),
  decidedBy: text('decidedBy names who decided onMismatch. Absent: nobody is recorded.', 253).optional(),
  rationale: text('rationale says why. Absent: no reason is recorded.', 1024).optional(),
});

/** `spec` of a FeatureGate. */
export const gateSpec = withRules(
  z.object({
    component: withRules(
      componentName('component is the component that has the gate; immutable, and the first part of metadata.name.'),
      [immutable('component')],
    ),
    gate: withRules(
      declaredName(
        'gate is the key as the component spells it; immutable, and in lower case the second part of metadata.name.',
      ),
      [immutable('gate')],
    ),
    description: text('description says what the gate switches. Absent: nothing is said.', 1024).optional(),
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
    regime: oneOf(
      'regime is PerFeature (the gate has a flag of its own) or Grouped (only the group switch reaches it).',
      REGIMES,
    ).default('PerFeature'),
    takesEffect: oneOf('takesEffect says when the component feels a change: Live (at once), Restart or Redeploy.', [
      'Live',
      'Restart',
      'Redeploy',
    ]).default('Restart'),
    honoredBy: wordSet(
      'honoredBy lists the parts of the component that read the gate.',
      text('part is a name such as controller.', 253),
      16,
    ).default([]),
    stages: withRules(
      atomicList(
        'stages are the life of the gate in order, one entry a change; each holds from its release until the next. Before the first the gate is not yet available.',
        stage,
        [1, 16],
      ),
      stageRules,
    ),
    values: mapList(
      'values are words, beside booleans, that a source may use for this gate.',
      z.object({
        value: text('value is the word.', 253),
        state: state('state is what the word means: Enabled, Disabled or Discovery.'),
      }),
      { keys: ['value'], max: 16 },
    ).default([]),
    requires: mapList(
      'requires lists gates that must be on for this one to be on, and floors of the environment.',
      requirement,
      { keys: ['component', 'gate', 'fromRelease'], max: 32 },
    ).default([]),
    excludes: mapList(
      'excludes lists gates that must not be on at the same time; it is enough that one side says it.',
      exclusion,
      { keys: ['component', 'gate', 'fromRelease'], max: 32 },
    ).default([]),
    upstream: mapList('upstream lists features of other projects that this gate builds on.', upstream, {
      keys: ['name'],
      max: 8,
    }).default([]),
    deprecation: deprecation.optional(),
    evidence: evidence.default([]),
  }),
  deprecationRules,
);
/** `spec` of a FeatureGate. */
export type GateSpec = z.output<typeof gateSpec>;

/** `status` of a FeatureGate. */
export const gateStatus = z.object({
  observedGeneration,
  asOf: releaseName(
    'asOf is the release at which the gate is judged: the newest that a counted FeatureSet runs, else the newest of the calendar.',
  ).optional(),
  summary: gateSummary.optional(),
  ...gateReleases,
  ...lifecycleStatus,
  notices,
  conditions: conditions('FeatureGate'),
});
/** `status` of a FeatureGate. */
export type GateStatus = z.output<typeof gateStatus>;
