import { describe, expect, test } from 'vitest';
import { declarationOf } from '../../../src/controller/declarations/declaration.ts';
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
