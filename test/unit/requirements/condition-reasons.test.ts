import { describe, expect, test } from 'vitest';
import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { catalogObjects, changed, conditionOf, featureSet, installedAt, on, statusOf } from '../catalogs/catalog.ts';

const driver = catalogObjects('nvidia-dra-driver');
const router = catalogObjects('llm-d-router');
const tekton = catalogObjects('tekton-pipelines');

describe('conditions tell apart what is the matter (R138)', () => {
  const set = (objects: readonly DeclaredObject[], component: string, release: string, spec: object) =>
    conditionOf(statusOf(installedAt(objects, component, release, '2026-09-01', spec), 'install'), 'Ready');
  const life = (objects: readonly DeclaredObject[], release: string, name: string, type: string) => {
    const component = name.split('.')[0] ?? '';
    return conditionOf(statusOf(installedAt(objects, component, release, '2026-09-01'), name), type);
  };
  const mig = on('DynamicMIG');
  const lagging = driver.map((one) =>
    one.reference === 'nvidia-dra-driver.mpssupport'
      ? changed(one, (spec) => ({
          ...spec,
          upstream: [{ name: 'FEATURE-1', component: 'host', onMismatch: 'Fail', milestones: [] }],
        }))
      : one,
  );
  const host = featureSet('host', { component: 'host', release: '1.0' });
  const onHost = { platform: [{ component: 'host', featureSet: { name: 'host' } }] };
  const seen = {
    'Alpha without opt-in': set(router, 'llm-d-router', 'v0.10.0', { plugins: [{ type: 'agent-identity' }] }),
    'below the minimum level': set(driver, 'nvidia-dra-driver', 'v0.5.0', { ...mig, minimumLevel: 'Beta' }),
    'a locked gate set': set(tekton, 'tekton-pipelines', 'v1.0.0', {
      overrides: [{ gate: 'enable-step-actions', state: 'Disabled' }],
    }),
    'an unknown gate': set(driver, 'nvidia-dra-driver', 'v0.5.0', on('DynamicMig')),
    'a dependency not met': set(driver, 'nvidia-dra-driver', 'v0.5.0', on('DeviceMetadata')),
    'gates that exclude each other': set(driver, 'nvidia-dra-driver', 'v0.5.0', on('DynamicMIG', 'MPSSupport')),
    'upstream not as far': set([...lagging, ...host], 'nvidia-dra-driver', 'v0.5.0', {
      ...on('MPSSupport'),
      ...onHost,
    }),
    deprecated: life(router, 'v0.9.0', 'llm-d-router.tokenizer', 'Deprecated'),
    'removal overdue': life(router, 'v0.10.0', 'llm-d-router.pd-profile-handler', 'Deprecated'),
    removed: life(router, 'v0.11.0', 'llm-d-router.tokenizer', 'Deprecated'),
    'graduation blocked': life(driver, 'v0.5.0', 'nvidia-dra-driver.mpssupport', 'PromotionEligible'),
  };
  const expected: Record<keyof typeof seen, string> = {
    'Alpha without opt-in': 'False AlphaPluginNeedsOptIn',
    'below the minimum level': 'False BelowMinimumLevel',
    'a locked gate set': 'False GateLocked',
    'an unknown gate': 'False UnknownFeatureGate',
    'a dependency not met': 'False DependencyUnmet',
    'gates that exclude each other': 'False MutuallyExclusive',
    'upstream not as far': 'False UpstreamMismatch',
    deprecated: 'True Deprecated',
    'removal overdue': 'True RemovalOverdue',
    removed: 'True Removed',
    'graduation blocked': 'False CriteriaMissing',
  };
  test.each(Object.entries(expected))('%s: %s', (what, told) => {
    const condition = seen[what as keyof typeof seen];
    expect(`${condition?.status} ${condition?.reason}`).toBe(told);
  });

  test('with a reason of its own for each', () => {
    const reasons = Object.values(seen).map((condition) => condition?.reason);
    expect(new Set(reasons).size).toBe(reasons.length);
  });
});
