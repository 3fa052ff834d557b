import type { Override } from '../../../src/api/featureset.ts';
import { comparePoints } from '../releases/calendar.ts';
import type { InstallDraft } from '../install/draft.ts';
import { isLong, type Fact, type Finding, type OverrideFact } from '../findings/finding.ts';
import { guidanceOf, type Guidance } from '../life/guidance.ts';
import { SPEC_LAYER, type AskedGate } from '../config/layers.ts';
import { nearestNames } from '../names/nearest.ts';
import { parseRelease } from '../releases/release.ts';
import { expiryOf } from '../releases/days.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

type OverrideRule = (draft: InstallDraft, row: GateOutcome, override: Override) => OverrideFact | undefined;

function gateGuidance(draft: InstallDraft, { life }: GateOutcome): Guidance | undefined {
  const removedIn = life.stages.find(({ level }) => level === 'Removed')?.release;
  return guidanceOf(life.gate.spec.deprecation, removedIn, draft.release, draft);
}

/** Setting a tombstone is refused with what took its place (R54-R57, R62). */
function removedGate(draft: InstallDraft, row: GateOutcome): OverrideFact | undefined {
  if (row.level !== 'Removed' || !row.stage) return undefined;
  const removedIn = row.stage.release;
  return { kind: 'RemovedFeatureGate', release: draft.releaseName, removedIn, guidance: gateGuidance(draft, row) };
}

/** A gate that is not yet available cannot be set, not even to Disabled (semantics.md rule 21d). */
function notYetAvailable(draft: InstallDraft, row: GateOutcome): OverrideFact | undefined {
  if (row.stage) return undefined;
  return { kind: 'NotYetAvailable', release: draft.releaseName, from: row.life.stages[0]?.release };
}

/** A locked gate keeps its value (R21; semantics.md rule 21b). */
function lockedGate(draft: InstallDraft, row: GateOutcome, override: Override): OverrideFact | undefined {
  if (!row.locked || override.state === row.default) return undefined;
  return { kind: 'GateLocked', release: draft.releaseName, lockedTo: row.default, asked: override.state };
}

/** A grouped gate has no flag of its own: only the group switch reaches it (R111). */
function groupedGate(draft: InstallDraft, row: GateOutcome): OverrideFact | undefined {
  if (row.life.gate.spec.regime !== 'Grouped' || !row.available) return undefined;
  const switches = draft.policy.groups.filter(({ regime }) => regime === undefined || regime === 'Grouped');
  return { kind: 'GroupedFeatureGate', groups: switches.map(({ name }) => name) };
}

/** What makes an override void, each an Error. */
const REFUSALS: readonly OverrideRule[] = [removedGate, notYetAvailable, lockedGate, groupedGate];

function redundantOverride(_draft: InstallDraft, row: GateOutcome, { state }: Override): OverrideFact | undefined {
  const needless = state === row.default && state === row.effective;
  return needless ? { kind: 'OverrideRedundant', state } : undefined;
}

/** Setting a deprecated gate warns (R124; semantics.md rule 22). */
function deprecatedGate(draft: InstallDraft, row: GateOutcome): OverrideFact | undefined {
  if (!row.deprecated) return undefined;
  return { kind: 'DeprecatedFeatureGate', release: draft.releaseName, guidance: gateGuidance(draft, row) };
}

/** Setting a Stable gate warns: the flag will go (semantics.md rule 22). */
function stableGate(draft: InstallDraft, row: GateOutcome): OverrideFact | undefined {
  if (row.level !== 'Stable' || row.stage?.deprecated) return undefined;
  return { kind: 'StableGateSet', release: draft.releaseName };
}

function noOpGate(draft: InstallDraft, row: GateOutcome): OverrideFact | undefined {
  return row.stage?.declared.effect === 'NoOp' ? { kind: 'NoOpFeatureGate', release: draft.releaseName } : undefined;
}

