import type { DecidedBy } from '../../api/featureset-status.ts';
import type { State } from '../../api/vocabulary.ts';
import { dependencies } from '../steps/dependencies.ts';
import { SHARED_STEPS, type InstallDraft, type Step } from '../install/draft.ts';
import { evaluateAll } from '../component/evaluate.ts';
import { exclusionsOf, sidesOf } from '../steps/exclusions.ts';
import type { Finding } from '../findings/finding.ts';
import { groupSwitches } from '../steps/groups.ts';
import { minimumLevel } from '../steps/minimum-level.ts';
import { overrides, requestedValues } from '../steps/overrides.ts';
import { settings } from '../steps/settings.ts';
import type { StepFact, StepNumber } from './step-fact.ts';
import {
  defaultFacts,
  groupFacts,
  minimumFacts,
  overrideFacts,
  relationFacts,
  stageFacts,
  upstreamFacts,
  type Rival,
} from './step-facts.ts';
import { failedUpstream, upstreamCoupling } from '../steps/upstream.ts';
import type { World } from '../declared/world.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';

/** What one of the seven steps made of one gate. */
export interface TracedStep {
  readonly step: StepNumber;
  /** What holds after it; undefined while no step has said anything of it. */
  readonly value: State | undefined;
  readonly facts: readonly StepFact[];
  readonly findings: readonly Finding[];
}

/** How one gate came by its value in one installation. */
export interface GateTrace {
  /** `namespace/name`. */
  readonly reference: string;
  readonly verdict: FeatureSetVerdict;
  /** Undefined where no release is known, and then there are no steps. */
  readonly row: GateOutcome | undefined;
  /** The step that decided the value. */
  readonly decided: StepNumber | undefined;
  readonly steps: readonly TracedStep[];
  /** Every finding about the gate, and where no release is known every one. */
  readonly findings: readonly Finding[];
}

/** A step of the code that the trace looks at. */
type TracedBy = Step | typeof SHARED_STEPS;

/** The steps of semantics.md "From layers to one answer" that the steps of the code belong to; the first one is both 1 and 3. */
const NUMBERS: ReadonlyMap<TracedBy, StepNumber> = new Map<TracedBy, StepNumber>([
  [SHARED_STEPS, 1],
  [upstreamCoupling, 2],
  [groupSwitches, 4],
  [overrides, 5],
  [requestedValues, 5],
  [failedUpstream, 2],
  [minimumLevel, 6],
  [settings, 6],
  [dependencies, 7],
]);

const DECIDES: Readonly<Record<DecidedBy, StepNumber>> = {
  NotAvailable: 1,
  Removed: 1,
  Lock: 1,
  UpstreamCoupling: 2,
  Default: 3,
  Group: 4,
  Override: 5,
  MinimumLevel: 6,
  Setting: 6,
  Dependency: 7,
  Exclusion: 7,
};

/** What was seen of one gate while one FeatureSet was evaluated. */
interface Recording {
  readonly draft: InstallDraft;
  readonly row: GateOutcome;
  readonly values: Map<TracedBy, Pick<GateOutcome, 'effective' | 'source' | 'layer'>>;
  readonly findings: Map<StepNumber, Finding[]>;
  /** How many of the draft's findings have been looked at. */
  seen: number;
  /** The gates that it excludes, as they stand before step 7. */
  rivals: readonly Rival[];
}

/** Follows one gate of one component through every FeatureSet of that component; worlds are all that is declared. */
export function traceGate(worlds: readonly World[], component: string, gate: string): GateTrace[] {
  const featureSets = new Set(worlds.find((world) => world.component === component)?.featureSets);
  const recordings = new Map<InstallDraft['featureSet'], Recording>();
  const evaluations = evaluateAll(worlds, new Map(), (step, draft) => {
    const row = featureSets.has(draft.featureSet) ? draft.rows.get(gate) : undefined;
    if (!row) return;
    const recording = recordings.get(draft.featureSet) ?? newRecording(draft, row);
    recordings.set(draft.featureSet, recording);
    record(recording, step);
  });
  const verdicts = evaluations.get(component)?.featureSets ?? new Map<string, FeatureSetVerdict>();
  return [...verdicts].map(([reference, verdict]) => {
    const row = verdict.rows.get(gate);
    const recording = recordings.get(verdict.featureSet);
    return {
      reference,
      verdict,
      row,
      decided: row && DECIDES[row.source],
      steps: recording ? stepsOf(recording) : [],
      findings: row ? verdict.findings.filter((finding) => isAbout(finding, row)) : verdict.findings,
    };
  });
}

