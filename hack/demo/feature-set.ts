import type { Stage } from './stage.ts';
import { until } from './until.ts';

interface Condition {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** What the demo reads of a FeatureSet. */
interface FeatureSet {
  readonly metadata: { readonly generation: number };
  readonly status?: {
    readonly observedGeneration: number;
    readonly release: string;
    readonly enabled: readonly string[];
    readonly disabled: readonly string[];
    readonly exceptions: readonly { readonly gate: string; readonly layer?: string }[];
    readonly findings: readonly { readonly reason: string; readonly message: string }[];
    readonly upgrade?: { readonly blockers: readonly { readonly subject: string }[] };
    readonly conditions: readonly Condition[];
  };
}

/** The FeatureSet `kubernetes` of a namespace. */
export function featureSetOf({ cluster }: Stage, namespace: string): Promise<FeatureSet> {
  return cluster.kubectl.json<FeatureSet>(['get', 'fset', 'kubernetes', '-n', namespace]);
}

/** Waits until the condition Published of the spec as it stands has one of these reasons. */
export function publication(stage: Stage, namespace: string, reasons: readonly string[]): Promise<Condition> {
  const what = `${namespace}/kubernetes to say of Published ${reasons.join(' or ')}`;
  return until(what, stage.patience(30), async () => {
    const { metadata, status } = await featureSetOf(stage, namespace);
    const found = status?.conditions.find(({ type }) => type === 'Published');
    if (found && reasons.includes(found.reason) && status?.observedGeneration === metadata.generation) return found;
    throw new Error(`it says ${found?.reason ?? 'nothing'}: ${found?.message ?? ''}`);
  });
}
