import { cyclesOf, ownRequirements } from './dependency-graph.ts';
import { isAlwaysOn } from './dependency-rules.ts';
import type { Draft, Row } from './draft.ts';

type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * Step 7a: a gate whose Required gate is not Enabled is off, until nothing changes. What is violated by the requested
 * values is an Error, since the component itself would refuse them (semantics.md rule 36); what follows only from
 * another gate having been switched off here is Info. Locked gates and members of a cycle keep their value (R76, R78, R80).
 */
export function dependencies(draft: Draft): void {
  const edges = edgesOf(draft);
  if (edges.size === 0) return;
  const inCycle = reportCycles(draft, edges);
  const refused = new Set<string>();
  for (const [name, needed] of edges) {
    const row = rowOf(draft, name);
    if (row.requested !== 'Enabled' || inCycle.has(name)) continue;
    reportUnknown(draft, name, needed);
    const unmet = needed.filter((other) => draft.rows.has(other) && !isOn(draft, other, 'requested'));
    if (unmet.length === 0) continue;
    refused.add(name);
    const locked = row.locked;
    draft.findings.push({
      severity: 'Error',
      subject: name,
      fact: {
        kind: 'DependencyUnmet',
        release: draft.releaseName,
        path: [name, ...unmet.slice(0, 1)],
        unmet,
        locked,
        onRequest: true,
      },
    });
  }
  switchOff(draft, edges, inCycle, refused);
}

function edgesOf(draft: Draft): Edges {
  const edges = new Map<string, readonly string[]>();
  for (const row of draft.rows.values()) {
    if (!row.available) continue;
    const needed = ownRequirements(row.life, draft.release, draft.calendar);
    if (needed.length > 0) edges.set(row.life.name, needed);
  }
  return edges;
}

function rowOf(draft: Draft, name: string): Row {
  const row = draft.rows.get(name);
  if (!row) throw new Error(`no row for gate ${name}`);
  return row;
}

/** An unknown gate is off; a tombstone is on where its replacement always is; Discovery is off. */
function isOn(draft: Draft, name: string, value: 'requested' | 'effective'): boolean {
  const row = draft.rows.get(name);
  if (!row) return false;
  return row.level === 'Removed' ? isAlwaysOn(row.life) : row[value] === 'Enabled';
}

function reportCycles(draft: Draft, edges: Edges): ReadonlySet<string> {
  const members = new Set<string>();
  for (const cycle of cyclesOf(edges)) {
    for (const member of cycle) {
      members.add(member);
      draft.findings.push({ severity: 'Error', subject: member, fact: { kind: 'DependencyCycle', members: cycle } });
    }
  }
  return members;
}

function reportUnknown(draft: Draft, name: string, needed: readonly string[]): void {
  const unknown = needed.filter((other) => !draft.rows.has(other));
  if (unknown.length === 0) return;
  const { component } = draft.featureSet.spec;
  draft.findings.push({ severity: 'Error', subject: name, fact: { kind: 'UnknownDependency', unknown, component } });
}

/** Switches off round by round; each round looks at the values of the one before, so that order does not matter. */
function switchOff(draft: Draft, edges: Edges, inCycle: ReadonlySet<string>, refused: Set<string>): void {
  const because = new Map<string, string>();
  for (;;) {
    const round: [row: Row, unmet: string[]][] = [];
    for (const [name, needed] of edges) {
      const row = rowOf(draft, name);
      if (row.effective !== 'Enabled' || inCycle.has(name) || (row.locked && refused.has(name))) continue;
      const unmet = needed.filter((other) => !isOn(draft, other, 'effective'));
      if (unmet.length > 0) round.push([row, unmet]);
    }
    if (round.length === 0) return;
    for (const [row, unmet] of round) {
      const { name } = row.life;
      because.set(name, unmet[0] ?? '');
      if (!refused.has(name) && unmet.some((other) => draft.rows.has(other))) {
        draft.findings.push({
          severity: row.locked ? 'Error' : 'Info',
          subject: name,
          fact: {
            kind: 'DependencyUnmet',
            release: draft.releaseName,
            path: pathOf(name, because),
            unmet,
            locked: row.locked,
            onRequest: false,
          },
        });
      }
      refused.add(name);
      if (row.locked) continue;
      row.effective = 'Disabled';
      row.source = 'Dependency';
    }
  }
}

/** From a gate along what switched it off to the gate that began it. */
function pathOf(name: string, because: ReadonlyMap<string, string>): string[] {
  const path = [name];
  for (let next = because.get(name); next !== undefined && !path.includes(next); next = because.get(next))
    path.push(next);
  return path;
}
