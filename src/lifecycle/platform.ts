import type { Draft } from './draft.ts';
import { compareWords } from './finding.ts';
import { isOwn } from './dependency-graph.ts';

/**
 * Rules about another component change nothing while nobody says which FeatureSet describes it: one Info for each such
 * component names the gates concerned (R82, R83).
 */
export function foreignRequirements(draft: Draft): void {
  const gates = new Map<string, Set<string>>();
  for (const row of draft.rows.values()) {
    if (row.requested !== 'Enabled') continue;
    for (const requirement of row.life.gate.spec.requires) {
      if (isOwn(row.life, requirement)) continue;
      const names = gates.get(requirement.component) ?? new Set();
      gates.set(requirement.component, names.add(row.life.name));
    }
  }
  for (const [component, names] of gates) {
    draft.findings.push({
      severity: 'Info',
      subject: component,
      fact: { kind: 'PlatformUnknown', gates: [...names].sort(compareWords) },
    });
  }
}
