import type { Refused } from './refused.ts';

export const POLICIES: readonly Refused[] = [
  {
    kind: 'MaturityPolicy',
    title: 'a name with a dot',
    fields: { 'metadata.name': 'demo.io' },
    offline:
      "metadata.name 'demo.io': must be the name of a component: a DNS label of at most 63 characters, without dots",
    server:
      'metadata.name: Invalid value: must be the name of a component: a DNS label of at most 63 characters, without dots',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a name longer than 63 characters',
    fields: { 'metadata.name': 'a'.repeat(64) },
    offline:
      "metadata.name 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa': must be the name of a component: a DNS label of at most 63 characters, without dots",
    server:
      'metadata.name: Invalid value: must be the name of a component: a DNS label of at most 63 characters, without dots',
  },
  {
    kind: 'MaturityPolicy',
    title: 'the same level twice',
    fields: { 'spec.levels': [{ name: 'Beta' }, { name: 'Beta' }] },
    offline: 'spec.levels[1]: must not repeat the name of an earlier item',
    server: 'spec.levels[1]: Duplicate value: {"name":"Beta"}',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a promise for a level that does not exist',
    fields: { 'spec.levels': [{ name: 'GA' }] },
    offline: "spec.levels[0].name 'GA': must be one of Dev, Alpha, Beta, Stable",
    server: 'spec.levels[0].name: Unsupported value: "GA": supported values: "Dev", "Alpha", "Beta", "Stable"',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a window of more than 100 releases',
    fields: { 'spec.levels': [{ name: 'Beta', removal: { afterReleases: 101 } }] },
    offline: "spec.levels[0].removal.afterReleases '101': must be at most 100",
    server:
      'spec.levels[0].removal.afterReleases: Invalid value: 101: spec.levels[0].removal.afterReleases in body should be less than or equal to 100',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a window of less than no months',
    fields: { 'spec.levels': [{ name: 'Beta', removal: { afterMonths: -1 } }] },
    offline: "spec.levels[0].removal.afterMonths '-1': must be at least 0",
    server:
      'spec.levels[0].removal.afterMonths: Invalid value: -1: spec.levels[0].removal.afterMonths in body should be greater than or equal to 0',
  },
  {
    kind: 'MaturityPolicy',
    title: 'half a release to soak',
    fields: { 'spec.levels': [{ name: 'Beta', soakReleases: 0.5 }] },
    offline: "spec.levels[0].soakReleases '0.5': must be a whole number",
    server:
      'spec.levels[0].soakReleases: Invalid value: "float64": spec.levels[0].soakReleases in body must be of type int64: "float64"',
  },
  {
    kind: 'MaturityPolicy',
    title: 'an upstream minimum without strength',
    fields: { 'spec.levels': [{ name: 'Beta', upstreamMinimum: { level: 'Beta' } }] },
    offline: 'spec.levels[0].upstreamMinimum.strength: must be set to one of Required, OrFallback, Preferred',
    server: 'spec.levels[0].upstreamMinimum.strength: Required value',
  },
  {
    kind: 'MaturityPolicy',
    title: 'the same criterion twice in a level',
    fields: {
      'spec.levels': [
        {
          name: 'Beta',
          criteria: [
            { id: 'B1', title: 'a' },
            { id: 'B1', title: 'b' },
          ],
        },
      ],
    },
    offline: 'spec.levels[0].criteria[1]: must not repeat the id of an earlier item',
    server: 'spec.levels[0].criteria[1]: Duplicate value: {"id":"B1"}',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a selector that is not asked for',
    fields: { 'spec.installs': { selector: {} } },
    offline: 'spec.installs.selector: must be set exactly when namespaces is Selector',
    server: 'spec.installs.selector: Invalid value: must be set exactly when namespaces is Selector',
  },
  {
    kind: 'MaturityPolicy',
    title: 'no selector where one is asked for',
    fields: { 'spec.installs': { namespaces: 'Selector' } },
    offline: 'spec.installs.selector: must be set exactly when namespaces is Selector',
    server: 'spec.installs.selector: Invalid value: must be set exactly when namespaces is Selector',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a selector with a key that is no label',
    fields: { 'spec.installs': { namespaces: 'Selector', selector: { matchLabels: { 'a b': 'c' } } } },
    offline: 'spec.installs.selector.matchLabels: must have label keys such as team or example.org/team',
    server: 'spec.installs.selector.matchLabels: Invalid value: must have label keys such as team or example.org/team',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a selector with a value that is no label',
    fields: { 'spec.installs': { namespaces: 'Selector', selector: { matchLabels: { team: 'a b' } } } },
    offline: "spec.installs.selector.matchLabels.team 'a b': must be a label value: letters, digits and -_., or empty",
    server: `spec.installs.selector.matchLabels.team: Invalid value: "a b": spec.installs.selector.matchLabels.team in body should match '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$'`,
  },
  {
    kind: 'MaturityPolicy',
    title: 'a selector of more than 16 labels',
    fields: {
      'spec.installs': {
        namespaces: 'Selector',
        selector: { matchLabels: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`l${index}`, ''])) },
      },
    },
    offline: 'spec.installs.selector.matchLabels: must have at most 16 labels',
    server: 'spec.installs.selector.matchLabels: Too many: 17: must have at most 16 items',
  },
  {
    kind: 'MaturityPolicy',
    title: 'an In without values',
    fields: {
      'spec.installs': { namespaces: 'Selector', selector: { matchExpressions: [{ key: 'team', operator: 'In' }] } },
    },
    offline: 'spec.installs.selector.matchExpressions[0].values: must be set exactly when operator is In or NotIn',
    server:
      'spec.installs.selector.matchExpressions[0].values: Invalid value: must be set exactly when operator is In or NotIn',
  },
  {
    kind: 'MaturityPolicy',
    title: 'the same release twice',
    fields: { 'spec.releases': [{ name: 'v1.0.0' }, { name: 'v1.0.0' }] },
    offline: 'spec.releases[1]: must not repeat the name of an earlier item',
    server: 'spec.releases[1]: Duplicate value: {"name":"v1.0.0"}',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a release on a day that does not exist',
    fields: { 'spec.releases': [{ name: 'v1.0.0', date: '2026-13-01' }] },
    offline: "spec.releases[0].date '2026-13-01': must be a date such as 2026-05-15",
    server:
      'spec.releases[0].date: Invalid value: "2026-13-01": spec.releases[0].date in body must be of type date: "2026-13-01"',
  },
  {
    kind: 'MaturityPolicy',
    title: 'a locked gate removed after an unknown number of releases',
    fields: { 'spec.lockedGateRemoval': {} },
    offline: 'spec.lockedGateRemoval.afterReleases: must be set to a number',
    server: 'spec.lockedGateRemoval.afterReleases: Required value',
  },
];
