import type { Requirement } from '../../../src/api/gate.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import { holdsFrom, isOwn } from '../life/requirements.ts';
import { isAlwaysOn } from '../rules/dependency-rules.ts';
import type { InstallDraft } from '../install/draft.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

type Bounds = Pick<Requirement, 'component' | 'gate' | 'fromRelease' | 'platformFrom' | 'platformBefore'>;

/** Where a requirement or exclusion looks: the component it names, if anybody knows which release of it runs. */
interface Context {
  readonly calendar: Calendar;
  readonly release: ReleasePoint;
  readonly rows: ReadonlyMap<string, GateOutcome>;
}

/** What became of a requirement: it does not hold here, its component is unknown, it is met, or how it is not. */
export type RequirementOutcome =
  | { readonly kind: 'NotInForce' }
  | { readonly kind: 'PlatformUnknown' }
  | { readonly kind: 'Met' }
  | { readonly kind: 'Unmet' }
  | { readonly kind: 'UnknownGate' }
  | { readonly kind: 'TooOld'; readonly release: string };

/** The component a rule of a gate looks at; undefined where no platform entry says which release runs. */
export function contextOf(draft: InstallDraft, row: GateOutcome, rule: Bounds): Context | undefined {
  if (rule.component === '' || rule.component === row.life.gate.spec.component) return draft;
  return draft.platforms.get(rule.component);
}

/** Whether a rule binds at the own release and at the release of the component it names (R79, R82). */
export function isInForce(draft: InstallDraft, context: Context, rule: Bounds): boolean {
  if (!holdsFrom(rule.fromRelease, draft.release, draft.calendar)) return false;
  // Without a gate platformFrom is the floor itself, not a bound.
  if (rule.gate !== '' && rule.platformFrom !== undefined && context.calendar.at(rule.platformFrom)) {
    if (!isReached(context, rule.platformFrom)) return false;
  }
  return rule.platformBefore === undefined || !isReached(context, rule.platformBefore);
}

function isReached({ calendar, release }: Context, bound: string | undefined): boolean {
  if (bound === undefined) return true;
  const point = calendar.at(bound);
  return point !== undefined && comparePoints(point, release) <= 0;
}

/** Where one requirement of a gate stands, own gates read by `value`, those of a platform by what is effective there. */
export function standingOf(
  draft: InstallDraft,
  row: GateOutcome,
  requirement: Requirement,
  value: 'requested' | 'effective',
): RequirementOutcome {
  const context = contextOf(draft, row, requirement);
  if (!context) return { kind: 'PlatformUnknown' };
  if (!isInForce(draft, context, requirement)) return { kind: 'NotInForce' };
  if (requirement.gate === '') {
    const platform = draft.platforms.get(requirement.component);
    return isReached(context, requirement.platformFrom)
      ? { kind: 'Met' }
      : { kind: 'TooOld', release: platform?.releaseName ?? draft.releaseName };
  }
  const other = context.rows.get(requirement.gate);
  if (!other) return { kind: 'UnknownGate' };
  const read = isOwn(row.life, requirement) ? value : 'effective';
  const on = other.level === 'Removed' ? isAlwaysOn(other.life) : other[read] === 'Enabled';
  return { kind: on ? 'Met' : 'Unmet' };
}

/** A requirement in words for messages: `Gate`, or `component/Gate` of another component. */
export function nameOf(row: GateOutcome, requirement: Requirement): string {
  return isOwn(row.life, requirement) ? requirement.gate : `${requirement.component}/${requirement.gate}`;
}
