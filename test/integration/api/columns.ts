import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { KindName } from '../../../src/api/kinds.ts';
import { manifest, type Manifest } from '../../unit/api/valid-objects.ts';
import type { Client, Kubectl } from './client.ts';

const READY = {
  type: 'Ready',
  status: 'True',
  reason: 'Valid',
  message: 'All is well.',
  lastTransitionTime: '2026-01-01T00:00:00Z',
};
const SUMMARY = { level: 'Stable', deprecated: 'False', next: 'v0.6.0 Removed' };

/** An object of each kind with a name as long as real ones, and the status that fills its columns. */
const SHOWN: [kind: KindName, object: Manifest, status: Manifest][] = [
  [
    'FeatureGate',
    manifest('FeatureGate', {
      'metadata.name': 'kubernetes.dynamicresourceallocation',
      'spec.component': 'kubernetes',
      'spec.gate': 'DynamicResourceAllocation',
    }),
    { summary: { ...SUMMARY, default: 'Enabled', locked: true, enabled: 'Some' } },
  ],
  [
    'PluginMaturity',
    manifest('PluginMaturity', {
      'metadata.name': 'llm-d-router.precise-prefix-cache-scorer',
      'spec.component': 'llm-d-router',
      'spec.type': 'precise-prefix-cache-scorer',
    }),
    { summary: { ...SUMMARY, admitted: 'Some' } },
  ],
  [
    'MaturityPolicy',
    manifest('MaturityPolicy', { 'metadata.name': 'gateway-api-inference-extension' }),
    { gates: 240, plugins: 0 },
  ],
  [
    'FeatureSet',
    manifest('FeatureSet', { 'metadata.name': 'kubernetes', 'spec.component': 'kubernetes' }),
    { release: 'v1.36.3' },
  ],
];

/** What `kubectl get` prints of each kind. */
export function columns(kubectl: Kubectl, client: () => Client): void {
  beforeAll(async () => {
    for (const [kind, object, status] of SHOWN) {
      const answer = await client().create(kind, object);
      if (!('stored' in answer)) throw new Error(answer.refused.join('\n'));
      const reported = await client().update(
        kind,
        { ...answer.stored, status: { ...status, conditions: [READY] } },
        '/status',
      );
      if (!('stored' in reported)) throw new Error(reported.refused.join('\n'));
    }
  });

  /** The lines kubectl prints, none wider than a terminal, each as its cells; the age, which moves, as AGE. */
  async function table(...args: string[]): Promise<string[]> {
    const { stdout } = await kubectl('get', ...args);
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    return lines.map((line) =>
      line
        .trimEnd()
        .replace(/(\d+[smh])+$/, 'AGE')
        .replaceAll(/ {2,}/g, ' '),
    );
  }

  test('prints level, extent and readiness of a gate within 80 columns', async () => {
    expect(await table('fgate', 'kubernetes.dynamicresourceallocation')).toEqual([
      'NAME LEVEL ENABLED READY AGE',
      'kubernetes.dynamicresourceallocation Stable Some True AGE',
    ]);
  });

  test('prints level, admission and readiness of a plugin within 80 columns', async () => {
    expect(await table('pmat', 'llm-d-router.precise-prefix-cache-scorer')).toEqual([
      'NAME LEVEL ADMITTED READY AGE',
      'llm-d-router.precise-prefix-cache-scorer Stable Some True AGE',
    ]);
  });

  test('prints what a policy counts within 80 columns', async () => {
    expect(await table('mpol', 'gateway-api-inference-extension')).toEqual([
      'NAME GATES PLUGINS READY AGE',
      'gateway-api-inference-extension 240 0 True AGE',
    ]);
  });

  test('prints component and release of an installation within 80 columns, in all namespaces too', async () => {
    expect(await table('fset', 'kubernetes')).toEqual([
      'NAME COMPONENT RELEASE READY AGE',
      'kubernetes kubernetes v1.36.3 True AGE',
    ]);
    expect(
      await table('fset', '-A', '--field-selector', 'metadata.name=kubernetes,metadata.namespace=default'),
    ).toEqual(['NAMESPACE NAME COMPONENT RELEASE READY AGE', 'default kubernetes kubernetes v1.36.3 True AGE']);
  });

  test('keeps the default, the lock, the next stage and the sentence for -o wide', async () => {
    const { stdout } = await kubectl('get', 'fgate', 'kubernetes.dynamicresourceallocation', '-o', 'wide');
    const [header = '', row = ''] = stdout.trimEnd().split('\n');
    expect(header.split(/ +/)).toEqual(
      'NAME LEVEL ENABLED READY DEFAULT LOCKED DEPRECATED NEXT REASON MESSAGE AGE'.split(' '),
    );
    expect(row.split(/ {2,}/).slice(4, -1)).toEqual([
      'Enabled',
      'true',
      'False',
      'v0.6.0 Removed',
      'Valid',
      'All is well.',
    ]);
  });

  test('lists our gates by short name and by full name where another project serves FeatureGates too', async () => {
    await kubectl('apply', '-f', path.join(import.meta.dirname, 'foreign-featuregates.yaml'));
    // Discovery learns of a kind some time after its CRD was taken.
    await expect
      .poll(() => kubectl('get', 'featuregates.config.openshift.io', '-o', 'name'))
      .toMatchObject({ stdout: '' });
    for (const name of ['fgate', 'featuregates.stagegate.dev']) {
      const { stdout } = await kubectl('get', name, '-o', 'name');
      expect(stdout).toContain('featuregate.stagegate.dev/kubernetes.dynamicresourceallocation');
    }
    await kubectl('delete', 'crd', 'featuregates.config.openshift.io');
  });
}
