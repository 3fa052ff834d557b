import type { State } from '../../../src/api/vocabulary.ts';
import type { Observed } from './reported.ts';
import type { GateOutcome } from './gate-outcome.ts';

/** A gate that is not what the component reports. */
export interface Difference {
  readonly gate: string;
  readonly declared: State;
  readonly actual: State;
  /** No flag can set it at the release that is declared. */
  readonly locked: boolean;
}

/** How a FeatureSet compares with the component that runs. */
export type Sync =
  | {
      readonly kind: 'Compared';
      /** On how many gates both agree. */
      readonly inSync: number;
      /** Sorted by gate. */
      readonly differing: readonly Difference[];
    }
  | { readonly kind: 'NotReported'; readonly why: 'NoAnswer' | 'NotPermitted' | 'NothingInCommon' };

/** Compares the gates that both know: what only one of them has, such as a switch over many gates, says nothing. */
export function syncOf(rows: ReadonlyMap<string, GateOutcome>, observed: Observed | undefined): Sync {
  if (observed === undefined) return { kind: 'NotReported', why: 'NoAnswer' };
  if (observed === 'NotPermitted') return { kind: 'NotReported', why: 'NotPermitted' };
  let inSync = 0;
  const differing: Difference[] = [];
  for (const [gate, { available, effective, locked }] of rows) {
    const on = observed.get(gate);
    if (!available || on === undefined) continue;
    if ((effective === 'Enabled') === on) inSync += 1;
    else differing.push({ gate, declared: effective, actual: on ? 'Enabled' : 'Disabled', locked });
  }
  if (inSync + differing.length === 0) return { kind: 'NotReported', why: 'NothingInCommon' };
  return { kind: 'Compared', inSync, differing };
}
