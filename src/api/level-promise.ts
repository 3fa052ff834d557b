import { z } from 'zod';
import { count, flag, mapList, oneOf, text, withRules, wordSet } from './schema.ts';
import { camelWord, level, LEVEL_LIST, LEVELS, REGIMES, releaseName, state } from './vocabulary.ts';

const removalWindow = z.object({
  scope: oneOf('scope is Release, or Major where removal must wait for the next major release.', [
    'Release',
    'Major',
  ]).default('Release'),
  afterReleases: count(
    'afterReleases is in how many releases a deprecated thing must still be, counted over the calendar.',
    100,
  ).default(0),
  afterMonths: count('afterMonths is for how many months a deprecated thing must still work.', 240).default(0),
  combine: oneOf('combine says which of releases and months decides: the Later or the Earlier of both.', [
    'Later',
    'Earlier',
  ]).default('Later'),
});

const criterion = z.object({
  id: text('id is the short name of the criterion, such as B4.', 32, { pattern: /^[A-Za-z0-9][-A-Za-z0-9.]*$/ }),
  title: text('title says what must be shown.', 256),
  evidence: wordSet(
    'evidence lists the kinds of evidence that count.',
    camelWord('word is an UpperCamelCase word such as CodeLink.'),
    16,
  ).default([]),
  mandatoryFor: wordSet(
    'mandatoryFor lists the categories of gates for which the criterion cannot be waived.',
    camelWord('word is a category such as ControlLoop.'),
    16,
  ).default([]),
});

/** What one level promises (R1-R18). */
export const levelPromise = z.object({
  name: level(`name is the level: ${LEVEL_LIST}.`),
  default: state(
    'default is what a gate of this level is when nobody says otherwise: Enabled, Disabled or Discovery.',
  ).default('Disabled'),
  groupedDefault: state(
    'groupedDefault is the default of gates of regime Grouped: Enabled, Disabled or Discovery. Absent: as default.',
  ).optional(),
  locked: flag('locked says whether gates of this level can no longer be set to anything but their default.').default(
    false,
  ),
  pluginGate: oneOf('pluginGate says whether a plugin of this level must name a gate: Required, Optional or None.', [
    'Required',
    'Optional',
    'None',
  ]).default('Optional'),
  removal: removalWindow
    .meta({
      description: 'removal is how long a thing deprecated at this level must live on. Absent: it may go at once.',
    })
    .optional(),
  soakReleases: count(
    'soakReleases is how many releases a gate must be at this level before it enters the next.',
    100,
  ).default(0),
  upstreamMinimum: z
    .object({
      level: level(`level is the lowest level the upstream feature may have: ${LEVEL_LIST}.`),
      strength: oneOf('strength is Required, OrFallback (a documented fallback will do) or Preferred (advice only).', [
        'Required',
        'OrFallback',
        'Preferred',
      ]),
    })
    .meta({
      description:
        'upstreamMinimum is what a gate of this level asks of the upstream feature it builds on. Absent: nothing.',
    })
    .optional(),
  criteria: mapList(
    'criteria are what must be shown to enter this level, beside those of the levels below.',
    criterion,
    { keys: ['id'], max: 64 },
  ).default([]),
});

/** A switch over many gates that a FeatureSet may set (R110-R119). */
export const group = withRules(
  z.object({
    name: text('name is the key of the switch, such as AllAlpha.', 128),
    cumulative: flag(
      'cumulative says that the value of the switch is a level: gates at or above it are on, those below off. Else its value is Enabled or Disabled, for gates exactly at one of levels.',
    ).default(false),
    levels: wordSet(
      `levels are the levels that the switch sets: ${LEVELS.join(', ')}. Exactly where cumulative is false.`,
      z.enum(LEVELS),
      LEVELS.length,
    ).default([]),
    regime: oneOf(
      'regime narrows the switch to gates of regime PerFeature or Grouped. Absent: both.',
      REGIMES,
    ).optional(),
    defaults: mapList(
      'defaults say which level a cumulative switch has from which release on, when the FeatureSet is silent.',
      z.object({
        fromRelease: releaseName('fromRelease is the first release with this default.'),
        level: level(`level is the value of the switch: ${LEVEL_LIST}.`),
      }),
      { keys: ['fromRelease'], max: 32 },
    ).default([]),
  }),
  [
    {
      cel: 'self.cumulative != (has(self.levels) && self.levels.size() > 0)',
      message: 'must be set exactly when cumulative is false',
      fieldPath: '.levels',
      check: (value) => value.cumulative !== value.levels.length > 0,
    },
    {
      cel: 'self.cumulative || !has(self.defaults) || self.defaults.size() == 0',
      message: 'must be set only when cumulative is true',
      fieldPath: '.defaults',
      check: (value) => value.cumulative || value.defaults.length === 0,
    },
  ],
);
