import type { GateStatus } from '../../api/gate.ts';
import type { GateVerdict } from '../../lifecycle/component/gate-verdict.ts';
import type { ReleaseInUse } from '../../lifecycle/component/releases-in-use.ts';
import { clampList } from '../words/clamp.ts';
import { conditionsAtNoRelease, falseWhile, settle, type DesiredCondition } from '../conditions/conditions.ts';
import { lifeAnnouncements } from '../conditions/life-announcements.ts';
import { deprecatedCondition, promotionCondition, type LifeView } from '../conditions/life-conditions.ts';
import { lifeStatusOf } from './life-status.ts';
import { withNotices } from '../conditions/notices.ts';

/** What a status is written against: the object's generation and the status that stands. */
export interface Previous<Status> {
  readonly generation: number;
  /** Undefined before the first write. */
  readonly status: Status | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** `status` of a FeatureGate: equal to the one that stands where nothing changed. */
export function gateStatusOf(verdict: GateVerdict, { generation, status, now }: Previous<GateStatus>): GateStatus {
  const { asOf, view, enabled, next } = verdict;
  const { items, omitted } = clampList(verdict.releases, 16);
  const desired = conditionsOf(verdict);
  // Nothing is known at no release: what was said last stands until something is.
  if (asOf === undefined && status?.asOf !== undefined) {
    const { releasesOmitted: _, ...last } = status;
    const previous = status.conditions;
    const conditions = settle(conditionsAtNoRelease(desired, previous), previous, generation, now);
    return { ...last, observedGeneration: generation, releases: [], conditions };
  }
  const before = status && { level: status.summary?.level, conditions: status.conditions, notices: status.notices };
  const announcements =
    asOf === undefined ? [] : lifeAnnouncements(verdict.life.name, lifeViewOf(verdict), desired, before, now);
  return {
    observedGeneration: generation,
    ...(asOf !== undefined && {
      asOf,
      summary: {
        level: view.level,
        default: view.default,
        locked: view.locked,
        enabled,
        deprecated: view.deprecated ? 'True' : 'False',
        ...(next && { next: `${next.release} ${next.word}` }),
      },
    }),
    releases: items.map(({ of, level, default: value, locked, enabled: extent, change }) => ({
      release: of.name,
      minCompatibility: of.minCompatibility,
      roles: rolesOf(of),
      level,
      default: value,
      locked,
      ...(of.installs.length > 0 && { enabled: extent }),
      ...(change !== undefined && { change }),
    })),
    ...(omitted !== undefined && { releasesOmitted: omitted }),
    ...lifeStatusOf(verdict.removal, verdict.graduation),
    notices: withNotices(status?.notices, announcements, now),
    conditions: settle(desired, status?.conditions ?? [], generation, now),
  };
}

/** Why a release is listed: an install runs it, targets it, or both. */
export function rolesOf({ installs, targetedFrom }: ReleaseInUse): ('Current' | 'Target')[] {
  return [...(installs.length > 0 ? (['Current'] as const) : []), ...(targetedFrom ? (['Target'] as const) : [])];
}

function lifeViewOf({ life, asOf, view, removal, graduation, upstream, grandfathered }: GateVerdict): LifeView {
  const { level, deprecated } = view;
  const { deprecation } = life.gate.spec;
  return {
    called: `Gate '${life.name}'`,
    asOf,
    level,
    deprecated,
    deprecation,
    removal,
    graduation,
    upstream,
    grandfathered,
  };
}

function conditionsOf(verdict: GateVerdict): DesiredCondition[] {
  const errors = verdict.findings.filter(({ severity }) => severity === 'Error');
  return [
    falseWhile('Ready', errors, { reason: 'Valid', message: 'The declared life breaks no rule' }),
    enabledCondition(verdict),
    deprecatedCondition(lifeViewOf(verdict)),
    promotionCondition(lifeViewOf(verdict)),
  ];
}

function enabledCondition({ life, asOf, view, enabled, installs }: GateVerdict): DesiredCondition {
  const gate = `Gate '${life.name}'`;
  const type = 'Enabled';
  if (installs === 0) {
    const on = view.default === 'Enabled';
    const message = `${gate} is ${on ? 'on' : 'off'} by default${asOf === undefined ? '' : ` in ${asOf}`}; no install counts`;
    return { type, status: on ? 'True' : 'False', reason: 'ByDefault', message };
  }
  switch (enabled) {
    case 'All':
      return { type, status: 'True', reason: 'EnabledInAll', message: `${gate} is on in every install that counts` };
    case 'Some':
      return {
        type,
        status: 'True',
        reason: 'EnabledInSome',
        message: `${gate} is on in some of the installs that count`,
      };
    case 'None':
      return { type, status: 'False', reason: 'DisabledInAll', message: `${gate} is on in no install that counts` };
  }
}
