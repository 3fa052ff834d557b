import type { Requirement } from '../api/gate.ts';
import { compareMoments, type Calendar, type Moment } from './calendar.ts';
import { holdsFrom, isOwn } from './dependency-graph.ts';
import { isAlwaysOn } from './dependency-rules.ts';
import type { Draft, Row } from './draft.ts';

type Bounds = Pick<Requirement, 'component' | 'gate' | 'fromRelease' | 'platformFrom' | 'platformBefore'>;

/** Where a requirement or exclusion looks: the component it names, if anybody knows which release of it runs. */
interface Ground {
  readonly calendar: Calendar;
  readonly release: Moment;
  readonly rows: ReadonlyMap<string, Row>;
}

/** What became of a requirement: it does not hold here, its component is unknown, it is met, or how it is not. */
export type Standing =
  | { readonly kind: 'NotInForce' }
  | { readonly kind: 'PlatformUnknown' }
  | { readonly kind: 'Met' }
  | { readonly kind: 'Unmet' }
  | { readonly kind: 'UnknownGate' }
  | { readonly kind: 'TooOld'; readonly release: string };

/** The component a rule of a gate looks at; undefined where no platform entry says which release runs. */
export function groundOf(draft: Draft, row: Row, rule: Bounds): Ground | undefined {
  if (rule.component === '' || rule.component === row.life.gate.spec.component) return draft;
  return draft.platforms.get(rule.component);
}

/** Whether a rule binds at the own release and at the release of the component it names (R79, R82). */
export function isInForce(draft: Draft, ground: Ground, rule: Bounds): boolean {
  if (!holdsFrom(rule.fromRelease, draft.release, draft.calendar)) return false;
  // Without a gate platformFrom is the floor itself, not a bound.
  if (rule.gate !== '' && rule.platformFrom !== undefined && ground.calendar.at(rule.platformFrom)) {
    if (!isReached(ground, rule.platformFrom)) return false;
  }
  return rule.platformBefore === undefined || !isReached(ground, rule.platformBefore);
}

function isReached({ calendar, release }: Ground, bound: string | undefined): boolean {
  if (bound === undefined) return true;
  const moment = calendar.at(bound);
  return moment !== undefined && compareMoments(moment, release) <= 0;
}

/** Where one requirement of a gate stands, own gates read by `value`, those of a platform by what is effective there. */
export function standingOf(
  draft: Draft,
  row: Row,
  requirement: Requirement,
  value: 'requested' | 'effective',
): Standing {
  const ground = groundOf(draft, row, requirement);
  if (!ground) return { kind: 'PlatformUnknown' };
  if (!isInForce(draft, ground, requirement)) return { kind: 'NotInForce' };
  if (requirement.gate === '') {
    const platform = draft.platforms.get(requirement.component);
    return isReached(ground, requirement.platformFrom)
      ? { kind: 'Met' }
      : { kind: 'TooOld', release: platform?.releaseName ?? draft.releaseName };
  }
  const other = ground.rows.get(requirement.gate);
  if (!other) return { kind: 'UnknownGate' };
  const read = isOwn(row.life, requirement) ? value : 'effective';
  const on = other.level === 'Removed' ? isAlwaysOn(other.life) : other[read] === 'Enabled';
  return { kind: on ? 'Met' : 'Unmet' };
}

/** A requirement in words for messages: `Gate`, or `component/Gate` of another component. */
export function nameOf(row: Row, requirement: Requirement): string {
  return isOwn(row.life, requirement) ? requirement.gate : `${requirement.component}/${requirement.gate}`;
}
