import { z } from 'zod';
import { atomicList, count, mapList, omitted, oneOf, prose, text } from './schema.ts';

const CONDITION_TYPE =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/;

/** metav1.Condition, field for field and bound for bound, so that other controllers may add theirs. */
export const condition = z.object({
  type: text('type is the name of the condition, such as Ready.', 316, { pattern: CONDITION_TYPE }),
  status: oneOf('status is True, False or Unknown.', ['True', 'False', 'Unknown']),
  observedGeneration: count(
    'observedGeneration is the metadata.generation of the spec this was computed from. Absent: the writer does not say.',
    2 ** 53 - 1,
  ).optional(),
  lastTransitionTime: z.iso.datetime({ offset: true }).meta({
    description: 'lastTransitionTime is when status last changed (RFC 3339); a new reason or message does not move it.',
  }),
  reason: text('reason is one word that says why, from a closed and documented list.', 1024, {
    pattern: /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/,
  }),
  message: prose('message says the same to a person: state, consequence, deadline, next step.', 32768),
});
/** One condition of a status. */
export type Condition = z.output<typeof condition>;

/** The conditions that the operator sets on each kind, all of them from the first look on. */
export const CONDITION_TYPES = {
  MaturityPolicy: ['Ready'],
  FeatureGate: ['Ready', 'Enabled', 'Deprecated', 'PromotionEligible'],
  PluginMaturity: ['Ready', 'Deprecated', 'ReplacementReady', 'PromotionEligible', 'Maintained'],
  FeatureSet: [
    'Ready',
    'OverridesAccepted',
    'DependenciesMet',
    'PluginsAdmitted',
    'Upgradeable',
    'Published',
    'InSync',
  ],
} as const;
type ConditionedKind = keyof typeof CONDITION_TYPES;
/** A condition that the operator sets on a kind. */
export type ConditionType<K extends ConditionedKind = ConditionedKind> = (typeof CONDITION_TYPES)[K][number];

/** Conditions of a gate or plugin that only a release decides. */
export const DECIDED_AT_A_RELEASE: ReadonlySet<ConditionType> = new Set([
  'Enabled',
  'Deprecated',
  'ReplacementReady',
  'PromotionEligible',
]);

/** `status.conditions` of a kind. */
export function conditions(kind: ConditionedKind) {
  return mapList(
    `conditions say what is true of this object, each with its reason: ${CONDITION_TYPES[kind].join(', ')}. They are all present from the first look on.`,
    condition,
    { keys: ['type'], max: 32 },
  );
}

/** One announced change; an event is posted for each. */
export const notice = z.object({
  reason: text('reason is the word the event carries, such as LevelChanged.', 128, { pattern: /^[A-Z][A-Za-z0-9]*$/ }),
  time: z.iso.datetime({ offset: true }).meta({ description: 'time is when the change was seen (RFC 3339).' }),
  subjects: atomicList(
    'subjects are the gates, plugins or groups the change is about, sorted.',
    z.string().max(253),
    256,
  ),
  subjectsOmitted: omitted('subjects'),
  message: prose('message is the text of the event.', 1024),
});
/** One announced change. */
export type Notice = z.output<typeof notice>;

/** `status.notices` of every kind that announces. */
export const notices = atomicList(
  'notices are the newest changes that were announced as events, oldest first, at most 32.',
  notice,
  32,
);

/** `status.observedGeneration` of every kind. */
export const observedGeneration = count(
  'observedGeneration is the metadata.generation of the spec this status was computed from.',
  2 ** 53 - 1,
);
