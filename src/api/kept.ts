import type { KindName } from './kinds.ts';

/** What is written of a gate or plugin for people alone: no rule reads it, and nobody keeps it. */
const FOR_PEOPLE = ['description', 'owners', 'tracking'] as const;

/** A spec as far as it is kept. */
export type Kept<Spec> = Omit<Spec, (typeof FOR_PEOPLE)[number]>;

/** One for all lists that say nothing: a gate has eight. */
const NOTHING: readonly unknown[] = Object.freeze([]);

/** What is kept of a parsed spec; it takes less than half of the memory of the whole. */
export function keptOf<Spec extends object>(kind: KindName, spec: Spec): Spec {
  const kept = Object.entries(spec).flatMap(([field, value]: [string, unknown]) => {
    if (isLife(kind) && FOR_PEOPLE.some((unread) => unread === field)) return [];
    return [[field, Array.isArray(value) && value.length === 0 ? NOTHING : value] as const];
  });
  return Object.fromEntries(kept) as Spec;
}

function isLife(kind: KindName): boolean {
  return kind === 'FeatureGate' || kind === 'PluginMaturity';
}
