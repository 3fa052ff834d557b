import type { Severity } from '../../api/featureset-status.ts';
import type { State } from '../../api/vocabulary.ts';
import type { Guidance } from '../life/guidance.ts';
import type { PublicationFact, SourceFact } from './source-fact.ts';
import { compareWords } from '../names/compare-words.ts';

/** A fact a rule found, and its operands; the words for it are in report/fact-words.ts. */
export type Fact =
  | OverrideFact
  | {
      readonly kind: 'InvalidValue';
      readonly field: string;
      /** Absent: it comes from a source, and is never told. */
      readonly value?: string;
      readonly expected: string;
      readonly in?: string;
    }
  | { readonly kind: 'UnknownGroup'; readonly component: string; readonly nearest: readonly string[] }
  | { readonly kind: 'ReleaseUnknown'; readonly field: string; readonly release: string; readonly listed: boolean }
  | { readonly kind: 'ReleaseNotListed'; readonly release: string; readonly newest: string }
  | { readonly kind: 'ReleaseNotReported' }
  | {
      readonly kind: 'DependencyUnmet';
      readonly release: string;
      /** From the gate to what began it. */
      readonly path: readonly string[];
      /** Names left out before the last of the path. Absent: none. */
      readonly skipped?: number;
      readonly unmet: readonly string[];
      readonly locked: boolean;
      readonly onRequest: boolean;
    }
  | { readonly kind: 'DependencyCycle'; readonly members: readonly string[] }
  | { readonly kind: 'UnknownDependency'; readonly unknown: readonly string[]; readonly component: string }
  | { readonly kind: 'LevelSkipped'; readonly release: string; readonly level: string; readonly skipped: string }
  | {
      readonly kind: 'PolicyMissing';
      readonly component: string;
      readonly invalid: boolean;
      /** Whether anything at all is declared of the component. */
      readonly declares: boolean;
    }
  | { readonly kind: 'PlatformUnknown'; readonly gates: readonly string[] }
  | SourceFact
  | PublicationFact
  | StageFact
  | DependencyFact
  | PlatformFact
  | SettingFact
  | PluginFact
  | { readonly kind: 'SchemaInvalid'; readonly problems: readonly string[] };

/** What is found of a gate that is set. `in` is the source that sets it; absent: an override of the spec does. */
export type OverrideFact = (
  | {
      readonly kind: 'UnknownFeatureGate';
      readonly component: string;
      /** Whether anything at all is declared of the component. */
      readonly declares: boolean;
      readonly group: boolean;
      readonly nearest: readonly string[];
    }
  | {
      readonly kind: 'RemovedFeatureGate';
      readonly release: string;
      readonly removedIn: string;
      readonly guidance: Guidance | undefined;
    }
  | { readonly kind: 'NotYetAvailable'; readonly release: string; readonly from: string | undefined }
  | { readonly kind: 'GateLocked'; readonly release: string; readonly lockedTo: State; readonly asked: State }
  | { readonly kind: 'DeprecatedFeatureGate'; readonly release: string; readonly guidance: Guidance | undefined }
  | { readonly kind: 'GroupedFeatureGate'; readonly groups: readonly string[] }
  | { readonly kind: 'StableGateSet'; readonly release: string }
  | { readonly kind: 'NoOpFeatureGate'; readonly release: string }
  | { readonly kind: 'OverrideExpired'; readonly at: string; readonly reverted: boolean }
  | { readonly kind: 'OverrideRedundant'; readonly state: State }
) & { readonly in?: string };

/** What the component itself does not decide alone: other gates, other components, the floor somebody set. */
export type PlatformFact =
  | { readonly kind: 'PlatformUnavailable'; readonly reference: string }
  | { readonly kind: 'PlatformCycle'; readonly members: readonly string[] }
  | {
      readonly kind: 'EnvironmentTooOld';
      readonly component: string;
      readonly needed: string;
      readonly release: string;
      readonly locked: boolean;
    }
  | { readonly kind: 'MutuallyExclusive'; readonly release: string; readonly other: string }
  | { readonly kind: 'PreferenceUnmet'; readonly release: string; readonly unmet: readonly string[] }
  | {
      readonly kind: 'UpstreamMismatch';
      readonly upstream: string;
      readonly platform: string;
      readonly gateLevel: string;
      readonly needed: string;
      /** Undefined: the upstream feature has not begun there. */
      readonly level: string | undefined;
      /** Undefined: it only informs. */
      readonly action: 'Defer' | 'Degrade' | 'Fail' | undefined;
    }
  | {
      readonly kind: 'BelowMinimumLevel';
      readonly level: string;
      readonly minimum: string;
      readonly what: 'gate' | 'plugin' | 'value of setting';
      /** An override asks for the gate, and no group switch. */
      readonly overridden?: boolean;
    };

