import { KIND_NAMES } from '../../api/kinds.ts';
import { parseStatus } from '../../api/parse.ts';
import { desiredStatus, verdictOf } from '../../report/status/desired-status.ts';
import { evaluateAll } from '../../lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import { reportOf, type FeatureSetReport } from '../../report/evaluation-report.ts';
import type { DeclaredObject } from '../input/declared-object.ts';
import type { RawObject } from '../input/manifest.ts';
import { declaredComponent, worldsOf, type Circumstances } from './worlds.ts';
import { compareWords } from '../../lifecycle/names/compare-words.ts';

/** An input object with the status the operator would write. */
export type Item = RawObject & { readonly status: Readonly<Record<string, unknown>> };

/** What `stagegate evaluate` answers. */
export interface OfflineEvaluation {
  readonly items: readonly Item[];
  readonly report: readonly FeatureSetReport[];
}

/** Evaluates objects as the operator would, with no cluster; a status in the input is the one that stands. */
export function evaluateOffline(objects: readonly DeclaredObject[], circumstances: Circumstances): OfflineEvaluation {
  const evaluations = evaluateAll(worldsOf(objects, circumstances));
  const items = objects.map((one) => itemOf(one, evaluations.get(declaredComponent(one) ?? ''), circumstances.now));
  return {
    items: items.sort(compareItems),
    report: [...evaluations.values()].flatMap(reportOf).sort((a, b) => compareWords(a.featureSet, b.featureSet)),
  };
}

function itemOf(
  { kind, reference, raw, parsed }: DeclaredObject,
  evaluation: Evaluation | undefined,
  now: number,
): Item {
  const { uid, generation, resourceVersion } = parsed.valid ? parsed.object.metadata : parsed.metadata;
  // A status that does not fit its schema was not written by the operator, which would write it again.
  const status = parseStatus(kind, raw['status']);
  const declaration = { kind, parsed, uid, generation, resourceVersion, component: undefined, status };
  const desired = desiredStatus(declaration, verdictOf(evaluation, kind, reference), now);
  if (!desired) throw new Error(`the evaluation does not know ${kind} ${reference}`);
  return { ...raw, status: desired };
}

/** By kind, in the order in which they are listed everywhere, then by namespace and name. */
function compareItems(a: Item, b: Item): number {
  const rank = ({ kind }: Item): number => (KIND_NAMES as readonly string[]).indexOf(kind);
  const byNamespace = compareWords(a.metadata.namespace ?? '', b.metadata.namespace ?? '');
  return rank(a) - rank(b) || byNamespace || compareWords(a.metadata.name, b.metadata.name);
}
