import { LONGEST_LAYER, type FeatureSetStatus } from '../../api/featureset-status.ts';
import type { State } from '../../api/vocabulary.ts';
import { clampList, clampText } from '../words/clamp.ts';
import { settle, type Previous } from '../conditions/conditions.ts';
import { sentenceOf } from '../words/fact-words.ts';
import { featureSetAnnouncements } from '../conditions/feature-set-announcements.ts';
import { featureSetConditions } from '../conditions/feature-set-conditions.ts';
import { withNotices } from '../conditions/notices.ts';
import { publishedRow } from '../conditions/published.ts';
import { observedOf } from '../conditions/in-sync.ts';
import { upgradeStatusOf } from './upgrade-status.ts';
import type { GateOutcome } from '../../lifecycle/install/gate-outcome.ts';
import type { PluginOutcome } from '../../lifecycle/install/plugin-outcome.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';

/** `status` of a FeatureSet: equal to the one that stands where nothing changed. */
export function featureSetStatusOf(verdict: FeatureSetVerdict, previous: Previous<FeatureSetStatus>): FeatureSetStatus {
  const { generation, status, now } = previous;
  const rows = [...verdict.rows.values()];
  const enabled = clampList(namesIn(rows, 'Enabled'), 4096);
  const disabled = clampList(namesIn(rows, 'Disabled'), 4096);
  const discovery = clampList(namesIn(rows, 'Discovery'), 4096);
  const exceptions = clampList(rows.filter(isException), 1024);
  const plugins = clampList(verdict.plugins, 256);
  const findings = clampList(verdict.findings, 64);
  const published = publishedRow(verdict);
  const observed = observedOf(verdict.sync);
  return {
    observedGeneration: generation,
    ...(verdict.release !== undefined && { release: verdict.release }),
    ...(verdict.minCompatibility !== undefined && { minCompatibility: verdict.minCompatibility }),
    enabled: enabled.items,
    ...(enabled.omitted !== undefined && { enabledOmitted: enabled.omitted }),
    disabled: disabled.items,
    ...(disabled.omitted !== undefined && { disabledOmitted: disabled.omitted }),
    discovery: discovery.items,
    ...(discovery.omitted !== undefined && { discoveryOmitted: discovery.omitted }),
    exceptions: exceptions.items.map(exceptionOf),
    ...(exceptions.omitted !== undefined && { exceptionsOmitted: exceptions.omitted }),
    plugins: plugins.items.map(pluginRowOf),
    ...(plugins.omitted !== undefined && { pluginsOmitted: plugins.omitted }),
    findings: findings.items.map(({ severity, subject, fact }) => ({
      severity,
      reason: fact.kind,
      subject: clampText(subject, 253),
      message: clampText(sentenceOf(fact, subject), 1024),
    })),
    ...(findings.omitted !== undefined && { findingsOmitted: findings.omitted }),
    ...(published && { published }),
    ...(verdict.upgrade && { upgrade: upgradeStatusOf(verdict.upgrade) }),
    ...(observed && { observed }),
    notices: withNotices(status?.notices, featureSetAnnouncements(verdict, status), now),
    conditions: settle(featureSetConditions(verdict), previous),
  };
}

/** Names of the available gates with that effective value, sorted. */
function namesIn(rows: readonly GateOutcome[], state: State): string[] {
  return rows.filter((row) => row.available && row.effective === state).map(({ life }) => life.name);
}

/** A gate that is not simply at its default: it differs, or an override holds it where it is. */
export function isException(row: GateOutcome): boolean {
  return row.available && (row.source === 'Override' || row.effective !== row.default || row.requested !== row.default);
}

function pluginRowOf({
  type,
  name,
  level,
  verdict,
  finding,
  in: source,
}: PluginOutcome): FeatureSetStatus['plugins'][number] {
  return {
    type,
    name: clampText(name, 253),
    level,
    ...(source !== undefined && { layer: clampText(source, LONGEST_LAYER) }),
    verdict,
    ...(finding && { reason: finding.fact.kind, message: clampText(sentenceOf(finding.fact, finding.subject), 1024) }),
  };
}

function exceptionOf(row: GateOutcome): FeatureSetStatus['exceptions'][number] {
  return {
    gate: row.life.name,
    state: row.effective,
    level: row.level,
    source: row.source,
    ...(row.layer !== undefined && { layer: clampText(row.layer, LONGEST_LAYER) }),
    ...(row.override?.reason !== undefined && { reason: row.override.reason }),
  };
}
