import type { Finding } from '../findings/finding.ts';
import type { PluginView } from '../life/plugin-life.ts';

/** One plugin in use: instance and type, and whether the component loads it by itself (R27, R129). */
export interface PluginInUse {
  readonly type: string;
  readonly name: string;
  readonly injected: boolean;
  /** The source that lists it, and the names of its parameters there. */
  readonly in: string | undefined;
  readonly parameters: readonly string[];
}

/** What becomes of one plugin in use (R131). */
export interface PluginOutcome extends PluginInUse {
  readonly level: PluginView['level'];
  readonly deprecated: boolean;
  readonly verdict: 'Admitted' | 'Refused';
  /** The finding that decided, where one did. */
  readonly finding: Finding | undefined;
}
