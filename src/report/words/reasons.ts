/** Words a condition may give as its reason, beside the facts of report/fact-words.ts. */
export const CONDITION_REASONS = {
  Valid: 'The declared life breaks no rule.',
  Evaluated: 'Every gate has a value and no Error stands.',
  Accepted: 'The policy is in use.',
  NotEvaluated: 'The object does not fit its schema, so nothing is judged.',
  EnabledInAll: 'The gate is on in every install that counts.',
  EnabledInSome: 'The gate is on in some of the installs that count.',
  DisabledInAll: 'The gate is on in no install that counts.',
  ByDefault: 'No install counts: the value is the default at asOf.',
  Deprecated: 'The end is announced.',
  RemovalOverdue: 'The end is announced, was due, and has not come.',
  RemovalTooEarly: 'The end is announced for a moment before the policy allows.',
  RemovalUndecided: 'The end is announced, and nobody says when.',
  RemovedTooEarly: 'It went before the policy allows; what is left is a tombstone.',
  NotDeprecated: 'The end is not announced.',
  Removed: 'It is gone; what is left is a tombstone.',
  NoOverrides: 'Nothing is overridden.',
  OverridesInForce: 'Every override is accepted.',
  AllMet: 'Every gate that is on has what it requires.',
  PluginsInForce: 'Every plugin in use is admitted.',
  NoPlugins: 'No plugin is in use.',
  Eligible: 'Nothing is missing for the next level.',
  CriteriaMissing: 'Criteria for the next level are not met.',
  SoakPending: 'It has not been at its level for long enough.',
  UpstreamUnknown: 'Nothing is known of the upstream feature it builds on.',
  NoCriteria: 'The policy names no criteria for the next level.',
  NothingNext: 'There is no next level.',
  ReplacementThere: 'What takes over is there in the release before the removal.',
  ReplacementMissing: 'What takes over is not there in the release before the removal.',
  NothingToReplace: 'There is nothing to be replaced, or no moment to be ready by.',
  Active: 'Its owners maintain it.',
  SeekingOwner: 'It seeks an owner.',
  Unmaintained: 'Nobody maintains it.',
  Upgradeable: 'Nothing would be refused at the target release.',
  NoTarget: 'No target release is named.',
  NotRequested: 'Nothing asks for it.',
  Published: 'The ConfigMap holds what the FeatureSet says now.',
  Publishing: 'The ConfigMap is being written, or its write is tried again.',
  HeldBack: 'An Error stands, the policy is missing or the object is being deleted: what was published last stays.',
  ConfigMapNotOwned: 'The ConfigMap belongs to somebody else and is left as it is.',
  NotPermitted: 'The operator lacks a right; the message says the command that grants it.',
  InSync: 'The component reports every gate as it is declared.',
  OutOfSync: 'The component reports gates otherwise than they are declared.',
  NotReported: 'Nothing is known of what the component itself reports.',
  ReleaseNotKnown: 'The release is not known, so nothing can be said.',
} as const;
/** A word a condition may give as its reason beside the facts. */
export type ConditionReason = keyof typeof CONDITION_REASONS;

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
  Deprecated: { type: 'Warning', action: 'Judge', means: 'The end of the gate or plugin is announced.' },
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
  RemovedTooEarly: { type: 'Warning', action: 'Judge', means: 'It went before the policy allows.' },
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
    means: 'The component reports gates otherwise than they are declared.',
  },
  Removed: { type: 'Normal', action: 'Judge', means: 'The gate or plugin is gone at asOf.' },
} as const satisfies Record<string, EventWords>;
/** A reason of an event. */
export type EventReason = keyof typeof EVENT_REASONS;
