import { referenceOf, type FeatureSet } from '../../api/declared.ts';
import type { InstallOutcome } from '../install/feature-set-verdict.ts';
import { platformReferences } from '../install/platform.ts';
import { expiryOf } from '../releases/days.ts';
import { publishedGates } from '../steps/publication.ts';
import { isIdentical } from '../tables/same.ts';
import type { Component } from '../declared/component.ts';
import type { InstallContext } from './feature-set.ts';
import { evaluateWithPreview } from './upgrade.ts';

/** What an outcome was made of; while all of it is the same and the time is between two dates, it holds. */
interface Made {
  readonly inputs: readonly unknown[];
  /** The last date that had passed, and the next one, in milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
}

const made = new WeakMap<InstallOutcome, Made>();
/** Outcomes of specs that nothing but themselves and their component decides, for all FeatureSets that share one. */
const shared = new WeakMap<Component, WeakMap<FeatureSet['spec'], InstallOutcome>>();

/** The outcome of a FeatureSet: the one of before, or of another that asks for the same, where that still holds. */
export function outcomeOf(
  featureSet: FeatureSet,
  context: InstallContext,
  before: InstallOutcome | undefined,
): InstallOutcome {
  if (context.watch) return evaluateWithPreview(featureSet, context);
  const inputs = inputsOf(featureSet, context);
  if (before && holds(before, inputs, context.now)) return before;
  const isAlone = inputs.length === COMMON_INPUTS;
  const ofComponent = shared.get(context.component) ?? new WeakMap<FeatureSet['spec'], InstallOutcome>();
  const known = isAlone ? ofComponent.get(featureSet.spec) : undefined;
  if (known && holds(known, inputs, context.now)) return known;
  const outcome = evaluateWithPreview(featureSet, context);
  made.set(outcome, { inputs, since: lastExpiry(featureSet, context.now), until: outcome.boundary ?? Infinity });
  if (isAlone) shared.set(context.component, ofComponent.set(featureSet.spec, outcome));
  return outcome;
}

function holds(outcome: InstallOutcome, inputs: readonly unknown[], now: number): boolean {
  const known = made.get(outcome);
  return known !== undefined && known.since <= now && now < known.until && isIdentical(known.inputs, inputs);
}

const COMMON_INPUTS = 4;

/** All that an outcome depends on beside the time. */
function inputsOf({ metadata, spec }: FeatureSet, context: InstallContext): unknown[] {
  const { component, reported, observed, observedConfigs, platform, platformCycle } = context;
  const common = [component, spec, spec.releaseFrom && reported, spec.observe && observed];
  if (spec.platform.length + spec.sources.length === 0 && !spec.publish) return common;
  const cycle = platformCycle(referenceOf(metadata));
  // A member of a cycle is evaluated without.
  const references = cycle ? [] : platformReferences({ metadata, spec });
  const platforms = references.flatMap(({ component: name, reference }) => {
    const found = platform(name, reference);
    return [found?.verdict, found?.calendar];
  });
  const own = [metadata.namespace, textOf(cycle)];
  return [
    ...common,
    ...own,
    observedConfigs?.sources,
    publishedGates(observedConfigs?.published).join(' '),
    ...platforms,
  ];
}

const texts = new WeakMap<readonly string[], string>();

/** The members of a cycle, in words that all of them share. */
function textOf(members: readonly string[] | undefined): string {
  if (!members) return '';
  const text = texts.get(members) ?? members.join(' ');
  texts.set(members, text);
  return text;
}

function lastExpiry({ spec }: FeatureSet, now: number): number {
  const passed = spec.overrides.flatMap(({ expires }) => {
    const at = expires?.date === undefined ? undefined : expiryOf(expires.date);
    return at !== undefined && at <= now ? [at] : [];
  });
  return Math.max(-Infinity, ...passed);
}
