import type { FeatureSet } from '../../../src/api/declared.ts';
import type { PolicySpec } from '../../../src/api/policy.ts';
import type { Calendar, ReleasePoint } from '../releases/calendar.ts';
import type { Lives } from '../life/requirements.ts';
import type { Finding } from '../findings/finding.ts';
import type { Layers } from '../config/layers.ts';
import type { Platforms } from './platform.ts';
import type { PluginLives } from '../life/plugin-life.ts';
import type { PublishedState } from '../config/observed-configs.ts';
import type { GateOutcome } from './gate-outcome.ts';
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
  readonly plugins: PluginLives;
  readonly platforms: Platforms;
  readonly release: ReleasePoint;
  readonly releaseName: string;
  readonly minCompatibility: ReleasePoint | undefined;
  readonly now: number;
  readonly rows: ReadonlyMap<string, GateOutcome>;
  readonly pluginVerdicts: PluginOutcome[];
  readonly findings: Finding[];
}

/** One of the seven steps from layers to one answer (api.md). */
export type Step = (draft: InstallDraft) => void;

/** Sees each draft after each step, for who wants to tell how an answer came about. */
export type StepWatch = (step: Step, draft: InstallDraft) => void;
