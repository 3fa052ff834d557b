import type { FeatureSetStatus, UpgradeChange } from '../../api/featureset-status.ts';
import { clampList, clampText } from '../words/clamp.ts';
import { sentenceOf } from '../words/fact-words.ts';
import type { GatePosition, PluginPosition, UpgradePreview } from '../../lifecycle/install/upgrade-preview.ts';

type UpgradeStatus = NonNullable<FeatureSetStatus['upgrade']>;
type Position = Partial<GatePosition & PluginPosition>;
type Reading = (position: Position) => string | undefined;

/** The words for every change, and what of it is shown as it was and as it will be. */
export const CHANGE_WORDS: Readonly<Record<UpgradeChange, { means: string; from?: Reading; to?: Reading }>> = {
  Goes: { means: 'It does not exist in the target; setting or using it is refused.', from: ({ level }) => level },
  Appears: { means: 'It is new in the target.', to: ({ level }) => level },
  Locks: { means: 'From the target on it cannot be set to anything but its default.', to: (gate) => gate.default },
  Unlocks: { means: 'In the target it can be set, which it could not before.', from: (gate) => gate.default },
  DefaultFlips: { means: 'It has another default.', from: (gate) => gate.default, to: (gate) => gate.default },
  EffectiveFlips: {
    means: 'Its effective value changes here, though its default does not.',
    from: ({ effective }) => effective,
    to: ({ effective }) => effective,
  },
  LevelChanges: { means: 'It has another level.', from: ({ level }) => level, to: ({ level }) => level },
  Deprecates: { means: 'It is deprecated from the target on.' },
  VerdictChanges: {
    means: 'A plugin in use that was admitted is refused, or vice versa.',
    from: ({ verdict }) => verdict,
    to: ({ verdict }) => verdict,
  },
};

/** Everything the target changes, a row a change: gates by name, then plugins in use by type. */
export function changeRows({ gates, plugins }: UpgradePreview): UpgradeStatus['changes'] {
  return [
    ...gates.flatMap(({ gate, changes, before, after }) =>
      changes.map((change) => ({ gate, ...rowOf(change, before, after) })),
    ),
    ...plugins.flatMap(({ plugin, changes, before, after }) =>
      changes.map((change) => ({ plugin, ...rowOf(change, before, after) })),
    ),
  ];
}

function rowOf(
  change: UpgradeChange,
  before: Position,
  after: Position,
): Pick<UpgradeStatus['changes'][number], 'change' | 'from' | 'to'> {
  const words = CHANGE_WORDS[change];
  const [from, to] = [words.from?.(before), words.to?.(after)];
  return { change, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** Everything that would be refused at the target, with what to do about it. */
export function blockerRows({ blockers }: UpgradePreview): UpgradeStatus['blockers'] {
  return blockers.map(({ finding: { subject, fact }, replacementReady }) => ({
    reason: fact.kind,
    subject: clampText(subject, 253),
    message: clampText(sentenceOf(fact, subject), 1024),
    ...(replacementReady !== undefined && { replacement: replacementReady ? 'Ready' : 'NotReady' }),
  }));
}

/** `status.upgrade` of a FeatureSet. */
export function upgradeStatusOf(preview: UpgradePreview): UpgradeStatus {
  const changes = clampList(changeRows(preview), 512);
  const blockers = clampList(blockerRows(preview), 64);
  return {
    to: preview.to,
    safe: preview.blockers.length === 0,
    changes: changes.items,
    ...(changes.omitted !== undefined && { changesOmitted: changes.omitted }),
    blockers: blockers.items,
    ...(blockers.omitted !== undefined && { blockersOmitted: blockers.omitted }),
  };
}
