import type { InstallDraft } from '../install/draft.ts';
import type { Fact } from '../findings/finding.ts';
import { parseRelease } from '../releases/release.ts';
import { contextOf } from './requirement.ts';
import type { GateLife } from '../life/stage.ts';

const BOUNDS = ['platformFrom', 'platformBefore'] as const;

/**
 * A bound that the calendar of the other component cannot place is an Error of each install that it meets, since only there
 * both are known; the rule holds all the same, so that a slip never switches a check off (R74).
 */
export function unplacedBounds(draft: InstallDraft): void {
  const { requires, excludes } = draft.relations;
  for (const life of requires) check(draft, life, 'requires');
  for (const life of excludes) check(draft, life, 'excludes');
}

function check(draft: InstallDraft, life: GateLife, list: 'requires' | 'excludes'): void {
  for (const [index, rule] of life.spec[list].entries()) {
    for (const bound of BOUNDS) {
      const release = rule[bound];
      const calendar = release === undefined ? undefined : contextOf(draft, life, rule)?.calendar;
      if (!calendar || release === undefined || calendar.at(release)) continue;
      const field = `spec.${list}[${index}].${bound}`;
      const fact: Fact = { kind: 'ReleaseUnknown', field, release, listed: parseRelease(release) !== undefined };
      draft.findings.push({ severity: 'Error', subject: life.name, fact });
    }
  }
}
