import type { Override } from '../../../src/api/featureset.ts';
import type { DecidedBy } from '../../../src/api/featureset-status.ts';
import type { ReportedLevel } from '../../../src/api/lifecycle-status.ts';
import type { State } from '../../../src/api/vocabulary.ts';
import type { GateLife, Stage } from '../life/stage.ts';

/** Where one gate stands in one installation, as the steps fill it in. */
export interface GateOutcome {
  readonly life: GateLife;
  /** Undefined: not yet available. */
  stage: Stage | undefined;
  level: ReportedLevel;
  deprecated: boolean;
  default: State;
  locked: boolean;
  /** Whether the gate can be set at all: it has begun and is no tombstone. */
  available: boolean;
  /** What the component itself would have been told: the value after step 5. */
  requested: State;
  effective: State;
  /** The step that decided `effective`. */
  source: DecidedBy;
  /** Where the value was set, such as `spec.overrides` or `configmap/feature-flags`. */
  layer?: string;
  override?: Override;
  /** What a cumulative group switch in force makes of it, whoever set the switch. */
  switchedTo?: State;
  /** The FeatureSet itself names the gate or a group that reaches it. */
  asked?: boolean;
  /** An upstream feature lags and the decision says that the gate fails. */
  upstreamFails?: true;
}
