import { z } from 'zod';
import { atomicList, count, mapList, oneOf } from './schema.ts';
import { day, releaseKey, releaseName, STATES } from './words.ts';

/** Where a gate or plugin stands at one release. */
export const REPORTED_LEVELS = ['NotYetAvailable', 'Unknown', 'Dev', 'Alpha', 'Beta', 'Stable', 'Removed'] as const;
/** Where a gate or plugin stands at one release. */
export type ReportedLevel = (typeof REPORTED_LEVELS)[number];

/** How many of the installs that count. */
export const EXTENTS = ['None', 'Some', 'All'] as const;
/** How many of the installs that count. */
export type Extent = (typeof EXTENTS)[number];

const reported = oneOf('level is the level in force, NotYetAvailable before the first stage, or Removed.', REPORTED_LEVELS);
const defaultState = oneOf('default is the value when nobody sets it.', STATES);
const locked = z.boolean().meta({ description: 'locked says that the value cannot be changed.' });
const enabled = oneOf('enabled is None, Some or All of the installs that count.', EXTENTS);

/** Fields of `status.summary` of a gate. */
export const summary = {
  level: reported,
  default: defaultState,
  locked,
  enabled,
  deprecated: oneOf('deprecated is "True" or "False", a word so that it prints in a column.', ['True', 'False']),
  next: z.string().max(128).meta({ description: 'next is the next stage, such as "v0.6.0 Beta".' }).optional(),
};

const deadline = z.object({
  release: releaseName('release is the release; absent where the calendar ends before it.').optional(),
  date: day('date is the day; absent where the release has none.').optional(),
  releasesToGo: count('releasesToGo is how many releases past the end of the calendar are still to come.', 10_000).optional(),
});

/** Fields that the statuses of gates and plugins share. */
export const lifecycleStatus = {
  releases: mapList(
    'releases say what holds in each release that a counted FeatureSet runs or targets, newest first.',
    z.object({
      release: releaseName('release is the release.'),
      minCompatibility: releaseKey('minCompatibility is the oldest release that FeatureSet stays compatible with.'),
      roles: atomicList('roles say why it is listed: Current, Target.', z.enum(['Current', 'Target']), 2),
      level: reported,
      default: defaultState,
      locked,
      enabled: enabled.optional(),
      admitted: oneOf('admitted is None, Some or All of the installs that use the plugin.', EXTENTS).optional(),
      change: oneOf('change is what the target changes: DefaultFlips, LevelChanges, Locks, Appears, Goes.', [
        'DefaultFlips',
        'LevelChanges',
        'Locks',
        'Appears',
        'Goes',
      ]).optional(),
    }),
    ['release', 'minCompatibility'],
    16,
  ),
  releasesOmitted: count('releasesOmitted is the number of releases that did not fit.', 1_000_000).optional(),
  deprecation: z
    .object({
      earliestRemoval: deadline.meta({ description: 'earliestRemoval is the first moment the policy allows.' }).optional(),
      scheduled: deadline.meta({ description: 'scheduled is what was announced.' }).optional(),
      verdict: oneOf('verdict is OnTime, TooEarly, Overdue or Undecided.', ['OnTime', 'TooEarly', 'Overdue', 'Undecided']),
      overdue: z
        .object({
          releases: count('releases is the number of releases, from the due one on, that still hold the thing.', 10_000),
          days: count('days is the number of days from the due date to the date of the release looked at.', 100_000).optional(),
        })
        .meta({ description: 'overdue says by how much.' })
        .optional(),
      removedLateDays: count('removedLateDays is by how many days a tombstone went too late.', 100_000).optional(),
    })
    .meta({ description: 'deprecation compares the announced removal with the policy.' })
    .optional(),
  graduation: z
    .object({
      next: oneOf('next is the level to enter.', ['Alpha', 'Beta', 'Stable']),
      eligible: z.boolean().meta({ description: 'eligible says that nothing is missing.' }),
      met: count('met is the number of criteria met.', 1000),
      of: count('of is the number of criteria there are.', 1000),
      missing: atomicList('missing names the criteria not met.', z.string().max(32), 64),
      soak: z.string().max(32).meta({ description: 'soak is releases at this level of those needed, such as "1/2".' }),
    })
    .meta({ description: 'graduation says what is missing for the next level.' })
    .optional(),
};