/** What is wrong with a setting, or follows from one. */
export type SettingFact =
  | {
      readonly kind: 'UnknownSetting';
      readonly component: string;
      readonly nearest: readonly string[];
      /** The source that sets it. Absent: the spec does. */
      readonly in?: string;
    }
  | { readonly kind: 'SettingRuleViolated'; readonly needs: string }
  | { readonly kind: 'ForcedOff'; readonly setting: string };

/** What is found of a plugin, in use or declared. `in` is the source that lists it; undefined: the spec or the component does. */
export type PluginFact =
  | {
      readonly kind: 'RemovedPlugin';
      readonly release: string;
      readonly removedIn: string;
      readonly guidance: Guidance | undefined;
      /** Names of the parameters it is configured with in `in`. */
      readonly parameters: readonly string[];
      readonly in: string | undefined;
    }
  | {
      readonly kind: 'UnregisteredPlugin';
      readonly release: string;
      /** The release it begins in, where it is declared for later. */
      readonly from: string | undefined;
      readonly nearest: readonly string[];
      readonly in: string | undefined;
    }
  | {
      readonly kind: 'AlphaPluginNeedsOptIn';
      readonly name: string;
      readonly level: string;
      readonly gate: string | undefined;
      readonly in: string | undefined;
    }
  | { readonly kind: 'PluginSwitchedOff'; readonly gate: string; readonly release: string }
  | { readonly kind: 'DuplicatePluginName'; readonly count: number; readonly in: readonly string[] }
  | { readonly kind: 'PluginReferenceUnresolved'; readonly missing: readonly string[] }
  | { readonly kind: 'PluginCycle'; readonly members: readonly string[] }
  | {
      readonly kind: 'DeprecatedPlugin';
      readonly release: string;
      readonly guidance: Guidance | undefined;
      /** Names of the parameters it is configured with in `in`. */
      readonly parameters: readonly string[];
      readonly in: string | undefined;
    }
  | {
      readonly kind: 'DeprecatedPluginNoSchedule';
      readonly release: string;
      readonly guidance: Guidance | undefined;
      /** Names of the parameters it is configured with in `in`. */
      readonly parameters: readonly string[];
      readonly in: string | undefined;
    }
  | { readonly kind: 'UnknownLevel' }
  | { readonly kind: 'ExperimentalInUse'; readonly level: string }
  | { readonly kind: 'PluginGateMissing'; readonly level: string };

/** What is wrong with the list of stages of a gate: one word for each rule of semantics.md B. */
export type StageFact =
  | { readonly kind: 'PatchRelease'; readonly release: string }
  | { readonly kind: 'MinCompatibilityWithoutPair'; readonly release: string; readonly minCompatibility: string }
  | { readonly kind: 'MinCompatibilityAboveRelease'; readonly release: string; readonly minCompatibility: string }
  | { readonly kind: 'IntroducedAsDeprecated'; readonly release: string }
  | { readonly kind: 'ReleasesDecrease'; readonly release: string; readonly previous: string }
  | {
      readonly kind: 'MinCompatibilityDecreases';
      readonly release: string;
      readonly minCompatibility: string;
      readonly previous: string;
    }
  | { readonly kind: 'PairDiffersInLevelOrLock'; readonly release: string }
  | { readonly kind: 'DuplicateStage'; readonly release: string }
  | { readonly kind: 'StageWithoutChange'; readonly release: string; readonly previous: string }
  | { readonly kind: 'LockReleased'; readonly release: string; readonly previous: string }
  | { readonly kind: 'DeprecationWithdrawn'; readonly release: string; readonly level: string }
  | { readonly kind: 'LevelRegresses'; readonly release: string; readonly level: string; readonly previous: string };

/** What is wrong with what a gate requires: one word for each rule of semantics.md I. */
export type DependencyFact =
  | {
      readonly kind: 'LessStableDependency';
      readonly what: 'gate' | 'plugin';
      readonly release: string;
      readonly level: string;
      readonly dependency: string;
      readonly dependencyLevel: string;
    }
  | { readonly kind: 'DefaultNeedsDisabled'; readonly release: string; readonly dependency: string }
  | { readonly kind: 'LockedNeedsUnlocked'; readonly release: string; readonly dependency: string };

/** The word of a fact: the `reason` of findings and conditions. */
export type FactKind = Fact['kind'];

/** A violated or noteworthy rule. */
export interface Finding {
  readonly severity: Severity;
  /** The gate, plugin type, key or object it is about. */
  readonly subject: string;
  readonly fact: Fact;
}

const RANK: Readonly<Record<Severity, number>> = { Error: 0, Warning: 1, Info: 2 };

/** Order of findings: worst first, then by reason and subject. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    RANK[a.severity] - RANK[b.severity] || compareWords(a.fact.kind, b.fact.kind) || compareWords(a.subject, b.subject)
  );
}
