import type { GateTrace, TracedStep } from '../lifecycle/trace/gate-trace.ts';
import { findingRow, type FindingRow } from './words/finding-row.ts';
import { isDecisive, STEP_NAMES, stepSentence } from './words/step-words.ts';

/** What one step said of the gate. */
export interface ExplainedStep {
  readonly step: number;
  readonly name: string;
  /** What holds after it; null while no step has said anything of it. */
  readonly value: string | null;
  readonly says: readonly string[];
  readonly findings: readonly FindingRow[];
}

/** Why one gate is what it is in one FeatureSet; keys are always present. */
export interface Explanation {
  readonly featureSet: string;
  readonly component: string;
  /** Null where nobody knows it; then no level, value or step is known either. */
  readonly release: string | null;
  readonly gate: string;
  readonly level: string | null;
  readonly deprecated: boolean;
  readonly locked: boolean;
  readonly default: string | null;
  readonly requested: string | null;
  readonly effective: string | null;
  readonly source: string | null;
  /** The number of the step that decided. */
  readonly decidedBy: number | null;
  /** What it said. */
  readonly because: string | null;
  readonly steps: readonly ExplainedStep[];
  readonly findings: readonly FindingRow[];
}

/** Puts into words how a gate came by its value. */
export function explanationOf(gate: string, trace: GateTrace): Explanation {
  const { reference, verdict, row, decided, steps, findings } = trace;
  const deciding = steps.find(({ step }) => step === decided);
  return {
    featureSet: reference,
    component: verdict.featureSet.spec.component,
    release: verdict.release ?? null,
    gate,
    level: row?.level ?? null,
    deprecated: row?.deprecated ?? false,
    locked: row?.locked ?? false,
    default: row?.default ?? null,
    requested: row?.requested ?? null,
    effective: row?.effective ?? null,
    source: row?.source ?? null,
    decidedBy: decided ?? null,
    because: deciding ? reasonOf(deciding) : null,
    steps: steps.map(explainedStep),
    findings: findings.map(findingRow),
  };
}

function reasonOf({ facts }: TracedStep): string {
  return facts.filter(isDecisive).map(stepSentence).join('; ');
}

function explainedStep({ step, value, facts, findings }: TracedStep): ExplainedStep {
  return {
    step,
    name: STEP_NAMES[step],
    value: value ?? null,
    says: facts.map(stepSentence),
    findings: findings.map(findingRow),
  };
}
