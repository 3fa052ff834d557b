import type { InstallDraft } from '../install/draft.ts';
import type { Fact } from '../findings/finding.ts';
import { parseRelease } from '../releases/release.ts';
import { contextOf } from './requirement.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

const BOUNDS = ['platformFrom', 'platformBefore'] as const;

/**
 * A bound that the calendar of the other component cannot place is an Error of each install that it meets, since only there
 * both are known; the rule holds all the same, so that a slip never switches a check off (R74).
 */
export function unplacedBounds(draft: InstallDraft): void {
  for (const row of draft.rows.values()) {
    const { requires, excludes } = row.life.gate.spec;
    if (requires.length > 0) check(draft, row, 'requires', requires);
    if (excludes.length > 0) check(draft, row, 'excludes', excludes);
  }
}

function check(
  draft: InstallDraft,
  row: GateOutcome,
  list: string,
  rules: GateOutcome['life']['gate']['spec']['excludes'],
): void {
  for (const [index, rule] of rules.entries()) {
    for (const bound of BOUNDS) {
      const release = rule[bound];
      const calendar = release === undefined ? undefined : contextOf(draft, row, rule)?.calendar;
      if (!calendar || release === undefined || calendar.at(release)) continue;
      const field = `spec.${list}[${index}].${bound}`;
      const fact: Fact = { kind: 'ReleaseUnknown', field, release, listed: parseRelease(release) !== undefined };
      draft.findings.push({ severity: 'Error', subject: row.life.name, fact });
    }
  }
}
