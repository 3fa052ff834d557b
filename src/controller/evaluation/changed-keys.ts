import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import { Table } from '../../lifecycle/tables/table.ts';
import { KIND_NAMES } from '../../api/kinds.ts';
import type { Declarations } from '../declarations/declarations.ts';
import { queueKey, type ObjectKey } from '../declarations/queue-key.ts';
import type { Work } from './dirty-components.ts';

/** The objects of which an evaluation says something else than the one before. */
function* changedKeys(after: Evaluation, before: Evaluation | undefined): Generator<ObjectKey, void, undefined> {
  if (after.policy && after.policy !== before?.policy) yield queueKey('MaturityPolicy', after.component);
  if (after.gates !== before?.gates)
    for (const [key, verdict] of after.gates)
      if (before?.gates.get(key) !== verdict) yield queueKey('FeatureGate', key);
  if (after.plugins !== before?.plugins)
    for (const [key, verdict] of after.plugins)
      if (before?.plugins.get(key) !== verdict) yield queueKey('PluginMaturity', key);
  for (const key of after.featureSets.changedSince(before?.featureSets ?? Table.of()))
    if (after.featureSets.has(key)) yield queueKey('FeatureSet', key);
}

/** What changed, and FeatureSets around which something did: more than their verdict may follow from that. */
export function keysToTell(after: Evaluation, before: Evaluation | undefined, work: Work): ObjectKey[] {
  const observed = [...work.toObserve(after.component)].filter(
    (key) => after.featureSets.has(key) && !work.told.has(key),
  );
  return [...new Set([...changedKeys(after, before), ...observed.map((key) => queueKey('FeatureSet', key))])];
}

/** Every object of a component. */
export function keysOf({ stores }: Declarations, component: string): ObjectKey[] {
  return KIND_NAMES.flatMap((kind) =>
    [...stores[kind].keysBy('component', component)].map((key) => queueKey(kind, key)),
  );
}
