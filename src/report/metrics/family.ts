import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import { expiryOf } from '../../lifecycle/releases/days.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';

/** One series: its labels and its value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** How many series of gates × FeatureSets are exported: all, those not simply at their default, or none. */
export type GateSeries = 'All' | 'Exceptions' | 'None';

/** A metric family: what it means, and its series as a function of an evaluation. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: (evaluation: Evaluation, gateSeries: GateSeries) => Sample[];
}

/** The labels of a FeatureSet. */
export function labelsOf({ featureSet }: FeatureSetVerdict): Record<string, string> {
  const { metadata, spec } = featureSet;
  return { namespace: metadata.namespace ?? '', featureset: metadata.name, component: spec.component };
}

/** Seconds since 1970 at which a day begins. */
export function secondsAt(day: string): number {
  return expiryOf(day) / 1000;
}
