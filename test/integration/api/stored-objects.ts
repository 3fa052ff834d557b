import { expect, test } from 'vitest';
import { KIND_NAMES, KINDS } from '../../../src/api/kinds.ts';
import { manifest, type Manifest } from '../../unit/api/valid-objects.ts';
import type { Client, Kubectl } from './client.ts';

/** What becomes of objects that the API server has taken. */
export function storedObjects(kubectl: Kubectl, client: () => Client): void {
  test('stores the least object of each kind with the defaults that matter, and no empty list', async () => {
    const specs: Record<string, unknown> = {};
    for (const kind of KIND_NAMES) {
      const answer = await client().create(kind, manifest(kind));
      if (!('stored' in answer)) throw new Error(answer.refused.join('\n'));
      specs[kind] = answer.stored['spec'];
    }
    expect(specs).toEqual({
      MaturityPolicy: {
        unregisteredPlugins: 'Refuse',
        skipLevels: 'Forbid',
        upstreamMismatch: 'Defer',
        lessStableDependency: 'Warn',
        installs: { namespaces: 'All' },
      },
      FeatureGate: {
        component: 'demo',
        gate: 'FastPath',
        owners: ['team-a'],
        regime: 'PerFeature',
        takesEffect: 'Restart',
        stages: [{ release: 'v1.0.0', level: 'Alpha' }],
      },
      PluginMaturity: {
        component: 'demo',
        type: 'by-label',
        owners: ['team-a'],
        stages: [{ release: 'v1.0.0', level: 'Beta' }],
        securityPosture: 'Unknown',
        maintenance: 'Active',
      },
      FeatureSet: {
        component: 'demo',
        release: 'v1.0.0',
        experimentalPlugins: 'Disallow',
        shareWith: { namespaces: 'Same' },
      },
    });
  });

  test.each([
    ['FeatureGate', 'gate', { 'spec.gate': 'fastpath' }],
    ['PluginMaturity', 'type', { 'spec.type': 'By-Label' }],
    ['FeatureSet', 'component', { 'spec.component': 'other' }],
    ['FeatureGate', 'component', { 'spec.component': 'other' }],
    ['PluginMaturity', 'component', { 'spec.component': 'other' }],
  ] as const)('lets nobody change the identity of a %s: its %s', async (kind, field, change) => {
    const { stdout } = await kubectl('get', KINDS[kind].plural, nameOf(manifest(kind)), '-o', 'json');
    const { metadata } = JSON.parse(stdout) as { metadata: unknown };
    const answer = await client().update(kind, { ...manifest(kind, change), metadata });
    const [value] = Object.values(change);
    const identity = `spec.${field}: Invalid value: "${value}": \`${field}\` is immutable: delete the object and create it again`;
    // The name follows from the component, so that it no longer fits either.
    const name = nameOf(manifest(kind)).replace('demo', 'other');
    const word = kind === 'FeatureGate' ? 'gate' : 'type';
    const both = [
      `metadata.name: Invalid value: must be '${name}': the component, a dot and the ${word} in lower case`,
      identity,
    ];
    expect(answer).toEqual({ refused: value === 'other' && kind !== 'FeatureSet' ? both : [identity] });
  });

  test('keeps status apart: a write to the object leaves it alone, a write to status leaves the rest alone', async () => {
    const { stdout } = await kubectl('get', 'mpol', 'demo', '-o', 'json');
    const { metadata } = JSON.parse(stdout) as { metadata: Manifest };
    const status = { observedGeneration: 1, gates: 7, plugins: 0, conditions: [] };
    const spec = { skipLevels: 'Allow' };
    const written = await client().update('MaturityPolicy', { ...manifest('MaturityPolicy'), metadata, spec, status });
    expect(written).toMatchObject({ stored: { spec, metadata: { generation: 2 } } });
    expect('stored' in written && written.stored['status']).toBeUndefined();
    const { resourceVersion } = ('stored' in written ? written.stored['metadata'] : {}) as { resourceVersion: string };
    // As the operator writes it: name, resourceVersion and status, no spec.
    const { apiVersion, kind } = manifest('MaturityPolicy');
    const object = { apiVersion, kind, metadata: { name: 'demo', resourceVersion }, status };
    const reported = await client().update('MaturityPolicy', object, '/status');
    expect(reported).toMatchObject({ stored: { spec, status, metadata: { generation: 2 } } });
  });

  test('lets another controller add a condition of its own, and refuses an empty reason', async () => {
    const { stdout } = await kubectl('get', 'fgate', 'demo.fastpath', '-o', 'json');
    const gate = JSON.parse(stdout) as Manifest;
    const theirs = {
      type: 'example.org/Seen',
      status: 'True',
      reason: 'Seen',
      message: '',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    const conditions = [{ ...theirs, reason: '' }];
    expect(await client().update('FeatureGate', { ...gate, status: { conditions } }, '/status')).toEqual({
      refused: [
        'status.conditions[0].reason: Invalid value: "": conditions[0].reason in body should be at least 1 chars long',
      ],
    });
    const added = await client().update('FeatureGate', { ...gate, status: { conditions: [theirs] } }, '/status');
    expect(added).toMatchObject({ stored: { status: { conditions: [theirs] } } });
  });

  test('serves it as v1alpha1 too, unchanged, with a warning that names v1beta1', async () => {
    const { stdout, stderr } = await kubectl(
      'get',
      'featuregates.v1alpha1.stagegate.dev',
      'demo.fastpath',
      '-o',
      'json',
    );
    expect(stderr).toBe(
      'Warning: stagegate.dev/v1alpha1 FeatureGate is deprecated; use stagegate.dev/v1beta1: the schema is the same\n',
    );
    const { stdout: current } = await kubectl('get', 'fgate', 'demo.fastpath', '-o', 'json');
    const { apiVersion: _old, ...old } = JSON.parse(stdout) as Manifest;
    const { apiVersion: _new, ...stored } = JSON.parse(current) as Manifest;
    expect(old).toEqual(stored);
  });

  test('finds it by component and gate', async () => {
    const select = (selector: string) => kubectl('get', 'fgate', '-o', 'name', '--field-selector', selector);
    expect((await select('spec.component=demo,spec.gate=FastPath')).stdout).toBe(
      'featuregate.stagegate.dev/demo.fastpath\n',
    );
    expect((await select('spec.component=demo,spec.gate=fastpath')).stdout).toBe('');
  });
}

function nameOf(object: Manifest): string {
  return (object['metadata'] as { name: string }).name;
}
