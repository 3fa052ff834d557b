import type { FeatureSet } from '../api/declared.ts';
import type { Override } from '../api/featureset.ts';
import type { Source } from '../api/featureset-status.ts';
import type { ReportedLevel } from '../api/lifecycle-status.ts';
import type { PolicySpec } from '../api/policy.ts';
import type { State } from '../api/words.ts';
import type { Calendar, Moment } from './calendar.ts';
import type { Lives } from './dependency-graph.ts';
import type { Finding } from './finding.ts';
import type { Layers } from './layers.ts';
import type { Platforms } from './platform.ts';
import type { PluginLives } from './plugin-life.ts';
import type { PluginVerdict } from './plugin-verdicts.ts';
import type { GateLife, Stage } from './stage.ts';
import type { PublishedState } from './surroundings.ts';

/** Where one gate stands in one installation, as the steps fill it in. */
export interface Row {
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
  source: Source;
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

/** One installation under evaluation: the steps read it and write its rows and findings. */
export interface Draft {
  readonly featureSet: FeatureSet;
  readonly layers: Layers;
  /** What stands where the FeatureSet publishes to, where that is known. */
  readonly published: PublishedState | undefined;
  readonly policy: PolicySpec;
  readonly calendar: Calendar;
  readonly lives: Lives;
  readonly plugins: PluginLives;
  readonly platforms: Platforms;
  readonly release: Moment;
  readonly releaseName: string;
  readonly minCompatibility: Moment | undefined;
  readonly now: number;
  readonly rows: ReadonlyMap<string, Row>;
  readonly pluginVerdicts: PluginVerdict[];
  readonly findings: Finding[];
}

/** One of the seven steps from layers to one answer (api.md). */
export type Step = (draft: Draft) => void;

/** Sees each draft after each step, for who wants to tell how an answer came about. */
export type StepWatch = (step: Step, draft: Draft) => void;
