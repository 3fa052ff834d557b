import { CONDITION_TYPES, type ConditionType } from '../../api/condition.ts';
import type { GateStatus } from '../../api/gate.ts';
import type { GateVerdict } from '../../lifecycle/verdicts/gate-verdict.ts';
import { decide, validCondition, type ConditionState, type Deciders, type Previous } from '../conditions/conditions.ts';
import { deprecatedCondition, promotionCondition, type LifeView } from '../conditions/life-conditions.ts';
import { lifeStatusOf } from './life-status.ts';

type Row = GateStatus['releases'][number];

/** `status` of a FeatureGate: equal to the one that stands where nothing changed. */
export function gateStatusOf(verdict: GateVerdict, previous: Previous<GateStatus>): GateStatus {
  const { view, enabled, next, releases } = verdict;
  return lifeStatusOf(
    {
      view: lifeViewOf(verdict),
      next,
      releases,
      conditions: decide(CONDITION_TYPES.FeatureGate, DECIDERS, verdict),
      summary: { default: view.default, locked: view.locked, enabled },
      row: ({ of, default: value, locked, enabled: extent }): Pick<Row, 'default' | 'locked' | 'enabled'> => ({
        default: value,
        locked,
        ...(of.isRun && { enabled: extent }),
      }),
    },
    previous,
  );
}

function lifeViewOf(verdict: GateVerdict): LifeView {
  const { name, spec } = verdict.life;
  return { ...verdict, ...verdict.view, name, called: `Gate '${name}'`, deprecation: spec.deprecation };
}

const DECIDERS: Deciders<ConditionType<'FeatureGate'>, GateVerdict> = {
  Ready: validCondition,
  Enabled: enabledCondition,
  Deprecated: (verdict) => deprecatedCondition(lifeViewOf(verdict)),
  PromotionEligible: (verdict) => promotionCondition(lifeViewOf(verdict)),
};

function enabledCondition({ life, asOf, view, enabled, isCounted }: GateVerdict): ConditionState {
  const gate = `Gate '${life.name}'`;
  if (!isCounted) {
    const on = view.default === 'Enabled';
    const message = `${gate} is ${on ? 'on' : 'off'} by default${asOf === undefined ? '' : ` in ${asOf}`}; no FeatureSet is counted`;
    return { status: on ? 'True' : 'False', reason: 'ByDefault', message };
  }
  switch (enabled) {
    case 'All':
      return { status: 'True', reason: 'EnabledInAll', message: `${gate} is on in every counted FeatureSet` };
    case 'Some':
      return { status: 'True', reason: 'EnabledInSome', message: `${gate} is on in some of the counted FeatureSets` };
    case 'None':
      return { status: 'False', reason: 'DisabledInAll', message: `${gate} is on in no counted FeatureSet` };
  }
}
