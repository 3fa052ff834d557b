import type { Condition } from '../../api/condition.ts';
import { KIND_NAMES } from '../../api/kinds.ts';
import { referenceOf } from '../../api/declared.ts';
import { isThere } from '../../lifecycle/life/change.ts';
import type { FeatureSetReport } from '../../report/evaluation-report.ts';
import { isException } from '../../report/status/feature-set-status.ts';
import type { Item, OfflineEvaluation } from '../evaluation/offline-evaluation.ts';
import { indented, paragraph, tableOf } from './table.ts';

type GateRow = FeatureSetReport['gates'][number];

const PLURALS = {
  MaturityPolicy: 'MaturityPolicies',
  FeatureGate: 'FeatureGates',
  PluginMaturity: 'PluginMaturities',
  FeatureSet: 'FeatureSets',
} as const;

/** An evaluation for a person: each FeatureSet with its findings and exceptions, then what else is not ready, then the sum. */
export function evaluationTable({ items, report }: OfflineEvaluation): string {
  const others = items.filter((item) => isNotReady(item) && !isReported(item, report));
  const sections = [
    ...(report.length > 0 ? [summaryOf(report)] : []),
    ...report.filter((one) => exceptionsOf(one).length + one.findings.length > 0).map(sectionOf),
    ...(others.length > 0 ? [['Not ready:', ...others.flatMap(notReadyLines)]] : []),
    [sumOf(items, report)],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function summaryOf(report: readonly FeatureSetReport[]): string[] {
  const rows = report.map((one) => [
    one.featureSet,
    one.component,
    one.release ?? 'unknown',
    ...['Enabled', 'Disabled'].map((state) =>
      String(one.gates.filter((row) => isThere(row) && row.effective === state).length),
    ),
    String(exceptionsOf(one).length),
    ...['Error', 'Warning', 'Info'].map((severity) =>
      String(one.findings.filter((found) => found.severity === severity).length),
    ),
  ]);
  return tableOf(
    ['FEATURESET', 'COMPONENT', 'RELEASE', 'ON', 'OFF', 'EXCEPTIONS', 'ERRORS', 'WARNINGS', 'INFOS'],
    rows,
  );
}

function sectionOf(one: FeatureSetReport): string[] {
  const exceptions = exceptionsOf(one);
  const gates = tableOf(
    ['EXCEPTION', 'LEVEL', 'DEFAULT', 'REQUESTED', 'EFFECTIVE', 'SOURCE'],
    exceptions.map((row) => [row.gate, levelOf(row), row.default, row.requested, row.effective, row.source]),
  );
  const findings = one.findings.flatMap(({ severity, reason, message }) => paragraph(`${severity} ${reason}`, message));
  const parts = [...(findings.length > 0 ? [findings] : []), ...(exceptions.length > 0 ? [gates] : [])];
  const lines = parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]));
  return [`${one.featureSet} (${one.component} ${one.release ?? 'of unknown release'})`, ...lines.map(indented)];
}

function exceptionsOf({ gates }: FeatureSetReport): GateRow[] {
  return gates.filter(isException);
}

/** Stable is what the Kubernetes community calls GA. */
export function levelOf({ level, deprecated }: Pick<GateRow, 'level' | 'deprecated'>): string {
  return (level === 'Stable' ? 'Stable (GA)' : level) + (deprecated ? ', deprecated' : '');
}

function notReadyLines(item: Item): string[] {
  const { kind, metadata } = item;
  const reference = referenceOf(metadata);
  const ready = readyOf(item);
  return paragraph(`${kind} ${reference}: ${ready?.reason ?? ''}`, ready?.message ?? '').map(indented);
}

function isReported({ kind, metadata }: Item, report: readonly FeatureSetReport[]): boolean {
  const reference = `${String(metadata['namespace'])}/${metadata.name}`;
  return kind === 'FeatureSet' && report.some(({ featureSet }) => featureSet === reference);
}

/** Whether the operator would say Ready=False of an object. */
export function isNotReady(item: Item): boolean {
  return readyOf(item)?.status === 'False';
}

function readyOf({ status }: Item): Condition | undefined {
  return (status as { conditions?: Condition[] }).conditions?.find(({ type }) => type === 'Ready');
}

function sumOf(items: readonly Item[], report: readonly FeatureSetReport[]): string {
  const counted = KIND_NAMES.map((kind) => ({ kind, count: items.filter((item) => item.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${count === 1 ? kind : PLURALS[kind]}`);
  const notReady = items.filter(isNotReady).length;
  const errors = report.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'Error').length;
  return `${counted.join(', ') || 'No object of Stagegate'}: ${notReady} not ready, ${errors} error${errors === 1 ? '' : 's'} found.`;
}
