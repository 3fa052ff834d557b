import type { Override } from '../../api/featureset.ts';
import type { DecidedBy } from '../../api/featureset-status.ts';
import type { ReportedLevel } from '../../api/lifecycle-status.ts';
import type { State } from '../../api/vocabulary.ts';
import type { GateLife, Stage } from '../life/stage.ts';

/** Where one gate stands in one installation. */
export interface GateOutcome {
  readonly life: GateLife;
  /** Undefined: not yet available. */
  readonly stage: Stage | undefined;
  readonly level: ReportedLevel;
  readonly deprecated: boolean;
  readonly default: State;
  readonly locked: boolean;
  /** Whether the gate can be set at all: it has begun and is no tombstone. */
  readonly available: boolean;
  /** What the component itself would have been told: the value after step 5. */
  readonly requested: State;
  readonly effective: State;
  /** The step that decided `effective`. */
  readonly source: DecidedBy;
  /** Where the value was set, such as `spec.overrides` or `configmap/feature-flags`. */
  readonly layer?: string;
  readonly override?: Override;
  /** What a cumulative group switch in force makes of it, whoever set the switch. */
  readonly switchedTo?: State;
  /** The FeatureSet itself names the gate or a group that reaches it. */
  readonly asked?: boolean;
  /** An upstream feature lags and the decision says that the gate fails. */
  readonly upstreamFails?: true;
}
