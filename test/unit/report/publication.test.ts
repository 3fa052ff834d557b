import { describe, expect, test } from 'vitest';
import { featureSetStatus, type FeatureSetStatus } from '../../../src/api/featureset-status.ts';
import type { FeatureSet } from '../../../src/api/declared.ts';
import { evaluate } from '../../../src/lifecycle/component/evaluate.ts';
import type { PublishedState } from '../../../src/lifecycle/config/observed-configs.ts';
import { featureSetStatusOf } from '../../../src/report/status/feature-set-status.ts';
import { FAMILIES } from '../../../src/report/metrics/families.ts';
import { featureSet, gate, NOW, on, verdictOn, world } from '../../support/sample.ts';
import { noticesOf } from './sample-status.ts';

const FINALIZER = 'stagegate.dev/published-config';
const GOING = { deletionTimestamp: '2026-05-15T00:00:00Z', finalizers: ['example.org/other', FINALIZER] };
const GATES = [gate('Alpha', ['1.30 Alpha off'])];
const live = {
  kind: 'Own',
  data: { FlagString: 'Alpha=true' },
  release: '1.36',
  generation: 1,
  hash: 'abc',
  gates: ['Alpha'],
} as const satisfies PublishedState;

interface Case {
  readonly spec?: object;
  readonly metadata?: object;
  readonly published?: PublishedState;
  readonly policyInvalid?: boolean;
}

function evaluation({ spec = {}, metadata = {}, published, policyInvalid = false }: Case) {
  const publish = { configMap: 'out', formats: ['FlagString'] };
  const set = featureSet({ publish, overrides: on('Alpha'), ...spec });
  const marked: FeatureSet = { ...set, metadata: { ...set.metadata, uid: 'my-uid', ...metadata } };
  const observedConfigs = new Map([['default/set', { sources: [], published }]]);
  return evaluate(world({ gates: GATES, policyInvalid, featureSets: [marked], observedConfigs }));
}

function status(one: Case, previous?: FeatureSetStatus): FeatureSetStatus {
  return featureSetStatusOf(verdictOn(evaluation(one)), { generation: 1, status: previous, now: NOW });
}

function conditionOf(one: Case): [string, string | undefined] {
  const { status: value, reason, message } = status(one).conditions.find(({ type }) => type === 'Published') ?? {};
  return [`${value} ${reason}`, message];
}

function series(one: Case): number[] {
  const family = FAMILIES.find(({ name }) => name === 'stagegate_featureset_published');
  return family?.samples(evaluation(one), 'All').map(({ value }) => value) ?? [];
}

const GRANT =
  '`kubectl create rolebinding stagegate-config-publisher -n default --clusterrole=stagegate-config-publisher --serviceaccount=a:b`';
const notPermitted: PublishedState = { kind: 'NotPermitted', grantee: '--serviceaccount=a:b' };
const wrong = { overrides: [...on('Alpha'), { gate: 'Alfa', state: 'Enabled' }] };

