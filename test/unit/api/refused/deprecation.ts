import type { Refused } from './refused.ts';

export const DEPRECATIONS: readonly Refused[] = [
  {
    kind: 'FeatureGate',
    title: 'a deprecation without message',
    fields: {
      'spec.stages': [
        { release: 'v1.0.0', level: 'Beta' },
        { release: 'v2.0.0', level: 'Deprecated' },
      ],
      'spec.deprecation': {},
    },
    offline: 'spec.deprecation.message: must be set to a string',
    server: 'spec.deprecation.message: Required value',
  },
  {
    kind: 'FeatureGate',
    title: 'a deprecation that says twice since when',
    fields: {
      'spec.stages': [
        { release: 'v1.0.0', level: 'Beta' },
        { release: 'v2.0.0', level: 'Deprecated' },
      ],
      'spec.deprecation': { message: 'use Other', since: 'v2.0.0' },
    },
    offline:
      "spec.deprecation.since 'v2.0.0': must not be set where a stage says Deprecated: the stage says since when",
    server:
      'spec.deprecation.since: Invalid value: must not be set where a stage says Deprecated: the stage says since when',
  },
  {
    kind: 'FeatureGate',
    title: 'a removal by release without release',
    fields: { 'spec.deprecation': { message: 'use Other', removal: { when: 'Release' } } },
    offline: 'spec.deprecation.removal.release: must be set exactly when `when` is Release, Earlier or Later',
    server:
      'spec.deprecation.removal.release: Invalid value: must be set exactly when `when` is Release, Earlier or Later',
  },
  {
    kind: 'FeatureGate',
    title: 'a removal by date with a release and no date',
    fields: { 'spec.deprecation': { message: 'use Other', removal: { when: 'Date', release: 'v3.0.0' } } },
    offline: [
      "spec.deprecation.removal.release 'v3.0.0': must be set exactly when `when` is Release, Earlier or Later",
      'spec.deprecation.removal.date: must be set exactly when `when` is Date, Earlier or Later',
    ],
    server: [
      'spec.deprecation.removal.release: Invalid value: must be set exactly when `when` is Release, Earlier or Later',
      'spec.deprecation.removal.date: Invalid value: must be set exactly when `when` is Date, Earlier or Later',
    ],
  },
  {
    kind: 'FeatureGate',
    title: 'an undecided removal with a date',
    fields: { 'spec.deprecation': { message: 'use Other', removal: { when: 'Undecided', date: '2027-01-01' } } },
    offline: "spec.deprecation.removal.date '2027-01-01': must be set exactly when `when` is Date, Earlier or Later",
    server: 'spec.deprecation.removal.date: Invalid value: must be set exactly when `when` is Date, Earlier or Later',
  },
  {
    kind: 'FeatureGate',
    title: 'a removal on a day that does not exist',
    fields: { 'spec.deprecation': { message: 'use Other', removal: { when: 'Date', date: '2027-02-30' } } },
    offline: "spec.deprecation.removal.date '2027-02-30': must be a date such as 2026-05-15",
    server:
      'spec.deprecation.removal.date: Invalid value: "2027-02-30": spec.deprecation.removal.date in body must be of type date: "2027-02-30"',
  },
  {
    kind: 'FeatureGate',
    title: 'a removal on a day that is written short',
    fields: { 'spec.deprecation': { message: 'use Other', removal: { when: 'Date', date: '2027-2-3' } } },
    offline: "spec.deprecation.removal.date '2027-2-3': must be a date such as 2026-05-15",
    server:
      'spec.deprecation.removal.date: Invalid value: "2027-2-3": spec.deprecation.removal.date in body must be of type date: "2027-2-3"',
  },
  {
    kind: 'FeatureGate',
    title: 'a replacement that is gate and plugin',
    fields: {
      'spec.deprecation': {
        message: 'use Other',
        replacement: { mode: 'OneOf', items: [{ gate: 'Other', plugin: 'other' }] },
      },
    },
    offline: 'spec.deprecation.replacement.items[0]: must name exactly one of gate, plugin and setting',
    server: 'spec.deprecation.replacement.items[0]: Invalid value: must name exactly one of gate, plugin and setting',
  },
  {
    kind: 'FeatureGate',
    title: 'a replacement that is nothing',
    fields: { 'spec.deprecation': { message: 'use Other', replacement: { mode: 'OneOf', items: [{}] } } },
    offline: 'spec.deprecation.replacement.items[0]: must name exactly one of gate, plugin and setting',
    server: 'spec.deprecation.replacement.items[0]: Invalid value: must name exactly one of gate, plugin and setting',
  },
  {
    kind: 'FeatureGate',
    title: 'a choice of no replacements',
    fields: { 'spec.deprecation': { message: 'use Other', replacement: { mode: 'OneOf' } } },
    offline: 'spec.deprecation.replacement.items: must have at least 1 item where mode is AllOf or OneOf',
    server: 'spec.deprecation.replacement.items: Invalid value: must have at least 1 item where mode is AllOf or OneOf',
  },
  {
    kind: 'FeatureGate',
    title: 'a mode of replacement that does not exist',
    fields: { 'spec.deprecation': { message: 'use Other', replacement: { mode: 'Some' } } },
    offline: "spec.deprecation.replacement.mode 'Some': must be one of AllOf, OneOf, Absorbed, AlwaysOn, Dropped, None",
    server:
      'spec.deprecation.replacement.mode: Unsupported value: "Some": supported values: "AllOf", "OneOf", "Absorbed", "AlwaysOn", "Dropped", "None"',
  },
  {
    kind: 'FeatureGate',
    title: 'a waived criterion without reason',
    fields: { 'spec.evidence': [{ criterion: 'B4', state: 'NotApplicable' }] },
    offline: 'spec.evidence[0].reason: must be set where state is NotApplicable or PendingInfrastructure',
    server: 'spec.evidence[0].reason: Invalid value: must be set where state is NotApplicable or PendingInfrastructure',
  },
  {
    kind: 'FeatureGate',
    title: 'the same criterion twice',
    fields: {
      'spec.evidence': [
        { criterion: 'B4', state: 'Met' },
        { criterion: 'B4', state: 'NotMet' },
      ],
    },
    offline: 'spec.evidence[1]: must not repeat the criterion of an earlier item',
    server: 'spec.evidence[1]: Duplicate value: {"criterion":"B4"}',
  },
];
