import { LONGEST_LAYER, MOST_FINDINGS, MOST_PLUGINS, type FeatureSetStatus } from '../../api/featureset-status.ts';
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
import { isThere } from '../../lifecycle/life/change.ts';
import type { GateOutcome } from '../../lifecycle/install/gate-outcome.ts';
import type { PluginOutcome } from '../../lifecycle/install/plugin-outcome.ts';
import type { FeatureSetVerdict, InstallOutcome } from '../../lifecycle/install/feature-set-verdict.ts';

/** The part of a status that follows from the outcome alone. */
type Body = Omit<FeatureSetStatus, 'observedGeneration' | 'published' | 'notices' | 'conditions'>;

const bodies = new WeakMap<InstallOutcome, Body>();

/** `status` of a FeatureSet: equal to the one that stands where nothing changed. */
export function featureSetStatusOf(verdict: FeatureSetVerdict, previous: Previous<FeatureSetStatus>): FeatureSetStatus {
  const { generation, status, now } = previous;
  const body = bodies.get(verdict.outcome) ?? bodyOf(verdict.outcome);
  bodies.set(verdict.outcome, body);
  const published = publishedRow(verdict);
  return {
    observedGeneration: generation,
    ...body,
    ...(published && { published }),
    notices: withNotices(status?.notices, featureSetAnnouncements(verdict, status, body), now),
    conditions: settle(featureSetConditions(verdict), previous),
  };
}

function bodyOf(outcome: InstallOutcome): Body {
  const { release, minCompatibility, upgrade, sync } = outcome;
  const rows = [...outcome.rows.values()];
  const enabled = clampList(namesIn(rows, 'Enabled'), 4096);
  const disabled = clampList(namesIn(rows, 'Disabled'), 4096);
  const discovery = clampList(namesIn(rows, 'Discovery'), 4096);
  const exceptions = clampList(rows.filter(isException), 1024);
  const plugins = clampList(outcome.plugins, MOST_PLUGINS);
  const findings = clampList(outcome.findings, MOST_FINDINGS);
  const observed = observedOf(sync);
  return {
    ...(release !== undefined && { release }),
    ...(minCompatibility !== undefined && { minCompatibility }),
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
    ...(upgrade && { upgrade: upgradeStatusOf(upgrade) }),
    ...(observed && { observed }),
  };
}

/** Names of the available gates with that effective value, sorted. */
function namesIn(rows: readonly GateOutcome[], state: State): string[] {
  return rows.filter((row) => row.available && row.effective === state).map(({ life }) => life.name);
}

/** A gate that is not simply at its default: it differs, or an override holds it where it is. */
export function isException(
  row: Pick<GateOutcome, 'level' | 'default' | 'requested' | 'effective' | 'source'>,
): boolean {
  return isThere(row) && (row.source === 'Override' || row.effective !== row.default || row.requested !== row.default);
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
