import { CONDITION_TYPES, type ConditionType } from '../../api/condition.ts';
import type { PluginStatus } from '../../api/plugin.ts';
import type { PluginVerdict } from '../../lifecycle/verdicts/plugin-verdict.ts';
import { decide, validCondition, type ConditionState, type Deciders, type Previous } from '../conditions/conditions.ts';
import { deprecatedCondition, promotionCondition, type LifeView } from '../conditions/life-conditions.ts';
import { lifeStatusOf } from './life-status.ts';

type Row = PluginStatus['releases'][number];

/** `status` of a PluginMaturity: equal to the one that stands where nothing changed. */
export function pluginStatusOf(verdict: PluginVerdict, previous: Previous<PluginStatus>): PluginStatus {
  const { admitted, next, releases } = verdict;
  return lifeStatusOf(
    {
      view: lifeViewOf(verdict),
      next,
      releases,
      conditions: decide(CONDITION_TYPES.PluginMaturity, DECIDERS, verdict),
      summary: { admitted },
      row: ({ of, admitted: extent }): Pick<Row, 'admitted'> => (of.isRun ? { admitted: extent } : {}),
    },
    previous,
  );
}

function lifeViewOf(verdict: PluginVerdict): LifeView {
  const { type: name, spec } = verdict.life;
  const { deprecation } = spec;
  return { ...verdict, ...verdict.view, name, called: `Plugin '${name}'`, deprecation, upstream: [] };
}

const DECIDERS: Deciders<ConditionType<'PluginMaturity'>, PluginVerdict> = {
  Ready: validCondition,
  Deprecated: (verdict) => deprecatedCondition(lifeViewOf(verdict)),
  ReplacementReady: replacementCondition,
  PromotionEligible: (verdict) => promotionCondition(lifeViewOf(verdict)),
  Maintained: maintainedCondition,
};

/** Whether what takes over is there in the release before the removal (R57). */
function replacementCondition({ replacement, view }: PluginVerdict): ConditionState {
  const { ready, at, missing } = replacement;
  if (ready === undefined) {
    const message =
      view.deprecated || view.level === 'Removed'
        ? 'There is no replacement, or no release by which it must be available'
        : 'It is not deprecated';
    return { status: 'Unknown', reason: 'NothingToReplace', message };
  }
  if (ready) return { status: 'True', reason: 'ReplacementThere', message: `The replacement is available in ${at}` };
  return {
    status: 'False',
    reason: 'ReplacementMissing',
    message: `${missing.join(', ')} is not available in ${at}, the last release before the removal`,
  };
}

function maintainedCondition({ life }: PluginVerdict): ConditionState {
  switch (life.spec.maintenance) {
    case 'Active':
      return { status: 'True', reason: 'Active', message: 'Its owners maintain it' };
    case 'SeekingOwner':
      return { status: 'False', reason: 'SeekingOwner', message: 'It seeks an owner' };
    case 'Unmaintained':
      return { status: 'False', reason: 'Unmaintained', message: 'Nobody maintains it' };
  }
}
