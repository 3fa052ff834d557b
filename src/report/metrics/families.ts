import type { Override } from '../../api/featureset.ts';
import { SEVERITIES } from '../../api/featureset-status.ts';
import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import type { GateVerdict } from '../../lifecycle/verdicts/gate-verdict.ts';
import { isException } from '../status/feature-set-status.ts';
import { publishedInOrder } from '../conditions/published.ts';
import { PLUGIN_FAMILIES } from './plugin-families.ts';
import { labelsOf, secondsAt, type Family, type GateSeries, type Sample } from './family.ts';
import type { GateOutcome } from '../../lifecycle/install/gate-outcome.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';

function perFeatureSet(value: (verdict: FeatureSetVerdict) => number): Family['samples'] {
  return ({ featureSets }) => [...featureSets.values()].map((one) => ({ labels: labelsOf(one), value: value(one) }));
}

function perGate(
  sample: (verdict: GateVerdict) => { labels?: Record<string, string>; value: number } | undefined,
): Family['samples'] {
  return ({ component, gates }) =>
    [...gates.values()].flatMap((verdict) => {
      const made = sample(verdict);
      return made ? [{ labels: { component, gate: verdict.life.name, ...made.labels }, value: made.value }] : [];
    });
}

function isReady(findings: GateVerdict['findings']): number {
  return findings.some(({ severity }) => severity === 'Error') ? 0 : 1;
}

function enabledSamples({ featureSets }: Evaluation, gateSeries: GateSeries): Sample[] {
  if (gateSeries === 'None') return [];
  return [...featureSets.values()].flatMap((verdict) => {
    const labels = labelsOf(verdict);
    const rows = [...verdict.rows.values()].filter((row) => gateSeries === 'All' || isException(row));
    return rows.map(({ life, level, effective }) => ({
      labels: { ...labels, gate: life.name, level },
      value: effective === 'Enabled' ? 1 : 0,
    }));
  });
}

function overrideSamples(
  { featureSets }: Evaluation,
  value: (row: GateOutcome | undefined, override: Override) => number | undefined,
): Sample[] {
  return [...featureSets.values()].flatMap((verdict) =>
    verdict.featureSet.spec.overrides.flatMap((override) => {
      const { gate } = override;
      const number = value(verdict.rows.get(gate), override);
      return number === undefined ? [] : [{ labels: { ...labelsOf(verdict), gate }, value: number }];
    }),
  );
}

const SET = ['namespace', 'featureset', 'component'] as const;
const GATE = ['component', 'gate'] as const;

