import type { Draft } from './draft.ts';
import type { Finding } from './finding.ts';
import { parseRelease } from './release.ts';
import { groundOf } from './requirement.ts';

/**
 * A bound that the calendar of the other component cannot place is an Error of each install that it meets, since only there
 * both are known; the rule holds all the same, so that a slip never switches a check off (R74).
 */
export function unplacedBounds(draft: Draft): void {
  for (const row of draft.rows.values()) {
    const { requires, excludes } = row.life.gate.spec;
    for (const [list, rules] of Object.entries({ requires, excludes })) {
      for (const [index, rule] of rules.entries()) {
        const calendar = groundOf(draft, row, rule)?.calendar;
        for (const bound of ['platformFrom', 'platformBefore'] as const) {
          const release = rule[bound];
          if (!calendar || release === undefined || calendar.at(release)) continue;
          const field = `spec.${list}[${index}].${bound}`;
          const fact: Finding['fact'] = {
            kind: 'ReleaseUnknown',
            field,
            release,
            listed: parseRelease(release) !== undefined,
          };
          draft.findings.push({ severity: 'Error', subject: row.life.name, fact });
        }
      }
    }
  }
}
