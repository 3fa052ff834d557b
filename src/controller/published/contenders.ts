import type { FeatureSet } from '../../api/declared.ts';
import { objectKey } from '../../kube/object.ts';
import type { Declarations } from '../declarations/declarations.ts';
import { compareWords } from '../../lifecycle/names/compare-words.ts';

/** Who else publishes to the ConfigMap of a FeatureSet: the eldest of all owns it. */
export interface Claimants {
  /** The eldest, if that is another one. */
  readonly elder: FeatureSet | undefined;
  readonly younger: readonly FeatureSet[];
}

/** The other FeatureSets that name the same ConfigMap; one that is being deleted publishes no more. */
export function claimantsOf(declarations: Declarations, featureSet: FeatureSet): Claimants {
  const { metadata, spec } = featureSet;
  const target = spec.publish && objectKey({ namespace: metadata.namespace, name: spec.publish.configMap });
  const others: FeatureSet[] = [];
  for (const { parsed, uid } of target === undefined ? [] : declarations.stores.FeatureSet.by('publishesTo', target)) {
    if (uid === metadata.uid || !parsed.valid || parsed.object.metadata.deletionTimestamp !== undefined) continue;
    others.push(parsed.object);
  }
  const sorted = others.sort(byAge);
  const [eldest] = sorted;
  return {
    elder: eldest && byAge(eldest, featureSet) < 0 ? eldest : undefined,
    younger: sorted.filter((other) => byAge(featureSet, other) < 0),
  };
}

function byAge({ metadata: a }: FeatureSet, { metadata: b }: FeatureSet): number {
  return compareWords(a.creationTimestamp, b.creationTimestamp) || compareWords(a.uid, b.uid);
}
