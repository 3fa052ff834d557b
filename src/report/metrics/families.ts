import type { Override } from '../../api/featureset.ts';
import { SEVERITIES } from '../../api/featureset-status.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';
import type { GateOutcome } from '../../lifecycle/install/gate-outcome.ts';
import type { PluginOutcome } from '../../lifecycle/install/plugin-outcome.ts';
import { publishedInOrder } from '../conditions/published.ts';
import { isException } from '../status/feature-set-status.ts';
import { familiesOf, flag, secondsAt, type Family, type FamilyRow, type Subject } from './family.ts';
import { LIFE_FAMILIES } from './life-families.ts';

const FEATURE_SET: Subject<FeatureSetVerdict> = {
  labels: ['namespace', 'featureset', 'component'],
  verdicts: ({ featureSets }) => featureSets.values(),
  nameOf: ({ featureSet: { metadata, spec } }) => [metadata.namespace ?? '', metadata.name, spec.component],
};

/** A FeatureSet as far as what it asks for decides, whoever it belongs to. */
const INSTALL: Subject<FeatureSetVerdict> = { ...FEATURE_SET, madeOf: ({ outcome }) => outcome };

/** One series an override, where it has a value. */
function perOverride(
  value: (row: GateOutcome | undefined, override: Override) => number | undefined,
): FamilyRow<FeatureSetVerdict>['points'] {
  return ({ featureSet, rows }) =>
    featureSet.spec.overrides.flatMap((override) => {
      const number = value(rows.get(override.gate), override);
      return number === undefined ? [] : [[number, override.gate] as const];
    });
}

/** One series a plugin instance; two instances of one name, which are an Error, share one. */
function perInstance(isSo: (plugin: PluginOutcome) => boolean): FamilyRow<FeatureSetVerdict>['points'] {
  return ({ plugins }) =>
    [...new Map(plugins.map((plugin) => [`${plugin.type} ${plugin.name}`, plugin])).values()].map(
      (plugin) => [flag(isSo(plugin)), plugin.type, plugin.name] as const,
    );
}

const ENABLED: FamilyRow<FeatureSetVerdict> = {
  name: 'stagegate_feature_enabled',
  help: 'Whether a gate is effectively on in a FeatureSet.',
  labels: ['gate', 'level'],
  points: ({ rows }, gateSeries) =>
    gateSeries === 'None'
      ? []
      : [...rows.values()]
          .filter((row) => gateSeries === 'All' || isException(row))
          .map(({ life, level, effective }) => [flag(effective === 'Enabled'), life.name, level]),
};

const OVERRIDES: readonly FamilyRow<FeatureSetVerdict>[] = [
  {
    name: 'stagegate_override_active',
    help: 'Whether an override counts: 0 where it is refused, or expired with onExpiry Revert.',
    labels: ['gate'],
    points: perOverride((row, override) => flag(row?.override === override)),
  },
  {
    name: 'stagegate_override_expiry_timestamp_seconds',
    help: 'When the grant of an override ends; absent where it has no date.',
    labels: ['gate'],
    points: perOverride((_row, { expires }) => (expires?.date === undefined ? undefined : secondsAt(expires.date))),
  },
];

const PLUGINS_IN_USE: readonly FamilyRow<FeatureSetVerdict>[] = [
  {
    name: 'stagegate_plugin_admitted',
    help: 'Whether a plugin in use is admitted.',
    labels: ['plugin', 'name'],
    points: perInstance(({ verdict }) => verdict === 'Admitted'),
  },
  {
    name: 'stagegate_plugin_deprecated_in_use',
    help: 'Whether a plugin in use is deprecated.',
    labels: ['plugin', 'name'],
    points: perInstance(({ deprecated }) => deprecated),
  },
];

const FINDINGS: readonly FamilyRow<FeatureSetVerdict>[] = [
  {
    name: 'stagegate_featureset_ready',
    help: 'Whether no Error finding stands on a FeatureSet.',
    points: ({ findings }) => [[flag(findings.every(({ severity }) => severity !== 'Error'))]],
  },
  {
    name: 'stagegate_findings',
    help: 'Number of findings on a FeatureSet.',
    labels: ['severity'],
    points: ({ findings }) =>
      SEVERITIES.map((severity) => [findings.filter((finding) => finding.severity === severity).length, severity]),
  },
  {
    name: 'stagegate_dependency_unmet',
    help: 'Number of gates of a FeatureSet that lack a gate they require.',
    points: ({ findings }) => [
      [new Set(findings.filter(({ fact }) => fact.kind === 'DependencyUnmet').map(({ subject }) => subject)).size],
    ],
  },
];

const PUBLISHED: FamilyRow<FeatureSetVerdict> = {
  name: 'stagegate_featureset_published',
  help: 'Whether the ConfigMap of a FeatureSet that publishes holds what it says now.',
  points: (verdict) => (verdict.featureSet.spec.publish ? [[flag(publishedInOrder(verdict) !== undefined)]] : []),
};

const OUTLOOK: readonly FamilyRow<FeatureSetVerdict>[] = [
  {
    name: 'stagegate_featureset_in_sync',
    help: 'Whether the running component reports every gate as a FeatureSet declares it; absent where nothing is compared.',
    points: ({ sync }) => (sync?.kind === 'Compared' ? [[flag(sync.differing.length === 0)]] : []),
  },
  {
    name: 'stagegate_deprecated_in_use',
    help: 'Number of deprecated gates that are on in a FeatureSet.',
    points: ({ rows }) => [
      [[...rows.values()].filter(({ deprecated, effective }) => deprecated && effective === 'Enabled').length],
    ],
  },
  {
    name: 'stagegate_upgrade_blocked',
    help: 'Whether something would be refused at the target release of a FeatureSet; absent where there is no preview.',
    points: ({ upgrade }) => (upgrade ? [[flag(upgrade.blockers.length > 0)]] : []),
  },
];

/** Every family computed from evaluations, at scrape. */
export const FAMILIES: readonly Family[] = [
  ...familiesOf(INSTALL, [ENABLED, ...OVERRIDES]),
  ...LIFE_FAMILIES,
  ...familiesOf(INSTALL, [...PLUGINS_IN_USE, ...FINDINGS]),
  ...familiesOf({ ...FEATURE_SET, madeOf: (verdict) => verdict }, [PUBLISHED]),
  ...familiesOf(INSTALL, OUTLOOK),
];
