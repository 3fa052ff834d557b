import type { Condition } from '../../api/condition.ts';
import type { Finding } from '../../lifecycle/findings/finding.ts';
import { clampText } from '../words/clamp.ts';
import { sentenceOf } from '../words/fact-words.ts';
import type { ConditionReason } from '../words/reasons.ts';

/** A condition before it is put beside the one that stands. */
export interface DesiredCondition {
  readonly type: string;
  readonly status: Condition['status'];
  readonly reason: ConditionReason | Finding['fact']['kind'];
  readonly message: string;
}

const MOST_TEXT = 4096;

/** Types of conditions that only a release decides. */
const AT_A_RELEASE: ReadonlySet<string> = new Set(['Enabled', 'Deprecated', 'ReplacementReady', 'PromotionEligible']);

/** The claims where no release is known: what only a release decides stands as it was said last. */
export function conditionsAtNoRelease(
  conditions: readonly DesiredCondition[],
  previous: readonly Condition[],
): Pick<Condition, keyof DesiredCondition>[] {
  return conditions.map(
    (condition) =>
      (AT_A_RELEASE.has(condition.type) && previous.find(({ type }) => type === condition.type)) || condition,
  );
}

/**
 * The conditions to write: each claim with the time its status last changed (conventions: only a new status moves it),
 * then those of other controllers, untouched.
 */
export function settle(
  conditions: readonly Pick<Condition, keyof DesiredCondition>[],
  previous: readonly Condition[],
  observedGeneration: number,
  now: number,
): Condition[] {
  const own = new Set(conditions.map(({ type }) => type));
  const settled = conditions.map((condition): Condition => {
    const before = previous.find(({ type }) => type === condition.type);
    return {
      type: condition.type,
      status: condition.status,
      observedGeneration,
      lastTransitionTime: before?.status === condition.status ? before.lastTransitionTime : secondsOf(now),
      reason: condition.reason,
      message: clampText(condition.message, MOST_TEXT),
    };
  });
  return [...settled, ...previous.filter(({ type }) => !own.has(type))].slice(0, 32);
}

/** A condition that is False while findings stand: the first gives the reason, the message counts the others. */
export function falseWhile(
  type: string,
  findings: readonly Finding[],
  otherwise: { status?: Condition['status']; reason: ConditionReason; message: string },
): DesiredCondition {
  const [first] = findings;
  if (!first) return { type, status: 'True', ...otherwise };
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return { type, status: 'False', reason: first.fact.kind, message: sentenceOf(first.fact, first.subject) + more };
}

/** RFC 3339 with seconds, as Kubernetes writes times of conditions. */
function secondsOf(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}
