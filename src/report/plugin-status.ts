import type { PluginStatus } from '../api/plugin.ts';
import type { PluginObjectVerdict } from '../lifecycle/plugin-object-verdict.ts';
import { clampList } from './clamp.ts';
import { claimsAtNoRelease, falseWhile, settle, type Claim } from './conditions.ts';
import { rolesOf, type Standing } from './gate-status.ts';
import { lifeAnnouncements } from './life-announcements.ts';
import { deprecatedClaim, promotionClaim, type LifeView } from './life-claims.ts';
import { lifeStatusOf } from './life-status.ts';
import { withNotices } from './notices.ts';

/** `status` of a PluginMaturity: equal to the one that stands where nothing changed. */
export function pluginStatusOf(
  verdict: PluginObjectVerdict,
  { generation, status, now }: Standing<PluginStatus>,
): PluginStatus {
  const { asOf, view, admitted, next, life } = verdict;
  const { items, omitted } = clampList(verdict.releases, 16);
  const claims = claimsOf(verdict);
  // Nothing is known at no release: what was said last stands until something is.
  if (asOf === undefined && status?.asOf !== undefined) {
    const { releasesOmitted: _, ...last } = status;
    const standing = status.conditions;
    const conditions = settle(claimsAtNoRelease(claims, standing), standing, generation, now);
    return { ...last, observedGeneration: generation, releases: [], conditions };
  }
  const before = status && { level: status.summary?.level, conditions: status.conditions, notices: status.notices };
  const announcements =
    asOf === undefined ? [] : lifeAnnouncements(life.type, lifeViewOf(verdict), claims, before, now);
  return {
    observedGeneration: generation,
    ...(asOf !== undefined && {
      asOf,
      summary: {
        level: view.level,
        admitted,
        deprecated: view.deprecated ? 'True' : 'False',
        ...(next && { next: `${next.release} ${next.word}` }),
      },
    }),
    releases: items.map(({ of, level, admitted: extent, change }) => ({
      release: of.name,
      minCompatibility: of.minCompatibility,
      roles: rolesOf(of),
      level,
      ...(of.installs.length > 0 && { admitted: extent }),
      ...(change !== undefined && { change }),
    })),
    ...(omitted !== undefined && { releasesOmitted: omitted }),
    ...lifeStatusOf(verdict.removal, verdict.graduation),
    notices: withNotices(status?.notices, announcements, now),
    conditions: settle(claims, status?.conditions ?? [], generation, now),
  };
}

function lifeViewOf({ life, asOf, view, removal, graduation, grandfathered }: PluginObjectVerdict): LifeView {
  const { level, deprecated } = view;
  const { deprecation } = life.plugin.spec;
  return {
    called: `Plugin '${life.type}'`,
    asOf,
    level,
    deprecated,
    deprecation,
    removal,
    graduation,
    upstream: [],
    grandfathered,
  };
}

function claimsOf(verdict: PluginObjectVerdict): Claim[] {
  const errors = verdict.findings.filter(({ severity }) => severity === 'Error');
  return [
    falseWhile('Ready', errors, { reason: 'Valid', message: 'The declared life breaks no rule' }),
    deprecatedClaim(lifeViewOf(verdict)),
    replacementClaim(verdict),
    promotionClaim(lifeViewOf(verdict)),
    maintainedClaim(verdict),
  ];
}

/** Whether what takes over is there in the release before the removal (R57). */
function replacementClaim({ replacement, view }: PluginObjectVerdict): Claim {
  const type = 'ReplacementReady';
  const { ready, at, missing } = replacement;
  if (ready === undefined) {
    const message =
      view.deprecated || view.level === 'Removed'
        ? 'There is no replacement to be ready, or no release to be ready by'
        : 'The end is not announced';
    return { type, status: 'Unknown', reason: 'NothingToReplace', message };
  }
  if (ready) return { type, status: 'True', reason: 'ReplacementThere', message: `What takes over is there in ${at}` };
  return {
    type,
    status: 'False',
    reason: 'ReplacementMissing',
    message: `In ${at}, the last release before the removal, ${missing.join(', ')} is not there`,
  };
}

function maintainedClaim({ life }: PluginObjectVerdict): Claim {
  const type = 'Maintained';
  switch (life.plugin.spec.maintenance) {
    case 'Active':
      return { type, status: 'True', reason: 'Active', message: 'Its owners maintain it' };
    case 'SeekingOwner':
      return { type, status: 'False', reason: 'SeekingOwner', message: 'It seeks an owner' };
    case 'Unmaintained':
      return { type, status: 'False', reason: 'Unmaintained', message: 'Nobody maintains it' };
  }
}
