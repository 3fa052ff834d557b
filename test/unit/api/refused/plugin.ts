import type { Refused } from './refused.ts';

export const PLUGINS: readonly Refused[] = [
  {
    kind: 'PluginMaturity',
    title: 'a name that is not component.type',
    fields: { 'metadata.name': 'demo.by-name' },
    offline: "metadata.name 'demo.by-name': must be 'demo.by-label': the component, a dot and the type in lower case",
    server: "metadata.name: Invalid value: must be 'demo.by-label': the component, a dot and the type in lower case",
  },
  {
    kind: 'PluginMaturity',
    title: 'a type that no object could be named after',
    fields: { 'spec.type': 'by_label' },
    offline: [
      "spec.type 'by_label': must be letters, digits, hyphens and dots, with a letter or digit at both ends",
      "metadata.name 'demo.by-label': must be 'demo.by_label': the component, a dot and the type in lower case",
    ],
    server: [
      `spec.type: Invalid value: "by_label": spec.type in body should match '^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?$'`,
      "metadata.name: Invalid value: must be 'demo.by_label': the component, a dot and the type in lower case",
    ],
  },
  {
    kind: 'PluginMaturity',
    title: 'a level that does not exist',
    fields: { 'spec.stages[0].level': 'Preview' },
    offline: "spec.stages[0].level 'Preview': must be one of Unknown, Dev, Alpha, Beta, Stable, Deprecated, Removed",
    server:
      'spec.stages[0].level: Unsupported value: "Preview": supported values: "Unknown", "Dev", "Alpha", "Beta", "Stable", "Deprecated", "Removed"',
  },
  {
    kind: 'PluginMaturity',
    title: 'a default, which plugins do not have',
    fields: { 'spec.stages[0].default': 'Enabled' },
    offline: 'spec.stages[0].default: is not a field of PluginMaturity; `kubectl explain` lists those there are',
    server:
      'PluginMaturity in version "v1beta1" cannot be handled as a PluginMaturity: strict decoding error: unknown field "spec.stages[0].default"',
  },
  {
    kind: 'PluginMaturity',
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
    kind: 'PluginMaturity',
    title: 'a gate that cannot be declared',
    fields: { 'spec.featureGate': 'my gate' },
    offline:
      "spec.featureGate 'my gate': must be letters, digits, hyphens and dots, with a letter or digit at both ends",
    server: `spec.featureGate: Invalid value: "my gate": spec.featureGate in body should match '^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?$'`,
  },
  {
    kind: 'PluginMaturity',
    title: 'the same requirement twice',
    fields: { 'spec.requires': [{ plugin: 'a' }, { plugin: 'a' }] },
    offline: 'spec.requires[1]: must not repeat the plugin of an earlier item',
    server: 'spec.requires[1]: Duplicate value: {"plugin":"a"}',
  },
  {
    kind: 'PluginMaturity',
    title: 'a capability without level',
    fields: { 'spec.capabilities': [{ name: 'Score' }] },
    offline: 'spec.capabilities[0].level: must be set to one of Dev, Alpha, Beta, Stable',
    server: 'spec.capabilities[0].level: Required value',
  },
  {
    kind: 'PluginMaturity',
    title: 'a security posture in lower case',
    fields: { 'spec.securityPosture': 'unknown' },
    offline: "spec.securityPosture 'unknown': must be an UpperCamelCase word such as ControlLoop",
    server: `spec.securityPosture: Invalid value: "unknown": spec.securityPosture in body should match '^[A-Z][A-Za-z0-9]*$'`,
  },
  {
    kind: 'PluginMaturity',
    title: 'a state of maintenance that does not exist',
    fields: { 'spec.maintenance': 'Dead' },
    offline: "spec.maintenance 'Dead': must be one of Active, SeekingOwner, Unmaintained",
    server: 'spec.maintenance: Unsupported value: "Dead": supported values: "Active", "SeekingOwner", "Unmaintained"',
  },
];
