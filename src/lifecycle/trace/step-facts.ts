import { comparePoints } from '../releases/calendar.ts';
import type { InstallDraft } from '../install/draft.ts';
import type { Finding } from '../findings/finding.ts';
import { guidanceOf } from '../life/guidance.ts';
import { SPEC_LAYER } from '../config/layers.ts';
import { nameOf, standingOf } from '../steps/requirement.ts';
import { levelEntered, stageAfter } from '../life/stage.ts';
import type { StepFact } from './step-fact.ts';
import { upstreamLevel, upstreamMinimum } from '../steps/upstream.ts';
import { levelRank } from '../life/level.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

/** A gate that must not be on together with another, and whether it is. */
export interface Rival {
  readonly name: string;
  readonly on: boolean;
}

/** Step 1: where the gate stands in its life. */
export function stageFacts(draft: InstallDraft, row: GateOutcome): StepFact[] {
  const { life, stage } = row;
  const [first] = life.stages;
  if (!stage) return [{ kind: 'NotBegun', from: first?.release, level: first?.declared.level }];
  if (stage.level === 'Removed') {
    const since = stage.release;
    return [
      {
        kind: 'Gone',
        since,
        guidance: guidanceOf({ deprecation: life.spec.deprecation, removedIn: since }, draft.release, draft),
      },
    ];
  }
  const { level, deprecated, locked } = row;
  const since = levelEntered(life.stages, stage).release;
  return [
    { kind: 'InStage', level, since, deprecated, locked, default: row.default },
    ...waitingStages(draft, row),
    ...nextStage(draft, row),
  ];
}

/** Stages that the release has reached and the installation's oldest compatible release has not. */
function waitingStages({ release, minCompatibility }: InstallDraft, { life, stage }: GateOutcome): StepFact[] {
  const newer = stage ? life.stages.slice(life.stages.indexOf(stage) + 1) : [];
  return newer.flatMap(({ from, minCompatibility: needed, declared }): StepFact[] => {
    if (!from || comparePoints(from, release) > 0 || !needed) return [];
    const here = minCompatibility?.version.name ?? '';
    return [{ kind: 'StageWaits', level: declared.level, needed: needed.version.name, here }];
  });
}

function nextStage({ release }: InstallDraft, { life }: GateOutcome): StepFact[] {
  const next = stageAfter(life, release);
  if (!next) return [];
  return [{ kind: 'NextStage', release: next.release, level: next.declared.level, locked: next.locked }];
}

/** Step 2: how far the features are that the gate builds on. */
export function upstreamFacts(draft: InstallDraft, row: GateOutcome, found: readonly Finding[]): StepFact[] {
  const { upstream: features } = row.life.spec;
  if (features.length === 0) return [{ kind: 'NoUpstream' }];
  const minimum = upstreamMinimum(draft.policy, row.level);
  return features.map((feature): StepFact => {
    const { name: upstream, component } = feature;
    if (row.locked) return { kind: 'UpstreamNotAsked', upstream, because: 'Locked' };
    if (!minimum) return { kind: 'UpstreamNotAsked', upstream, because: 'Policy' };
    const platform = draft.platforms.get(component);
    if (!platform) return { kind: 'UpstreamUnknown', upstream, component };
    const level = upstreamLevel(feature, platform.calendar, platform.release);
    const mismatch = found
      .map(({ fact }) => fact)
      .find((fact) => fact.kind === 'UpstreamMismatch' && fact.upstream === upstream);
    const action = mismatch?.kind === 'UpstreamMismatch' ? mismatch.action : undefined;
    const where = `${component} ${platform.releaseName}`;
    const reached = mismatch === undefined;
    return { kind: 'Upstream', upstream, platform: where, level, needed: minimum.level, reached, action };
  });
}

