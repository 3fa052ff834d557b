import { z } from 'zod';
import { atomicList, count, flag, mapList, omitted, oneOf, prose } from './schema.ts';
import { day, LEVEL_LIST, LEVELS, NEXT_LEVELS, releaseKey, releaseName, STATES } from './vocabulary.ts';

/** Where a gate or plugin stands at one release. */
export const REPORTED_LEVELS = ['NotYetAvailable', 'Unknown', ...LEVELS, 'Removed'] as const;
/** Where a gate or plugin stands at one release. */
export type ReportedLevel = (typeof REPORTED_LEVELS)[number];

/** How many of the counted FeatureSets. */
export const EXTENTS = ['None', 'Some', 'All'] as const;
/** How many of the counted FeatureSets. */
export type Extent = (typeof EXTENTS)[number];

const reported = oneOf(
  `level is the level in force: ${LEVEL_LIST}, NotYetAvailable before the first stage, Removed for a tombstone, Unknown for a plugin that says so.`,
  REPORTED_LEVELS,
);
const deprecated = oneOf(
  'deprecated is True where its end is announced, else False; a word, so that it prints in a column.',
  ['True', 'False'],
);
const next = prose('next is the next stage, such as "v0.6.0 Beta". Absent: none is declared.', 128).optional();
const gateState = {
  default: oneOf(
    'default is Enabled, Disabled or Discovery: what the gate is when nobody sets it; Disabled where it is not available.',
    STATES,
  ),
  locked: flag('locked says that the default cannot be changed.'),
};
const NOBODY = 'Absent: no FeatureSet runs this release.';
const ENABLED = 'enabled is in how many of the counted FeatureSets the gate is on: None, Some or All.';
const ADMITTED = 'admitted is in how many of the FeatureSets that use it the plugin is admitted: None, Some or All.';

/** `status.summary` of a gate. */
export const gateSummary = z
  .object({ level: reported, ...gateState, enabled: oneOf(ENABLED, EXTENTS), deprecated, next })
  .meta({ description: 'summary is the gate at asOf, in the words that `kubectl get` prints.' });

/** `status.summary` of a plugin. */
export const pluginSummary = z
  .object({ level: reported, admitted: oneOf(ADMITTED, EXTENTS), deprecated, next })
  .meta({ description: 'summary is the plugin at asOf, in the words that `kubectl get` prints.' });

const release = {
  release: releaseName('release is the release.'),
  minCompatibility: releaseKey('minCompatibility is the oldest release that those installs stay compatible with.'),
  roles: atomicList(
    'roles say why the release is listed: Current (an install runs it), Target (one plans to).',
    z.enum(['Current', 'Target']),
    2,
  ),
  level: reported,
};

/** What moving to another release changes of a gate or plugin itself, what matters most first. */
export const STAGE_CHANGES = [
  'Goes',
  'Appears',
  'Locks',
  'Unlocks',
  'DefaultFlips',
  'LevelChanges',
  'Deprecates',
] as const;
/** What moving to another release changes of a gate or plugin itself. */
export type StageChange = (typeof STAGE_CHANGES)[number];

const change = oneOf(
  `change is what moving there changes, what matters most of it: ${STAGE_CHANGES.join(', ')}. Absent: nothing.`,
  STAGE_CHANGES,
).optional();

function releases<S extends z.ZodType<{ release: string; minCompatibility: string }>>(item: S) {
  return {
    releases: mapList(
      'releases say what holds in each release that a counted FeatureSet runs or targets, newest first, at most 16.',
      item,
      { keys: ['release', 'minCompatibility'], max: 16 },
    ),
    releasesOmitted: omitted('releases'),
  };
}

/** `status.releases` of a gate. */
export const gateReleases = releases(
  z.object({ ...release, ...gateState, enabled: oneOf(`${ENABLED} ${NOBODY}`, EXTENTS).optional(), change }),
);
/** `status.releases` of a plugin. */
export const pluginReleases = releases(
  z.object({ ...release, admitted: oneOf(`${ADMITTED} ${NOBODY}`, EXTENTS).optional(), change }),
);

const deadline = z.object({
  release: releaseName('release is the release. Absent where the calendar ends before it.').optional(),
  date: day('date is the day (UTC). Absent where the release has none.').optional(),
  releasesToGo: count(
    'releasesToGo is how many releases beyond the end of the calendar are still to come. Absent: none.',
    10_000,
  ).optional(),
});

const overdue = z.object({
  releases: count('releases is how many releases, from the due one on, still hold the thing.', 10_000),
  days: count(
    'days is how many days lie between the due date and the date of the release looked at. Absent: no date is known.',
    100_000,
  ).optional(),
});

/** Fields that the statuses of gates and plugins share. */
export const lifecycleStatus = {
  deprecation: z
    .object({
      earliestRemoval: deadline
        .meta({ description: 'earliestRemoval is the first moment the policy allows. Absent: it never does.' })
        .optional(),
      scheduled: deadline.meta({ description: 'scheduled is what was announced. Absent: nothing was.' }).optional(),
      verdict: oneOf('verdict compares the two: OnTime, TooEarly, Overdue, or Undecided where nothing was announced.', [
        'OnTime',
        'TooEarly',
        'Overdue',
        'Undecided',
      ]),
      overdue: overdue.meta({ description: 'overdue says by how much; with verdict Overdue only.' }).optional(),
      removedLateDays: count(
        'removedLateDays is by how many days a tombstone went too late. Absent: it is none, or went in time.',
        100_000,
      ).optional(),
    })
    .meta({ description: 'deprecation compares the announced removal with the policy. Absent: nothing is deprecated.' })
    .optional(),
  graduation: z
    .object({
      next: oneOf(`next is the level to enter: ${NEXT_LEVELS.join(', ')}.`, NEXT_LEVELS),
      eligible: flag('eligible says that nothing is missing.'),
      met: count('met is how many criteria are met.', 1000),
      of: count('of is how many criteria there are.', 1000),
      missing: atomicList('missing names the criteria not met.', z.string().max(32), 64),
      soak: prose('soak is the number of releases at this level of those needed, such as "1/2".', 32),
    })
    .meta({ description: 'graduation says what is missing for the next level. Absent: there is none.' })
    .optional(),
};
