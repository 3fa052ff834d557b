import type { Refused } from './refused.ts';

export const GATES: readonly Refused[] = [
  {
    kind: 'FeatureGate',
    title: 'a name that is not component.gate',
    fields: { 'metadata.name': 'demo.other' },
    offline: "metadata.name 'demo.other': must be 'demo.fastpath': the component, a dot and the gate in lower case",
    server: "metadata.name: Invalid value: must be 'demo.fastpath': the component, a dot and the gate in lower case",
  },
  {
    kind: 'FeatureGate',
    title: 'a name that is no DNS subdomain',
    fields: { 'metadata.name': 'demo.FastPath' },
    offline: [
      "metadata.name 'demo.FastPath': must be a DNS subdomain: lower-case letters, digits, hyphens and dots, with a letter or digit at both ends",
      "metadata.name 'demo.FastPath': must be 'demo.fastpath': the component, a dot and the gate in lower case",
    ],
    server: [
      `metadata.name: Invalid value: "demo.FastPath": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      "metadata.name: Invalid value: must be 'demo.fastpath': the component, a dot and the gate in lower case",
    ],
  },
  {
    kind: 'FeatureGate',
    title: 'no spec at all',
    fields: { spec: undefined },
    offline: 'spec: must be set to an object',
    server: 'spec: Required value',
  },
  {
    kind: 'FeatureGate',
    title: 'no component',
    fields: { 'spec.component': undefined },
    offline: 'spec.component: must be set to a string',
    server: 'spec.component: Required value',
  },
  {
    kind: 'FeatureGate',
    title: 'a component that is no DNS label',
    fields: { 'spec.component': 'Demo' },
    offline: [
      "spec.component 'Demo': must be a DNS label: lower-case letters, digits and hyphens, with a letter or digit at both ends",
      "metadata.name 'demo.fastpath': must be 'Demo.fastpath': the component, a dot and the gate in lower case",
    ],
    server: [
      `spec.component: Invalid value: "Demo": spec.component in body should match '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'`,
      "metadata.name: Invalid value: must be 'Demo.fastpath': the component, a dot and the gate in lower case",
    ],
  },
  {
    kind: 'FeatureGate',
    title: 'a gate that no object could be named after',
    fields: { 'spec.gate': 'Fast_Path' },
    offline: [
      "spec.gate 'Fast_Path': must be letters, digits, hyphens and dots, with a letter or digit at both ends",
      "metadata.name 'demo.fastpath': must be 'demo.fast_path': the component, a dot and the gate in lower case",
    ],
    server: [
      `spec.gate: Invalid value: "Fast_Path": spec.gate in body should match '^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?$'`,
      "metadata.name: Invalid value: must be 'demo.fast_path': the component, a dot and the gate in lower case",
    ],
  },
  {
    kind: 'FeatureGate',
    title: 'a gate longer than 128 characters',
    fields: { 'spec.gate': 'G'.repeat(129) },
    offline: [
      "spec.gate 'GGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGG…': must be at most 128 characters long",
      "metadata.name 'demo.fastpath': must be 'demo.ggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg': the component, a dot and the gate in lower case",
    ],
    server: 'spec.gate: Too long: may not be more than 128 bytes',
  },
  {
    kind: 'FeatureGate',
    title: 'an empty description',
    fields: { 'spec.description': '' },
    offline: "spec.description '': must not be empty",
    server: 'spec.description: Invalid value: "": spec.description in body should be at least 1 chars long',
  },
  {
    kind: 'FeatureGate',
    title: 'a description longer than 1024 characters',
    fields: { 'spec.description': 'x'.repeat(1025) },
    offline:
      "spec.description 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…': must be at most 1024 characters long",
    server: 'spec.description: Too long: may not be more than 1024 bytes',
  },
  {
    kind: 'FeatureGate',
    title: 'nobody who owns it',
    fields: { 'spec.owners': [] },
    offline: 'spec.owners: must have at least 1 item',
    server: 'spec.owners: Invalid value: 0: spec.owners in body should have at least 1 items',
  },
  {
    kind: 'FeatureGate',
    title: 'the same owner twice',
    fields: { 'spec.owners': ['team-a', 'team-a'] },
    offline: "spec.owners[1] 'team-a': must not name the same thing twice",
    server: 'spec.owners[1]: Duplicate value: "team-a"',
  },
  {
    kind: 'FeatureGate',
    title: 'an owner that is no string',
    fields: { 'spec.owners': [7] },
    offline: "spec.owners[0] '7': must be a string, not a number: quote it",
    server: 'spec.owners[0]: Invalid value: "integer": spec.owners[0] in body must be of type string: "integer"',
  },
  {
    kind: 'FeatureGate',
    title: 'a category that is not UpperCamelCase',
    fields: { 'spec.category': ['control-loop'] },
    offline: "spec.category[0] 'control-loop': must be an UpperCamelCase word such as ControlLoop",
    server: `spec.category[0]: Invalid value: "control-loop": spec.category[0] in body should match '^[A-Z][A-Za-z0-9]*$'`,
  },
  {
    kind: 'FeatureGate',
    title: 'more than 8 categories',
    fields: { 'spec.category': ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'] },
    offline: 'spec.category: must have at most 8 items',
    server: 'spec.category: Too many: 9: must have at most 8 items',
  },
  {
    kind: 'FeatureGate',
    title: 'a regime that does not exist',
    fields: { 'spec.regime': 'Solo' },
    offline: "spec.regime 'Solo': must be one of PerFeature, Grouped",
    server: 'spec.regime: Unsupported value: "Solo": supported values: "PerFeature", "Grouped"',
  },
  {
    kind: 'FeatureGate',
    title: 'a time of effect that does not exist',
    fields: { 'spec.takesEffect': 'Later' },
    offline: "spec.takesEffect 'Later': must be one of Live, Restart, Redeploy",
    server: 'spec.takesEffect: Unsupported value: "Later": supported values: "Live", "Restart", "Redeploy"',
  },
  {
    kind: 'FeatureGate',
    title: 'a field that does not exist',
    fields: { 'spec.stage': 'Alpha' },
    offline: 'spec.stage: is not a field of FeatureGate; `kubectl explain` lists those there are',
    server:
      'FeatureGate in version "v1beta1" cannot be handled as a FeatureGate: strict decoding error: unknown field "spec.stage"',
  },
];
