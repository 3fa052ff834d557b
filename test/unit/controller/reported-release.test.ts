import { describe, expect, test } from 'vitest';
import { Declarations } from '../../../src/controller/declarations/declarations.ts';
import { reportedBefore } from '../../../src/controller/api-server/reported-release.ts';
import { rawFeatureSet, type Versions } from '../../support/raw-objects.ts';

interface Follower {
  readonly status?: { release?: string; minCompatibility?: string; observedGeneration?: number };
  readonly generation?: number;
  readonly spec?: object;
}

/** What FeatureSets that follow the API server tell of it, each with the status that stands on it. */
function told(...followers: Follower[]) {
  const declarations = new Declarations();
  followers.forEach(({ status, generation = 1, spec = {} }, index) => {
    const lists = { enabled: [], disabled: [], discovery: [], exceptions: [], plugins: [], findings: [], notices: [] };
    const previous = status && { observedGeneration: 1, ...lists, conditions: [], ...status };
    const versions: Versions = { generation, uid: `u${index}`, status: previous };
    const set = rawFeatureSet('kubernetes', [], versions, { releaseFrom: 'APIServer', release: undefined, ...spec });
    const metadata = { ...set.metadata, name: `set${index}` };
    declarations.stores.FeatureSet.upsert({ ...set, metadata }, 'list');
  });
  const all = [...declarations.stores.FeatureSet.values()];
  // Only a status that fits its schema is one that stands.
  expect(all.map(({ status }) => status !== undefined)).toEqual(followers.map(({ status }) => status !== undefined));
  return reportedBefore(all);
}

describe('what a status says of the API server, after a restart,', () => {
  test('is believed where it speaks of the spec that stands', () => {
    const status = { release: '1.36', minCompatibility: '1.35' };
    expect(told({ status })).toEqual({ release: '1.36', minCompatibility: '1.35' });
    expect(told({ status, generation: 2 })).toBeUndefined();
    expect(told({})).toBeUndefined();
    expect(told()).toBeUndefined();
  });

  test('is no minCompatibility that the spec itself sets', () => {
    const status = { release: '1.36', minCompatibility: '1.31' };
    expect(told({ status, spec: { minCompatibility: '1.31' } })).toEqual({ release: '1.36' });
  });

  test('is taken first from one that knows minCompatibility too', () => {
    const known = { status: { release: '1.36', minCompatibility: '1.35' } };
    const own = { status: { release: '1.36', minCompatibility: '1.31' }, spec: { minCompatibility: '1.31' } };
    const old = { status: { release: '1.30', minCompatibility: '1.29' }, generation: 2 };
    expect(told(own, known)).toEqual({ release: '1.36', minCompatibility: '1.35' });
    expect(told(old, own)).toEqual({ release: '1.36' });
    expect(told({ status: { release: '1.36' } }, old)).toEqual({ release: '1.36' });
  });

  test('is nothing while the status knows no release', () => {
    expect(told({ status: {} })).toBeUndefined();
  });
});
