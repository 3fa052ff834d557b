import { CONDITION_TYPES, type ConditionType } from '../../api/condition.ts';
import type { Finding } from '../../lifecycle/findings/finding.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';
import { conditionOf } from '../words/fact-words.ts';
import { decide, falseWhile, type ConditionState, type Deciders, type DesiredCondition } from './conditions.ts';
import { inSyncCondition } from './in-sync.ts';
import { publishedCondition } from './published.ts';
import { upgradeableCondition } from './upgrade-condition.ts';

const DECIDERS: Deciders<ConditionType<'FeatureSet'>, FeatureSetVerdict> = {
  Ready: (verdict) =>
    falseWhile(errorsOf(verdict), {
      reason: 'Evaluated',
      message: `Every gate has a value${placeOf(verdict)} and there is no error`,
    }),
  OverridesAccepted: (verdict) => {
    const { overrides, sources } = verdict.featureSet.spec;
    const accepted =
      overrides.length + sources.length === 0
        ? ({ reason: 'NoOverrides', message: 'Nothing is overridden' } as const)
        : ({ reason: 'OverridesInForce', message: `Every override is accepted${placeOf(verdict)}` } as const);
    return known(verdict, falseWhile(errorsOf(verdict, 'OverridesAccepted'), accepted));
  },
  DependenciesMet: (verdict) => {
    const message = `Every gate that is on has what it requires${placeOf(verdict)}`;
    return known(verdict, falseWhile(errorsOf(verdict, 'DependenciesMet'), { reason: 'AllMet', message }));
  },
  PluginsAdmitted: (verdict) => {
    const admitted =
      verdict.plugins.length === 0
        ? ({ reason: 'NoPlugins', message: 'No plugin is in use' } as const)
        : ({ reason: 'PluginsInForce', message: 'Every plugin in use is admitted' } as const);
    return known(verdict, falseWhile(errorsOf(verdict, 'PluginsAdmitted'), admitted));
  },
  Upgradeable: upgradeableCondition,
  Published: (verdict) => publishedCondition(verdict) ?? notAsked('spec.publish'),
  InSync: (verdict) =>
    verdict.featureSet.spec.observe === undefined ? notAsked('spec.observe') : known(verdict, inSyncCondition(verdict)),
};

/** The conditions of a FeatureSet, all of them, always. */
export function featureSetConditions(verdict: FeatureSetVerdict): DesiredCondition[] {
  return decide(CONDITION_TYPES.FeatureSet, DECIDERS, verdict);
}

/** The Errors that stand, or those of them that make one condition False. */
function errorsOf({ findings }: FeatureSetVerdict, type?: ConditionType<'FeatureSet'>): Finding[] {
  return findings.filter(
    ({ severity, fact }) => severity === 'Error' && (type === undefined || conditionOf(fact) === type),
  );
}

function placeOf({ release }: FeatureSetVerdict): string {
  return release === undefined ? '' : ` in ${release}`;
}

function known({ release }: FeatureSetVerdict, condition: ConditionState): ConditionState {
  if (release !== undefined) return condition;
  return {
    status: 'Unknown',
    reason: 'ReleaseNotKnown',
    message: 'The release is not known, so this cannot be evaluated',
  };
}

function notAsked(field: string): ConditionState {
  return { status: 'Unknown', reason: 'NotRequested', message: `${field} is not set` };
}
