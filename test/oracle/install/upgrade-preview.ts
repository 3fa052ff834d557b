import type { UpgradeChange } from '../../../src/api/featureset-status.ts';
import type { Position } from '../life/change.ts';
import type { Finding } from '../findings/finding.ts';
import type { PluginOutcome } from './plugin-outcome.ts';
import type { GateOutcome } from './gate-outcome.ts';

/** What the target changes of one gate: every change, what matters most first. */
export interface GateChange {
  readonly gate: string;
  readonly changes: readonly UpgradeChange[];
  readonly before: GatePosition;
  readonly after: GatePosition;
}

/** What the target changes of one plugin type in use. */
export interface PluginChange {
  readonly plugin: string;
  readonly changes: readonly UpgradeChange[];
  readonly before: PluginPosition;
  readonly after: PluginPosition;
}

/** Where a gate stands in one installation at one release. */
export type GatePosition = Required<Position> & Pick<GateOutcome, 'effective'>;

/** Where a plugin type stands in one installation at one release. */
export type PluginPosition = Position & { readonly verdict: PluginOutcome['verdict'] | undefined };

/** What would be refused at the target. */
export interface Blocker {
  readonly finding: Finding;
  /** Whether what takes over is there at the target (R57); undefined where nothing is named that would. */
  readonly replacementReady: boolean | undefined;
}

/** What moving an installation to its target release changes, and what stands against it (R137). */
export interface UpgradePreview {
  readonly from: string;
  readonly to: string;
  /** None: the target is what runs already. */
  readonly move: 'Upgrade' | 'Downgrade' | 'None';
  /** Sorted by name; every gate of the component is compared, whether anybody set it or not. */
  readonly gates: readonly GateChange[];
  /** Sorted by type; plugins in use only. */
  readonly plugins: readonly PluginChange[];
  /** Errors at the target, sorted. */
  readonly blockers: readonly Blocker[];
  /** That the target is newer than all that is known of the component. */
  readonly unlisted: Finding | undefined;
}
