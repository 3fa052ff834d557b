import type { GateLife } from './stage.ts';
import type { Lives } from './requirements.ts';

/** The gates of a component that have rules about others, by kind of rule, in the order of their names. */
export interface Relations {
  readonly upstream: readonly GateLife[];
  readonly requires: readonly GateLife[];
  readonly excludes: readonly GateLife[];
}

/** Looks through the gates once, so that no install needs to. */
export function relationsOf(lives: Lives): Relations {
  const sorted = [...lives.keys()].sort().flatMap((name) => lives.get(name) ?? []);
  const having = (rule: keyof Relations): GateLife[] => sorted.filter(({ spec }) => spec[rule].length > 0);
  return { upstream: having('upstream'), requires: having('requires'), excludes: having('excludes') };
}
