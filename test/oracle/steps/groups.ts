import type { PolicySpec } from '../../../src/api/policy.ts';
import { LEVELS, type Level } from '../../../src/api/vocabulary.ts';
import { comparePoints } from '../releases/calendar.ts';
import type { InstallDraft } from '../install/draft.ts';
import type { AskedGroup } from '../config/layers.ts';
import { nearestNames } from '../names/nearest.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

type Group = PolicySpec['groups'][number];
type Switch = AskedGroup['group'];

/**
 * Step 4: group switches fill what no layer set, as a pure function of the merged layers; never a locked gate, never one
 * whose stage in force is Deprecated (semantics.md rules 25-28; R110-R114).
 */
export function groupSwitches(draft: InstallDraft): void {
  const declared = draft.policy.groups;
  for (const { group: asked } of draft.layers.groups.values()) {
    const group = declared.find(({ name }) => name === asked.name);
    const fact = group ? mismatch(group, asked) : undefined;
    if (!group) {
      const nearest = nearestNames(
        asked.name,
        declared.map(({ name }) => name),
      );
      const { component } = draft.featureSet.spec;
      draft.findings.push({
        severity: 'Error',
        subject: asked.name,
        fact: { kind: 'UnknownGroup', component, nearest },
      });
    } else if (fact) {
      draft.findings.push({ severity: 'Error', subject: asked.name, fact });
    }
  }
  for (const group of declared) {
    const { group: asked, in: source } = draft.layers.groups.get(group.name) ?? {};
    if (asked && mismatch(group, asked)) continue;
    const value = group.cumulative ? (asked?.level ?? silentLevel(group, draft)) : asked?.state;
    if (value === undefined) continue;
    for (const row of draft.rows.values()) {
      if (!reaches(group, row)) continue;
      row.effective = group.cumulative ? atOrAbove(row, value) : value === 'Enabled' ? 'Enabled' : 'Disabled';
      if (group.cumulative) row.switchedTo = row.effective;
      row.source = 'Group';
      row.layer = `group ${group.name}${source === undefined ? '' : ` in ${source}`}`;
      row.asked = asked !== undefined;
    }
  }
}

function mismatch(group: Group, asked: Switch) {
  if (group.cumulative && asked.level === undefined) {
    const expected = `a level (${['None', ...LEVELS].join(', ')}), since the switch is cumulative`;
    return { kind: 'InvalidValue', field: 'spec.groups[].state', value: String(asked.state), expected } as const;
  }
  if (!group.cumulative && asked.state === undefined) {
    const expected = 'a state (Enabled or Disabled), since the switch is not cumulative';
    return { kind: 'InvalidValue', field: 'spec.groups[].level', value: String(asked.level), expected } as const;
  }
  return undefined;
}

function reaches(group: Group, row: GateOutcome): boolean {
  if (!row.available || row.locked || row.stage?.deprecated) return false;
  if (group.regime && row.life.gate.spec.regime !== group.regime) return false;
  return group.cumulative || (group.levels as readonly string[]).includes(row.level);
}

function atOrAbove(row: GateOutcome, threshold: string): 'Enabled' | 'Disabled' {
  const rank = (level: string): number => (LEVELS as readonly string[]).indexOf(level);
  if (threshold === 'None') return row.level === 'Stable' ? 'Enabled' : 'Disabled';
  return rank(row.level) >= rank(threshold) ? 'Enabled' : 'Disabled';
}

/** The level of a cumulative switch that the FeatureSet does not mention: the newest default that has begun (R116). */
function silentLevel(group: Group, draft: InstallDraft): Level | undefined {
  let best: { level: Level; from: NonNullable<ReturnType<InstallDraft['calendar']['at']>> } | undefined;
  for (const { fromRelease, level } of group.defaults) {
    const from = draft.calendar.at(fromRelease);
    if (!from || comparePoints(from, draft.release) > 0) continue;
    if (!best || comparePoints(from, best.from) >= 0) best = { level, from };
  }
  return best?.level;
}
