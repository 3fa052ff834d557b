import type { FeatureSetStatus } from '../../api/featureset-status.ts';
import type { Difference, Sync } from '../../lifecycle/install/sync.ts';
import { clampList } from '../words/clamp.ts';
import type { ConditionState } from './conditions.ts';
import { listed, type Announcement } from './notices.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';

/** As many differences as a sentence names. */
const MOST_NAMED = 8;

const SILENCE: Readonly<Record<Extract<Sync, { kind: 'NotReported' }>['why'], string>> = {
  NoAnswer: 'The API server has not reported its gates, so nothing can be compared',
  NotPermitted:
    'The operator is not allowed to read /metrics of the API server, so nothing can be compared; give its ClusterRole the rule {nonResourceURLs: [/metrics], verbs: [get]}',
  NothingInCommon:
    'The API server reports none of the gates that are declared for this release, so nothing can be compared; declare its gates',
};

/** The condition InSync of a FeatureSet that observes. */
export function inSyncCondition({ sync, release = '' }: FeatureSetVerdict): ConditionState {
  if (sync?.kind !== 'Compared')
    return { status: 'Unknown', reason: 'NotReported', message: SILENCE[sync?.why ?? 'NoAnswer'] };
  const { inSync, differing } = sync;
  if (differing.length === 0) {
    const message = `The API server reports every gate as it is declared (${inSync} compared)`;
    return { status: 'True', reason: 'InSync', message };
  }
  const state = `${differing.length} of ${inSync + differing.length} gates ${differing.length === 1 ? 'is' : 'are'} not what the API server reports`;
  const message = `${state}: ${namedDifferences(differing)}; ${adviceOn(differing, release)}`;
  return { status: 'False', reason: 'OutOfSync', message };
}

/** `status.observed`; undefined where nothing was compared. */
export function observedOf(sync: Sync | undefined): FeatureSetStatus['observed'] {
  if (sync?.kind !== 'Compared') return undefined;
  const { items, omitted } = clampList(sync.differing, 64);
  return {
    inSync: sync.inSync,
    differing: items.map(({ gate, declared, actual }) => ({ gate, declared, actual })),
    ...(omitted !== undefined && { differingOmitted: omitted }),
  };
}

/** The gates that begin to differ, one announcement; nothing where the list that stands was cut. */
export function syncAnnouncements(
  { sync }: FeatureSetVerdict,
  before: FeatureSetStatus | undefined,
): readonly Announcement[] {
  if (sync?.kind !== 'Compared' || before?.observed?.differingOmitted) return [];
  const old = new Set(before?.observed?.differing.map(({ gate }) => gate));
  const fresh = sync.differing.filter(({ gate }) => !old.has(gate));
  const message = `Not what the API server reports: ${namedDifferences(fresh)}`;
  return [{ reason: 'OutOfSync', subjects: fresh.map(({ gate }) => gate), message }];
}

function namedDifferences(differing: readonly Difference[]): string {
  const names = differing.map(({ gate, declared, actual }) => `'${gate}' (${declared} here, ${actual} there)`);
  return listed(names, MOST_NAMED);
}

/** A server that has a locked gate otherwise runs another release: told its value by flag it would not start. */
function adviceOn(differing: readonly Difference[], release: string): string {
  const locked = differing.find((one) => one.locked);
  if (locked)
    return `'${locked.gate}' is locked in ${release}, so the API server runs another release; let the FeatureSet name that one`;
  const { items, omitted } = clampList(differing, MOST_NAMED);
  const flags = items.map(({ gate, declared }) => `${gate}=${declared === 'Enabled'}`).join(',');
  const more = omitted === undefined ? '' : ' and the others likewise';
  return `add ${flags}${more} to its --feature-gates, or let the FeatureSet say what it runs with`;
}
