import { comparePoints, type ListedRelease, type ReleasePoint } from './calendar.ts';

/** Index of the newest listed release not after `moment`; -1 where all come later. */
export function indexAt(releases: readonly ListedRelease[], point: ReleasePoint): number {
  return releases.findLastIndex((release) => comparePoints(release.point, point) <= 0);
}

/** The day `months` months after `date`; a day the month does not have is its last. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** Whole days from one day to another, both as `2026-05-15`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
