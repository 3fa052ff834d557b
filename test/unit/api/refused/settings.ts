import type { Refused } from './refused.ts';

export const SETTINGS: readonly Refused[] = [
  {
    kind: 'MaturityPolicy',
    title: 'a switch without levels',
    fields: { 'spec.groups': [{ name: 'AllBeta' }] },
    offline: 'spec.groups[0].levels: must be set exactly when cumulative is false',
    server: 'spec.groups[0].levels: Invalid value: must be set exactly when cumulative is false',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a cumulative switch with levels',
    fields: { 'spec.groups': [{ name: 'enable', cumulative: true, levels: ['Beta'] }] },
    offline: 'spec.groups[0].levels: must be set exactly when cumulative is false',
    server: 'spec.groups[0].levels: Invalid value: must be set exactly when cumulative is false',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a default of a switch that is not cumulative',
    fields: {
      'spec.groups': [{ name: 'AllBeta', levels: ['Beta'], defaults: [{ fromRelease: 'v1.0.0', level: 'Beta' }] }],
    },
    offline: 'spec.groups[0].defaults: must be set only when cumulative is true',
    server: 'spec.groups[0].defaults: Invalid value: must be set only when cumulative is true',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a setting of type Enum without values',
    fields: { 'spec.settings': [{ name: 'mode', type: 'Enum' }] },
    offline: 'spec.settings[0].values: must be set exactly when type is Enum',
    server: 'spec.settings[0].values: Invalid value: must be set exactly when type is Enum',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a setting of type Text with values',
    fields: { 'spec.settings': [{ name: 'mode', type: 'Text', values: [{ value: 'a', level: 'Beta' }] }] },
    offline: 'spec.settings[0].values: must be set exactly when type is Enum',
    server: 'spec.settings[0].values: Invalid value: must be set exactly when type is Enum',
  },
  {
    kind: 'MaturityPolicy',
    title: 'bounds of a setting that is no number',
    fields: { 'spec.settings': [{ name: 'mode', type: 'Text', minimum: 1, maximum: 2 }] },
    offline: [
      "spec.settings[0].minimum '1': must be set only when type is Integer",
      "spec.settings[0].maximum '2': must be set only when type is Integer",
    ],
    server: [
      'spec.settings[0].minimum: Invalid value: must be set only when type is Integer',
      'spec.settings[0].maximum: Invalid value: must be set only when type is Integer',
    ],
  },
  {
    kind: 'MaturityPolicy',
    title: 'a default that is none of the values',
    fields: {
      'spec.settings': [{ name: 'mode', type: 'Enum', default: 'c', values: [{ value: 'a', level: 'Beta' }] }],
    },
    offline: "spec.settings[0].default 'c': must be one of values where type is Enum",
    server: 'spec.settings[0].default: Invalid value: must be one of values where type is Enum',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a requirement of a setting that names nothing',
    fields: { 'spec.settings': [{ name: 'mode', type: 'Boolean', requires: [{}] }] },
    offline: 'spec.settings[0].requires[0]: must name exactly one of setting, gate and component',
    server: 'spec.settings[0].requires[0]: Invalid value: must name exactly one of setting, gate and component',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a requirement of a setting without its value',
    fields: { 'spec.settings': [{ name: 'mode', type: 'Boolean', requires: [{ setting: 'other' }] }] },
    offline: 'spec.settings[0].requires[0].value: must be set exactly when setting is',
    server: 'spec.settings[0].requires[0].value: Invalid value: must be set exactly when setting is',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a requirement of a component without its release',
    fields: { 'spec.settings': [{ name: 'mode', type: 'Boolean', requires: [{ component: 'kubernetes' }] }] },
    offline: 'spec.settings[0].requires[0].platformFrom: must be set exactly when component is',
    server: 'spec.settings[0].requires[0].platformFrom: Invalid value: must be set exactly when component is',
  },
];
