import { describe, expect, test } from 'vitest';
import { declarationOf } from '../../../src/controller/declarations/declaration.ts';
import type { KubeObject } from '../../../src/kube/object.ts';
import { gate } from '../../support/manifest.ts';
import { rawFeatureSet } from '../../support/raw-objects.ts';

const on = { gate: 'X', state: 'Enabled' };

describe('a declaration', () => {
  test('shares what it asks for with others that ask for the same, and with no other', () => {
    const [a, b, c] = [[on], [on], []].map((overrides, at) => {
      const { parsed } = declarationOf('FeatureSet', rawFeatureSet('a', overrides, { uid: `uid-${at}` }));
      return parsed.valid ? parsed.object : undefined;
    });
    expect(b?.spec).toBe(a?.spec);
    expect(b?.metadata).not.toEqual(a?.metadata);
    expect(c?.spec).not.toEqual(a?.spec);
  });

  test('of a gate keeps nothing that only people read, and shares its stages and its empty lists', () => {
    const [a, b] = ['A', 'B'].map((name) => {
      const words = { description: `what ${name} switches`, tracking: 'https://example.org/1' };
      const raw = gate('some', name, ['1.30 Alpha off', '1.33 Beta on'], words);
      const { parsed } = declarationOf('FeatureGate', raw as unknown as KubeObject);
      return parsed.valid ? parsed.object.spec : undefined;
    });
    expect(a).toMatchObject({ gate: 'A', stages: [{ release: '1.30' }, { release: '1.33' }], requires: [] });
    expect(Object.keys(a ?? {}).filter((field) => /description|owners|tracking/.test(field))).toEqual([]);
    expect(b?.gate).toBe('B');
    expect(b?.stages).toBe(a?.stages);
    expect([a?.excludes, b?.requires, b?.values]).toEqual([[], [], []]);
    for (const list of [a?.excludes, b?.requires, b?.values]) expect(list).toBe(a?.requires);
  });

  test('of the same generation is not read again, and has the status and the metadata of now', () => {
    const before = declarationOf('FeatureSet', rawFeatureSet('a', [on]));
    const raw = rawFeatureSet('a', [on], { resourceVersion: '2', status: { observedGeneration: 1 } });
    const after = declarationOf('FeatureSet', raw, before);
    expect(after.parsed).toBe(before.parsed);
    expect(after.resourceVersion).toBe('2');
    const finalizers = ['stagegate.dev/published-config'];
    const held = declarationOf('FeatureSet', { ...raw, metadata: { ...raw.metadata, finalizers } }, after);
    expect(held.parsed.valid && held.parsed.object.metadata.finalizers).toEqual(finalizers);
    expect(held.status).toBe(after.status);
    const edited = declarationOf('FeatureSet', rawFeatureSet('a', [], { generation: 2 }), after);
    expect(edited.parsed.valid && edited.parsed.object.spec.overrides).toEqual([]);
  });
});
