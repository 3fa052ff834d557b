import type { Refused } from './refused.ts';

export const FEATURE_SETS: readonly Refused[] = [
  {
    kind: 'FeatureSet',
    title: 'neither release nor releaseFrom',
    fields: { 'spec.release': undefined },
    offline: 'spec: must set exactly one of release and releaseFrom',
    server: 'spec: Invalid value: must set exactly one of release and releaseFrom',
  },
  {
    kind: 'FeatureSet',
    title: 'both release and releaseFrom',
    fields: { 'spec.component': 'kubernetes', 'spec.releaseFrom': 'APIServer' },
    offline: 'spec: must set exactly one of release and releaseFrom',
    server: 'spec: Invalid value: must set exactly one of release and releaseFrom',
  },
  {
    kind: 'FeatureSet',
    title: 'releaseFrom of another component than kubernetes',
    fields: { 'spec.release': undefined, 'spec.releaseFrom': 'APIServer' },
    offline:
      "spec.releaseFrom 'APIServer': must be set for component kubernetes only: no other component reports its release; set `release`",
    server:
      'spec.releaseFrom: Invalid value: must be set for component kubernetes only: no other component reports its release; set `release`',
  },
  {
    kind: 'FeatureSet',
    title: 'observe of another component than kubernetes',
    fields: { 'spec.observe': { from: 'APIServerMetrics' } },
    offline: 'spec.observe: must be set for component kubernetes only: no other component reports its gates',
    server:
      'spec.observe: Invalid value: must be set for component kubernetes only: no other component reports its gates',
  },
  {
    kind: 'FeatureSet',
    title: 'a release that is no release',
    fields: { 'spec.release': 'v1.x' },
    offline: "spec.release 'v1.x': must be a release such as 1.36, v0.10.0 or v0.11.0-dev",
    server: `spec.release: Invalid value: "v1.x": spec.release in body should match '^v?[0-9]{1,9}(\\.[0-9]{1,9}){0,3}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$'`,
  },
  {
    kind: 'FeatureSet',
    title: 'a minimum level that is no level',
    fields: { 'spec.minimumLevel': 'Deprecated' },
    offline: "spec.minimumLevel 'Deprecated': must be one of Dev, Alpha, Beta, Stable",
    server: 'spec.minimumLevel: Unsupported value: "Deprecated": supported values: "Dev", "Alpha", "Beta", "Stable"',
  },
  {
    kind: 'FeatureSet',
    title: 'a switch with state and level',
    fields: { 'spec.groups': [{ name: 'AllBeta', state: 'Enabled', level: 'Beta' }] },
    offline: 'spec.groups[0]: must set exactly one of state and level',
    server: 'spec.groups[0]: Invalid value: must set exactly one of state and level',
  },
  {
    kind: 'FeatureSet',
    title: 'a switch with nothing',
    fields: { 'spec.groups': [{ name: 'AllBeta' }] },
    offline: 'spec.groups[0]: must set exactly one of state and level',
    server: 'spec.groups[0]: Invalid value: must set exactly one of state and level',
  },
  {
    kind: 'FeatureSet',
    title: 'the same gate overridden twice',
    fields: {
      'spec.overrides': [
        { gate: 'FastPath', state: 'Enabled' },
        { gate: 'FastPath', state: 'Disabled' },
      ],
    },
    offline: 'spec.overrides[1]: must not repeat the gate of an earlier item',
    server: 'spec.overrides[1]: Duplicate value: {"gate":"FastPath"}',
  },
  {
    kind: 'FeatureSet',
    title: 'an override with a boolean',
    fields: { 'spec.overrides': [{ gate: 'FastPath', state: true }] },
    offline: "spec.overrides[0].state 'true': must be one of Enabled, Disabled, Discovery",
    server: [
      'spec.overrides[0].state: Invalid value: "boolean": spec.overrides[0].state in body must be of type string: "boolean"',
      'spec.overrides[0].state: Unsupported value: true: supported values: "Enabled", "Disabled", "Discovery"',
    ],
  },
  {
    kind: 'FeatureSet',
    title: 'an override that expires never and always',
    fields: { 'spec.overrides': [{ gate: 'FastPath', state: 'Enabled', expires: {} }] },
    offline: 'spec.overrides[0].expires: must set exactly one of release and date',
    server: 'spec.overrides[0].expires: Invalid value: must set exactly one of release and date',
  },
  {
    kind: 'FeatureSet',
    title: 'more than 512 overrides',
    fields: { 'spec.overrides': Array.from({ length: 513 }, (_, index) => ({ gate: `G${index}`, state: 'Enabled' })) },
    offline: 'spec.overrides: must have at most 512 items',
    server: 'spec.overrides: Too many: 513: must have at most 512 items',
  },
  {
    kind: 'FeatureSet',
    title: 'more than 16 sources',
    fields: { 'spec.sources': Array.from({ length: 17 }, () => ({ configMap: { name: 'a' }, format: 'KeyValue' })) },
    offline: 'spec.sources: must have at most 16 items',
    server: 'spec.sources: Too many: 17: must have at most 16 items',
  },
  {
    kind: 'FeatureSet',
    title: 'a source of unknown format',
    fields: { 'spec.sources': [{ configMap: { name: 'a' }, format: 'TOML' }] },
    offline: "spec.sources[0].format 'TOML': must be one of EndpointPickerConfig, KeyValue, FlagString, GateMap",
    server:
      'spec.sources[0].format: Unsupported value: "TOML": supported values: "EndpointPickerConfig", "KeyValue", "FlagString", "GateMap"',
  },
  {
    kind: 'FeatureSet',
    title: 'a source with a key that is none',
    fields: { 'spec.sources': [{ configMap: { name: 'a', key: 'a/b' }, format: 'KeyValue' }] },
    offline: "spec.sources[0].configMap.key 'a/b': must be a key of a ConfigMap: letters, digits and -_.",
    server: `spec.sources[0].configMap.key: Invalid value: "a/b": spec.sources[0].configMap.key in body should match '^[-._a-zA-Z0-9]+$'`,
  },
  {
    kind: 'FeatureSet',
    title: 'a ConfigMap that cannot exist',
    fields: { 'spec.sources': [{ configMap: { name: 'A' }, format: 'KeyValue' }] },
    offline:
      "spec.sources[0].configMap.name 'A': must be a DNS subdomain: lower-case letters, digits, hyphens and dots, with a letter or digit at both ends",
    server: `spec.sources[0].configMap.name: Invalid value: "A": spec.sources[0].configMap.name in body should match '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'`,
  },
  {
    kind: 'FeatureSet',
    title: 'a setting whose value YAML read as a number',
    fields: { 'spec.settings': [{ name: 'max', value: 7 }] },
    offline: "spec.settings[0].value '7': must be a string, not a number: quote it",
    server:
      'spec.settings[0].value: Invalid value: "integer": spec.settings[0].value in body must be of type string: "integer"',
  },
  {
    kind: 'FeatureSet',
    title: 'the same platform twice',
    fields: {
      'spec.platform': [
        { component: 'kubernetes', featureSet: { name: 'a' } },
        { component: 'kubernetes', featureSet: { name: 'b' } },
      ],
    },
    offline: 'spec.platform[1]: must not repeat the component of an earlier item',
    server: 'spec.platform[1]: Duplicate value: {"component":"kubernetes"}',
  },
  {
    kind: 'FeatureSet',
    title: 'a platform in a namespace that cannot exist',
    fields: { 'spec.platform': [{ component: 'kubernetes', featureSet: { name: 'a', namespace: 'a.b' } }] },
    offline:
      "spec.platform[0].featureSet.namespace 'a.b': must be a DNS label: lower-case letters, digits and hyphens, with a letter or digit at both ends",
    server: `spec.platform[0].featureSet.namespace: Invalid value: "a.b": spec.platform[0].featureSet.namespace in body should match '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'`,
  },
  {
    kind: 'FeatureSet',
    title: 'shared with listed namespaces that are not listed',
    fields: { 'spec.shareWith': { namespaces: 'Listed' } },
    offline: 'spec.shareWith.names: must be set exactly when namespaces is Listed',
    server: 'spec.shareWith.names: Invalid value: must be set exactly when namespaces is Listed',
  },
  {
    kind: 'FeatureSet',
    title: 'shared with all and some',
    fields: { 'spec.shareWith': { namespaces: 'All', names: ['a'] } },
    offline: 'spec.shareWith.names: must be set exactly when namespaces is Listed',
    server: 'spec.shareWith.names: Invalid value: must be set exactly when namespaces is Listed',
  },
  {
    kind: 'FeatureSet',
    title: 'published into its own source',
    fields: {
      'spec.sources': [{ configMap: { name: 'a' }, format: 'KeyValue' }],
      'spec.publish': { configMap: 'a', formats: ['JSON'] },
    },
    offline: "spec.publish.configMap 'a': must not be a ConfigMap that is also a source",
    server: 'spec.publish.configMap: Invalid value: must not be a ConfigMap that is also a source',
  },
  {
    kind: 'FeatureSet',
    title: 'published in no format',
    fields: { 'spec.publish': { configMap: 'a', formats: [] } },
    offline: 'spec.publish.formats: must have at least 1 item',
    server: 'spec.publish.formats: Invalid value: 0: spec.publish.formats in body should have at least 1 items',
  },
  {
    kind: 'FeatureSet',
    title: 'published twice in one format',
    fields: { 'spec.publish': { configMap: 'a', formats: ['JSON', 'JSON'] } },
    offline: "spec.publish.formats[1] 'JSON': must not name the same thing twice",
    server: 'spec.publish.formats[1]: Duplicate value: "JSON"',
  },
];
