import type { Evaluation } from '../lifecycle/component/evaluation.ts';
import type { GateOutcome } from '../lifecycle/install/gate-outcome.ts';
import type { PluginOutcome } from '../lifecycle/install/plugin-outcome.ts';
import { findingRow, type FindingRow } from './words/finding-row.ts';

/** One FeatureSet in the report of `stagegate evaluate`; keys are always present, lists sorted by their first key. */
export interface FeatureSetReport {
  readonly featureSet: string;
  readonly component: string;
  readonly release: string | null;
  readonly gates: readonly ({ readonly gate: string } & Readonly<
    Pick<GateOutcome, 'level' | 'deprecated' | 'default' | 'locked' | 'requested' | 'effective' | 'source'>
  >)[];
  readonly plugins: readonly Pick<PluginOutcome, 'type' | 'name' | 'level' | 'deprecated' | 'verdict'>[];
  readonly findings: readonly FindingRow[];
}

/** The rows of `report` for one component, sorted by FeatureSet. */
export function reportOf(evaluation: Evaluation): FeatureSetReport[] {
  return [...evaluation.featureSets].map(([reference, verdict]) => ({
    featureSet: reference,
    component: evaluation.component,
    release: verdict.release ?? null,
    gates: [...verdict.rows.values()].map((row) => ({
      gate: row.life.name,
      level: row.level,
      deprecated: row.deprecated,
      default: row.default,
      locked: row.locked,
      requested: row.requested,
      effective: row.effective,
      source: row.source,
    })),
    plugins: verdict.plugins.map(({ type, name, level, deprecated, verdict: word }) => ({
      type,
      name,
      level,
      deprecated,
      verdict: word,
    })),
    findings: verdict.findings.map(findingRow),
  }));
}
