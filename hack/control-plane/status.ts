import { instanceFolder, isOurs, type State } from './state.ts';

/** A table of instances, as kubectl would print it. */
export function statusTable(instances: readonly (readonly [string, State | undefined])[]): string {
  if (instances.length === 0) return 'No control plane is running.\n';
  const header = ['NAME', 'FLAVOR', 'STATUS', 'EMULATES', 'URL', 'STARTED'];
  const rows = instances.map(([name, state]) => [
    name,
    state?.spec.flavor ?? '-',
    condition(name, state),
    state?.spec.emulatedVersion ?? '-',
    state?.url ?? '-',
    state?.startedAt ?? '-',
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd();
  return `${[header, ...rows].map(line).join('\n')}\n`;
}

/** What can be said of an instance from its state and its processes. */
function condition(name: string, state: State | undefined): string {
  if (state === undefined) return 'Broken';
  if (state.phase === 'stopped') return 'Stopped';
  const folder = instanceFolder(name);
  if (!isOurs(state.supervisorPid, folder)) return 'Broken';
  if (state.phase === 'starting') return 'Starting';
  return isOurs(state.apiServerPid, folder) && isOurs(state.etcdPid, folder) ? 'Running' : 'Degraded';
}
