import { z } from 'zod';
import { conditions, notices, observedGeneration } from './condition.ts';
import { deprecation, evidence } from './deprecation.ts';
import { lifecycleStatus, summary } from './lifecycle-status.ts';
import { atomicList, immutable, keyText, mapList, oneOf, text, withRules, wordSet, type Rule } from './schema.ts';
import { componentName, declaredName, level, LEVELS, REGIMES, releaseKey, releaseName, state } from './words.ts';

/** Words a stage of a gate may carry: a level, the signal Deprecated, or the end. */
export const GATE_STAGE_LEVELS = [...LEVELS, 'Deprecated', 'Removed'] as const;

const stage = z.object({
  release: releaseName('release is the first release in which this stage holds.'),
  level: oneOf(
    'level is Dev, Alpha, Beta, Stable, Deprecated (the level stays, the end is announced) or Removed (a tombstone, last).',
    GATE_STAGE_LEVELS,
  ),
  default: state("default is the gate's value when nobody sets it; absent: the policy's for the level.").optional(),
  locked: z
    .boolean()
    .meta({ description: "locked says that the gate cannot be set otherwise; absent: the policy's for the level." })
    .optional(),
  minCompatibility: releaseName(
    'minCompatibility is the oldest release the installation must stay compatible with for this stage to hold.',
  ).optional(),
  effect: oneOf('effect is Active, or NoOp where the flag is accepted and does nothing any more (R16).', [
    'Active',
    'NoOp',
  ]).default('Active'),
});
/** One stage in the life of a gate. */
export type GateStage = z.output<typeof stage>;

/** What CEL checks of a list of stages, shared with PluginMaturity. */
export const stageRules: readonly Rule<readonly { release: string; level: string; minCompatibility?: string | undefined }[]>[] = [
  {
    cel: "self.all(a, self.exists_one(b, a.release == b.release && (has(a.minCompatibility) ? a.minCompatibility : '') == (has(b.minCompatibility) ? b.minCompatibility : '')))",
    message: 'two stages must not have the same release and minCompatibility',
    check: (stages) =>
      new Set(stages.map((one) => `${one.release} ${one.minCompatibility ?? ''}`)).size === stages.length,
  },
  {
    cel: "!self.exists(s, s.level == 'Removed') || (self.exists_one(s, s.level == 'Removed') && self[self.size() - 1].level == 'Removed')",
    message: 'Removed must be the last stage and stand only once',
    check: (stages) => stages.slice(0, -1).every((one) => one.level !== 'Removed'),
  },
];

/** Rules between stages and deprecation, shared with PluginMaturity. */
export const deprecationRules: readonly Rule<{
  stages: readonly { level: string }[];
  deprecation?: { since?: string | undefined } | undefined;
}>[] = [
  {
    cel: "has(self.deprecation) || !self.stages.exists(s, s.level == 'Deprecated')",
    message: 'deprecation with a message must be set where a stage says Deprecated',
    check: (spec) => spec.deprecation !== undefined || spec.stages.every((one) => one.level !== 'Deprecated'),
  },
  {
    cel: "!has(self.deprecation) || !has(self.deprecation.since) || !self.stages.exists(s, s.level == 'Deprecated')",
    message: 'deprecation.since must not be set where a stage says Deprecated: the stage says it',
    check: (spec) => spec.deprecation?.since === undefined || spec.stages.every((one) => one.level !== 'Deprecated'),
  },
];

const bounds = {
  component: keyText('component is the other component; "" (the default) is the own one.', 63),
  gate: keyText('gate is the other gate; "" together with platformFrom is a floor of the environment (R83).', 128),
  fromRelease: releaseKey("fromRelease is the own component's release from which this holds; \"\" (the default) is any."),
  platformFrom: releaseName('platformFrom is the oldest release of the other component for which this holds.').optional(),
  platformBefore: releaseName('platformBefore is the release of the other component from which this no longer holds.').optional(),
};

const requirement = withRules(
  z.object({
    ...bounds,
    strength: oneOf('strength is Required, or Preferred for information only.', ['Required', 'Preferred']).default('Required'),
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
  { cel: "self.gate != ''", message: 'must name a gate', check: (item) => item.gate !== '' },
]);

const upstream = z.object({
  name: text('name is the upstream feature, such as KEP-4815.', 128),
  component: componentName('component is the upstream component.'),
  milestones: mapList(
    'milestones say in which release of that component the feature reached which level.',
    z.object({ level: level('level is the level reached.'), release: releaseName('release is the release that reached it.') }),
    ['level'],
    4,
  ).default([]),
  onMismatch: oneOf("onMismatch is the recorded decision: Defer, Degrade or Fail; absent: the policy's.", [
    'Defer',
    'Degrade',
    'Fail',
  ]).optional(),
  decidedBy: text('decidedBy names who decided.', 253).optional(),
  rationale: text('rationale says why.', 1024).optional(),
});

/** `spec` of a FeatureGate. */
export const gateSpec = withRules(
  z.object({
    component: withRules(componentName('component is the component the gate belongs to (immutable).'), [immutable('component')]),
    gate: withRules(declaredName('gate is the key the component knows (immutable).'), [immutable('gate')]),
    description: text('description says what the gate switches.', 1024).optional(),
    owners: wordSet('owners are the people or teams responsible; at least one.', text('owner is a name.', 253), 16, 1),
    tracking: text('tracking is the URL of the issue or proposal.', 1024).optional(),
    category: wordSet(
      'category places the gate, for criteria that are mandatory for some categories.',
      text('word is an UpperCamelCase word such as ControlLoop.', 63, /^[A-Z][A-Za-z0-9]*$/),
      8,
    ).default([]),
    regime: oneOf('regime is PerFeature (a flag of its own) or Grouped (reached by the group switch only) (R111).', REGIMES).default(
      'PerFeature',
    ),
    takesEffect: oneOf('takesEffect says when a change is felt: Live, on Restart, or on Redeploy.', [
      'Live',
      'Restart',
      'Redeploy',
    ]).default('Restart'),
    honoredBy: wordSet('honoredBy lists the parts of the component that read the gate (R42).', text('part is a name.', 253), 16).default(
      [],
    ),
    stages: withRules(
      atomicList("stages are the gate's life, in order; releases do not decrease.", stage, 16, 1),
      stageRules,
    ),
    values: mapList(
      'values are words, beside booleans, that a source may use for this gate.',
      z.object({ value: text('value is the word.', 253), state: state('state is what it means.') }),
      ['value'],
      16,
    ).default([]),
    requires: mapList(
      'requires lists gates that must be on, and floors of the environment.',
      requirement,
      ['component', 'gate', 'fromRelease'],
      32,
    ).default([]),
    excludes: mapList(
      'excludes lists gates that must not be on at the same time; either side may declare it.',
      exclusion,
      ['component', 'gate', 'fromRelease'],
      32,
    ).default([]),
    upstream: mapList('upstream lists features of other projects this gate builds on.', upstream, ['name'], 8).default([]),
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
  asOf: releaseName('asOf is the release at which the gate is judged.').optional(),
  summary: z.object(summary).meta({ description: 'summary is the gate at asOf.' }).optional(),
  ...lifecycleStatus,
  notices,
  conditions,
});
/** `status` of a FeatureGate. */
export type GateStatus = z.output<typeof gateStatus>;