/** Every family computed from evaluations, at scrape. */
export const FAMILIES: readonly Family[] = [
  {
    name: 'stagegate_feature_enabled',
    help: 'Whether a gate is effectively on in a FeatureSet.',
    labels: [...SET, 'gate', 'level'],
    samples: enabledSamples,
  },
  {
    name: 'stagegate_override_active',
    help: 'Whether an override counts: 0 where it is refused, or expired with onExpiry Revert.',
    labels: [...SET, 'gate'],
    samples: (evaluation) => overrideSamples(evaluation, (row, override) => (row?.override === override ? 1 : 0)),
  },
  {
    name: 'stagegate_override_expiry_timestamp_seconds',
    help: 'When the grant of an override ends; absent where it has no date.',
    labels: [...SET, 'gate'],
    samples: (evaluation) =>
      overrideSamples(evaluation, (_row, { expires }) =>
        expires?.date === undefined ? undefined : secondsAt(expires.date),
      ),
  },
  {
    name: 'stagegate_feature_info',
    help: 'What a gate is at the release its component is judged at; always 1.',
    labels: [...GATE, 'level', 'default', 'locked', 'deprecated'],
    samples: perGate(({ view }) => ({
      labels: {
        level: view.level,
        default: view.default,
        locked: String(view.locked),
        deprecated: String(view.deprecated),
      },
      value: 1,
    })),
  },
  {
    name: 'stagegate_feature_ready',
    help: 'Whether the declared life of a gate breaks no rule.',
    labels: GATE,
    samples: perGate(({ findings }) => ({ value: isReady(findings) })),
  },
  {
    name: 'stagegate_feature_level_entered_timestamp_seconds',
    help: 'When the level in force was entered; absent where the calendar has no date.',
    labels: [...GATE, 'level'],
    samples: perGate(({ enteredOn, view }) =>
      enteredOn === undefined ? undefined : { labels: { level: view.level }, value: secondsAt(enteredOn) },
    ),
  },
  {
    name: 'stagegate_releases_until_removal',
    help: 'Releases from the one a gate is judged at to the one its removal is due in, as the calendar lists them; 0 where it is due; absent if unknown.',
    labels: GATE,
    samples: perGate(({ removal }) =>
      removal?.releasesUntil === undefined ? undefined : { value: removal.releasesUntil },
    ),
  },
  {
    name: 'stagegate_removal_timestamp_seconds',
    help: 'When the removal of a gate is due; absent if unknown.',
    labels: GATE,
    samples: perGate(({ removal, view }) =>
      view.level === 'Removed' || removal?.scheduled?.date === undefined
        ? undefined
        : { value: secondsAt(removal.scheduled.date) },
    ),
  },
  {
    name: 'stagegate_promotion_eligible',
    help: 'Whether nothing is missing for the next level of a gate; absent where there is no next level or no criteria.',
    labels: GATE,
    samples: perGate(({ graduation }) => (graduation ? { value: graduation.eligible ? 1 : 0 } : undefined)),
  },
  ...PLUGIN_FAMILIES,
  {
    name: 'stagegate_featureset_ready',
    help: 'Whether no Error finding stands on a FeatureSet.',
    labels: SET,
    samples: perFeatureSet(({ findings }) => isReady(findings)),
  },
  {
    name: 'stagegate_findings',
    help: 'Number of findings on a FeatureSet.',
    labels: [...SET, 'severity'],
    samples: ({ featureSets }) =>
      [...featureSets.values()].flatMap((verdict) =>
        SEVERITIES.map((severity) => ({
          labels: { ...labelsOf(verdict), severity },
          value: verdict.findings.filter((finding) => finding.severity === severity).length,
        })),
      ),
  },
  {
    name: 'stagegate_dependency_unmet',
    help: 'Number of gates of a FeatureSet that lack a gate they require.',
    labels: SET,
    samples: perFeatureSet(
      ({ findings }) =>
        new Set(findings.filter(({ fact }) => fact.kind === 'DependencyUnmet').map(({ subject }) => subject)).size,
    ),
  },
  {
    name: 'stagegate_featureset_published',
    help: 'Whether the ConfigMap of a FeatureSet that publishes holds what it says now.',
    labels: SET,
    samples: ({ featureSets }) =>
      [...featureSets.values()]
        .filter(({ featureSet }) => featureSet.spec.publish)
        .map((verdict) => ({ labels: labelsOf(verdict), value: publishedInOrder(verdict) ? 1 : 0 })),
  },
  {
    name: 'stagegate_featureset_in_sync',
    help: 'Whether the running component reports every gate as a FeatureSet declares it; absent where nothing is compared.',
    labels: SET,
    samples: ({ featureSets }) =>
      [...featureSets.values()].flatMap((verdict) =>
        verdict.sync?.kind === 'Compared'
          ? [{ labels: labelsOf(verdict), value: verdict.sync.differing.length === 0 ? 1 : 0 }]
          : [],
      ),
  },
  {
    name: 'stagegate_deprecated_in_use',
    help: 'Number of deprecated gates that are on in a FeatureSet.',
    labels: SET,
    samples: perFeatureSet(
      ({ rows }) =>
        [...rows.values()].filter(({ deprecated, effective }) => deprecated && effective === 'Enabled').length,
    ),
  },
  {
    name: 'stagegate_upgrade_blocked',
    help: 'Whether something would be refused at the target release of a FeatureSet; absent where there is no preview.',
    labels: SET,
    samples: ({ featureSets }) =>
      [...featureSets.values()].flatMap((verdict) =>
        verdict.upgrade ? [{ labels: labelsOf(verdict), value: verdict.upgrade.blockers.length > 0 ? 1 : 0 }] : [],
      ),
  },
];
