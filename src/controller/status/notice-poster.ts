import { createHash } from 'node:crypto';
import type { Notice } from '../../api/condition.ts';
import { EVENT_REASONS, type EventReason } from '../../report/words/reasons.ts';
import type { EventObjectReference } from '../../kube/events/event-object.ts';
import type { EventRecorder } from '../../kube/events/event-recorder.ts';

/** A notice older than this is not posted again at start: its event may already have lived its hour (semantics.md "Events"). */
const YOUNG_MS = 50 * 60 * 1000;
const MOST_PENDING = 500;
const LONGEST_PREFIX = 200;

/** Posts an event for each notice, under a name that the notice itself gives: posting twice is posting once. */
export class NoticePoster {
  readonly #recorder: Pick<EventRecorder, 'record' | 'pending'>;

  constructor(recorder: Pick<EventRecorder, 'record' | 'pending'>) {
    this.#recorder = recorder;
  }

  /** Whether so many events wait that no more should be announced for the moment. */
  get isBehind(): boolean {
    return this.#recorder.pending >= MOST_PENDING;
  }

  /** Posts notices that were just written. */
  post(regarding: EventObjectReference, notices: readonly Notice[]): void {
    for (const notice of notices) {
      const words = EVENT_REASONS[notice.reason as EventReason];
      // A notice of another version of the operator: its event was posted by that version.
      if (!words) continue;
      this.#recorder.record({
        name: eventName(regarding, notice),
        regarding,
        type: words.type,
        reason: notice.reason,
        action: words.action,
        note: notice.message,
        time: new Date(notice.time),
      });
    }
  }

  /** Posts again what a crash between status write and event may have lost. */
  postYoung(regarding: EventObjectReference, notices: readonly Notice[], now: number): void {
    this.post(
      regarding,
      notices.filter(({ time }) => now - Date.parse(time) < YOUNG_MS),
    );
  }
}

/** The name of a notice's event: the same from the same notice, whoever posts it. */
export function eventName({ name, uid }: EventObjectReference, { reason, subjects, time }: Notice): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([uid, reason, subjects, time]))
    .digest('hex')
    .slice(0, 16);
  const prefix = name.slice(0, LONGEST_PREFIX).replace(/[^a-z0-9]+$/, '');
  return `${prefix}.${hash}`;
}
