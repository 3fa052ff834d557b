import type { PluginStatus } from '../../api/plugin.ts';
import type { PluginVerdict } from '../../lifecycle/component/plugin-verdict.ts';
import { clampList } from '../words/clamp.ts';
import { conditionsAtNoRelease, falseWhile, settle, type DesiredCondition } from '../conditions/conditions.ts';
import { rolesOf, type Previous } from './gate-status.ts';
import { lifeAnnouncements } from '../conditions/life-announcements.ts';
import { deprecatedCondition, promotionCondition, type LifeView } from '../conditions/life-conditions.ts';
import { lifeStatusOf } from './life-status.ts';
import { withNotices } from '../conditions/notices.ts';

/** `status` of a PluginMaturity: equal to the one that stands where nothing changed. */
export function pluginStatusOf(
  verdict: PluginVerdict,
  { generation, status, now }: Previous<PluginStatus>,
): PluginStatus {
  const { asOf, view, admitted, next, life } = verdict;
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
    asOf === undefined ? [] : lifeAnnouncements(life.type, lifeViewOf(verdict), desired, before, now);
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
    conditions: settle(desired, status?.conditions ?? [], generation, now),
  };
}

function lifeViewOf({ life, asOf, view, removal, graduation, grandfathered }: PluginVerdict): LifeView {
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

function conditionsOf(verdict: PluginVerdict): DesiredCondition[] {
  const errors = verdict.findings.filter(({ severity }) => severity === 'Error');
  return [
    falseWhile('Ready', errors, { reason: 'Valid', message: 'The declared life breaks no rule' }),
    deprecatedCondition(lifeViewOf(verdict)),
    replacementCondition(verdict),
    promotionCondition(lifeViewOf(verdict)),
    maintainedCondition(verdict),
  ];
}

/** Whether what takes over is there in the release before the removal (R57). */
function replacementCondition({ replacement, view }: PluginVerdict): DesiredCondition {
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

function maintainedCondition({ life }: PluginVerdict): DesiredCondition {
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
