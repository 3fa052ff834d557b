import type { Deprecation } from '../../api/deprecation.ts';
import type { ReportedLevel } from '../../api/lifecycle-status.ts';
import type { GraduationVerdict } from '../../lifecycle/life/graduation.ts';
import type { RemovalVerdict } from '../../lifecycle/life/removal.ts';
import type { Deadline } from '../../lifecycle/life/removal-window.ts';
import type { UpstreamReadiness } from '../../lifecycle/verdicts/upstream-readiness.ts';
import type { ConditionState } from './conditions.ts';
import { listed } from './notices.ts';

/** What a gate or plugin is called, and what is true of its life at `asOf`. */
export interface LifeView {
  readonly name: string;
  /** In sentences, such as `Gate 'DynamicMIG'`. */
  readonly called: string;
  readonly asOf: string | undefined;
  readonly level: ReportedLevel;
  readonly deprecated: boolean;
  readonly deprecation: Deprecation | undefined;
  readonly removal: RemovalVerdict | undefined;
  readonly graduation: GraduationVerdict | undefined;
  readonly upstream: readonly UpstreamReadiness[];
  readonly grandfathered: boolean;
}

function dueWords(removal: RemovalVerdict | undefined): string {
  const { scheduled } = removal ?? {};
  const due = [scheduled?.release, scheduled?.date].filter((part) => part !== undefined).join(', ');
  return due === '' ? 'no removal is scheduled' : `removal is due ${due}`;
}

/** What the policy allows, for a removal before it. */
function allowedWords({ release, date, releasesToGo }: Deadline = {}): string {
  if (releasesToGo !== undefined) {
    const some = releasesToGo === 1 ? 'one release' : `${releasesToGo} releases`;
    const day = date === undefined ? '' : ` and from ${date} on`;
    return `the policy allows it ${some} after the last one that its calendar lists${day}; planned releases may be listed there`;
  }
  const from = [release, date].filter((part) => part !== undefined).join(', ');
  return `the policy allows it ${from === '' ? 'with the next major release' : `from ${from} on`}`;
}

/** The condition Deprecated: whether the end is announced, and whether it keeps to the policy. */
export function deprecatedCondition({
  called,
  asOf,
  level,
  deprecated,
  deprecation,
  removal,
}: LifeView): ConditionState {
  const advice = deprecation?.message === undefined ? '' : `: ${deprecation.message}`;
  if (level === 'Removed') {
    if (removal?.verdict === 'TooEarly') {
      return {
        status: 'True',
        reason: 'RemovedTooEarly',
        message: `${called} was removed too early: ${allowedWords(removal.earliest)}${advice}`,
      };
    }
    return { status: 'True', reason: 'Removed', message: `${called} is removed in ${asOf}${advice}` };
  }
  if (!deprecated) return { status: 'False', reason: 'NotDeprecated', message: `${called} is not deprecated` };
  const state = `${called} is deprecated in ${asOf}; ${dueWords(removal)}`;
  switch (removal?.verdict) {
    case 'Overdue':
      return { status: 'True', reason: 'RemovalOverdue', message: `${state} and it still exists${advice}` };
    case 'TooEarly':
      return {
        status: 'True',
        reason: 'RemovalTooEarly',
        message: `${state}, too early: ${allowedWords(removal.earliest)}${advice}`,
      };
    case 'Undecided':
      return { status: 'True', reason: 'RemovalUndecided', message: `${state}${advice}` };
    case 'OnTime':
    case undefined:
      return { status: 'True', reason: 'Deprecated', message: `${state}${advice}` };
  }
}

/** The condition PromotionEligible: whether the next level may be entered, and what is missing. */
export function promotionCondition(view: LifeView): ConditionState {
  const { called, level, deprecated, graduation, upstream } = view;
  if (deprecated || level === 'Stable' || level === 'Removed' || level === 'NotYetAvailable') {
    return { status: 'False', reason: 'NothingNext', message: `${called} has no next level to enter` };
  }
  if (!graduation) {
    return {
      status: 'Unknown',
      reason: 'NoCriteria',
      message: 'The policy names no criteria for the next level',
    };
  }
  const { next, eligible, met, of, missing, pending, soaked, toSoak } = graduation;
  const old = view.grandfathered ? '; it skipped a level before the rules applied and is grandfathered' : '';
  const lagging = upstream.filter(({ ready }) => ready === false);
  const unknown = upstream.filter(({ ready }) => ready === undefined);
  const parts = [
    `${met} of ${of} criteria for ${next} are met`,
    missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
    pending.length > 0 ? `waiting for infrastructure: ${pending.join(', ')}` : '',
    soaked < toSoak ? `${soaked} of ${toSoak} releases soaked` : '',
    ...lagging.map(
      ({ name, level: has, needed }) => `${name} is ${has ?? 'not available yet'} upstream and must be ${needed}`,
    ),
  ].filter((part) => part !== '');
  const message = `${called}: ${parts.join('; ')}${old}`;
  if (lagging.length > 0) return { status: 'False', reason: 'UpstreamMismatch', message };
  if (missing.length > 0) return { status: 'False', reason: 'CriteriaMissing', message };
  if (!eligible) return { status: 'False', reason: 'SoakPending', message };
  if (unknown.length > 0) {
    const names = listed(unknown.map(({ name }) => name));
    return {
      status: 'Unknown',
      reason: 'UpstreamUnknown',
      message: `${message}; nothing is known of ${names} upstream`,
    };
  }
  return { status: 'True', reason: 'Eligible', message };
}
