import type { FeatureSet } from '../../api/declared.ts';
import type { PolicySpec } from '../../api/policy.ts';
import type { Calendar, ReleasePoint } from '../releases/calendar.ts';
import type { Lives } from '../life/requirements.ts';
import type { Finding } from '../findings/finding.ts';
import type { Layers } from '../config/layers.ts';
import type { Platforms } from './platform.ts';
import type { PluginLives } from '../life/plugin-life.ts';
import type { PublishedState } from '../config/observed-configs.ts';
import type { Relations } from '../life/relations.ts';
import type { GateOutcomes } from './gate-outcomes.ts';
import type { PluginOutcome } from './plugin-outcome.ts';

/** One installation under evaluation: the steps read it and write its rows and findings. */
export interface InstallDraft {
  readonly featureSet: FeatureSet;
  readonly layers: Layers;
  /** What stands where the FeatureSet publishes to, where that is known. */
  readonly published: PublishedState | undefined;
  readonly policy: PolicySpec;
  readonly calendar: Calendar;
  readonly lives: Lives;
  readonly relations: Relations;
  readonly plugins: PluginLives;
  readonly platforms: Platforms;
  readonly release: ReleasePoint;
  readonly releaseName: string;
  readonly minCompatibility: ReleasePoint | undefined;
  readonly now: number;
  readonly rows: GateOutcomes;
  readonly pluginVerdicts: PluginOutcome[];
  readonly findings: Finding[];
}

/** One of the seven steps (semantics.md "From layers to one answer"). */
export type Step = (draft: InstallDraft) => void;

/** Steps 1 and 3, which are taken once for all installs of a release. */
export const SHARED_STEPS = 'stageAndDefault';

/** Sees each draft after each step, for whoever explains how an answer came about. */
export type StepWatch = (step: Step | typeof SHARED_STEPS, draft: InstallDraft) => void;
