import type { FeatureSet } from '../../api/declared.ts';
import { cyclesByMember } from '../life/cycles.ts';
import type { StepWatch } from '../install/draft.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';
import type { PlatformLookup } from '../install/platform.ts';
import type { Calendar } from '../releases/calendar.ts';
import { ComponentDraft } from './component-draft.ts';
import type { Evaluation } from './evaluation.ts';
import { outcomeOf } from '../outcomes/install-outcomes.ts';
import { snapshotOf, type Snapshot } from '../declared/snapshot.ts';
import { judging } from './judging.ts';
import type { World } from '../declared/world.ts';

/** A FeatureSet that is judged before all of its component is. */
export interface Settled {
  readonly component: string;
  /** `namespace/name`. */
  readonly reference: string;
  readonly verdict: FeatureSetVerdict;
}

/** What else an evaluation may be told. Only `watch` sees a difference in what comes of it. */
export interface EvaluationContext {
  readonly watch?: StepWatch | undefined;
  /** References of FeatureSets that somebody waits for. */
  readonly first?: ReadonlySet<string>;
  /** Verdicts of an evaluation that was given up. */
  readonly settled?: (component: string, reference: string) => FeatureSetVerdict | undefined;
}

/** A FeatureSet whose turn comes after those it runs on. */
interface Pending {
  readonly draft: ComponentDraft;
  readonly reference: string;
}

/** Evaluates one component on its own; what it refers to in others is not known. Whatever `before` is, the answer is the same. */
export function evaluate(world: World, before?: Evaluation): Evaluation {
  const [evaluation] = evaluateAll([world], new Map(before && [[before.component, before]])).values();
  if (!evaluation) throw new Error('one world gives one evaluation');
  return evaluation;
}

/**
 * Evaluates components as a whole: a pure function of its worlds, so that it may run any number of times and in any order.
 * `before` has evaluations of these components to build on, and of others as they stand. Never throws for what users write; every violated rule is a finding.
 */
export function evaluateAll(
  worlds: readonly World[],
  before: ReadonlyMap<string, Evaluation> = new Map(),
  watch?: StepWatch,
): Map<string, Evaluation> {
  const work = evaluating(worlds.map(snapshotOf), before, { watch });
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * The same piece by piece: yields as often as it may be left for a while, with each FeatureSet as soon as it is judged. Its
 * cost follows what differs from the worlds of `before`.
 */
export function* evaluating(
  worlds: readonly Snapshot[],
  before: ReadonlyMap<string, Evaluation>,
  { watch, first = new Set(), settled }: EvaluationContext = {},
): Generator<Settled | undefined, Map<string, Evaluation>, undefined> {
  const drafts = new Map<string, ComponentDraft>();
  for (const world of worlds) {
    drafts.set(world.component, new ComponentDraft(world, before.get(world.component), first));
    yield;
  }
  const cycles = platformCycles(drafts);
  const platformCycle = (reference: string): readonly string[] | undefined => cycles.get(reference);

  const platform: PlatformLookup = (name, reference) => {
    const draft = drafts.get(name);
    if (!draft) {
      const other = before.get(name);
      const verdict = other?.featureSets.get(reference);
      return other && verdict && { verdict, calendar: other.calendar };
    }
    const verdict = draft.todo.has(reference) ? undefined : draft.verdicts.get(reference);
    return verdict && { verdict, calendar: draft.component.calendar };
  };

  /** What a FeatureSet runs on and is not evaluated yet; a member of a cycle is evaluated without. */
  function waitingFor({ draft, reference }: Pending): Pending[] {
    if (cycles.has(reference)) return [];
    return (draft.platformed.get(reference) ?? []).flatMap((target) => {
      const other = drafts.get(target.component);
      return other?.todo.has(target.reference) ? [{ draft: other, reference: target.reference }] : [];
    });
  }

  function settle({ draft, reference }: Pending, featureSet: FeatureSet): Settled {
    const { world, component } = draft;
    const { reported, observed, observedConfigs, now } = world;
    const known = settled?.(world.component, reference) ?? draft.verdicts.get(reference);
    const outcome = outcomeOf(
      featureSet,
      {
        component,
        reported,
        observed,
        observedConfigs: observedConfigs.get(reference),
        now,
        platform,
        platformCycle,
        watch,
      },
      known?.outcome,
    );
    return { component: world.component, reference, verdict: draft.settle(featureSet, outcome, known) };
  }

  for (const draft of drafts.values()) {
    for (const next of draft.todo) {
      // A stack of its own, so that no chain of platforms is too long.
      const stack: Pending[] = [{ draft, reference: next }];
      for (let top = stack.at(-1); top; top = stack.at(-1)) {
        const waiting = waitingFor(top);
        stack.push(...waiting);
        if (waiting.length > 0) continue;
        stack.pop();
        const featureSet = top.draft.todo.has(top.reference) && top.draft.world.featureSets.get(top.reference);
        if (featureSet) yield settle(top, featureSet);
      }
    }
  }

  const calendarAbroad = (name: string): Calendar | undefined =>
    drafts.get(name)?.component.calendar ?? before.get(name)?.calendar;
  const evaluations = new Map<string, Evaluation>();
  for (const [name, draft] of drafts) {
    const census = yield* draft.counting();
    evaluations.set(name, yield* judging(draft, census, calendarAbroad));
  }
  return evaluations;
}

/** FeatureSets that run on one another in a circle, by reference. */
function platformCycles(drafts: ReadonlyMap<string, ComponentDraft>): Map<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  for (const { platformed } of drafts.values()) {
    for (const [reference, targets] of platformed) {
      // What is named as of a component that it is not of is not there.
      const there = targets.filter((one) => drafts.get(one.component)?.world.featureSets.has(one.reference));
      edges.set(
        reference,
        there.map((target) => target.reference),
      );
    }
  }
  return cyclesByMember(edges);
}