/** Step 3: whose default it is, and whether step 2 put another in its place. */
export function defaultFacts(
  { policy }: InstallDraft,
  row: GateOutcome,
  deferredTo: GateOutcome['effective'] | undefined,
): StepFact[] {
  const { stage, level, life } = row;
  const promise = policy.levels.find(({ name }) => name === stage?.declared.level);
  const grouped = life.spec.regime === 'Grouped' && promise?.groupedDefault !== undefined;
  const ofPolicy = promise ? 'Policy' : 'Nobody';
  const of = stage?.declared.default !== undefined ? 'Stage' : grouped ? 'GroupedPolicy' : ofPolicy;
  const fact: StepFact = { kind: 'Default', state: row.default, level, of };
  return deferredTo === undefined ? [fact] : [fact, { kind: 'DefaultDeferred', from: row.default, to: deferredTo }];
}

/** Step 4: the switch that reaches the gate, and those that are set and do not. */
export function groupFacts(
  { layers, policy }: InstallDraft,
  row: GateOutcome,
  after: Pick<GateOutcome, 'effective' | 'source' | 'layer'> | undefined,
): StepFact[] {
  const { level } = row;
  const layer = after?.source === 'Group' ? after.layer : undefined;
  const facts: StepFact[] = [];
  for (const { name, regime } of policy.groups) {
    const asked = layers.groups.get(name)?.group;
    if (layer === `group ${name}` || layer?.startsWith(`group ${name} in `)) {
      const value = asked?.level ?? asked?.state;
      facts.push({ kind: 'SwitchSets', layer, value, level, state: after?.effective ?? 'Disabled' });
    } else if (asked) {
      const elsewhere = regime !== undefined && row.life.spec.regime !== regime;
      const unmoved = row.stage?.deprecated ? 'Deprecated' : 'Level';
      const because = row.locked ? 'Locked' : elsewhere ? 'Regime' : unmoved;
      facts.push({ kind: 'SwitchPasses', group: name, because, level });
    }
  }
  return facts.length > 0 ? facts : [{ kind: 'NoSwitch' }];
}

/** Step 5: who sets the gate, the layer that wins first. */
export function overrideFacts({ layers }: InstallDraft, row: GateOutcome, found: readonly Finding[]): StepFact[] {
  const asked = layers.gates.get(row.life.name) ?? [];
  // Each override that has expired and reverts gives way to the next layer, in their order.
  const reverted = found.filter(({ fact }) => fact.kind === 'OverrideExpired' && fact.reverted).length;
  const facts = asked.map(({ override, in: source = SPEC_LAYER }, index): StepFact => {
    const first = row.override === override ? 'Counts' : 'Refused';
    const fate = index < reverted ? 'Reverted' : index === reverted ? first : 'Outranked';
    return { kind: 'Override', layer: source, override, fate };
  });
  return facts.length > 0 ? facts : [{ kind: 'NoOverride' }];
}

/** Step 6: the floor somebody set, and settings that switch the gate off. */
export function minimumFacts({ featureSet }: InstallDraft, row: GateOutcome, found: readonly Finding[]): StepFact[] {
  const { minimumLevel: minimum } = featureSet.spec;
  const { level } = row;
  const below = minimum !== undefined && levelRank(level) < levelRank(minimum);
  const verdict = row.locked ? 'Locked' : below ? 'Below' : 'Reached';
  const facts: StepFact[] =
    minimum === undefined ? [{ kind: 'NoMinimum' }] : [{ kind: 'Minimum', minimum, level, verdict }];
  for (const { fact } of found)
    if (fact.kind === 'ForcedOff') facts.push({ kind: 'SettingForcesOff', setting: fact.setting });
  return facts;
}

/** Step 7: what the gate requires, as that stands in the end, and what it excludes. */
export function relationFacts(draft: InstallDraft, row: GateOutcome, rivals: readonly Rival[]): StepFact[] {
  const facts = row.life.spec.requires.map((one): StepFact => {
    const floor = one.gate === '';
    const name = floor ? `${one.component} ${one.platformFrom}` : nameOf(row, one);
    const outcome = standingOf(draft, row, one, 'effective').kind;
    return { kind: 'Requires', name, floor, preferred: one.strength === 'Preferred', outcome };
  });
  facts.push(...rivals.map(({ name, on }): StepFact => ({ kind: 'Excludes', name, on })));
  return facts.length > 0 ? facts : [{ kind: 'NoRequirement' }];
}
