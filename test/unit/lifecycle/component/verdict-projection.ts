import type { Evaluation } from '../../../../src/lifecycle/component/evaluation.ts';
import type { FeatureSetVerdict } from '../../../../src/lifecycle/install/feature-set-verdict.ts';
import type { GateOutcome } from '../../../../src/lifecycle/install/gate-outcome.ts';
import type { GatePosition } from '../../../../src/lifecycle/install/upgrade-preview.ts';
import type { GateVerdict } from '../../../../src/lifecycle/verdicts/gate-verdict.ts';
import type { PluginVerdict } from '../../../../src/lifecycle/verdicts/plugin-verdict.ts';
import type { ReleaseInUse } from '../../../../src/lifecycle/verdicts/releases-in-use.ts';
import type { ReleasePoint } from '../../../../src/lifecycle/releases/calendar.ts';
import type { Evaluation as OracleEvaluation } from '../../../oracle/component/evaluate.ts';
import type { GateVerdict as OracleGateVerdict } from '../../../oracle/component/gate-verdict.ts';
import type { PluginVerdict as OraclePluginVerdict } from '../../../oracle/component/plugin-verdict.ts';
import type { ReleaseInUse as OracleRelease } from '../../../oracle/component/releases-in-use.ts';
import type { FeatureSetVerdict as OracleFeatureSetVerdict } from '../../../oracle/install/feature-set-verdict.ts';
import type { GateOutcome as OracleGateOutcome } from '../../../oracle/install/gate-outcome.ts';
import { sorted } from './told.ts';

// What the evaluation and its oracle answer in types of their own, brought to one form: all that statuses, reports and
// metrics read.

function rowOf(row: GateOutcome | OracleGateOutcome): unknown[] {
  const { life, stage, level, deprecated, default: own, locked, available, requested, effective, source } = row;
  const { layer, override, switchedTo, asked, upstreamFails } = row;
  const shared = [life.name, stage?.release, level, deprecated, own, locked, available];
  return [...shared, requested, effective, source, layer, override, switchedTo, asked, upstreamFails];
}

function positionOf({ level, deprecated, default: own, locked, effective }: GatePosition): unknown[] {
  return [level, deprecated, own, locked, effective];
}

function installOf(verdict: FeatureSetVerdict | OracleFeatureSetVerdict): unknown[] {
  const { featureSet, release, point, minCompatibility, minCompatibilityPoint, rows, plugins, boundary } = verdict;
  const { published, publication, sync, upgrade, findings } = verdict;
  const preview = upgrade && {
    ...upgrade,
    gates: upgrade.gates.map(({ gate, changes, before, after }) => [
      gate,
      changes,
      positionOf(before),
      positionOf(after),
    ]),
  };
  return [
    ...[featureSet, release, placeOf(point), minCompatibility, placeOf(minCompatibilityPoint), boundary],
    ...[published, publication, sync, preview, findings, plugins],
    [...rows].map(([name, row]) => [name, ...rowOf(row)]),
  ];
}

/** A place in the order of releases in one word, which costs less to compare. */
function placeOf(point: ReleasePoint | undefined): string {
  return point ? `${point.position} ${point.version.name}` : '';
}

function releaseOf(of: ReleaseInUse | OracleRelease): unknown[] {
  const isRun = 'isRun' in of ? of.isRun : of.installs.length > 0;
  const { name, point, minCompatibility, minCompatibilityPoint, targetedFrom: from } = of;
  const targetedFrom = [placeOf(from?.point), placeOf(from?.minCompatibilityPoint)];
  return [name, placeOf(point), minCompatibility, placeOf(minCompatibilityPoint), isRun, ...targetedFrom];
}

/** What gates and plugins have in common, in one and the other. */
function thingOf({
  asOf,
  view,
  next,
  enteredOn,
  removal,
  graduation,
  grandfathered,
  boundary,
  findings,
  ...verdict
}: GateVerdict | PluginVerdict | OracleGateVerdict | OraclePluginVerdict): unknown[] {
  const releases = verdict.releases.map(({ of, ...there }) => [releaseOf(of), there]);
  const { stages } = verdict.life;
  return [asOf, view, next, enteredOn, removal, graduation, grandfathered, boundary, findings, releases, stages];
}

/** The verdicts of an evaluation. */
export function projected({ policy, gates, plugins, featureSets, boundary }: Evaluation): unknown {
  return {
    policy,
    boundary,
    gates: sorted(gates).map(([key, verdict]) => {
      const { gate, enabled, isCounted, upstream } = verdict;
      return [key, gate, enabled, isCounted, upstream, ...thingOf(verdict)];
    }),
    plugins: sorted(plugins).map(([key, verdict]) => {
      const { plugin, admitted, replacement } = verdict;
      return [key, plugin, admitted, replacement, ...thingOf(verdict)];
    }),
    featureSets: sorted(featureSets).map(([key, verdict]) => [key, ...installOf(verdict)]),
  };
}

/** The same of what the oracle says. */
export function oracleProjected({ policy, gates, plugins, featureSets, boundary }: OracleEvaluation): unknown {
  return {
    policy,
    boundary,
    gates: sorted(gates).map(([key, verdict]) => {
      const { life, enabled, installs, upstream } = verdict;
      return [key, life.gate, enabled, installs > 0, upstream, ...thingOf(verdict)];
    }),
    plugins: sorted(plugins).map(([key, verdict]) => {
      const { life, admitted, replacement } = verdict;
      return [key, life.plugin, admitted, replacement, ...thingOf(verdict)];
    }),
    featureSets: sorted(featureSets).map(([key, verdict]) => [key, ...installOf(verdict)]),
  };
}
