import { expect, test } from 'vitest';
import { evaluated, objectsIn } from '../catalogs/catalog.ts';

const policy = (levels: string): string =>
  `{apiVersion: stagegate.dev/v1beta1, kind: MaturityPolicy, metadata: {name: thing}, spec: {levels: ${levels}}}`;
const set =
  '{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: set}, spec: {component: thing, release: "1.0"}}';

test('a component whose policy does not fit its schema is told apart from one that has none, as in a cluster', () => {
  const told = (...objects: string[]) =>
    evaluated(
      objects.flatMap((one) => objectsIn(one)),
      '2026-05-15',
    ).report[0]?.findings.map(({ reason, message }) => `${reason}: ${message.split(';')[0]}`);
  expect(told(set)).toEqual(["PolicyMissing: Nothing is declared for component 'thing'"]);
  expect(told(set, policy('none'))).toEqual(["PolicyMissing: MaturityPolicy 'thing' does not fit its schema"]);
  expect(told(set, policy('[]'))).toEqual([]);
});
