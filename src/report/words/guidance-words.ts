import type { Guidance } from '../../lifecycle/life/guidance.ts';

const JOINTS = {
  AllOf: ' and ',
  OneOf: ' or ',
  Absorbed: ' and ',
  AlwaysOn: ' and ',
  Dropped: ', ',
  None: ', ',
} as const;

/** What to do about a thing that goes or is gone: the announced words, then what takes over as of the release asked about. */
export function adviceOf(guidance: Guidance | undefined): string {
  if (!guidance) return '';
  const { message, note } = guidance;
  return [message, replacementWords(guidance), note]
    .map((part = '') => part.replace(/\.$/, ''))
    .filter((part) => part !== '')
    .join('; ');
}

function replacementWords({ mode, items }: Guidance): string {
  switch (mode) {
    case undefined:
      return '';
    case 'AlwaysOn':
      return 'the feature is always on';
    case 'Dropped':
      return 'the feature is gone';
    case 'None':
      return 'there is no replacement';
    case 'Absorbed':
      return `${itemWords({ mode, items })} already covers it`;
    case 'AllOf':
    case 'OneOf':
      return items.length === 0 ? '' : `use ${itemWords({ mode, items })}`;
  }
}

function itemWords({ mode, items }: { mode: keyof typeof JOINTS; items: Guidance['items'] }): string {
  return items
    .map(({ name, value, available, from, needs }) => {
      const when = available ? '' : from === undefined ? ' (not available in this release)' : ` (from ${from})`;
      const where = needs.length > 0 ? ` with ${needs.join(', ')}` : '';
      return `'${name}'${value === undefined ? '' : ` = ${value}`}${when}${where}`;
    })
    .join(JOINTS[mode]);
}

/** `in v0.11.0`, `on 2027-01-31`, `in v0.11.0 and on 2027-01-31`. */
export function whenWords(due: string): string {
  return due.replace(/\d{4}-\d{2}-\d{2}|\S*\d\S*/g, (point) =>
    /^\d{4}-\d{2}-\d{2}$/.test(point) ? `on ${point}` : `in ${point}`,
  );
}
