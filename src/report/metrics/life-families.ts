import type { GateVerdict } from '../../lifecycle/verdicts/gate-verdict.ts';
import type { PluginVerdict } from '../../lifecycle/verdicts/plugin-verdict.ts';
import { familiesOf, flag, secondsAt, type Family, type FamilyRow, type Subject } from './family.ts';

const GATE: Subject<GateVerdict> = {
  labels: ['component', 'gate'],
  verdicts: ({ gates }) => gates.values(),
  nameOf: ({ life }, { component }) => [component, life.name],
};

const PLUGIN: Subject<PluginVerdict> = {
  labels: ['component', 'plugin'],
  verdicts: ({ plugins }) => plugins.values(),
  nameOf: ({ life }, { component }) => [component, life.type],
};

const INFO_OF_GATE: FamilyRow<GateVerdict> = {
  name: 'stagegate_feature_info',
  help: 'What a gate is at the release its component is judged at; always 1.',
  labels: ['level', 'default', 'locked', 'deprecated'],
  points: ({ view }) => [[1, view.level, view.default, String(view.locked), String(view.deprecated)]],
};

const INFO_OF_PLUGIN: FamilyRow<PluginVerdict> = {
  name: 'stagegate_plugin_info',
  help: 'What a plugin is at the release its component is judged at; always 1.',
  labels: ['level', 'deprecated'],
  points: ({ view }) => [[1, view.level, String(view.deprecated)]],
};

const READY: FamilyRow<GateVerdict> = {
  name: 'stagegate_feature_ready',
  help: 'Whether the declared life of a gate breaks no rule.',
  points: ({ findings }) => [[flag(findings.every(({ severity }) => severity !== 'Error'))]],
};

/** What is said of any life; gates have older names. */
function familiesOfLife(noun: 'gate' | 'plugin'): FamilyRow<GateVerdict | PluginVerdict>[] {
  const prefix = noun === 'gate' ? 'stagegate' : 'stagegate_plugin';
  return [
    {
      name: `${noun === 'gate' ? 'stagegate_feature' : prefix}_level_entered_timestamp_seconds`,
      help: `When a ${noun} entered the level in force; absent where the calendar has no date.`,
      labels: ['level'],
      points: ({ enteredOn, view }) => (enteredOn === undefined ? [] : [[secondsAt(enteredOn), view.level]]),
    },
    {
      name: `${prefix}_releases_until_removal`,
      help: `Releases from the one a ${noun} is judged at to the one its removal is due in, as the calendar lists them; 0 where it is due; absent if unknown.`,
      points: ({ removal }) => (removal?.releasesUntil === undefined ? [] : [[removal.releasesUntil]]),
    },
    {
      name: `${prefix}_removal_timestamp_seconds`,
      help: `When the removal of a ${noun} is due; absent if unknown.`,
      points: ({ removal, view }) =>
        view.level === 'Removed' || removal?.scheduled?.date === undefined ? [] : [[secondsAt(removal.scheduled.date)]],
    },
    {
      name: `${prefix}_promotion_eligible`,
      help: `Whether nothing is missing for the next level of a ${noun}; absent where there is no next level or no criteria.`,
      points: ({ graduation }) => (graduation ? [[flag(graduation.eligible)]] : []),
    },
  ];
}

/** Families about gates and plugins as they are declared. */
export const LIFE_FAMILIES: readonly Family[] = [
  ...familiesOf(GATE, [INFO_OF_GATE, READY, ...familiesOfLife('gate')]),
  ...familiesOf(PLUGIN, [INFO_OF_PLUGIN, ...familiesOfLife('plugin')]),
];
