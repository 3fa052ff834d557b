import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { isCounted } from '../../../../src/lifecycle/declared/installs.ts';
import { featureSet, gate, policy, world } from '../../../support/sample.ts';

const LABELS = new Map([
  ['prod', { env: 'prod', team: 'a' }],
  ['test', { env: 'test' }],
  ['bare', {}],
]);

/** Namespaces, one of which nobody has seen, whose FeatureSets count. */
function counted(selector: object): string[] {
  const { spec } = policy('thing', { installs: { namespaces: 'Selector', selector } });
  return [...LABELS.keys(), 'unseen'].filter((namespace) =>
    isCounted(featureSet({ component: 'thing' }, 'set', namespace), spec, LABELS),
  );
}

const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }],
});

describe('a selector of installs reads labels as Kubernetes does', () => {
  const cases: [selector: object, namespaces: string[]][] = [
    [{ matchLabels: { env: 'prod' } }, ['prod']],
    [{ matchLabels: { env: 'prod', team: 'b' } }, []],
    [expression('env', 'In', 'prod', 'test'), ['prod', 'test']],
    [expression('env', 'NotIn', 'prod'), ['test', 'bare', 'unseen']],
    [expression('team', 'Exists'), ['prod']],
    [expression('team', 'DoesNotExist'), ['test', 'bare', 'unseen']],
    [{ matchLabels: { env: 'prod' }, ...expression('team', 'DoesNotExist') }, []],
  ];
  test.each(cases)('%j', (selector, namespaces) => {
    expect(counted(selector)).toEqual(namespaces);
  });
});

test('only installs that count are seen by a gate; all are evaluated', () => {
  const gates = [gate('X', ['1.0 Alpha off'], { component: 'thing' })];
  const set = (namespace: string, release: string, state: string) =>
    featureSet({ component: 'thing', release, overrides: [{ gate: 'X', state }] }, 'set', namespace);
  const featureSets = [set('prod', '1.1', 'Disabled'), set('test', '1.5', 'Enabled')];
  const told = (installs: object) => {
    const declared = policy('thing', { installs });
    const evaluation = evaluate(
      world({ component: 'thing', policy: declared, gates, featureSets, namespaces: LABELS }),
    );
    const verdict = evaluation.gates.get('thing.x');
    return [verdict?.asOf, verdict?.enabled, verdict?.releases.length, evaluation.featureSets.size];
  };
  expect(told({ namespaces: 'All' })).toEqual(['1.5', 'Some', 2, 2]);
  expect(told({ namespaces: 'Selector', selector: { matchLabels: { env: 'prod' } } })).toEqual(['1.1', 'None', 1, 2]);
});
