import type { PluginVerdict } from '../../lifecycle/verdicts/plugin-verdict.ts';
import { labelsOf, secondsAt, type Family } from './family.ts';
import type { PluginOutcome } from '../../lifecycle/install/plugin-outcome.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';

const PLUGIN = ['component', 'plugin'] as const;
const IN_USE = ['namespace', 'featureset', 'component', 'plugin', 'name'] as const;

function perPlugin(
  sample: (verdict: PluginVerdict) => { labels?: Record<string, string>; value: number } | undefined,
): Family['samples'] {
  return ({ component, plugins }) =>
    [...plugins.values()].flatMap((verdict) => {
      const made = sample(verdict);
      return made ? [{ labels: { component, plugin: verdict.life.type, ...made.labels }, value: made.value }] : [];
    });
}

/** One series a plugin instance; two instances of one name, which are an Error, share one. */
function perInstance(value: (plugin: PluginOutcome) => boolean): Family['samples'] {
  const of = (verdict: FeatureSetVerdict) =>
    [...new Map(verdict.plugins.map((plugin) => [`${plugin.type} ${plugin.name}`, plugin])).values()].map((plugin) => ({
      labels: { ...labelsOf(verdict), plugin: plugin.type, name: plugin.name },
      value: value(plugin) ? 1 : 0,
    }));
  return ({ featureSets }) => [...featureSets.values()].flatMap(of);
}

/** Families about plugins, declared and in use. */
export const PLUGIN_FAMILIES: readonly Family[] = [
  {
    name: 'stagegate_plugin_info',
    help: 'What a plugin is at the release its component is judged at; always 1.',
    labels: [...PLUGIN, 'level', 'deprecated'],
    samples: perPlugin(({ view }) => ({
      labels: { level: view.level, deprecated: String(view.deprecated) },
      value: 1,
    })),
  },
  {
    name: 'stagegate_plugin_level_entered_timestamp_seconds',
    help: 'When a plugin entered the level in force; absent where the calendar has no date.',
    labels: [...PLUGIN, 'level'],
    samples: perPlugin(({ enteredOn, view }) =>
      enteredOn === undefined ? undefined : { labels: { level: view.level }, value: secondsAt(enteredOn) },
    ),
  },
  {
    name: 'stagegate_plugin_releases_until_removal',
    help: 'Releases from the one a plugin is judged at to the one its removal is due in, as the calendar lists them; 0 where it is due; absent if unknown.',
    labels: PLUGIN,
    samples: perPlugin(({ removal }) =>
      removal?.releasesUntil === undefined ? undefined : { value: removal.releasesUntil },
    ),
  },
  {
    name: 'stagegate_plugin_removal_timestamp_seconds',
    help: 'When the removal of a plugin is due; absent if unknown.',
    labels: PLUGIN,
    samples: perPlugin(({ removal, view }) =>
      view.level === 'Removed' || removal?.scheduled?.date === undefined
        ? undefined
        : { value: secondsAt(removal.scheduled.date) },
    ),
  },
  {
    name: 'stagegate_plugin_promotion_eligible',
    help: 'Whether nothing is missing for the next level of a plugin; absent where there is no next level or no criteria.',
    labels: PLUGIN,
    samples: perPlugin(({ graduation }) => (graduation ? { value: graduation.eligible ? 1 : 0 } : undefined)),
  },
  {
    name: 'stagegate_plugin_admitted',
    help: 'Whether a plugin in use is admitted.',
    labels: IN_USE,
    samples: perInstance(({ verdict }) => verdict === 'Admitted'),
  },
  {
    name: 'stagegate_plugin_deprecated_in_use',
    help: 'Whether a plugin in use is deprecated.',
    labels: IN_USE,
    samples: perInstance(({ deprecated }) => deprecated),
  },
];
