import type { InstallDraft } from '../install/draft.ts';
import { contextOf, isInForce } from './requirement.ts';
import { compareWords } from '../names/compare-words.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

/** Two gates that must not be on at once; `other` may be a gate of a platform, which cannot be changed here. */
interface ExclusionPair {
  readonly first: GateOutcome;
  readonly other: GateOutcome;
  readonly otherName: string;
  readonly foreign: boolean;
}

/** Every pair that some gate excludes here, once, whichever side declares it (R77, R79). */
export function exclusionsOf(draft: InstallDraft): ExclusionPair[] {
  const pairs = new Map<string, ExclusionPair>();
  for (const row of draft.rows.values()) {
    if (!row.available) continue;
    for (const exclusion of row.life.gate.spec.excludes) {
      const context = contextOf(draft, row, exclusion);
      if (!context || !isInForce(draft, context, exclusion)) continue;
      const other = context.rows.get(exclusion.gate);
      if (!other?.available || other === row) continue;
      const foreign = context !== draft;
      const otherName = foreign ? `${exclusion.component}/${exclusion.gate}` : exclusion.gate;
      const swap = !foreign && compareWords(row.life.name, otherName) > 0;
      const pair = swap
        ? { first: other, other: row, otherName: row.life.name, foreign }
        : { first: row, other, otherName, foreign };
      pairs.set(`${pair.first.life.name} ${pair.otherName}`, pair);
    }
  }
  return [...pairs.entries()].sort(([a], [b]) => compareWords(a, b)).map(([, pair]) => pair);
}

const isOn = (value: GateOutcome['effective']): boolean => value !== 'Disabled';

/** Every pair that the requested values have on at once is an Error; returns those pairs. */
export function reportExclusions(draft: InstallDraft, pairs: readonly ExclusionPair[]): Set<ExclusionPair> {
  const known = new Set<ExclusionPair>();
  for (const pair of pairs) {
    const other = pair.foreign ? pair.other.effective : pair.other.requested;
    if (!isOn(pair.first.requested) || !isOn(other)) continue;
    known.add(pair);
    report(draft, pair, 'Error');
  }
  return known;
}

/** Of every pair that is on at once, all at the same moment: the lower rank goes off, equal ranks both, locked ones stay. */
export function settleExclusions(
  draft: InstallDraft,
  pairs: readonly ExclusionPair[],
  known: ReadonlySet<ExclusionPair>,
): void {
  const off = new Set<GateOutcome>();
  for (const pair of pairs) {
    const { first, other, foreign } = pair;
    if (!isOn(first.effective) || !isOn(other.effective)) continue;
    const [mine, theirs] = [rankOf(first), foreign ? LOCKED : rankOf(other)];
    if (mine <= theirs && mine !== LOCKED) off.add(first);
    if (theirs <= mine && theirs !== LOCKED) off.add(other);
    if (!known.has(pair)) report(draft, pair, mine === LOCKED && theirs === LOCKED ? 'Error' : 'Info');
  }
  for (const row of off) {
    row.effective = 'Disabled';
    row.source = 'Exclusion';
  }
}

const LOCKED = 3;

/** locked > override > group > default. */
function rankOf(row: GateOutcome): number {
  if (row.locked) return LOCKED;
  if (row.override) return 2;
  return row.source === 'Group' ? 1 : 0;
}

function report(draft: InstallDraft, { first, otherName }: ExclusionPair, severity: 'Error' | 'Info'): void {
  const fact = { kind: 'MutuallyExclusive', release: draft.releaseName, other: otherName } as const;
  draft.findings.push({ severity, subject: first.life.name, fact });
}
