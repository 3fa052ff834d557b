import type { Notice } from '../../api/condition.ts';
import { clampList, clampText } from '../words/clamp.ts';
import { EVENT_REASONS, type EventReason } from '../words/reasons.ts';
import { compareWords } from '../../lifecycle/names/compare-words.ts';

/** Something to announce: one row a reason and evaluation. */
export interface Announcement {
  readonly reason: EventReason;
  readonly subjects: readonly string[];
  readonly message: string;
}

const NEWEST = 32;
const MOST_SUBJECTS = 64;

/** The notices to write: those that stand and the new ones, the newest 32; a first status announces warnings only. */
export function withNotices(
  previous: readonly Notice[] | undefined,
  announcements: readonly Announcement[],
  now: number,
): Notice[] {
  const first = previous === undefined;
  const fresh = announcements
    .filter(({ subjects }) => subjects.length > 0)
    .filter(({ reason }) => !first || EVENT_REASONS[reason].type === 'Warning')
    .map(({ reason, subjects, message }): Notice => {
      const { items, omitted } = clampList([...subjects].sort(compareWords), MOST_SUBJECTS);
      return {
        reason,
        time: new Date(now).toISOString(),
        subjects: items,
        ...(omitted !== undefined && { subjectsOmitted: omitted }),
        message: clampText(message, 1024),
      };
    });
  return [...(previous ?? []), ...fresh].slice(-NEWEST);
}

/** `A, B, C and 4 more`. */
export function listed(names: readonly string[], most = 8): string {
  const { items, omitted } = clampList([...names].sort(compareWords), most);
  return items.join(', ') + (omitted === undefined ? '' : ` and ${omitted} more`);
}
