import { z } from 'zod';
import { atomicList, mapList, oneOf, text, withRules } from './schema.ts';
import { componentName, day, releaseName } from './words.ts';

const removal = withRules(
  z.object({
    when: oneOf(
      'when says what the schedule is bound to: Release, Date, the Earlier or the Later of both, or Undecided.',
      ['Release', 'Date', 'Earlier', 'Later', 'Undecided'],
    ),
    release: releaseName('release is the first release without the thing; with when Release, Earlier or Later.').optional(),
    date: day('date is the day from which removal is due; with when Date, Earlier or Later.').optional(),
  }),
  [
    {
      cel: "has(self.release) == (self.when in ['Release', 'Earlier', 'Later'])",
      message: 'release must be set exactly when `when` is Release, Earlier or Later',
      check: (value) => (value.release !== undefined) === ['Release', 'Earlier', 'Later'].includes(value.when),
    },
    {
      cel: "has(self.date) == (self.when in ['Date', 'Earlier', 'Later'])",
      message: 'date must be set exactly when `when` is Date, Earlier or Later',
      check: (value) => (value.date !== undefined) === ['Date', 'Earlier', 'Later'].includes(value.when),
    },
  ],
).meta({ description: 'removal is the announced schedule; absent means none was announced.' });

const need = z.object({
  component: componentName('component is what the replacement needs beside it.'),
  platformFrom: releaseName('platformFrom is the oldest release of that component that will do.'),
});

const replacementItem = withRules(
  z.object({
    gate: text('gate is a gate of the same component that takes over.', 128).optional(),
    plugin: text('plugin is a plugin type of the same component that takes over.', 128).optional(),
    setting: text('setting is a setting of the same component that takes over.', 128).optional(),
    fromRelease: releaseName('fromRelease is the release from which the replacement exists; absent: it always did.').optional(),
    needs: atomicList('needs lists floors of the environment under which the replacement works.', need, 8).optional(),
    value: text('value is what the old thing being on means in the replacement (R121).', 253).optional(),
  }),
  [
    {
      cel: '[has(self.gate), has(self.plugin), has(self.setting)].filter(x, x).size() == 1',
      message: 'must name exactly one of gate, plugin and setting',
      check: (item) => [item.gate, item.plugin, item.setting].filter((name) => name !== undefined).length === 1,
    },
  ],
);

/** The signal that a gate or plugin is on its way out, shared by FeatureGate and PluginMaturity. */
export const deprecation = z
  .object({
    since: releaseName(
      'since is the release that announced it; only where no stage says Deprecated, since the level stays.',
    ).optional(),
    message: text('message says what users should do instead.', 1024),
    removal: removal.optional(),
    replacement: z
      .object({
        mode: oneOf(
          'mode says how the items replace the old thing: AllOf, OneOf, Absorbed (into the component), AlwaysOn, Dropped, None.',
          ['AllOf', 'OneOf', 'Absorbed', 'AlwaysOn', 'Dropped', 'None'],
        ),
        items: atomicList('items are what takes over.', replacementItem, 16).default([]),
        note: text('note is anything else a person should know.', 1024).optional(),
      })
      .meta({ description: 'replacement says what takes over.' })
      .optional(),
  })
  .meta({ description: 'deprecation says that this goes away, when, and what takes its place.' });
/** The signal that a gate or plugin is on its way out. */
export type Deprecation = z.output<typeof deprecation>;

/** Evidence for graduation, one entry a criterion. */
export const evidence = mapList(
  'evidence says, criterion by criterion, what has been shown.',
  withRules(
    z.object({
      criterion: text('criterion is the id of a criterion of the policy, such as B4.', 32),
      state: oneOf('state is Met, NotMet, NotApplicable or PendingInfrastructure; the last two need a reason.', [
        'Met',
        'NotMet',
        'NotApplicable',
        'PendingInfrastructure',
      ]),
      links: atomicList('links lead to the evidence.', text('link is a URL.', 1024), 16).default([]),
      reason: text('reason says why the criterion is not applicable or still pending.', 1024).optional(),
    }),
    [
      {
        cel: "has(self.reason) || !(self.state in ['NotApplicable', 'PendingInfrastructure'])",
        message: 'reason must be set where state is NotApplicable or PendingInfrastructure',
        check: (entry) => entry.reason !== undefined || !['NotApplicable', 'PendingInfrastructure'].includes(entry.state),
      },
    ],
  ),
  ['criterion'],
  64,
);
