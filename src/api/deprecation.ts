import { z } from 'zod';
import { atomicList, mapList, oneOf, prose, text, withRules } from './schema.ts';
import { componentName, day, declaredName, releaseName } from './vocabulary.ts';

const BOUND_TO_RELEASE = ['Release', 'Earlier', 'Later'];
const BOUND_TO_DATE = ['Date', 'Earlier', 'Later'];

const removal = withRules(
  z.object({
    when: oneOf(
      'when says what the schedule is bound to: Release or Date, the Earlier or the Later of both, or Undecided: it will go, nobody said when.',
      ['Release', 'Date', 'Earlier', 'Later', 'Undecided'],
    ),
    release: releaseName(
      'release is the first release without the thing; exactly with when Release, Earlier or Later, else absent.',
    ).optional(),
    date: day(
      'date is the day (UTC) on which removal is due; exactly with when Date, Earlier or Later, else absent.',
    ).optional(),
  }),
  [
    {
      cel: "has(self.release) == (self.when in ['Release', 'Earlier', 'Later'])",
      message: 'must be set exactly when `when` is Release, Earlier or Later',
      fieldPath: '.release',
      check: (value) => (value.release !== undefined) === BOUND_TO_RELEASE.includes(value.when),
    },
    {
      cel: "has(self.date) == (self.when in ['Date', 'Earlier', 'Later'])",
      message: 'must be set exactly when `when` is Date, Earlier or Later',
      fieldPath: '.date',
      check: (value) => (value.date !== undefined) === BOUND_TO_DATE.includes(value.when),
    },
  ],
).meta({
  description:
    'removal is the announced schedule; it alone decides what is overdue. Absent: the Removed stage, if there is one, is the schedule.',
});

const need = z.object({
  component: componentName('component is what the replacement needs beside it, such as istio.'),
  platformFrom: releaseName('platformFrom is the oldest release of that component that will do.'),
});

const replacementItem = withRules(
  z.object({
    gate: declaredName(
      'gate is the gate of the same component that takes over. Absent: a plugin or a setting does.',
    ).optional(),
    plugin: declaredName(
      'plugin is the plugin type of the same component that takes over. Absent: a gate or a setting does.',
    ).optional(),
    setting: text(
      'setting is the setting of the same component that takes over. Absent: a gate or a plugin does.',
      128,
    ).optional(),
    fromRelease: releaseName(
      'fromRelease is the first release that has the replacement. Absent: every release has it.',
    ).optional(),
    needs: atomicList('needs are floors of the environment under which the replacement works.', need, 8).default([]),
    value: text('value is what the old thing being on means in the replacement. Absent: on stays on.', 253).optional(),
  }),
  [
    {
      cel: '[has(self.gate), has(self.plugin), has(self.setting)].filter(x, x).size() == 1',
      message: 'must name exactly one of gate, plugin and setting',
      check: (item) => [item.gate, item.plugin, item.setting].filter((name) => name !== undefined).length === 1,
    },
  ],
);

const replacement = withRules(
  z.object({
    mode: oneOf(
      'mode says how the old thing is replaced: by AllOf the items, by OneOf them, Absorbed (what remains already covers it), AlwaysOn (it is no longer optional), Dropped (the feature is gone), None (no successor is known).',
      ['AllOf', 'OneOf', 'Absorbed', 'AlwaysOn', 'Dropped', 'None'],
    ),
    items: atomicList('items are the replacements.', replacementItem, 16).default([]),
    note: prose('note is anything else a person should know before moving. Absent: nothing.', 1024).optional(),
  }),
  [
    {
      cel: "!(self.mode in ['AllOf', 'OneOf']) || (has(self.items) && self.items.size() > 0)",
      message: 'must have at least 1 item where mode is AllOf or OneOf',
      fieldPath: '.items',
      check: (value) => !['AllOf', 'OneOf'].includes(value.mode) || value.items.length > 0,
    },
  ],
).meta({ description: 'replacement names what replaces it. Absent: nothing is recorded.' });

/** The signal that a gate or plugin is on its way out, shared by FeatureGate and PluginMaturity (R43, R44, R55). */
export const deprecation = z
  .object({
    since: releaseName(
      'since is the release that announced it; only where no stage says Deprecated, since the level stays. Absent: the Deprecated stage says it.',
    ).optional(),
    message: text('message says what users should do instead.', 1024),
    removal: removal.optional(),
    replacement: replacement.optional(),
  })
  .meta({
    description:
      'deprecation says that this goes away, when, and what takes its place; required where a stage says Deprecated. Absent: it stays.',
  });

const REASON_NEEDED = ['NotApplicable', 'PendingInfrastructure'];

/** The signal that a gate or plugin is on its way out. */
export type Deprecation = z.output<typeof deprecation>;

/** Evidence for graduation, one entry a criterion (R88, R89, R95). */
export const evidence = mapList(
  'evidence says, criterion by criterion, what has been shown for graduation.',
  withRules(
    z.object({
      criterion: text('criterion is the id of a criterion of the policy, such as B4.', 32),
      state: oneOf(
        'state is Met, NotMet, NotApplicable (waived) or PendingInfrastructure (cannot be shown yet); the last two need a reason.',
        ['Met', 'NotMet', 'NotApplicable', 'PendingInfrastructure'],
      ),
      links: atomicList('links lead to the evidence.', text('link is a URL.', 1024), 16).default([]),
      decidedBy: text('decidedBy names who judged the evidence. Absent: nobody is recorded.', 253).optional(),
      reason: text(
        'reason says why the criterion is waived or pending; required with state NotApplicable and PendingInfrastructure. Absent: none is needed.',
        1024,
      ).optional(),
    }),
    [
      {
        cel: "has(self.reason) || !(self.state in ['NotApplicable', 'PendingInfrastructure'])",
        message: 'must be set where state is NotApplicable or PendingInfrastructure',
        fieldPath: '.reason',
        check: (entry) => entry.reason !== undefined || !REASON_NEEDED.includes(entry.state),
      },
    ],
  ),
  { keys: ['criterion'], max: 64 },
);
