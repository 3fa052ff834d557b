import type { NamespaceLabels } from './installs.ts';
import type { ObservedConfigs } from '../config/observed-configs.ts';
import type { FeatureSet, Gate, Plugin, Policy } from '../../../src/api/declared.ts';
import type { ReportedRelease, Observed } from '../install/reported.ts';

/** All that is declared about one component, and the moment it is judged at. */
export interface World {
  readonly component: string;
  readonly policy: Policy | undefined;
  /** A policy is there and does not fit its schema. */
  readonly policyInvalid?: boolean;
  readonly gates: readonly Gate[];
  readonly plugins: readonly Plugin[];
  readonly featureSets: readonly FeatureSet[];
  /** What the component itself reports, for FeatureSets with `releaseFrom`. */
  readonly reported: ReportedRelease | undefined;
  /** Labels of the namespaces of FeatureSets, for policies that count only some. */
  readonly namespaces?: NamespaceLabels;
  /** What the component itself reports of its gates, for FeatureSets with `observe`; undefined: nothing was heard. */
  readonly observed?: Observed | undefined;
  /** What is around FeatureSets, by `namespace/name`; a source of one that is not here is missing. */
  readonly observedConfigs?: ReadonlyMap<string, ObservedConfigs>;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
}
