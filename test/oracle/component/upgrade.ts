import type { FeatureSet } from '../../../src/api/declared.ts';
import type { UpgradeChange } from '../../../src/api/featureset-status.ts';
import { comparePoints } from '../releases/calendar.ts';
import { changesBetween } from '../life/change.ts';
import { evaluateFeatureSet, type InstallContext } from './feature-set.ts';
import type { Finding } from '../findings/finding.ts';
import type { Guidance } from '../life/guidance.ts';
import { compareWords } from '../names/compare-words.ts';
import type { PluginOutcome } from '../install/plugin-outcome.ts';
import type { GateChange, PluginChange, PluginPosition, UpgradePreview } from '../install/upgrade-preview.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';

/** Evaluates one installation where it runs, and once more at `spec.targetRelease` where it names one. */
export function evaluateWithPreview(featureSet: FeatureSet, installation: InstallContext): FeatureSetVerdict {
  const verdict = evaluateFeatureSet(featureSet, installation);
  const { targetRelease } = featureSet.spec;
  const target = targetRelease === undefined ? undefined : installation.calendar.at(targetRelease);
  if (targetRelease === undefined || !target || !verdict.point) return verdict;
  const ahead = comparePoints(target, verdict.point);
  const arrived = ahead === 0 && featureSet.spec.release !== undefined;
  const unwatched = { ...installation, watch: undefined };
  const there = arrived ? verdict : evaluateFeatureSet(movedTo(featureSet, targetRelease), unwatched);
  return { ...verdict, upgrade: previewOf(verdict, there, ahead) };
}

/** The same installation at another release; what the component reports of itself holds where it runs only. */
function movedTo({ metadata, spec }: FeatureSet, release: string): FeatureSet {
  const { releaseFrom: _, targetRelease: __, observe: ___, ...rest } = spec;
  return { metadata, spec: { ...rest, release } };
}

function previewOf(here: FeatureSetVerdict, there: FeatureSetVerdict, ahead: number): UpgradePreview {
  return {
    from: here.release ?? '',
    to: there.release ?? '',
    move: ahead === 0 ? 'None' : ahead > 0 ? 'Upgrade' : 'Downgrade',
    gates: gateChanges(here.rows, there.rows),
    plugins: pluginChanges(here.plugins, there.plugins),
    blockers: there.findings
      .filter(({ severity }) => severity === 'Error')
      .map((finding) => ({ finding, replacementReady: isReplaced(finding) })),
    unlisted: there.findings.find(({ fact }) => fact.kind === 'ReleaseNotListed'),
  };
}

function gateChanges(here: FeatureSetVerdict['rows'], there: FeatureSetVerdict['rows']): GateChange[] {
  const changed: GateChange[] = [];
  for (const [gate, before] of here) {
    const after = there.get(gate);
    if (!after) continue;
    const changes: UpgradeChange[] = changesBetween(before, after);
    // A value that moves with its default, or comes or goes with its gate, is told by that.
    const alone = before.available && after.available && before.default === after.default;
    if (alone && before.effective !== after.effective) changes.push('EffectiveFlips');
    if (changes.length > 0) changed.push({ gate, changes, before, after });
  }
  return changed;
}

function pluginChanges(here: readonly PluginOutcome[], there: readonly PluginOutcome[]): PluginChange[] {
  const [was, will] = [positions(here), positions(there)];
  const types = [...new Set([...was.keys(), ...will.keys()])].sort(compareWords);
  return types.flatMap((plugin) => {
    const before = was.get(plugin) ?? UNUSED;
    const after = will.get(plugin) ?? UNUSED;
    const changes: UpgradeChange[] = changesBetween(before, after);
    const stays = !changes.includes('Appears') && !changes.includes('Goes');
    if (stays && before.verdict !== after.verdict) changes.push('VerdictChanges');
    return changes.length > 0 ? [{ plugin, changes, before, after }] : [];
  });
}

/** What the component injects by itself is in use only where it has it. */
const UNUSED: PluginPosition = { level: 'NotYetAvailable', deprecated: false, verdict: undefined };

/** By type: its instances stand and fall together. */
function positions(plugins: readonly PluginOutcome[]): Map<string, PluginPosition> {
  return new Map(plugins.map(({ type, level, deprecated, verdict }) => [type, { level, deprecated, verdict }]));
}

function isReplaced({ fact }: Finding): boolean | undefined {
  const guidance: Guidance | undefined = 'guidance' in fact ? fact.guidance : undefined;
  if (!guidance || guidance.items.length === 0) return undefined;
  const ready = guidance.items.filter(({ available }) => available).length;
  switch (guidance.mode) {
    case 'OneOf':
      return ready > 0;
    case 'AllOf':
    case 'Absorbed':
      return ready === guidance.items.length;
    case 'AlwaysOn':
    case 'Dropped':
    case 'None':
    case undefined:
      return undefined;
  }
}
