import { referenceOf, type FeatureSet } from '../../../src/api/declared.ts';
import type { Calendar, ReleasePoint } from '../releases/calendar.ts';
import type { Finding } from '../findings/finding.ts';
import type { GateOutcome } from './gate-outcome.ts';
import type { FeatureSetVerdict } from './feature-set-verdict.ts';

/** A FeatureSet that another one runs on: what is effective there. */
export interface Platform {
  readonly component: string;
  readonly calendar: Calendar;
  readonly release: ReleasePoint;
  readonly releaseName: string;
  readonly rows: ReadonlyMap<string, GateOutcome>;
}

/** The platforms of one FeatureSet, by component. */
export type Platforms = ReadonlyMap<string, Platform>;

/** Finds another FeatureSet's verdict and calendar; undefined where there is none of that component. */
export type PlatformLookup = (
  component: string,
  reference: string,
) => { readonly verdict: FeatureSetVerdict; readonly calendar: Calendar } | undefined;

/** The FeatureSets that `spec.platform` names, by what it says of their component and by reference. */
export function platformReferences({ metadata, spec }: FeatureSet): { component: string; reference: string }[] {
  return spec.platform.map(({ component, featureSet: { name, namespace = metadata.namespace } }) => ({
    component,
    reference: referenceOf({ name, namespace }),
  }));
}

/**
 * What `spec.platform` names. A set that is not there, not of that component, not shared with this namespace, or without
 * a known release gives one and the same Error: who may not see it learns nothing of it.
 */
export function platformsOf(
  featureSet: FeatureSet,
  lookup: PlatformLookup,
  findings: Finding[],
): Map<string, Platform> {
  const { namespace } = featureSet.metadata;
  const platforms = new Map<string, Platform>();
  for (const { component, reference } of platformReferences(featureSet)) {
    const found = lookup(component, reference);
    const verdict = found?.verdict;
    if (!found || !verdict?.point || verdict.release === undefined || !isShared(verdict.featureSet, namespace)) {
      const fact = { kind: 'PlatformUnavailable', reference } as const;
      findings.push({ severity: 'Error', subject: component, fact });
      continue;
    }
    platforms.set(component, {
      component,
      calendar: found.calendar,
      release: verdict.point,
      releaseName: verdict.release,
      rows: verdict.rows,
    });
  }
  return platforms;
}

function isShared({ metadata, spec }: FeatureSet, namespace: string | undefined): boolean {
  if (metadata.namespace === namespace || spec.shareWith.namespaces === 'All') return true;
  return spec.shareWith.namespaces === 'Listed' && namespace !== undefined && spec.shareWith.names.includes(namespace);
}