/** What is worth a Warning though the override stands. */
const REMARKS: readonly OverrideRule[] = [redundantOverride, deprecatedGate, stableGate, noOpGate];

/**
 * Step 5: what sources and spec set, per gate, the last layer wins; what is refused changes nothing (R20, R21, R24, R124,
 * R125). An override that has expired and is to be reverted gives way to the layer below it.
 */
export function overrides(draft: InstallDraft): void {
  for (const [gate, layers] of draft.layers.gates) {
    const row = draft.rows.get(gate);
    for (const asked of layers) {
      if (!row) {
        draft.findings.push(unknownGate(draft, gate, asked));
        break;
      }
      const expiry = expiredOverride(draft, asked.override);
      if (expiry) draft.findings.push(expiry.finding);
      if (expiry?.void) continue;
      apply(draft, row, asked);
      break;
    }
  }
}

function apply(draft: InstallDraft, row: GateOutcome, asked: AskedGate): void {
  const { override } = asked;
  if (report(draft, row, asked, REFUSALS, 'Error') > 0) return;
  report(draft, row, asked, REMARKS, 'Warning');
  row.override = override;
  row.asked = true;
  row.layer = asked.in ?? SPEC_LAYER;
  row.effective = override.state;
  if (!row.locked) row.source = 'Override';
}

/** Step 5 ends here: what the component itself would have been told. */
export function requestedValues(draft: InstallDraft): void {
  for (const row of draft.rows.values()) row.requested = row.effective;
}

function report(
  draft: InstallDraft,
  row: GateOutcome,
  { override, in: source }: AskedGate,
  rules: readonly OverrideRule[],
  severity: Finding['severity'],
): number {
  const facts = rules.map((rule) => rule(draft, row, override)).filter((fact) => fact !== undefined);
  for (const fact of facts) {
    // A config may well spell its defaults out; only a grant that changes nothing asks to be deleted.
    const needless = fact.kind === 'OverrideRedundant' && source !== undefined;
    draft.findings.push({
      severity: needless ? 'Info' : severity,
      subject: override.gate,
      fact: source === undefined ? fact : { ...fact, in: source },
    });
  }
  return facts.length;
}

function unknownGate(draft: InstallDraft, gate: string, { in: source }: AskedGate): Finding {
  const { component } = draft.featureSet.spec;
  const group = draft.policy.groups.some(({ name }) => name === gate);
  const { groups, settings } = draft.policy;
  const others = source === undefined ? [] : [...groups, ...settings].map(({ name }) => name);
  const nearest = group || isLong(draft) ? [] : nearestNames(gate, [...draft.rows.keys(), ...others]);
  const fact: Fact = {
    kind: 'UnknownFeatureGate',
    component,
    declares: draft.rows.size + draft.plugins.size > 0,
    group,
    nearest,
    ...(source !== undefined && { in: source }),
  };
  return { severity: 'Error', subject: gate, fact };
}

/** An override past its release or date: a Warning, and void where it says Revert. */
function expiredOverride(draft: InstallDraft, override: Override): { finding: Finding; void: boolean } | undefined {
  const { expires, gate } = override;
  if (!expires) return undefined;
  const reverted = override.onExpiry === 'Revert';
  if (expires.release !== undefined) {
    const end = draft.calendar.at(expires.release);
    if (!end) {
      const { release } = expires;
      const listed = parseRelease(release) !== undefined;
      const fact: Fact = { kind: 'ReleaseUnknown', field: `spec.overrides[${gate}].expires.release`, release, listed };
      return { finding: { severity: 'Error', subject: gate, fact }, void: false };
    }
    if (comparePoints(end, draft.release) > 0) return undefined;
  } else if (expires.date === undefined || expiryOf(expires.date) > draft.now) {
    return undefined;
  }
  const at = expires.release ?? expires.date ?? '';
  return {
    finding: { severity: 'Warning', subject: gate, fact: { kind: 'OverrideExpired', at, reverted } },
    void: reverted,
  };
}
