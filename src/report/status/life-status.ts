import type { Condition, Notice } from '../../api/condition.ts';
import type { GateStatus } from '../../api/gate.ts';
import type { ReportedLevel, StageChange } from '../../api/lifecycle-status.ts';
import type { ReleaseInUse } from '../../lifecycle/verdicts/releases-in-use.ts';
import type { GraduationVerdict } from '../../lifecycle/life/graduation.ts';
import type { Deadline } from '../../lifecycle/life/removal-window.ts';
import type { RemovalVerdict } from '../../lifecycle/life/removal.ts';
import { conditionsAtNoRelease, settle, type DesiredCondition, type Previous } from '../conditions/conditions.ts';
import { lifeAnnouncements } from '../conditions/life-announcements.ts';
import type { LifeView } from '../conditions/life-conditions.ts';
import { withNotices } from '../conditions/notices.ts';
import { clampList } from '../words/clamp.ts';

/** What a release says of a gate and of a plugin alike. */
interface ReleaseVerdict {
  readonly of: ReleaseInUse;
  readonly level: ReportedLevel;
  readonly change: StageChange | undefined;
}

/** A gate or plugin to report, with what it says beside the other in the summary and of each release. */
interface LifeReport<Release extends ReleaseVerdict, Summary extends object, Row extends object> {
  readonly view: LifeView;
  readonly next: { readonly release: string; readonly word: string } | undefined;
  readonly releases: readonly Release[];
  readonly conditions: readonly DesiredCondition[];
  readonly summary: Summary;
  readonly row: (release: Release) => Row;
}

/** `status` of a gate or plugin; `Summary` and `Row` are what only one of the two says. */
interface LifeStatus<Summary extends object, Row extends object> extends Pick<
  GateStatus,
  'asOf' | 'deprecation' | 'graduation' | 'observedGeneration' | 'releasesOmitted'
> {
  summary?: (Summary & { level: ReportedLevel; deprecated: 'True' | 'False'; next?: string | undefined }) | undefined;
  releases: (Row &
    Pick<GateStatus['releases'][number], 'release' | 'minCompatibility' | 'roles' | 'level' | 'change'>)[];
  notices: Notice[];
  conditions: Condition[];
}

/** `status` of a gate or plugin: equal to the one that stands where nothing changed. */
export function lifeStatusOf<Release extends ReleaseVerdict, Summary extends object, Row extends object>(
  { view, next, releases, conditions, summary, row }: LifeReport<Release, Summary, Row>,
  previous: Previous<LifeStatus<Summary, Row>>,
): LifeStatus<Summary, Row> {
  const { generation, status, now } = previous;
  const { asOf, level, deprecated, removal, graduation } = view;
  // Nothing is known at no release: what was said last stands until something is.
  if (asOf === undefined && status?.asOf !== undefined) {
    const { releasesOmitted: _, ...last } = status;
    const held = settle(conditionsAtNoRelease(conditions, status.conditions), previous);
    return { ...last, observedGeneration: generation, releases: [], conditions: held };
  }
  const announcements = asOf === undefined ? [] : lifeAnnouncements(view, conditions, previous);
  const { items, omitted } = clampList(releases, 16);
  return {
    observedGeneration: generation,
    ...(asOf !== undefined && {
      asOf,
      summary: {
        level,
        ...summary,
        deprecated: deprecated ? 'True' : 'False',
        ...(next && { next: `${next.release} ${next.word}` }),
      },
    }),
    releases: items.map((release) => ({
      release: release.of.name,
      minCompatibility: release.of.minCompatibility,
      roles: rolesOf(release.of),
      level: release.level,
      ...row(release),
      ...(release.change !== undefined && { change: release.change }),
    })),
    ...(omitted !== undefined && { releasesOmitted: omitted }),
    ...(removal && { deprecation: deprecationOf(removal) }),
    ...(graduation && { graduation: graduationOf(graduation) }),
    notices: withNotices(status?.notices, announcements, now),
    conditions: settle(conditions, previous),
  };
}

/** Why a release is listed: an install runs it, targets it, or both. */
function rolesOf({ isRun, targetedFrom }: ReleaseInUse): ('Current' | 'Target')[] {
  return [...(isRun ? (['Current'] as const) : []), ...(targetedFrom ? (['Target'] as const) : [])];
}

function deprecationOf(removal: RemovalVerdict): NonNullable<GateStatus['deprecation']> {
  const { earliest, scheduled, verdict, overdue, removedLateDays } = removal;
  return {
    ...(earliest && { earliestRemoval: { ...earliest } satisfies Deadline }),
    ...(scheduled && { scheduled: { ...scheduled } satisfies Deadline }),
    verdict,
    ...(overdue && { overdue: { ...overdue } }),
    ...(removedLateDays !== undefined && { removedLateDays }),
  };
}

function graduationOf({
  next,
  eligible,
  met,
  of,
  missing,
  soaked,
  toSoak,
}: GraduationVerdict): NonNullable<GateStatus['graduation']> {
  return { next, eligible, met, of, missing: clampList(missing, 64).items, soak: `${soaked}/${toSoak}` };
}
