import { describe, expect, test } from 'vitest';
import type { FeatureSet, Gate } from '../../../../src/api/declared.ts';
import { evaluating } from '../../../../src/lifecycle/component/evaluate.ts';
import type { Evaluation } from '../../../../src/lifecycle/component/evaluation.ts';
import { snapshotOf, type Snapshot } from '../../../../src/lifecycle/declared/snapshot.ts';
import type { InstallOutcome } from '../../../../src/lifecycle/install/feature-set-verdict.ts';
import { featureSet, gate, NOW, on, world } from '../../../support/sample.ts';

const DAY_MS = 86_400_000;
const INSTALLS = 1_000;

const GATES = ['A', 'B', 'C', 'D'].map((name) => gate(name, ['1.30 Alpha off', '1.34 Beta on']));

/** What FeatureSets ask for, in so many ways that differ; each is one object for all that ask for it. */
const SPECS = [
  featureSet(),
  featureSet({ overrides: on('A') }),
  featureSet({ release: '1.33', overrides: on('A', 'B') }),
  featureSet({ overrides: [{ gate: 'B', state: 'Disabled', expires: { date: '2026-05-16' }, onExpiry: 'Revert' }] }),
].map(({ spec }) => spec);

/** FeatureSets of a fleet, in turn with each of these specs. */
function fleet(specs: readonly FeatureSet['spec'][]): FeatureSet[] {
  return Array.from({ length: INSTALLS }, (_, index) => {
    const { metadata } = featureSet({}, `set-${index}`, `namespace-${index % 10}`);
    return { metadata, spec: specs[index % specs.length] ?? featureSet().spec };
  });
}

/** What an evaluation of one component took: the FeatureSets that were looked at, and what is new after it. */
interface Work {
  readonly evaluation: Evaluation;
  readonly looked: readonly string[];
  /** How many installs went through the steps. */
  readonly outcomes: number;
  readonly verdicts: number;
  /** Object names of gates that were judged anew. */
  readonly gates: readonly string[];
}

function workOn(snapshot: Snapshot, before: Evaluation | undefined): Work {
  const known = new Map(before && [[before.component, before]]);
  const looked: string[] = [];
  const work = evaluating([snapshot], known);
  let next = work.next();
  for (; !next.done; next = work.next()) if (next.value) looked.push(next.value.reference);
  const [evaluation] = next.value.values();
  if (!evaluation) throw new Error('one world gives one evaluation');
  const old = new Set<InstallOutcome>([...(before?.featureSets.values() ?? [])].map(({ outcome }) => outcome));
  const outcomes = [...evaluation.featureSets.values()].map(({ outcome }) => outcome);
  return {
    evaluation,
    looked,
    outcomes: new Set(outcomes.filter((outcome) => !old.has(outcome))).size,
    verdicts: [...evaluation.featureSets].filter(([key, verdict]) => before?.featureSets.get(key) !== verdict).length,
    gates: [...evaluation.gates].filter(([key, verdict]) => before?.gates.get(key) !== verdict).map(([key]) => key),
  };
}

/** A fleet that is evaluated once. */
function settled(specs: readonly FeatureSet['spec'][]): { snapshot: Snapshot; first: Work } {
  const snapshot = snapshotOf(world({ gates: GATES, featureSets: fleet(specs) }));
  return { snapshot, first: workOn(snapshot, undefined) };
}

function withGate({ gates, ...snapshot }: Snapshot, name: string, spec: Partial<Gate['spec']>): Snapshot {
  const known = gates.get(name);
  if (!known) throw new Error(`no gate ${name}`);
  return { ...snapshot, gates: gates.with(name, { ...known, spec: { ...known.spec, ...spec } }) };
}

