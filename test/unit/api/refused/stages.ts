import type { Refused } from './refused.ts';

export const STAGES: readonly Refused[] = [
  {
    kind: 'FeatureGate',
    title: 'no stages',
    fields: { 'spec.stages': [] },
    offline: 'spec.stages: must have at least 1 item',
    server: 'spec.stages: Invalid value: 0: spec.stages in body should have at least 1 items',
  },
  {
    kind: 'FeatureGate',
    title: 'more than 16 stages',
    fields: { 'spec.stages': Array.from({ length: 17 }, (_, minor) => ({ release: `v1.${minor}.0`, level: 'Alpha' })) },
    offline: 'spec.stages: must have at most 16 items',
    server: 'spec.stages: Too many: 17: must have at most 16 items',
  },
  {
    kind: 'FeatureGate',
    title: 'stages that are no list',
    fields: { 'spec.stages': { release: 'v1.0.0', level: 'Alpha' } },
    offline: 'spec.stages: must be a list, not an object',
    server:
      'FeatureGate in version "v1beta1" cannot be handled as a FeatureGate: strict decoding error: unknown field "spec.stages.level", unknown field "spec.stages.release"',
  },
  {
    kind: 'FeatureGate',
    title: 'a stage without level',
    fields: { 'spec.stages': [{ release: 'v1.0.0' }] },
    offline: 'spec.stages[0].level: must be set to one of Dev, Alpha, Beta, Stable, Deprecated, Removed',
    server: 'spec.stages[0].level: Required value',
  },
  {
    kind: 'FeatureGate',
    title: 'a level that does not exist',
    fields: { 'spec.stages[0].level': 'GA' },
    offline: "spec.stages[0].level 'GA': must be one of Dev, Alpha, Beta, Stable, Deprecated, Removed",
    server:
      'spec.stages[0].level: Unsupported value: "GA": supported values: "Dev", "Alpha", "Beta", "Stable", "Deprecated", "Removed"',
  },
  {
    kind: 'FeatureGate',
    title: 'a level of plugins only',
    fields: { 'spec.stages[0].level': 'Unknown' },
    offline: "spec.stages[0].level 'Unknown': must be one of Dev, Alpha, Beta, Stable, Deprecated, Removed",
    server:
      'spec.stages[0].level: Unsupported value: "Unknown": supported values: "Dev", "Alpha", "Beta", "Stable", "Deprecated", "Removed"',
  },
  {
    kind: 'FeatureGate',
    title: 'a release that is no release',
    fields: { 'spec.stages[0].release': 'latest' },
    offline: "spec.stages[0].release 'latest': must be a release such as 1.36, v0.10.0 or v0.11.0-dev",
    server: `spec.stages[0].release: Invalid value: "latest": spec.stages[0].release in body should match '^v?[0-9]{1,9}(\\.[0-9]{1,9}){0,3}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$'`,
  },
  {
    kind: 'FeatureGate',
    title: 'a release that YAML read as a number',
    fields: { 'spec.stages[0].release': 1.3 },
    offline: "spec.stages[0].release '1.3': must be a string, not a number: quote it",
    server:
      'spec.stages[0].release: Invalid value: "number": spec.stages[0].release in body must be of type string: "number"',
  },
  {
    kind: 'FeatureGate',
    title: 'a default that is no state',
    fields: { 'spec.stages[0].default': 'On' },
    offline: "spec.stages[0].default 'On': must be one of Enabled, Disabled, Discovery",
    server: 'spec.stages[0].default: Unsupported value: "On": supported values: "Enabled", "Disabled", "Discovery"',
  },
  {
    kind: 'FeatureGate',
    title: 'a default that YAML read as a boolean',
    fields: { 'spec.stages[0].default': true },
    offline: "spec.stages[0].default 'true': must be one of Enabled, Disabled, Discovery",
    server: [
      'spec.stages[0].default: Invalid value: "boolean": spec.stages[0].default in body must be of type string: "boolean"',
      'spec.stages[0].default: Unsupported value: true: supported values: "Enabled", "Disabled", "Discovery"',
    ],
  },
  {
    kind: 'FeatureGate',
    title: 'a lock that is a word',
    fields: { 'spec.stages[0].locked': 'yes' },
    offline: "spec.stages[0].locked 'yes': must be true or false, not a string",
    server:
      'spec.stages[0].locked: Invalid value: "string": spec.stages[0].locked in body must be of type boolean: "string"',
  },
  {
    kind: 'FeatureGate',
    title: 'a minCompatibility that is no release',
    fields: { 'spec.stages[0].minCompatibility': 'old' },
    offline: "spec.stages[0].minCompatibility 'old': must be a release such as 1.36, v0.10.0 or v0.11.0-dev",
    server: `spec.stages[0].minCompatibility: Invalid value: "old": spec.stages[0].minCompatibility in body should match '^v?[0-9]{1,9}(\\.[0-9]{1,9}){0,3}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$'`,
  },
  {
    kind: 'FeatureGate',
    title: 'two stages with the same release and minCompatibility',
    fields: {
      'spec.stages': [
        { release: 'v1.0.0', level: 'Alpha' },
        { release: 'v1.0.0', level: 'Beta' },
      ],
    },
    offline: 'spec.stages: must not have two stages with the same release and minCompatibility',
    server: 'spec.stages: Invalid value: must not have two stages with the same release and minCompatibility',
  },
  {
    kind: 'FeatureGate',
    title: 'a stage after Removed',
    fields: {
      'spec.stages': [
        { release: 'v1.0.0', level: 'Removed' },
        { release: 'v2.0.0', level: 'Beta' },
      ],
    },
    offline: 'spec.stages: must have Removed as the last stage and only once: a tombstone is permanent',
    server: 'spec.stages: Invalid value: must have Removed as the last stage and only once: a tombstone is permanent',
  },
  {
    kind: 'FeatureGate',
    title: 'Removed twice',
    fields: {
      'spec.stages': [
        { release: 'v1.0.0', level: 'Removed' },
        { release: 'v2.0.0', level: 'Removed' },
      ],
    },
    offline: 'spec.stages: must have Removed as the last stage and only once: a tombstone is permanent',
    server: 'spec.stages: Invalid value: must have Removed as the last stage and only once: a tombstone is permanent',
  },
  {
    kind: 'FeatureGate',
    title: 'a Deprecated stage without deprecation',
    fields: {
      'spec.stages': [
        { release: 'v1.0.0', level: 'Beta' },
        { release: 'v2.0.0', level: 'Deprecated' },
      ],
    },
    offline: 'spec.deprecation: must be set, with a message, where a stage says Deprecated',
    server: 'spec.deprecation: Invalid value: must be set, with a message, where a stage says Deprecated',
  },
  {
    kind: 'FeatureGate',
    title: 'a field of a stage that does not exist',
    fields: { 'spec.stages[0].lokced': true },
    offline: 'spec.stages[0].lokced: is not a field of FeatureGate; `kubectl explain` lists those there are',
    server:
      'FeatureGate in version "v1beta1" cannot be handled as a FeatureGate: strict decoding error: unknown field "spec.stages[0].lokced"',
  },
];
