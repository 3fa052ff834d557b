import type { Override } from '../../api/featureset.ts';
import type { ReportedLevel } from '../../api/lifecycle-status.ts';
import type { State } from '../../api/vocabulary.ts';
import type { Guidance } from '../life/guidance.ts';
import type { RequirementOutcome } from '../steps/requirement.ts';

/** The seven steps from layers to one answer by their numbers (semantics.md "From layers to one answer"). */
export type StepNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What one step has to say of one gate, whether or not it changes anything; the words are in report/step-words.ts. */
export type StepFact =
  | StageStepFact
  | UpstreamStepFact
  | {
      readonly kind: 'Default';
      readonly state: State;
      readonly level: ReportedLevel;
      readonly of: 'Stage' | 'Policy' | 'GroupedPolicy' | 'Nobody';
    }
  | { readonly kind: 'DefaultDeferred'; readonly from: State; readonly to: State }
  | { readonly kind: 'NoSwitch' }
  | {
      readonly kind: 'SwitchSets';
      readonly layer: string;
      /** Undefined: nobody sets it, and its default in this release holds. */
      readonly value: string | undefined;
      readonly level: ReportedLevel;
      readonly state: State;
    }
  | {
      readonly kind: 'SwitchPasses';
      readonly group: string;
      readonly because: 'Locked' | 'Deprecated' | 'Regime' | 'Level';
      readonly level: ReportedLevel;
    }
  | { readonly kind: 'NoOverride' }
  | {
      readonly kind: 'Override';
      readonly layer: string;
      readonly override: Override;
      readonly fate: 'Counts' | 'Refused' | 'Reverted' | 'Outranked';
    }
  | { readonly kind: 'NoMinimum' }
  | {
      readonly kind: 'Minimum';
      readonly minimum: string;
      readonly level: ReportedLevel;
      readonly verdict: 'Reached' | 'Below' | 'Locked';
    }
  | { readonly kind: 'SettingForcesOff'; readonly setting: string }
  | { readonly kind: 'NoRequirement' }
  | {
      readonly kind: 'Requires';
      /** A gate, or with `floor` a component and its release. */
      readonly name: string;
      readonly floor: boolean;
      readonly preferred: boolean;
      readonly outcome: RequirementOutcome['kind'];
    }
  | { readonly kind: 'Excludes'; readonly name: string; readonly on: boolean };

/** Where the gate stands in its life at the release that runs. */
type StageStepFact =
  | {
      readonly kind: 'InStage';
      readonly level: ReportedLevel;
      readonly since: string;
      readonly deprecated: boolean;
      readonly locked: boolean;
      readonly default: State;
    }
  | { readonly kind: 'NotBegun'; readonly from: string | undefined; readonly level: string | undefined }
  | { readonly kind: 'Gone'; readonly since: string; readonly guidance: Guidance | undefined }
  /** A newer stage has begun and waits for what the installation stays compatible with. */
  | { readonly kind: 'StageWaits'; readonly level: string; readonly needed: string; readonly here: string }
  | { readonly kind: 'NextStage'; readonly release: string; readonly level: string; readonly locked: boolean };

/** What the features of other components that a gate builds on have to do with it. */
type UpstreamStepFact =
  | { readonly kind: 'NoUpstream' }
  | {
      readonly kind: 'UpstreamNotAsked';
      readonly upstream: string;
      readonly because: 'Locked' | 'Policy';
    }
  | { readonly kind: 'UpstreamUnknown'; readonly upstream: string; readonly component: string }
  | {
      readonly kind: 'Upstream';
      readonly upstream: string;
      readonly platform: string;
      /** Undefined: the feature has not begun there. */
      readonly level: string | undefined;
      readonly needed: string;
      readonly reached: boolean;
      /** What is done about one that lags; undefined: nothing. */
      readonly action: 'Defer' | 'Degrade' | 'Fail' | undefined;
    };
