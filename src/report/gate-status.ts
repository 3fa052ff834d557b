import type { GateStatus } from '../api/gate.ts';
import type { GateVerdict } from '../lifecycle/gate-verdict.ts';
import { clampList } from './clamp.ts';
import { falseWhile, settle, type Claim } from './conditions.ts';
import { withNotices, type Announcement } from './notices.ts';

/** What a status is written against: the object's generation and the status that stands. */
export interface Standing<Status> {
  readonly generation: number;
  /** Undefined before the first write. */
  readonly status: Status | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** `status` of a FeatureGate: equal to the one that stands where nothing changed. */
export function gateStatusOf(verdict: GateVerdict, { generation, status, now }: Standing<GateStatus>): GateStatus {
  const { asOf, view, enabled, next } = verdict;
  const { items, omitted } = clampList(verdict.releases, 16);
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
    releases: items.map(({ of, level, default: value, locked, enabled: extent }) => ({
      release: of.name,
      minCompatibility: of.minCompatibility,
      roles: ['Current'],
      level,
      default: value,
      locked,
      enabled: extent,
    })),
    ...(omitted !== undefined && { releasesOmitted: omitted }),
    notices: withNotices(status?.notices, announcementsOf(verdict, status), now),
    conditions: settle(claimsOf(verdict), status?.conditions ?? [], generation, now),
  };
}

function claimsOf(verdict: GateVerdict): Claim[] {
  const errors = verdict.findings.filter(({ severity }) => severity === 'Error');
  return [
    falseWhile('Ready', errors, { reason: 'Valid', message: 'The declared life breaks no rule' }),
    enabledClaim(verdict),
    deprecatedClaim(verdict),
    {
      type: 'PromotionEligible',
      status: 'Unknown',
      reason: 'NotEvaluated',
      message: 'Graduation is not judged by this version of the operator',
    },
  ];
}

function enabledClaim({ life, asOf, view, enabled, installs }: GateVerdict): Claim {
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

function deprecatedClaim({ life, asOf, view }: GateVerdict): Claim {
  const type = 'Deprecated';
  const advice = life.gate.spec.deprecation?.message;
  if (view.level === 'Removed') {
    return {
      type,
      status: 'True',
      reason: 'Removed',
      message: `Gate '${life.name}' is removed in ${asOf}${advice ? `: ${advice}` : ''}`,
    };
  }
  if (view.deprecated) {
    return {
      type,
      status: 'True',
      reason: 'Deprecated',
      message: `Gate '${life.name}' is deprecated in ${asOf}: ${advice ?? ''}`,
    };
  }
  return { type, status: 'False', reason: 'NotDeprecated', message: `The end of gate '${life.name}' is not announced` };
}

function announcementsOf({ life, asOf, view }: GateVerdict, before: GateStatus | undefined): Announcement[] {
  const old = before?.summary;
  const subjects = [life.name];
  const announcements: Announcement[] = [];
  if (old && old.level !== view.level) {
    const reason = view.level === 'Removed' ? 'Removed' : 'LevelChanged';
    announcements.push({
      reason,
      subjects,
      message: `Gate '${life.name}' was ${old.level} and is ${view.level} in ${asOf}`,
    });
  }
  if (view.deprecated && view.level !== 'Removed' && old?.deprecated !== 'True') {
    const advice = life.gate.spec.deprecation?.message ?? '';
    announcements.push({
      reason: 'Deprecated',
      subjects,
      message: `Gate '${life.name}' is deprecated in ${asOf}: ${advice}`,
    });
  }
  return announcements;
}
