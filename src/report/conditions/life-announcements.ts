import type { Condition, Notice } from '../../api/condition.ts';
import { daysBetween } from '../../lifecycle/releases/listed-releases.ts';
import { APPROACHING_DAYS } from '../../lifecycle/life/removal.ts';
import type { DesiredCondition, Previous } from './conditions.ts';
import type { LifeView } from './life-conditions.ts';
import type { Announcement } from './notices.ts';
import { whenWords } from '../words/guidance-words.ts';
import { CONDITION_REASONS, isConditionReason } from '../words/reasons.ts';

/** What of an old status the announcements of a life are derived from. */
interface LifeBefore {
  readonly summary?: { readonly level: string } | undefined;
  readonly conditions: readonly Condition[];
  readonly notices: readonly Notice[];
}

const RELEASES = [1, 2] as const;

/** What the step from the status that stands to this one announces of a gate or plugin. */
export function lifeAnnouncements(
  view: LifeView,
  conditions: readonly DesiredCondition[],
  { status: before, now }: Pick<Previous<LifeBefore>, 'status' | 'now'>,
): Announcement[] {
  const { name, called, asOf, level } = view;
  const announcements: Announcement[] = [];
  const subjects = [name];
  const was = before?.summary?.level;
  if (was !== undefined && was !== level) {
    const reason = level === 'Removed' ? 'Removed' : 'LevelChanged';
    announcements.push({ reason, subjects, message: `${called} was ${was} and is ${level} in ${asOf}` });
  }
  for (const { type, reason, message } of conditions) {
    const old = before?.conditions.find((one) => one.type === type);
    const event = isConditionReason(reason) ? CONDITION_REASONS[reason].event : undefined;
    if (event === undefined || old?.reason === reason) continue;
    // A deprecation whose schedule alone moved was announced when it came.
    if (event === 'Deprecated' && old?.status === 'True') continue;
    announcements.push({ reason: event, subjects, message });
  }
  return [...announcements, ...approaching(view, before, now)];
}

/** Once each at 90, 30 and 7 days, or at 2 and 1 releases to go; the subject says which, so that a restart repeats none. */
function approaching(view: LifeView, before: LifeBefore | undefined, now: number): Announcement[] {
  const { name, called, level, removal } = view;
  if (!removal || level === 'Removed' || removal.verdict === 'Overdue') return [];
  const { scheduled, releasesUntil } = removal;
  const marks: string[] = [];
  if (scheduled?.date !== undefined && scheduled.release === undefined) {
    const left = daysBetween(new Date(now).toISOString().slice(0, 10), scheduled.date);
    const mark = APPROACHING_DAYS.findLast((days) => left <= days);
    if (mark !== undefined && left >= 0) marks.push(`${mark} days`);
  }
  if (releasesUntil !== undefined && releasesUntil > 0) {
    const mark = RELEASES.find((releases) => releasesUntil <= releases);
    if (mark !== undefined) marks.push(mark === 1 ? '1 release' : `${mark} releases`);
  }
  const due = whenWords([scheduled?.release, scheduled?.date].filter((part) => part !== undefined).join(', '));
  const told = (mark: string): boolean =>
    before?.notices.some(
      ({ reason, subjects, message }) =>
        reason === 'RemovalApproaching' && subjects.includes(mark) && message.includes(due),
    ) ?? false;
  return marks
    .filter((mark) => !told(mark))
    .map((mark) => ({
      reason: 'RemovalApproaching',
      subjects: [name, mark],
      message: `${called} will be removed ${due}: ${view.deprecation?.message ?? 'no message is recorded'}`,
    }));
}