const cases: [title: string, one: Case, value: string, message: string | RegExp][] = [
  [
    'what stands is what is said',
    { published: live },
    'True Published',
    "ConfigMap 'out' holds what generation 1 says for 1.36",
  ],
  [
    'nothing stands yet',
    { published: { kind: 'Absent' } },
    'Unknown Publishing',
    "ConfigMap 'out' is being written; ConfigMap 'out' holds nothing of this FeatureSet",
  ],
  [
    'other data stand',
    { published: { ...live, data: { FlagString: '' } } },
    'Unknown Publishing',
    "ConfigMap 'out' is being written; ConfigMap 'out' holds what generation 1 said for 1.36",
  ],
  ['more data stand', { published: { ...live, data: { ...live.data, Other: 'x' } } }, 'Unknown Publishing', /written/],
  ['it was written for another generation', { published: { ...live, generation: 7 } }, 'Unknown Publishing', /7 said/],
  ['it was written for another release', { published: { ...live, release: '1.35' } }, 'Unknown Publishing', /1\.35/],
  [
    'a write failed',
    { published: { kind: 'Absent', failure: 'POST /x: 500 InternalError' } },
    'Unknown Publishing',
    "ConfigMap 'out' could not be written and is tried again (POST /x: 500 InternalError); ConfigMap 'out' holds nothing of this FeatureSet",
  ],
  [
    'an Error stands',
    { spec: wrong, published: live },
    'False HeldBack',
    /^Nothing new is published; ConfigMap 'out' holds what generation 1 said for 1\.36\. .*'Alfa'/,
  ],
  [
    'an Error stands and nothing was published',
    { spec: wrong, published: { kind: 'Absent' } },
    'False HeldBack',
    /holds nothing of this FeatureSet/,
  ],
  [
    'an Error stands and somebody changed what was published',
    { spec: wrong, published: { ...live, edited: true } },
    'False HeldBack',
    /^Nothing new is published; ConfigMap 'out' was changed by someone else after generation 1 was published\. /,
  ],
  ['the policy does not fit its schema', { published: live, policyInvalid: true }, 'False HeldBack', /MaturityPolicy/],
  [
    'the release is not known',
    { spec: { release: undefined, releaseFrom: 'APIServer' }, published: live },
    'False HeldBack',
    /generation 1 said/,
  ],
  ['it is being deleted', { metadata: GOING, published: live }, 'False HeldBack', /being deleted/],
  [
    'somebody else owns it',
    { published: { kind: 'NotOwned' } },
    'False ConfigMapNotOwned',
    "ConfigMap 'out' exists and does not belong to this FeatureSet, so it is left unchanged; delete it, name another one in spec.publish.configMap, or, to have its content replaced, run `kubectl label configmap out -n default stagegate.dev/featureset-uid=my-uid --overwrite`",
  ],
  [
    'an elder FeatureSet owns it',
    { published: { kind: 'NotOwned', elder: 'first' } },
    'False ConfigMapNotOwned',
    "ConfigMap 'out' is published by FeatureSet 'first', which is older, so nothing is written; name another one in spec.publish.configMap",
  ],
  [
    'the right is missing',
    { published: notPermitted },
    'False NotPermitted',
    `The operator is not allowed to publish in namespace 'default', so nothing is written; to grant the right, run ${GRANT}; no restart is needed`,
  ],
  [
    'the right to delete it is missing',
    { metadata: GOING, published: notPermitted },
    'False NotPermitted',
    `The operator is not allowed to delete what was published in namespace 'default', so this object stays; to grant the right, run ${GRANT} (no restart is needed), or, to leave the ConfigMap in place, run \`kubectl patch fset set -n default --type=merge -p '{"metadata":{"finalizers":["example.org/other"]}}'\``,
  ],
  ['nobody publishes', {}, 'Unknown NotEvaluated', /only the operator publishes, in a cluster/],
  ['nobody asks for it', { spec: { publish: undefined } }, 'Unknown NotRequested', 'spec.publish is not set'],
];

describe('Published', () => {
  test.each(cases)('where %s', (_title, one, value, message) => {
    const [condition, text] = conditionOf(one);
    expect(condition).toBe(value);
    if (typeof message === 'string') expect(text).toBe(message);
    else expect(text).toMatch(message);
    expect(series(one)).toEqual(one.spec && 'publish' in one.spec ? [] : [value === 'True Published' ? 1 : 0]);
    expect(featureSetStatus.safeParse(status(one)).success).toBe(true);
  });

  test('tells in the status what is live, also where it is held back', () => {
    const row = { configMap: 'out', generation: 1, hash: 'abc' };
    expect(status({ published: live }).published).toEqual(row);
    expect(status({ published: live, spec: wrong }).published).toEqual(row);
    expect(status({ published: { kind: 'Absent' } }).published).toBeUndefined();
    expect(status({ published: { kind: 'NotOwned' } }).published).toBeUndefined();
  });

  test('is announced when other content is live, or another ConfigMap, and only when it is what is said', () => {
    const before = status({ published: live });
    expect(noticesOf(before)).toEqual([]);
    expect(noticesOf(status({ published: live }, before))).toEqual([]);
    const other = { ...live, hash: 'def' };
    expect(noticesOf(status({ published: other }, before))).toEqual(['Published out']);
    expect(noticesOf(status({ published: { ...other, data: {} } }, before))).toEqual([]);
    expect(noticesOf(status({ published: other, spec: wrong }, before))).toEqual(['OverrideRejected Alfa']);
    const renamed = { ...before, published: { configMap: 'old', generation: 1, hash: 'abc' } };
    expect(noticesOf(status({ published: live }, renamed))).toEqual(['Published out']);
    const { published: _, ...nothing } = before;
    expect(noticesOf(status({ published: live }, nothing))).toEqual(['Published out']);
  });
});
