import { expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import type { GateSeries } from '../../../../src/report/metrics/family.ts';
import { FAMILIES } from '../../../../src/report/metrics/families.ts';
import { featureSet, gate, NOW, policy, world } from '../../../support/sample.ts';

const gates = [
  gate('Alpha', ['1.30 Alpha off']),
  gate('Beta', ['1.30 Beta on'], { requires: [{ gate: 'Alpha' }] }),
  gate('Old', ['1.30 Stable on', '1.33 Deprecated on']),
];
const overrides = [
  { gate: 'Old', state: 'Enabled', expires: { date: '2026-06-01' } },
  { gate: 'Nobody', state: 'Enabled' },
];
const evaluation = evaluate(
  world({
    gates,
    policy: policy('kubernetes', {
      skipLevels: 'Allow',
      releases: [
        { name: '1.30', date: '2024-04-17' },
        { name: '1.33', date: '2025-04-23' },
        { name: '1.36', date: '2026-04-22' },
      ],
    }),
    featureSets: [featureSet({ overrides })],
    now: NOW,
  }),
);

/** As the exposition format writes it. */
function exposed(series: GateSeries, ...families: string[]): string[] {
  return FAMILIES.filter(({ name }) => families.length === 0 || families.includes(name)).flatMap(({ name, samples }) =>
    samples(evaluation, series).map(({ labels, value }) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
      return `${name}{${pairs.join(',')}} ${value}`;
    }),
  );
}

const SET = 'namespace="default",featureset="set",component="kubernetes"';

test('an evaluation is told as series, 0 and 1 both', () => {
  expect(exposed('All')).toEqual([
    `stagegate_feature_enabled{${SET},gate="Alpha",level="Alpha"} 0`,
    `stagegate_feature_enabled{${SET},gate="Beta",level="Beta"} 0`,
    `stagegate_feature_enabled{${SET},gate="Old",level="Stable"} 1`,
    `stagegate_override_active{${SET},gate="Old"} 1`,
    `stagegate_override_active{${SET},gate="Nobody"} 0`,
    `stagegate_override_expiry_timestamp_seconds{${SET},gate="Old"} ${Date.parse('2026-06-01T00:00:00Z') / 1000}`,
    'stagegate_feature_info{component="kubernetes",gate="Alpha",level="Alpha",default="Disabled",locked="false",deprecated="false"} 1',
    'stagegate_feature_info{component="kubernetes",gate="Beta",level="Beta",default="Enabled",locked="false",deprecated="false"} 1',
    'stagegate_feature_info{component="kubernetes",gate="Old",level="Stable",default="Enabled",locked="false",deprecated="true"} 1',
    'stagegate_feature_ready{component="kubernetes",gate="Alpha"} 1',
    'stagegate_feature_ready{component="kubernetes",gate="Beta"} 0',
    'stagegate_feature_ready{component="kubernetes",gate="Old"} 1',
    ...['Alpha', 'Beta', 'Stable'].map(
      (level) =>
        `stagegate_feature_level_entered_timestamp_seconds{component="kubernetes",gate="${level === 'Stable' ? 'Old' : level}",level="${level}"} ${Date.parse('2024-04-17T00:00:00Z') / 1000}`,
    ),
    `stagegate_featureset_ready{${SET}} 0`,
    `stagegate_findings{${SET},severity="Error"} 2`,
    `stagegate_findings{${SET},severity="Warning"} 2`,
    `stagegate_findings{${SET},severity="Info"} 0`,
    `stagegate_dependency_unmet{${SET}} 1`,
    `stagegate_deprecated_in_use{${SET}} 1`,
  ]);
});

test('the product of gates and FeatureSets can be cut to the exceptions, or left out', () => {
  expect(exposed('Exceptions', 'stagegate_feature_enabled')).toEqual([
    `stagegate_feature_enabled{${SET},gate="Beta",level="Beta"} 0`,
    `stagegate_feature_enabled{${SET},gate="Old",level="Stable"} 1`,
  ]);
  expect(exposed('None', 'stagegate_feature_enabled')).toEqual([]);
});

test('names, help texts and labels follow the customs of Prometheus, and each family is there once', () => {
  const names = FAMILIES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, help, labels } of FAMILIES) {
    expect(name).toMatch(/^stagegate_[a-z]+(_[a-z]+)*$/);
    expect(name).not.toMatch(/_(total|count|sum|bucket)$/); // gauges
    expect(help).toMatch(/^[A-Z].*\.$/);
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
  }
});
