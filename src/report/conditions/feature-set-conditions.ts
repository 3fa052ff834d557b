import type { FactKind, Finding } from '../../lifecycle/findings/finding.ts';
import { falseWhile, type DesiredCondition } from './conditions.ts';
import { publishedCondition } from './published.ts';
import { inSyncCondition } from './in-sync.ts';
import { upgradeableCondition } from './upgrade-condition.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';

/** Errors that refuse an override. */
export const OVERRIDE_REFUSALS: ReadonlySet<FactKind> = new Set([
  'UnknownFeatureGate',
  'RemovedFeatureGate',
  'NotYetAvailable',
  'GateLocked',
  'GroupedFeatureGate',
  'BelowMinimumLevel',
]);
const DEPENDENCY_ERRORS: ReadonlySet<FactKind> = new Set([
  'DependencyUnmet',
  'DependencyCycle',
  'UnknownDependency',
  'MutuallyExclusive',
  'EnvironmentTooOld',
]);

/** The conditions of a FeatureSet, all of them, always. */
export function featureSetConditions(verdict: FeatureSetVerdict): DesiredCondition[] {
  const { spec } = verdict.featureSet;
  const errors = verdict.findings.filter(({ severity }) => severity === 'Error');
  const where = verdict.release === undefined ? '' : ` in ${verdict.release}`;
  const overrides =
    spec.overrides.length + spec.sources.length === 0
      ? ({ reason: 'NoOverrides', message: 'Nothing is overridden' } as const)
      : ({ reason: 'OverridesInForce', message: `Every override is accepted${where}` } as const);
  return [
    falseWhile('Ready', errors, { reason: 'Evaluated', message: `Every gate has a value${where} and no error stands` }),
    known(verdict, falseWhile('OverridesAccepted', among(errors, OVERRIDE_REFUSALS), overrides)),
    known(
      verdict,
      falseWhile('DependenciesMet', among(errors, DEPENDENCY_ERRORS), {
        reason: 'AllMet',
        message: `Every gate that is on has what it requires${where}`,
      }),
    ),
    known(verdict, pluginsCondition(verdict)),
    upgradeableCondition(verdict),
    publishedCondition(verdict) ?? notAsked('Published', 'spec.publish'),
    spec.observe === undefined ? notAsked('InSync', 'spec.observe') : known(verdict, inSyncCondition(verdict)),
  ];
}

function pluginsCondition({ plugins, findings }: FeatureSetVerdict): DesiredCondition {
  const refused = plugins.flatMap(({ verdict, finding }) => (verdict === 'Refused' && finding ? [finding] : []));
  const twice = findings.filter(({ fact }) => fact.kind === 'DuplicatePluginName');
  return falseWhile(
    'PluginsAdmitted',
    [...refused, ...twice],
    plugins.length === 0
      ? { reason: 'NoPlugins', message: 'No plugin is in use' }
      : { reason: 'PluginsInForce', message: 'Every plugin in use is admitted' },
  );
}

function among(findings: readonly Finding[], kinds: ReadonlySet<FactKind>): Finding[] {
  return findings.filter(({ fact }) => kinds.has(fact.kind));
}

function known(verdict: FeatureSetVerdict, condition: DesiredCondition): DesiredCondition {
  if (verdict.release !== undefined) return condition;
  return {
    type: condition.type,
    status: 'Unknown',
    reason: 'ReleaseNotKnown',
    message: 'The release is not known, so nothing can be said',
  };
}

function notAsked(type: string, field: string): DesiredCondition {
  return { type, status: 'Unknown', reason: 'NotRequested', message: `${field} is not set` };
}
