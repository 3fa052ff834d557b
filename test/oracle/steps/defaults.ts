import type { InstallDraft } from '../install/draft.ts';
import { isDeprecated, stageInForce } from '../life/stage.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

/**
 * Step 1: the stage in force says level, lock and availability; nothing below changes them (semantics.md rules 13-16).
 * Step 3 is already in it: a stage carries its own default or the policy's (R11).
 */
export function stageAndDefault(draft: InstallDraft): void {
  for (const row of draft.rows.values()) {
    const stage = stageInForce(row.life, draft.release, draft.minCompatibility);
    row.stage = stage;
    if (!stage) continue;
    row.level = stage.level;
    row.deprecated = isDeprecated(row.life, stage, draft.release, draft.calendar);
    if (stage.level === 'Removed') {
      row.source = 'Removed';
      continue;
    }
    row.available = true;
    row.locked = stage.locked;
    row.default = stage.default;
    row.effective = stage.default;
    row.source = stage.locked ? 'Lock' : 'Default';
  }
}

/** What a gate is before any step has looked at it: not yet available. */
export function blankRow(life: GateOutcome['life']): GateOutcome {
  return {
    life,
    stage: undefined,
    level: 'NotYetAvailable',
    deprecated: false,
    default: 'Disabled',
    locked: false,
    available: false,
    requested: 'Disabled',
    effective: 'Disabled',
    source: 'NotAvailable',
  };
}