function newRecording(draft: InstallDraft, row: GateOutcome): Recording {
  return { draft, row, values: new Map(), findings: new Map(), seen: 0, rivals: [] };
}

function record(recording: Recording, step: TracedBy): void {
  const { draft, row, values, findings, seen } = recording;
  const { effective, source, layer } = row;
  values.set(step, { effective, source, ...(layer !== undefined && { layer }) });
  for (const finding of draft.findings.slice(seen)) {
    const number = step === SHARED_STEPS ? stepOfBeforehand(finding) : NUMBERS.get(step);
    if (number === undefined || !isAbout(finding, row)) continue;
    findings.set(number, [...(findings.get(number) ?? []), finding]);
  }
  recording.seen = draft.findings.length;
  if (step !== settings) return;
  recording.rivals = exclusionsOf(draft).flatMap((pair) => {
    const [first, other] = sidesOf(draft, pair);
    if (first === row) return [{ name: pair.otherName, on: other.effective !== 'Disabled' }];
    return other === row ? [{ name: pair.first, on: first.effective !== 'Disabled' }] : [];
  });
}

/** What is found before the first step: of requirements that cannot be judged, and what the layers have to say. */
function stepOfBeforehand({ fact }: Finding): StepNumber {
  return ['ReleaseUnknown', 'PlatformCycle', 'PlatformUnavailable'].includes(fact.kind) ? 7 : 5;
}

/** Whether a finding is about the gate, names it beside others, or says why a component is not known that it has rules about. */
function isAbout({ subject, fact }: Finding, { life }: GateOutcome): boolean {
  if (subject === life.name) return true;
  switch (fact.kind) {
    case 'MutuallyExclusive':
      return fact.other === life.name;
    case 'PlatformUnknown':
      return fact.gates.includes(life.name);
    case 'PlatformCycle':
      return componentsIn(life).length > 0;
    case 'PlatformUnavailable':
      return componentsIn(life).includes(subject);
    default:
      return false;
  }
}

/** The other components that a gate has rules about. */
function componentsIn({ spec }: GateOutcome['life']): string[] {
  const { requires, excludes, upstream } = spec;
  return [...requires, ...excludes, ...upstream].map(({ component }) => component).filter((one) => one !== '');
}

function stepsOf(recording: Recording): TracedStep[] {
  const { draft, row, values, findings, rivals } = recording;
  const after = (step: TracedBy): State => values.get(step)?.effective ?? 'Disabled';
  const found = (number: StepNumber): Finding[] => findings.get(number) ?? [];
  const upstream = values.get(upstreamCoupling);
  const deferred = upstream?.source === 'UpstreamCoupling';
  // What fails on its upstream is off from there on, though the code must first hear what is requested.
  const held = (value: State): State => (row.upstreamFails ? 'Disabled' : value);
  const fixed = row.available && !row.locked ? undefined : after(SHARED_STEPS);
  const coupled = row.upstreamFails ? 'Disabled' : deferred ? upstream.effective : fixed;
  // Of a gate that is not there only the first step has anything to say, and the fifth where somebody sets it.
  const facts = (of: () => StepFact[]): StepFact[] => (row.available ? of() : []);
  const asked = overrideFacts(draft, row, found(5));
  const steps: Omit<TracedStep, 'findings'>[] = [
    { step: 1, value: fixed, facts: stageFacts(draft, row) },
    { step: 2, value: coupled, facts: facts(() => upstreamFacts(draft, row, found(2))) },
    {
      step: 3,
      value: held(after(upstreamCoupling)),
      facts: facts(() => defaultFacts(draft, row, deferred ? upstream.effective : undefined)),
    },
    {
      step: 4,
      value: held(after(groupSwitches)),
      facts: facts(() => groupFacts(draft, row, values.get(groupSwitches))),
    },
    { step: 5, value: held(after(requestedValues)), facts: asked },
    { step: 6, value: after(settings), facts: facts(() => minimumFacts(draft, row, found(6))) },
    { step: 7, value: after(dependencies), facts: facts(() => relationFacts(draft, row, rivals)) },
  ];
  return steps.map((step) => ({ ...step, findings: found(step.step) }));
}
