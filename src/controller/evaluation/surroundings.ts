import type { FeatureSet } from '../../api/declared.ts';
import type { PublishedState, SourceState, ObservedConfigs } from '../../lifecycle/config/observed-configs.ts';

/** What knows the surroundings of FeatureSets. */
export interface ObservedConfigsProvider {
  /** What is around it now. */
  of(featureSet: FeatureSet): ObservedConfigs;
  /** Whether something of it is still being asked for: judging it now would be judging half of it. Never so for more than seconds. */
  isPending(featureSet: FeatureSet): boolean;
}

/** What knows the sources of FeatureSets. */
export interface SourcesProvider {
  /** One for each of `spec.sources`, in their order. */
  sourcesOf(featureSet: FeatureSet): readonly SourceState[];
  isPending(featureSet: FeatureSet): boolean;
}

/** What knows what FeatureSets have published. */
export interface PublishedProvider {
  /** Undefined where it publishes nothing. */
  publishedOf(featureSet: FeatureSet): PublishedState | undefined;
  isPending(featureSet: FeatureSet): boolean;
}

/** The surroundings that both know together. */
export function surroundingsFrom(
  sources: SourcesProvider,
  published: PublishedProvider | undefined,
): ObservedConfigsProvider {
  return {
    of: (featureSet) => ({
      sources: sources.sourcesOf(featureSet),
      published: published?.publishedOf(featureSet),
    }),
    isPending: (featureSet) => sources.isPending(featureSet) || (published?.isPending(featureSet) ?? false),
  };
}
