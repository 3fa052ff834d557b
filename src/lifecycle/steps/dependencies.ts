import { isOwn } from '../life/requirements.ts';
import type { InstallDraft } from '../install/draft.ts';
import type { Fact } from '../findings/finding.ts';
import { exclusionsOf, reportExclusions, settleExclusions } from './exclusions.ts';
import { nameOf, standingOf } from './requirement.ts';
import { compareWords } from '../names/compare-words.ts';
import { cyclesByMember } from '../life/cycles.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

/** What one gate needs here: gates of its own component by name, and what a platform does not give, settled already. */
interface Needs {
  readonly own: readonly string[];
  /** Own gates nobody declares, and gates of a platform that its component does not declare. */
  readonly unknown: readonly string[];
  /** Gates of platforms that are not on. */
  readonly foreign: readonly string[];
  readonly floors: readonly { readonly component: string; readonly needed: string; readonly release: string }[];
}

type NeedsByGate = ReadonlyMap<string, Needs>;

/**
 * Step 7: (a) a gate whose Required gate is not Enabled, or whose floor is not reached, is off, until nothing changes; (b) of
 * every excluded pair at once the lower rank is off; then (a) again. What the requested values violate is an Error, since the
 * component itself would refuse them (semantics.md rule 36); what follows only from a gate having been switched off here is
 * Info. Locked gates and members of a cycle keep their value (R76-R83).
 */
export function dependencies(draft: InstallDraft): void {
  const needs = needsOf(draft);
  const pairs = exclusionsOf(draft);
  const inCycle = reportCycles(draft, needs);
  const reported = reportRequested(draft, needs, inCycle);
  const known = reportExclusions(draft, pairs);
  switchOff(draft, needs, inCycle, reported);
  settleExclusions(draft, pairs, known);
  switchOff(draft, needs, inCycle, reported);
  reportPreferences(draft);
}

function needsOf(draft: InstallDraft): NeedsByGate {
  const needs = new Map<string, Needs>();
  const unjudged = new Map<string, Set<string>>();
  for (const { name: gate } of draft.relations.requires) {
    const row = rowOf(draft, gate);
    if (!row.available) continue;
    const own = new Set<string>();
    const unknown = new Set<string>();
    const foreign = new Set<string>();
    const floors: Needs['floors'][number][] = [];
    for (const requirement of row.life.spec.requires) {
      if (requirement.strength !== 'Required') continue;
      const outcome = standingOf(draft, row, requirement, 'requested');
      const name = nameOf(row, requirement);
      if (outcome.kind === 'PlatformUnknown') {
        if (row.requested !== 'Enabled') continue;
        unjudged.set(requirement.component, (unjudged.get(requirement.component) ?? new Set()).add(row.life.name));
      } else if (outcome.kind === 'UnknownGate') unknown.add(name);
      else if (outcome.kind === 'TooOld') {
        const { component, platformFrom = '' } = requirement;
        floors.push({ component, needed: platformFrom, release: outcome.release });
      } else if (outcome.kind !== 'NotInForce' && requirement.gate !== '' && isOwn(row.life, requirement))
        own.add(name);
      else if (outcome.kind === 'Unmet') foreign.add(name);
    }
    needs.set(row.life.name, { own: sorted(own), unknown: sorted(unknown), foreign: sorted(foreign), floors });
  }
  for (const [component, gates] of unjudged) {
    draft.findings.push({
      severity: 'Info',
      subject: component,
      fact: { kind: 'PlatformUnknown', gates: sorted(gates) },
    });
  }
  return needs;
}

function sorted(names: ReadonlySet<string>): string[] {
  return [...names].sort(compareWords);
}

function rowOf(draft: InstallDraft, name: string): GateOutcome {
  const row = draft.rows.get(name);
  if (!row) throw new Error(`no row for gate ${name}`);
  return row;
}

function isOn(draft: InstallDraft, name: string, value: 'requested' | 'effective'): boolean {
  const row = rowOf(draft, name);
  if (row.level !== 'Removed') return row[value] === 'Enabled';
  // A tombstone whose replacement is always on satisfies whoever needed it.
  const mode = row.life.spec.deprecation?.replacement?.mode;
  return mode === 'Absorbed' || mode === 'AlwaysOn';
}

function reportCycles(draft: InstallDraft, needs: NeedsByGate): ReadonlySet<string> {
  const cycles = cyclesByMember(new Map([...needs].map(([name, { own }]) => [name, own])));
  for (const [subject, members] of cycles) {
    draft.findings.push({ severity: 'Error', subject, fact: { kind: 'DependencyCycle', members } });
  }
  return new Set(cycles.keys());
}

