import type { FeatureSet } from '../api/declared.ts';
import type { Finding } from './finding.ts';

/** What a FeatureSet may say and this version does not act on yet, so that silence is never taken for consent (R28). */
const UNREAD: readonly { field: string; isSet: (spec: FeatureSet['spec']) => boolean }[] = [
  { field: 'spec.sources', isSet: (spec) => spec.sources.length > 0 },
  { field: 'spec.publish', isSet: (spec) => spec.publish !== undefined },
  { field: 'spec.observe', isSet: (spec) => spec.observe !== undefined },
];

/** A Warning for each field that is set and not acted on. */
export function unreadFields({ spec }: FeatureSet): Finding[] {
  return UNREAD.filter(({ isSet }) => isSet(spec)).map(({ field }) => ({
    severity: 'Warning',
    subject: field,
    fact: { kind: 'ConfigIgnored', field },
  }));
}
