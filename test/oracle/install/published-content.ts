import type { State } from '../../../src/api/vocabulary.ts';

/** What a FeatureSet publishes, whatever the format; every list sorted by name. */
export interface PublishedContent {
  readonly component: string;
  readonly release: string;
  readonly gates: readonly { readonly gate: string; readonly state: State }[];
  /** Cumulative groups that a layer set, with their level in lower case, as components read it. */
  readonly groups: readonly { readonly name: string; readonly value: string }[];
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

/** What is to be published, and whether it may be. */
export interface Publication {
  readonly content: PublishedContent;
  /** An Error stands or the policy is missing: what was published last stays (all or nothing). */
  readonly heldBack: boolean;
}
