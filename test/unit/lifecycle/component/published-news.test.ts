import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { withPublished } from '../../../../src/lifecycle/component/published-news.ts';
import type { PublishedState } from '../../../../src/lifecycle/config/observed-configs.ts';
import { featureSet, gate, on, verdictOn, world } from '../../../support/sample.ts';

const GATES = [gate('Alpha', ['1.30 Alpha off']), gate('Other', ['1.30 Alpha off'])];

function verdict(published: PublishedState | undefined, spec: object = {}) {
  const publish = { configMap: 'out', formats: ['FlagString'] };
  const set = featureSet({ publish, overrides: on('Alpha'), ...spec });
  const observedConfigs = new Map([['default/set', { sources: [], published }]]);
  return verdictOn(evaluate(world({ gates: GATES, featureSets: [set], observedConfigs })));
}

function own(...gates: string[]): PublishedState {
  const data = { FlagString: gates.map((name) => `${name}=true`).join(',') };
  return { kind: 'Own', data, release: '1.36', generation: 1, hash: 'abc', gates };
}

const states: [title: string, state: PublishedState | undefined][] = [
  ['its own', own('Alpha')],
  ['its own with other gates', own('Alpha', 'Other')],
  ['nothing', { kind: 'Absent' }],
  ['that a write failed', { kind: 'Absent', failure: 'x' }],
  ["somebody else's", { kind: 'NotOwned' }],
  ['that a right is missing', { kind: 'NotPermitted', grantee: '--user=x' }],
  ['that nothing is known', undefined],
];

describe('news of what stands where a FeatureSet publishes', () => {
  test.each(states)('give the same verdict as judging all anew, where they are %s', (_title, state) => {
    for (const [, before] of states) expect(withPublished(verdict(before), state)).toEqual(verdict(state));
  });

  test('ask for judging all anew where a gate that stands is not declared', () => {
    expect(withPublished(verdict(own('Alpha')), own('Alpha', 'Gone'))).toBeUndefined();
    expect(withPublished(verdict(own('Gone')), own('Alpha'))).toBeUndefined();
  });

  test('ask for it while something holds back what is published, and where nothing is', () => {
    expect(withPublished(verdict(own('Alpha'), { overrides: on('Alfa') }), { kind: 'Absent' })).toBeUndefined();
    expect(withPublished(verdict(undefined, { publish: undefined }), undefined)).toBeUndefined();
  });
});
