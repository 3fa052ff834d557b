import type { InstallDraft } from '../install/draft.ts';
import { contextOf, isInForce } from './requirement.ts';
import { compareWords } from '../names/compare-words.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

/** Two gates that must not be on at once; the other may be a gate of a platform, which cannot be changed here. */
interface ExclusionPair {
  readonly first: string;
  readonly other: string;
  /** With its component in front where it is a gate of a platform. */
  readonly otherName: string;
  /** The platform's gates where the other is one of them. */
  readonly foreign: ReadonlyMap<string, GateOutcome> | undefined;
}

/** Every pair that some gate excludes here, once, whichever side declares it (R77, R79). */
export function exclusionsOf(draft: InstallDraft): ExclusionPair[] {
  const pairs = new Map<string, ExclusionPair>();
  for (const life of draft.relations.excludes) {
    const { name } = life;
    if (!draft.rows.get(name)?.available) continue;
    for (const exclusion of life.spec.excludes) {
      const context = contextOf(draft, life, exclusion);
      if (!context || !isInForce(draft, context, exclusion)) continue;
      const { gate } = exclusion;
      if (!context.rows.get(gate)?.available || (context === draft && gate === name)) continue;
      const foreign = context === draft ? undefined : context.rows;
      const otherName = foreign ? `${exclusion.component}/${gate}` : gate;
      const swap = !foreign && compareWords(name, otherName) > 0;
      const pair = swap
        ? { first: gate, other: name, otherName: name, foreign }
        : { first: name, other: gate, otherName, foreign };
      pairs.set(`${pair.first} ${pair.otherName}`, pair);
    }
  }
  return [...pairs.entries()].sort(([a], [b]) => compareWords(a, b)).map(([, pair]) => pair);
}

/** Both sides of a pair as they stand now. */
export function sidesOf({ rows }: InstallDraft, { first, other, foreign }: ExclusionPair): [GateOutcome, GateOutcome] {
  const [mine, theirs] = [rows.get(first), (foreign ?? rows).get(other)];
  if (!mine || !theirs) throw new Error(`no gates ${first} and ${other}`);
  return [mine, theirs];
}

const isOn = (value: GateOutcome['effective']): boolean => value !== 'Disabled';

/** Every pair that the requested values have on at once is an Error; returns those pairs. */
export function reportExclusions(draft: InstallDraft, pairs: readonly ExclusionPair[]): Set<ExclusionPair> {
  const known = new Set<ExclusionPair>();
  for (const pair of pairs) {
    const [first, other] = sidesOf(draft, pair);
    if (!isOn(first.requested) || !isOn(pair.foreign ? other.effective : other.requested)) continue;
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
  const off = new Set<string>();
  for (const pair of pairs) {
    const [first, other] = sidesOf(draft, pair);
    if (!isOn(first.effective) || !isOn(other.effective)) continue;
    const [mine, theirs] = [rankOf(first), pair.foreign ? LOCKED : rankOf(other)];
    if (mine <= theirs && mine !== LOCKED) off.add(pair.first);
    if (theirs <= mine && theirs !== LOCKED) off.add(pair.other);
    if (!known.has(pair)) report(draft, pair, mine === LOCKED && theirs === LOCKED ? 'Error' : 'Info');
  }
  for (const name of off) Object.assign(draft.rows.edit(name), { effective: 'Disabled', source: 'Exclusion' });
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
  draft.findings.push({ severity, subject: first, fact });
}