/** Every violation of the requested values; returns the gates that have one. */
function reportRequested(draft: InstallDraft, needs: NeedsByGate, inCycle: ReadonlySet<string>): Set<string> {
  const reported = new Set<string>();
  const release = draft.releaseName;
  for (const [subject, { own, unknown, foreign, floors }] of needs) {
    const row = rowOf(draft, subject);
    if (row.requested !== 'Enabled') continue;
    const { component } = draft.featureSet.spec;
    const push = (fact: Fact): void => {
      reported.add(subject);
      draft.findings.push({ severity: 'Error', subject, fact });
    };
    if (unknown.length > 0) push({ kind: 'UnknownDependency', unknown, component });
    for (const floor of floors) push({ kind: 'EnvironmentTooOld', ...floor, locked: row.locked });
    const missing = inCycle.has(subject) ? [] : own.filter((other) => !isOn(draft, other, 'requested'));
    const unmet = [...missing, ...foreign];
    if (unmet.length === 0) continue;
    const path = [subject, ...unmet.slice(0, 1)];
    push({ kind: 'DependencyUnmet', release, path, unmet, locked: row.locked, onRequest: true });
  }
  return reported;
}

/** Switches off round by round; each round looks at the values of the one before, so that order does not matter. */
function switchOff(draft: InstallDraft, needs: NeedsByGate, inCycle: ReadonlySet<string>, reported: Set<string>): void {
  const dependents = dependentsOf(needs);
  const paths = new Map<string, Path>();
  for (let look: ReadonlySet<string> = new Set(needs.keys()); look.size > 0;) {
    const round: [row: GateOutcome, unmet: string[]][] = [];
    for (const name of look) {
      const { own, unknown, foreign, floors } = needs.get(name) ?? NOTHING;
      const row = rowOf(draft, name);
      if (row.effective !== 'Enabled' || (row.locked && reported.has(name))) continue;
      const missing = inCycle.has(name) ? [] : own.filter((other) => !isOn(draft, other, 'effective'));
      const unmet = [...missing, ...unknown, ...foreign];
      if (unmet.length > 0 || floors.length > 0) round.push([row, unmet]);
    }
    const off = new Set<string>();
    for (const [row, unmet] of round) {
      const { name } = row.life;
      const path = pathFrom(name, unmet[0], paths);
      paths.set(name, path);
      if (!reported.has(name)) {
        const { locked } = row;
        draft.findings.push({
          severity: locked ? 'Error' : 'Info',
          subject: name,
          fact: { kind: 'DependencyUnmet', release: draft.releaseName, ...path, unmet, locked, onRequest: false },
        });
      }
      reported.add(name);
      if (row.locked) continue;
      Object.assign(draft.rows.edit(name), { effective: 'Disabled', source: 'Dependency' });
      off.add(name);
    }
    look = new Set([...off].flatMap((name) => dependents.get(name) ?? []));
  }
}

const NOTHING: Needs = { own: [], unknown: [], foreign: [], floors: [] };

function dependentsOf(needs: NeedsByGate): Map<string, string[]> {
  const dependents = new Map<string, string[]>();
  for (const [name, { own }] of needs) {
    for (const other of own) {
      const known = dependents.get(other);
      if (known) known.push(name);
      else dependents.set(other, [name]);
    }
  }
  return dependents;
}

type Path = Pick<Extract<Fact, { kind: 'DependencyUnmet' }>, 'path' | 'skipped'>;

const LONGEST_PATH = 10;

/** From a gate along what switched it off to the gate that began it; of a long path the names before the last are left out. */
function pathFrom(name: string, cause: string | undefined, paths: ReadonlyMap<string, Path>): Path {
  if (cause === undefined) return { path: [name] };
  const { path: rest, skipped = 0 } = paths.get(cause) ?? { path: [cause] };
  if (rest.length < LONGEST_PATH) return { path: [name, ...rest] };
  return { path: [name, ...rest.slice(0, -2), ...rest.slice(-1)], skipped: skipped + 1 };
}

/** Preferred requirements inform and change nothing. */
function reportPreferences(draft: InstallDraft): void {
  for (const { name: gate } of draft.relations.requires) {
    const row = rowOf(draft, gate);
    if (row.effective !== 'Enabled') continue;
    const unmet = row.life.spec.requires
      .filter((one) => one.strength === 'Preferred')
      .filter((one) => ['Unmet', 'TooOld', 'UnknownGate'].includes(standingOf(draft, row, one, 'effective').kind))
      .map((one) => (one.gate === '' ? `${one.component} ${one.platformFrom}` : nameOf(row, one)));
    if (unmet.length === 0) continue;
    const fact = {
      kind: 'PreferenceUnmet',
      unmet: [...new Set(unmet)].sort(compareWords),
      release: draft.releaseName,
    } as const;
    draft.findings.push({ severity: 'Info', subject: row.life.name, fact });
  }
}