describe('of a thousand FeatureSets', () => {
  test('those that ask for the same by one object are evaluated once', () => {
    expect(settled(SPECS.slice(0, 1)).first).toMatchObject({ outcomes: 1, verdicts: INSTALLS });
    expect(settled(SPECS).first).toMatchObject({ outcomes: SPECS.length, verdicts: INSTALLS });
  });

  test('nothing is looked at again where nothing changed', () => {
    const { snapshot, first } = settled(SPECS);
    const again = workOn(snapshot, first.evaluation);
    expect(again).toMatchObject({ looked: [], outcomes: 0, verdicts: 0, gates: [] });
  });

  test('one that is edited is evaluated, and no other; a gate is judged again where that tells', () => {
    const { snapshot, first } = settled(SPECS.slice(0, 1));
    const reference = 'namespace-7/set-7';
    const { metadata } = featureSet({}, 'set-7', 'namespace-7');
    const { spec } = featureSet({ overrides: [{ gate: 'C', state: 'Disabled' }] });
    const featureSets = snapshot.featureSets.with(reference, { metadata, spec });
    const edited = workOn({ ...snapshot, featureSets }, first.evaluation);
    expect(edited).toMatchObject({ looked: [reference], outcomes: 1, verdicts: 1, gates: ['kubernetes.c'] });
  });

  test('one whose metadata change is told again and not evaluated', () => {
    const { snapshot, first } = settled(SPECS);
    const reference = 'namespace-7/set-7';
    const known = snapshot.featureSets.get(reference);
    if (!known) throw new Error('it is there');
    const touched = { ...known, metadata: { ...known.metadata, generation: 2 } };
    const work = workOn({ ...snapshot, featureSets: snapshot.featureSets.with(reference, touched) }, first.evaluation);
    expect(work).toMatchObject({ looked: [reference], outcomes: 0, verdicts: 1, gates: [] });
  });

  test('none is looked at where one joins, goes, or what a gate says to people changes', () => {
    const { snapshot, first } = settled(SPECS);
    const described = workOn(withGate(snapshot, 'kubernetes.b', {}), first.evaluation);
    expect(described).toMatchObject({ looked: [], outcomes: 0, verdicts: 0, gates: ['kubernetes.b'] });
    const joining = featureSet({}, 'set-1000', 'namespace-0');
    const spec = SPECS[1] ?? joining.spec;
    const featureSets = snapshot.featureSets.with('namespace-0/set-1000', { ...joining, spec });
    const joined = workOn({ ...snapshot, featureSets }, first.evaluation);
    expect(joined).toMatchObject({ looked: ['namespace-0/set-1000'], outcomes: 0, verdicts: 1, gates: [] });
    const left = { ...snapshot, featureSets: snapshot.featureSets.without('namespace-0/set-0') };
    expect(workOn(left, first.evaluation)).toMatchObject({ looked: [], outcomes: 0, verdicts: 0, gates: [] });
  });

  test('each spec is evaluated once where the default of a gate flips', () => {
    const { snapshot, first } = settled(SPECS);
    const stages = [{ release: '1.30', level: 'Alpha', default: 'Enabled', effect: 'Active' }] as const;
    const flipped = workOn(withGate(snapshot, 'kubernetes.d', { stages: [...stages] }), first.evaluation);
    expect(flipped.looked).toHaveLength(INSTALLS);
    expect(flipped).toMatchObject({ outcomes: SPECS.length, verdicts: INSTALLS });
  });

  test('only those that name a date are evaluated when it passes, once for each spec', () => {
    const { snapshot, first } = settled(SPECS);
    expect(first.evaluation.boundary).toBe(NOW + DAY_MS);
    const before = workOn({ ...snapshot, now: NOW + DAY_MS - 1 }, first.evaluation);
    expect(before).toMatchObject({ looked: [], outcomes: 0, verdicts: 0, gates: [] });
    const passed = workOn({ ...snapshot, now: NOW + DAY_MS }, before.evaluation);
    expect(passed.looked).toHaveLength(INSTALLS / SPECS.length);
    expect(passed).toMatchObject({ outcomes: 1, verdicts: INSTALLS / SPECS.length, gates: ['kubernetes.b'] });
  });
});
