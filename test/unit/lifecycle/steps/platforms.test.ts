import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeatureSet } from '../../../../src/api/declared.ts';
import { evaluate, evaluateAll } from '../../../../src/lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../../../src/lifecycle/component/evaluation.ts';
import type { World } from '../../../../src/lifecycle/declared/world.ts';
import { featureSet, gate, on, policy, said, world } from '../../../support/sample.ts';

/** Worlds of components that have a policy each, with these FeatureSets. */
function worldsOf(sets: readonly FeatureSet[], more: Readonly<Record<string, Partial<World>>> = {}): World[] {
  const components = [...new Set([...sets.map(({ spec }) => spec.component), ...Object.keys(more)])];
  return components.map((component) =>
    world({
      component,
      policy: policy(component),
      featureSets: sets.filter(({ spec }) => spec.component === component),
      ...more[component],
    }),
  );
}

function findingsOn(evaluations: ReadonlyMap<string, Evaluation>, reference: string) {
  const verdict = [...evaluations.values()].flatMap(({ featureSets }) => featureSets.get(reference) ?? [])[0];
  if (!verdict) throw new Error(`no FeatureSet ${reference}`);
  return verdict.findings;
}

const runsOn = (name: string, component = 'below', namespace?: string) => ({
  platform: [{ component, featureSet: { name, ...(namespace !== undefined && { namespace }) } }],
});
const above = (platform: object) => featureSet({ component: 'above', release: '1.0', ...platform }, 'above', 'team');
const below = (spec: object = {}, namespace = 'other') =>
  featureSet({ component: 'below', release: '1.0', ...spec }, 'below', namespace);

const unavailable = (name: string, namespace: string) => [
  { severity: 'Error', subject: 'below', fact: { kind: 'PlatformUnavailable', reference: `${namespace}/${name}` } },
];

describe('a platform', () => {
  const cases: Record<string, FeatureSet[]> = {
    'that is not there': [],
    'that is of another component': [
      featureSet({ component: 'third', release: '1.0', shareWith: { namespaces: 'All' } }, 'below', 'other'),
    ],
    'that is not shared': [below()],
    'that is shared with others': [below({ shareWith: { namespaces: 'Listed', names: ['friends'] } })],
    'that knows no release': [below({ shareWith: { namespaces: 'All' }, release: 'v7.0.0' })],
  };
  test.each(Object.entries(cases))('%s is one and the same Error, in whatever order components come', (_what, sets) => {
    const releases = [{ name: '1.0' }];
    const worlds = worldsOf([above(runsOn('below', 'below', 'other')), ...sets], {
      below: { policy: policy('below', { releases }) },
    });
    for (const order of [worlds, worlds.toReversed()]) {
      expect(findingsOn(evaluateAll(order), 'team/above')).toEqual(unavailable('below', 'other'));
    }
  });

  test('of the same namespace, shared with all or with this namespace, is there', () => {
    const told = (set: FeatureSet, namespace?: string) =>
      findingsOn(evaluateAll(worldsOf([above(runsOn('below', 'below', namespace)), set])), 'team/above');
    expect(told(below({}, 'team'))).toEqual([]);
    expect(told(below({ shareWith: { namespaces: 'All' } }), 'other')).toEqual([]);
    expect(told(below({ shareWith: { namespaces: 'Listed', names: ['team'] } }), 'other')).toEqual([]);
  });

  test('is not looked up in a component that did not change but by its own verdicts', () => {
    const settled = evaluateAll(
      worldsOf([below({}, 'team'), featureSet({ component: 'third', release: '1.0' }, 'third', 'team')]),
    );
    const told = (platform: object) => findingsOn(evaluateAll(worldsOf([above(platform)]), settled), 'team/above');
    expect(told(runsOn('below'))).toEqual([]);
    expect(told(runsOn('third'))).toEqual(unavailable('third', 'team'));
  });
});

