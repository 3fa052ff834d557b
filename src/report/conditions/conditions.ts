import { DECIDED_AT_A_RELEASE, type Condition, type ConditionType } from '../../api/condition.ts';
import type { FactKind, Finding } from '../../lifecycle/findings/finding.ts';
import { clampText } from '../words/clamp.ts';
import { sentenceOf } from '../words/fact-words.ts';
import type { ConditionReason } from '../words/reasons.ts';

/** What a status is written against: the object's generation and the status that stands. */
export interface Previous<Status> {
  readonly generation: number;
  /** Undefined before the first write. */
  readonly status: Status | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a condition says, whatever its type. */
export interface ConditionState {
  readonly status: Condition['status'];
  readonly reason: ConditionReason | FactKind;
  readonly message: string;
}

/** A condition before it is put beside the one that stands. */
export interface DesiredCondition extends ConditionState {
  readonly type: ConditionType;
}

/** How each of some conditions is decided from a verdict. */
export type Deciders<T extends ConditionType, Verdict> = Readonly<Record<T, (verdict: Verdict) => ConditionState>>;

/** Decides every condition, in the order of `types`. */
export function decide<T extends ConditionType, Verdict>(
  types: readonly T[],
  deciders: Deciders<T, Verdict>,
  verdict: Verdict,
): DesiredCondition[] {
  return types.map((type) => ({ type, ...deciders[type](verdict) }));
}

const MOST_TEXT = 4096;

/** The conditions where no release is known: what only a release decides stands as it was said last. */
export function conditionsAtNoRelease(
  conditions: readonly DesiredCondition[],
  previous: readonly Condition[],
): Pick<Condition, keyof DesiredCondition>[] {
  return conditions.map(
    (condition) =>
      (DECIDED_AT_A_RELEASE.has(condition.type) && previous.find(({ type }) => type === condition.type)) || condition,
  );
}

/**
 * The conditions to write: each with the time its status last changed (only a new status moves it),
 * then those of other controllers, untouched.
 */
export function settle(
  conditions: readonly Pick<Condition, keyof DesiredCondition>[],
  { generation, status, now }: Previous<{ readonly conditions?: readonly Condition[] }>,
): Condition[] {
  const previous = status?.conditions ?? [];
  const own = new Set(conditions.map(({ type }) => type));
  const time = secondsOf(now);
  const settled = conditions.map((condition): Condition => {
    const before = previous.find(({ type }) => type === condition.type);
    return {
      type: condition.type,
      status: condition.status,
      observedGeneration: generation,
      lastTransitionTime: before?.status === condition.status ? before.lastTransitionTime : time,
      reason: condition.reason,
      message: clampText(condition.message, MOST_TEXT),
    };
  });
  return [...settled, ...previous.filter(({ type }) => !own.has(type))].slice(0, 32);
}

/** False while findings stand: the first gives the reason, the message counts the others. */
export function falseWhile(
  findings: readonly Finding[],
  otherwise: { readonly reason: ConditionReason; readonly message: string },
): ConditionState {
  const [first] = findings;
  if (!first) return { status: 'True', ...otherwise };
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return { status: 'False', reason: first.fact.kind, message: sentenceOf(first.fact, first.subject) + more };
}

/** Ready of a gate or plugin: False while its declared life breaks a rule. */
export function validCondition({ findings }: { readonly findings: readonly Finding[] }): ConditionState {
  const errors = findings.filter(({ severity }) => severity === 'Error');
  return falseWhile(errors, { reason: 'Valid', message: 'The declared life breaks no rule' });
}

/** RFC 3339 with seconds, as Kubernetes writes times of conditions. */
function secondsOf(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}
