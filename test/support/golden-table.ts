import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../golden');

/** The lines of a golden file without its comments; an empty line separates its parts. */
export function goldenLines(file: string): string[] {
  const lines = readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n');
  return lines.filter((line) => !line.startsWith('#'));
}

/** One stage of a gate: `1.31 Beta on locked`. */
export interface GoldenStage {
  release: string;
  level: 'Alpha' | 'Beta' | 'Stable' | 'Deprecated';
  default: 'Enabled' | 'Disabled';
  locked: boolean;
}

/** One gate as `test/golden/*-gates.txt` says it. */
export interface GoldenGate {
  name: string;
  stages: GoldenStage[];
  needs: string[];
}

export function goldenGates(component: string): GoldenGate[] {
  return goldenLines(`${component}-gates.txt`).map((line) => {
    const [name = '', life = ''] = line.split(': ');
    const [stages = '', needs = ''] = life.split(' needs ');
    return { name, stages: stages.split(', ').map(stageOf), needs: needs.split(' ').filter(Boolean) };
  });
}

function stageOf(text: string): GoldenStage {
  const [release = '', level, state, lock] = text.split(' ');
  return {
    release,
    level: level as GoldenStage['level'],
    default: state === 'on' ? 'Enabled' : 'Disabled',
    locked: lock === 'locked',
  };
}

/** The five settings of the switches, in the order of the columns of `kubernetes-values.txt`. */
export const SETTINGS = ['-', 'AllAlpha=true', 'AllBeta=false', 'AllBeta=true', 'AllAlpha=true,AllBeta=true'] as const;

/** One gate at every minor: a character a minor. */
export interface GoldenValues {
  name: string;
  levels: string;
  locks: string;
  /** In the order of SETTINGS. */
  requested: string[];
}

export function goldenValues(): {
  gates: GoldenValues[];
  errors: { setting: string; minor: string; gate: string; needs: string[] }[];
} {
  const lines = goldenLines('kubernetes-values.txt');
  const split = lines.indexOf('');
  const gates = lines.slice(0, split).map((line) => {
    const [name = '', levels = '', locks = '', ...columns] = line.split(' ');
    return { name, levels, locks, requested: columns.map((column) => (column === '=' ? (columns[0] ?? '') : column)) };
  });
  const errors = lines.slice(split + 1).map((line) => {
    const [setting = '', minor = '', gate = '', ...needs] = line.split(' ');
    return { setting, minor, gate, needs };
  });
  return { gates, errors };
}

/** The releases of each component in `calendars.txt`, in the order in which they came. */
export function goldenCalendars(): Map<string, { name: string; date: string }[]> {
  const calendars = new Map<string, { name: string; date: string }[]>();
  for (const line of goldenLines('calendars.txt')) {
    const [component = '', name = '', date = ''] = line.split(' ');
    calendars.set(component, [...(calendars.get(component) ?? []), { name, date }]);
  }
  return calendars;
}