describe('FeatureSets that run on one another', () => {
  const chain = (length: number, component: (index: number) => string) =>
    Array.from({ length }, (_, index) =>
      featureSet(
        {
          component: component(index),
          release: `1.${index}`,
          ...(index + 1 < length && runsOn(`s${index + 1}`, component(index + 1))),
        },
        `s${index}`,
      ),
    );

  test('are evaluated after what they run on, whatever the order of components and objects', () => {
    const base = gate('G', ['1.0 Alpha off'], { component: 'c3' });
    const needing = (component: string, next: string) =>
      gate('G', ['1.0 Alpha off'], { component, requires: [{ component: next, gate: 'G' }] });
    const sets = chain(4, (index) => `c${index}`).map((set) => ({
      ...set,
      spec: { ...set.spec, overrides: featureSet({ overrides: on('G') }).spec.overrides },
    }));
    const worlds = (last: readonly FeatureSet[]) =>
      worldsOf(last, {
        c0: { gates: [needing('c0', 'c1')] },
        c1: { gates: [needing('c1', 'c2')] },
        c2: { gates: [needing('c2', 'c3')] },
        c3: { gates: [base] },
      });
    const off = sets.map((set, index) => (index === 3 ? { ...set, spec: { ...set.spec, overrides: [] } } : set));
    const told = (order: readonly World[]) => {
      const evaluations = evaluateAll(order);
      return ['c0', 'c1', 'c2', 'c3'].map(
        (component, index) =>
          evaluations.get(component)?.featureSets.get(`default/s${index}`)?.rows.get('G')?.effective,
      );
    };
    const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    fc.assert(
      fc.property(orders, (order) => {
        const shuffled = (all: readonly World[]) => order.flatMap((index) => all[index] ?? []);
        expect(told(shuffled(worlds(sets)))).toEqual(Array.from({ length: 4 }, () => 'Enabled'));
        expect(told(shuffled(worlds(off)))).toEqual(Array.from({ length: 4 }, () => 'Disabled'));
      }),
    );
  });

  test('may be as many as there are', () => {
    const sets = chain(5000, () => 'one');
    const [evaluation] = evaluateAll(worldsOf(sets)).values();
    expect(evaluation?.featureSets.size).toBe(5000);
    expect([...(evaluation?.featureSets.values() ?? [])].flatMap(({ findings }) => said(findings))).toEqual([]);
  });

  test('in a circle get an Error each, and are evaluated without; who runs on one of them is not', () => {
    const set = (name: string, component: string, next: string, of: string) =>
      featureSet({ component, release: '1.0', overrides: on('G'), ...runsOn(next, of) }, name);
    const sets = [set('a', 'one', 'b', 'two'), set('b', 'two', 'a', 'one'), set('c', 'three', 'a', 'one')];
    const needs = { requires: [{ component: 'two', gate: 'Missing' }] };
    const gates = [gate('G', ['1.0 Alpha off'], { component: 'one', ...needs })];
    const worlds = worldsOf(sets, { one: { gates } });
    for (const order of [worlds, worlds.toReversed()]) {
      const evaluations = evaluateAll(order);
      const members = ['default/a', 'default/b'];
      for (const [reference, component] of [
        ['default/a', 'one'],
        ['default/b', 'two'],
      ] as const) {
        expect(findingsOn(evaluations, reference)).toContainEqual({
          severity: 'Error',
          subject: component,
          fact: { kind: 'PlatformCycle', members },
        });
      }
      expect(said(findingsOn(evaluations, 'default/a'))).toContain('Info PlatformUnknown two');
      expect(evaluations.get('one')?.featureSets.get('default/a')?.rows.get('G')?.effective).toBe('Enabled');
      expect(said(findingsOn(evaluations, 'default/c'))).toEqual(['Error UnknownFeatureGate G']);
    }
    const self = evaluateAll(worldsOf([set('a', 'one', 'a', 'one')]));
    expect(said(findingsOn(self, 'default/a'))).toContain('Error PlatformCycle one');
  });
});

test('a component refers to those its FeatureSets run on and those upstream of its gates, and not to itself', () => {
  const upstream = [{ name: 'U', component: 'far', milestones: [{ level: 'Beta', release: '1.2' }] }];
  const gates = [gate('G', ['1.0 Alpha off'], { component: 'above', upstream })];
  const sets = [above(runsOn('below')), featureSet({ component: 'above', release: '1.0', ...runsOn('x', 'above') })];
  const { references } = evaluate(world({ component: 'above', gates, featureSets: sets }));
  expect([...references].sort()).toEqual(['below', 'far']);
});

describe('a bound of another component that its calendar cannot place', () => {
  const sets = [above(runsOn('below', 'below', 'other')), below({ shareWith: { namespaces: 'All' } })];
  const bounded = (rule: object) => {
    const gates = [gate('Here', ['1.0 Beta on'], { component: 'above', requires: [{ component: 'below', ...rule }] })];
    const there = [gate('There', ['1.0 Beta off'], { component: 'below' })];
    const evaluations = evaluateAll(
      worldsOf(sets, {
        above: { gates },
        below: { gates: there, policy: policy('below', { releases: [{ name: '1.0' }] }) },
      }),
    );
    return said(findingsOn(evaluations, 'team/above'));
  };
  test.each(['platformFrom', 'platformBefore'])('is an Error in %s, and switches no check off (R74)', (bound) => {
    expect(bounded({ gate: 'There', [bound]: '1.0' })).toEqual(bound === 'platformFrom' ? UNMET : []);
    expect(bounded({ gate: 'There', [bound]: '7.0' })).toEqual([...UNMET, 'Error ReleaseUnknown Here']);
  });
  const UNMET = ['Error DependencyUnmet Here'];
});
