import type { Requirement } from '../../../src/api/gate.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import type { GateLife } from './stage.ts';
import { compareWords } from '../names/compare-words.ts';

/** The gates of one component by name. */
export type Lives = ReadonlyMap<string, GateLife>;

/** Whether a requirement names a gate of the gate's own component. */
export function isOwn(life: GateLife, { component, gate }: Requirement): boolean {
  return gate !== '' && (component === '' || component === life.gate.spec.component);
}

/** What `life` must have on of the gates of its own component, at any release, sorted by gate. */
export function ownRequirements(life: GateLife): Requirement[] {
  return life.gate.spec.requires
    .filter((requirement) => requirement.strength === 'Required' && isOwn(life, requirement))
    .sort((a, b) => compareWords(a.gate, b.gate));
}

/** Whether a rule that begins at `fromRelease` ("" is always) holds at `release`. */
export function holdsFrom(fromRelease: string, release: ReleasePoint, calendar: Calendar): boolean {
  if (fromRelease === '') return true;
  const from = calendar.at(fromRelease);
  // One that cannot be placed is a finding of its own; until it is mended the rule holds.
  return from === undefined || comparePoints(from, release) <= 0;
}
