/** Words a condition may give as its reason, beside the facts of report/fact-words.ts. */
export const CONDITION_REASONS = {
  Valid: 'The declared life breaks no rule.',
  Evaluated: 'Every gate has a value and no Error stands.',
  Accepted: 'The policy is in use.',
  NotEvaluated: 'This version does not judge it yet, or the object does not fit its schema.',
  EnabledInAll: 'The gate is on in every install that counts.',
  EnabledInSome: 'The gate is on in some of the installs that count.',
  DisabledInAll: 'The gate is on in no install that counts.',
  ByDefault: 'No install counts: the value is the default at asOf.',
  Deprecated: 'The end is announced.',
  NotDeprecated: 'The end is not announced.',
  Removed: 'The gate is gone; what is left is a tombstone.',
  NoOverrides: 'Nothing is overridden.',
  OverridesInForce: 'Every override is accepted.',
  AllMet: 'Every gate that is on has what it requires.',
  NoPlugins: 'No plugin is in use.',
  NoTarget: 'No target release is named.',
  NotRequested: 'Nothing asks for it.',
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
  LevelChanged: { type: 'Normal', action: 'Judge', means: 'The gate has another level at asOf.' },
  Deprecated: { type: 'Warning', action: 'Judge', means: 'The end of the gate is announced.' },
  Removed: { type: 'Normal', action: 'Judge', means: 'The gate is gone at asOf.' },
} as const satisfies Record<string, EventWords>;
/** A reason of an event. */
export type EventReason = keyof typeof EVENT_REASONS;
