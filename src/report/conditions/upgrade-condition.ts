import { falseWhile, type ConditionState } from './conditions.ts';
import { sentenceOf } from '../words/fact-words.ts';
import type { UpgradePreview } from '../../lifecycle/install/upgrade-preview.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';

/** The condition Upgradeable: whether anything would be refused at `spec.targetRelease` (R137). */
export function upgradeableCondition({ featureSet, findings, upgrade }: FeatureSetVerdict): ConditionState {
  if (featureSet.spec.targetRelease === undefined) {
    return { status: 'Unknown', reason: 'NoTarget', message: 'spec.targetRelease is not set' };
  }
  if (!upgrade) {
    const unplaced = findings.find(({ fact }) => fact.kind === 'ReleaseUnknown' && fact.field === 'spec.targetRelease');
    return unplaced
      ? {
          status: 'Unknown',
          reason: unplaced.fact.kind,
          message: sentenceOf(unplaced.fact, unplaced.subject),
        }
      : {
          status: 'Unknown',
          reason: 'ReleaseNotKnown',
          message: 'The release is not known, so this cannot be evaluated',
        };
  }
  const blockers = upgrade.blockers.map(({ finding }) => finding);
  const { unlisted } = upgrade;
  if (blockers.length === 0 && unlisted) {
    return {
      status: 'Unknown',
      reason: unlisted.fact.kind,
      message: sentenceOf(unlisted.fact, unlisted.subject),
    };
  }
  const condition = falseWhile(blockers, {
    reason: 'Upgradeable',
    message: `Nothing blocks the ${moveWords(upgrade)}; ${changeWords(upgrade)}`,
  });
  return blockers.length === 0 ? condition : { ...condition, message: blockedWords(upgrade, condition.message) };
}

/** Which move is blocked, and by what. */
export function blockedWords(upgrade: UpgradePreview, by: string): string {
  return `The ${moveWords(upgrade)} is blocked: ${by}`;
}

/** `upgrade from 1.34 to 1.35`; a way back says that it is one, since few components support it (R159). */
function moveWords({ from, to, move }: UpgradePreview): string {
  switch (move) {
    case 'Upgrade':
      return `upgrade from ${from} to ${to}`;
    case 'Downgrade':
      return `downgrade from ${from} to ${to} (make sure that the component supports downgrades)`;
    case 'None':
      return `move to ${to} (which runs already)`;
  }
}

/** `it changes 12 gates and 1 plugin in use`. */
function changeWords({ gates, plugins }: UpgradePreview): string {
  const parts = [counted(gates.length, 'gate', ''), counted(plugins.length, 'plugin', ' in use')].filter(Boolean);
  return parts.length === 0 ? 'it changes nothing' : `it changes ${parts.join(' and ')}`;
}

function counted(count: number, noun: string, rest: string): string {
  if (count === 0) return '';
  return `${count} ${noun}${count === 1 ? '' : 's'}${rest}`;
}
