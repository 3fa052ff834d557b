import { z } from 'zod';
import { atomicList, count, mapList, oneOf, text } from './schema.ts';

/** metav1.Condition, field for field. */
export const condition = z.object({
  type: text('type is the name of the condition, such as Ready.', 316, /^[A-Za-z]([-A-Za-z0-9_./]*[A-Za-z0-9])?$/),
  status: oneOf('status is True, False or Unknown.', ['True', 'False', 'Unknown']),
  observedGeneration: count('observedGeneration is the generation of the spec this was computed from.', 2 ** 53 - 1),
  lastTransitionTime: z.iso
    .datetime()
    .meta({ description: 'lastTransitionTime is when status last changed; a new message alone does not move it.' }),
  reason: text(
    'reason is one word from the closed table in docs/reasons.md.',
    1024,
    /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/,
  ),
  message: z.string().max(32768).meta({ description: 'message says the same to a person: state, consequence, next step.' }),
});
/** One condition of a status. */
export type Condition = z.output<typeof condition>;

/** `status.conditions` of every kind. */
export const conditions = mapList(
  'conditions are always all present: what is true of this object, each with its reason.',
  condition,
  ['type'],
  32,
);

/** One announced change; an event is posted for each. */
export const notice = z.object({
  reason: text('reason is the word the event carries.', 128, /^[A-Za-z][A-Za-z0-9]*$/),
  time: z.iso.datetime().meta({ description: 'time is when the change was seen.' }),
  subjects: atomicList('subjects are the gates, plugins or groups the change is about, sorted.', z.string().max(253), 256),
  subjectsOmitted: count('subjectsOmitted is the number of subjects that did not fit.', 1_000_000).optional(),
  message: z.string().max(1024).meta({ description: 'message is the text of the event.' }),
});
/** One announced change. */
export type Notice = z.output<typeof notice>;

/** `status.notices` of every kind that announces. */
export const notices = atomicList(
  'notices are the newest 32 changes that were announced as events, oldest first.',
  notice,
  32,
);

/** `status.observedGeneration` of every kind. */
export const observedGeneration = count(
  'observedGeneration is the generation of the spec this status was computed from.',
  2 ** 53 - 1,
);
