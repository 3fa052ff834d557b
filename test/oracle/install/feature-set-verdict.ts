import type { FeatureSet } from '../../../src/api/declared.ts';
import type { ReleasePoint } from '../releases/calendar.ts';
import type { Finding } from '../findings/finding.ts';
import type { PluginOutcome } from './plugin-outcome.ts';
import type { Publication } from './published-content.ts';
import type { GateOutcome } from './gate-outcome.ts';
import type { PublishedState } from '../config/observed-configs.ts';
import type { Sync } from './sync.ts';
import type { UpgradePreview } from './upgrade-preview.ts';

/** What is true of one installation. */
export interface FeatureSetVerdict {
  readonly featureSet: FeatureSet;
  /** Undefined where no release is known: then nothing else is. */
  readonly release: string | undefined;
  readonly point: ReleasePoint | undefined;
  readonly minCompatibility: string | undefined;
  readonly minCompatibilityPoint: ReleasePoint | undefined;
  /** Every gate of the component, by name. */
  readonly rows: ReadonlyMap<string, GateOutcome>;
  /** Every plugin in use, by type and name. */
  readonly plugins: readonly PluginOutcome[];
  /** Undefined where `spec.publish` is absent, or no release is known. */
  readonly publication?: Publication;
  /** What stands where it publishes; undefined where that is not known. */
  readonly published?: PublishedState | undefined;
  /** Undefined where `spec.observe` is absent, or no release is known. */
  readonly sync?: Sync;
  /** Undefined where `spec.targetRelease` is absent or cannot be placed, or no release is known. */
  readonly upgrade?: UpgradePreview;
  /** Errors first. */
  readonly findings: readonly Finding[];
  /** The next moment at which time alone may change this verdict, in milliseconds since 1970. */
  readonly boundary: number | undefined;
}
