import type { FeatureSet } from '../../../src/api/declared.ts';
import type { PolicySpec } from '../../../src/api/policy.ts';

/** Labels of namespaces, by name. */
export type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

type Expression = NonNullable<NonNullable<PolicySpec['installs']['selector']>['matchExpressions']>[number];

/** Whether a FeatureSet counts in the statuses of gates and plugins: `spec.installs` of the policy says whose do. */
export function isCounted({ metadata }: FeatureSet, { installs }: PolicySpec, namespaces: NamespaceLabels): boolean {
  const { selector } = installs;
  if (installs.namespaces === 'All' || !selector) return true;
  const labels = namespaces.get(metadata.namespace ?? '') ?? {};
  const wanted = Object.entries(selector.matchLabels ?? {});
  return (
    wanted.every(([label, value]) => labels[label] === value) &&
    (selector.matchExpressions ?? []).every((expression) => holds(expression, labels))
  );
}

/** One requirement of a label selector, as Kubernetes reads it: NotIn holds where the label is absent. */
function holds({ key, operator, values }: Expression, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}
