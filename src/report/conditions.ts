import type { Condition } from '../api/condition.ts';
import type { Finding } from '../lifecycle/finding.ts';
import { clampText } from './clamp.ts';
import { sentenceOf } from './fact-words.ts';
import type { ConditionReason } from './reasons.ts';

/** A condition before it is put beside the one that stands. */
export interface Claim {
  readonly type: string;
  readonly status: Condition['status'];
  readonly reason: ConditionReason | Finding['fact']['kind'];
  readonly message: string;
}

const MOST_TEXT = 4096;

/** Types of conditions that only a release decides. */
const AT_A_RELEASE: ReadonlySet<string> = new Set(['Enabled', 'Deprecated', 'ReplacementReady', 'PromotionEligible']);

/** The claims where no release is known: what only a release decides stands as it was said last. */
export function claimsAtNoRelease(
  claims: readonly Claim[],
  standing: readonly Condition[],
): Pick<Condition, keyof Claim>[] {
  return claims.map(
    (claim) => (AT_A_RELEASE.has(claim.type) && standing.find(({ type }) => type === claim.type)) || claim,
  );
}

/**
 * The conditions to write: each claim with the time its status last changed (conventions: only a new status moves it),
 * then those of other controllers, untouched.
 */
export function settle(
  claims: readonly Pick<Condition, keyof Claim>[],
  standing: readonly Condition[],
  observedGeneration: number,
  now: number,
): Condition[] {
  const own = new Set(claims.map(({ type }) => type));
  const settled = claims.map((claim): Condition => {
    const before = standing.find(({ type }) => type === claim.type);
    return {
      type: claim.type,
      status: claim.status,
      observedGeneration,
      lastTransitionTime: before?.status === claim.status ? before.lastTransitionTime : secondsOf(now),
      reason: claim.reason,
      message: clampText(claim.message, MOST_TEXT),
    };
  });
  return [...settled, ...standing.filter(({ type }) => !own.has(type))].slice(0, 32);
}

/** A condition that is False while findings stand: the first gives the reason, the message counts the others. */
export function falseWhile(
  type: string,
  findings: readonly Finding[],
  otherwise: { status?: Condition['status']; reason: ConditionReason; message: string },
): Claim {
  const [first] = findings;
  if (!first) return { type, status: 'True', ...otherwise };
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return { type, status: 'False', reason: first.fact.kind, message: sentenceOf(first.fact, first.subject) + more };
}

/** RFC 3339 with seconds, as Kubernetes writes times of conditions. */
function secondsOf(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}
