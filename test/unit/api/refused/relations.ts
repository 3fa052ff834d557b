import type { Refused } from './refused.ts';

export const RELATIONS: readonly Refused[] = [
  {
    kind: 'FeatureGate',
    title: 'the same word for two states',
    fields: {
      'spec.values': [
        { value: 'minimal', state: 'Disabled' },
        { value: 'minimal', state: 'Enabled' },
      ],
    },
    offline: 'spec.values[1]: must not repeat the value of an earlier item',
    server: 'spec.values[1]: Duplicate value: {"value":"minimal"}',
  },
  {
    kind: 'FeatureGate',
    title: 'a requirement of nothing',
    fields: { 'spec.requires': [{}] },
    offline: 'spec.requires[0]: must name a gate, or a component with platformFrom',
    server: 'spec.requires[0]: Invalid value: must name a gate, or a component with platformFrom',
  },
  {
    kind: 'FeatureGate',
    title: 'a floor without platformFrom',
    fields: { 'spec.requires': [{ component: 'kubernetes' }] },
    offline: 'spec.requires[0]: must name a gate, or a component with platformFrom',
    server: 'spec.requires[0]: Invalid value: must name a gate, or a component with platformFrom',
  },
  {
    kind: 'FeatureGate',
    title: 'the same requirement twice',
    fields: { 'spec.requires': [{ gate: 'Other' }, { gate: 'Other', strength: 'Preferred' }] },
    offline: 'spec.requires[1]: must not repeat the component, gate, fromRelease of an earlier item',
    server: 'spec.requires[1]: Duplicate value: {"component":"","fromRelease":"","gate":"Other"}',
  },
  {
    kind: 'FeatureGate',
    title: 'a requirement from a release that is none',
    fields: { 'spec.requires': [{ gate: 'Other', fromRelease: 'soon' }] },
    offline: "spec.requires[0].fromRelease 'soon': must be a release such as 1.36, v0.10.0 or v0.11.0-dev",
    server: `spec.requires[0].fromRelease: Invalid value: "soon": spec.requires[0].fromRelease in body should match '^$|^v?[0-9]{1,9}(\\.[0-9]{1,9}){0,3}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$'`,
  },
  {
    kind: 'FeatureGate',
    title: 'a requirement of a component that is no DNS label',
    fields: { 'spec.requires': [{ gate: 'Other', component: 'Kube' }] },
    offline:
      "spec.requires[0].component 'Kube': must be a DNS label: lower-case letters, digits and hyphens, with a letter or digit at both ends",
    server: `spec.requires[0].component: Invalid value: "Kube": spec.requires[0].component in body should match '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'`,
  },
  {
    kind: 'FeatureGate',
    title: 'a requirement of unknown strength',
    fields: { 'spec.requires': [{ gate: 'Other', strength: 'Must' }] },
    offline: "spec.requires[0].strength 'Must': must be one of Required, Preferred",
    server: 'spec.requires[0].strength: Unsupported value: "Must": supported values: "Required", "Preferred"',
  },
  {
    kind: 'FeatureGate',
    title: 'an exclusion of nothing',
    fields: { 'spec.excludes': [{ component: 'kubernetes' }] },
    offline: 'spec.excludes[0].gate: must name a gate',
    server: 'spec.excludes[0].gate: Invalid value: must name a gate',
  },
  {
    kind: 'FeatureGate',
    title: 'the same upstream level twice',
    fields: {
      'spec.upstream': [
        {
          name: 'KEP-1',
          component: 'kubernetes',
          milestones: [
            { level: 'Beta', release: '1.33' },
            { level: 'Beta', release: '1.34' },
          ],
        },
      ],
    },
    offline: 'spec.upstream[0].milestones[1]: must not repeat the level of an earlier item',
    server: 'spec.upstream[0].milestones[1]: Duplicate value: {"level":"Beta"}',
  },
  {
    kind: 'FeatureGate',
    title: 'a decision about upstream that does not exist',
    fields: { 'spec.upstream': [{ name: 'KEP-1', component: 'kubernetes', onMismatch: 'Ignore' }] },
    offline: "spec.upstream[0].onMismatch 'Ignore': must be one of Defer, Degrade, Fail",
    server: 'spec.upstream[0].onMismatch: Unsupported value: "Ignore": supported values: "Defer", "Degrade", "Fail"',
  },
];
