import { CONDITION_TYPES, type Condition } from '../../api/condition.ts';
import type { KindName } from '../../api/kinds.ts';
import { settle, type DesiredCondition, type Previous } from '../conditions/conditions.ts';
import { sentenceOf } from '../words/fact-words.ts';

/**
 * `status` of an object that does not fit its schema: what stood before, and Ready=False with every problem, so that it is
 * still an object with a status.
 */
export function invalidStatusOf(
  kind: KindName,
  problems: readonly string[],
  previous: Previous<{ readonly conditions?: readonly Condition[] }>,
): Record<string, unknown> {
  const message = sentenceOf({ kind: 'SchemaInvalid', problems }, '');
  const conditions = CONDITION_TYPES[kind].map((type): DesiredCondition =>
    type === 'Ready'
      ? { type, status: 'False', reason: 'SchemaInvalid', message }
      : { type, status: 'Unknown', reason: 'NotEvaluated', message: 'The object does not fit its schema' },
  );
  return {
    ...BLANK[kind],
    ...previous.status,
    observedGeneration: previous.generation,
    conditions: settle(conditions, previous),
  };
}

/** What a status must have at the least. */
const BLANK: Readonly<Record<KindName, object>> = {
  MaturityPolicy: { gates: 0, plugins: 0 },
  FeatureGate: { releases: [], notices: [] },
  PluginMaturity: { releases: [], notices: [] },
  FeatureSet: { enabled: [], disabled: [], discovery: [], exceptions: [], plugins: [], findings: [], notices: [] },
};
