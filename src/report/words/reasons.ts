/** How an announcement is posted: its type, the action it reports, and what it means. */
export interface EventWords {
  readonly type: 'Normal' | 'Warning';
  readonly action: string;
  readonly means: string;
}

/** Every reason of an event, with what `kubectl describe` shows of it. */
export const EVENT_REASONS = {
  GateEnabled: { type: 'Normal', action: 'Evaluate', means: 'Gates are on now that were not.' },
  GateDisabled: { type: 'Normal', action: 'Evaluate', means: 'Gates are no longer on.' },
  OverrideRejected: { type: 'Warning', action: 'Evaluate', means: 'Overrides are refused; the findings say why.' },
  OverrideRedundant: { type: 'Warning', action: 'Evaluate', means: 'Overrides set gates to what they are anyway.' },
  OverrideExpired: { type: 'Warning', action: 'Evaluate', means: 'The grants of overrides have ended.' },
  DependencyUnmet: {
    type: 'Warning',
    action: 'Evaluate',
    means: 'Gates are asked on while gates they require are not.',
  },
  LevelChanged: { type: 'Normal', action: 'Judge', means: 'The gate or plugin has another level at asOf.' },
  Deprecated: { type: 'Warning', action: 'Judge', means: 'The gate or plugin is deprecated.' },
  MutuallyExclusive: { type: 'Warning', action: 'Evaluate', means: 'Gates are on that must not be on at once.' },
  PluginRefused: { type: 'Warning', action: 'Evaluate', means: 'Plugins in use are refused; the findings say why.' },
  UpgradeBlocked: {
    type: 'Warning',
    action: 'Evaluate',
    means: 'Something would be refused at the target release; status.upgrade says what.',
  },
  RemovalApproaching: {
    type: 'Warning',
    action: 'Judge',
    means: 'The removal is 90, 30 or 7 days, or 2 or 1 releases away.',
  },
  RemovalOverdue: { type: 'Warning', action: 'Judge', means: 'The removal was due and has not come.' },
  RemovedTooEarly: { type: 'Warning', action: 'Judge', means: 'It was removed before the policy allows.' },
  UpstreamMismatch: {
    type: 'Normal',
    action: 'Judge',
    means: 'An upstream feature lags behind what the next level asks.',
  },
  PromotionEligible: { type: 'Normal', action: 'Judge', means: 'Nothing is missing for the next level.' },
  Published: { type: 'Normal', action: 'Publish', means: 'Other content is live in the ConfigMap that is published.' },
  OutOfSync: {
    type: 'Warning',
    action: 'Observe',
    means: 'The component reports other values of gates than are declared.',
  },
  Removed: { type: 'Normal', action: 'Judge', means: 'The gate or plugin is gone at asOf.' },
} as const satisfies Record<string, EventWords>;
/** A reason of an event. */
export type EventReason = keyof typeof EVENT_REASONS;

/** What there is to know of a reason of a condition. */
interface ConditionWords {
  /** One sentence for the table in docs/reasons.md. */
  readonly means: string;
  /** The event that announces that a condition of a gate or plugin has taken this reason. */
  readonly event?: EventReason;
}

const ROWS = {
  Valid: { means: 'The declared life breaks no rule.' },
  Evaluated: { means: 'Every gate has a value and there is no Error.' },
  Accepted: { means: 'The policy is in use.' },
  NotEvaluated: { means: 'The object does not fit its schema, so nothing is judged.' },
  EnabledInAll: { means: 'The gate is on in every counted FeatureSet.' },
  EnabledInSome: { means: 'The gate is on in some of the counted FeatureSets.' },
  DisabledInAll: { means: 'The gate is on in no counted FeatureSet.' },
  ByDefault: { means: 'No FeatureSet is counted: the value is the default at asOf.' },
  Deprecated: { means: 'It is deprecated.', event: 'Deprecated' },
  RemovalOverdue: { means: 'It is deprecated, and its removal is overdue.', event: 'RemovalOverdue' },
  RemovalTooEarly: {
    means: 'It is deprecated, and its removal is announced too early for the policy.',
    event: 'Deprecated',
  },
  RemovalUndecided: { means: 'It is deprecated, and no removal is scheduled.', event: 'Deprecated' },
  RemovedTooEarly: {
    means: 'It was removed before the policy allows; a tombstone is left.',
    event: 'RemovedTooEarly',
  },
  NotDeprecated: { means: 'It is not deprecated.' },
  Removed: { means: 'It is removed; a tombstone is left.' },
  NoOverrides: { means: 'Nothing is overridden.' },
  OverridesInForce: { means: 'Every override is accepted.' },
  AllMet: { means: 'Every gate that is on has what it requires.' },
  PluginsInForce: { means: 'Every plugin in use is admitted.' },
  NoPlugins: { means: 'No plugin is in use.' },
  Eligible: { means: 'Nothing is missing for the next level.', event: 'PromotionEligible' },
  CriteriaMissing: { means: 'Criteria for the next level are not met.' },
  SoakPending: { means: 'It has not been at its level for long enough.' },
  UpstreamUnknown: { means: 'Nothing is known of the upstream feature it builds on.' },
  UpstreamMismatch: {
    means: 'The upstream feature it builds on lags behind what the next level asks.',
    event: 'UpstreamMismatch',
  },
  NoCriteria: { means: 'The policy names no criteria for the next level.' },
  NothingNext: { means: 'There is no next level.' },
  ReplacementThere: { means: 'The replacement is available in the release before the removal.' },
  ReplacementMissing: { means: 'The replacement is not available in the release before the removal.' },
  NothingToReplace: { means: 'There is nothing to be replaced, or no moment to be ready by.' },
  Active: { means: 'Its owners maintain it.' },
  SeekingOwner: { means: 'It seeks an owner.' },
  Unmaintained: { means: 'Nobody maintains it.' },
  Upgradeable: { means: 'Nothing would be refused at the target release.' },
  NoTarget: { means: 'No target release is named.' },
  NotRequested: { means: 'Nothing asks for it.' },
  Published: { means: 'The ConfigMap holds what the FeatureSet says now.' },
  Publishing: { means: 'The ConfigMap is being written, or its write is tried again.' },
  HeldBack: {
    means: 'An Error stands, the policy is missing or the object is being deleted: what was published last stays.',
  },
  ConfigMapNotOwned: { means: 'The ConfigMap belongs to someone else and is left unchanged.' },
  NotPermitted: { means: 'The operator lacks a right; the message says the command that grants it.' },
  InSync: { means: 'The component reports every gate as it is declared.' },
  OutOfSync: { means: 'The component reports other values of gates than are declared.' },
  NotReported: { means: 'Nothing is known of what the component itself reports.' },
  ReleaseNotKnown: { means: 'The release is not known, so this cannot be evaluated.' },
} as const satisfies Record<string, ConditionWords>;
/** A word a condition may give as its reason beside the facts. */
export type ConditionReason = keyof typeof ROWS;

/** Every reason of a condition beside the facts of fact-words.ts. */
export const CONDITION_REASONS: Readonly<Record<ConditionReason, ConditionWords>> = ROWS;

/** Whether a reason is one of these, and no fact. */
export function isConditionReason(reason: string): reason is ConditionReason {
  return reason in CONDITION_REASONS;
}
