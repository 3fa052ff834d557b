import { z } from 'zod';
import { atomicList, oneOf, text, withRules } from './schema.ts';

const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LABEL_KEY_HINT = 'must be a label key such as team or example.org/team';
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const labelValue = z.string().max(63).regex(LABEL_VALUE, 'must be a label value: letters, digits and -_., or empty');
const WITH_VALUES = ['In', 'NotIn'];

const matchLabels = withRules(
  z
    .record(z.string(), labelValue)
    .refine((labels) => Object.keys(labels).length <= 16, { message: 'must have at most 16 labels' })
    .meta({
      description: 'matchLabels are labels that a namespace must all have, with these values. Absent: any.',
      maxProperties: 16,
    }),
  [
    {
      cel: `self.all(key, key.size() <= 317 && key.matches('${LABEL_KEY.source.replaceAll('\\/', '/')}'))`,
      message: 'must have label keys such as team or example.org/team',
      check: (labels) => Object.keys(labels).every((key) => key.length <= 317 && LABEL_KEY.test(key)),
    },
  ],
);

const matchExpression = withRules(
  z.object({
    key: text('key is the key of a label.', 317, { pattern: LABEL_KEY, hint: LABEL_KEY_HINT }),
    operator: oneOf('operator is In, NotIn, Exists or DoesNotExist.', ['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: atomicList('values are what In and NotIn compare with; with those two only.', labelValue, 32).default([]),
  }),
  [
    {
      cel: "(self.operator in ['In', 'NotIn']) == (has(self.values) && self.values.size() > 0)",
      message: 'must be set exactly when operator is In or NotIn',
      fieldPath: '.values',
      check: (value) => WITH_VALUES.includes(value.operator) === value.values.length > 0,
    },
  ],
);

/** metav1.LabelSelector over namespaces, bounded. */
export function namespaceSelector(description: string) {
  return z
    .object({
      matchLabels: matchLabels.optional(),
      matchExpressions: atomicList(
        'matchExpressions are further conditions on the labels of a namespace; all must hold. Absent: none.',
        matchExpression,
        16,
      ).optional(),
    })
    .meta({ description, 'x-kubernetes-map-type': 'atomic' });
}
