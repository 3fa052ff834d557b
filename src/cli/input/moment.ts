import { Unusable } from '../terminal/unusable.ts';

const MOMENT = /^(?<day>\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[-+]\d{2}:\d{2})$/;

/** The moment `--now` names, in milliseconds since 1970, and the present one where it is absent; throws Unusable for any other word. */
export function momentOf(written: unknown, now: () => number): number {
  if (typeof written !== 'string') return now();
  const day = MOMENT.exec(written)?.groups?.['day'];
  const moment = Date.parse(written.toUpperCase());
  // A day that its month does not have would be read as one of the next month.
  const midnight = new Date(`${day}T00:00:00Z`);
  const exists = day !== undefined && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  if (exists && !Number.isNaN(moment)) return moment;
  throw new Unusable(`--now is '${written}' and must be a moment by RFC 3339, such as 2026-05-15T00:00:00Z`);
}
