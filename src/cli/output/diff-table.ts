import { isThere } from '../../lifecycle/life/change.ts';
import { blockerRows } from '../../report/status/upgrade-status.ts';
import { levelOf } from './evaluation-table.ts';
import { indented, paragraph, tableOf } from './table.ts';
import type { GatePosition, UpgradePreview } from '../../lifecycle/install/upgrade-preview.ts';

/** What moving one installation to another release changes. */
export interface SetDiff {
  /** `namespace/name`. */
  readonly featureSet: string;
  readonly component: string;
  readonly preview: UpgradePreview;
}

/** Previews for a person: each installation with what blocks it, then what changes, before → after. */
export function diffTable(diffs: readonly SetDiff[]): string {
  return `${diffs.map((one) => sectionOf(one).join('\n')).join('\n\n')}\n`;
}

function sectionOf({ featureSet, component, preview }: SetDiff): string[] {
  const { from, to, move, gates, plugins } = preview;
  const back = move === 'Downgrade' ? ', a downgrade: make sure that the component supports it' : '';
  const parts = [
    blockerLines(preview),
    gates.length === 0
      ? []
      : tableOf(
          ['GATE', 'CHANGES', 'LEVEL', 'DEFAULT', 'EFFECTIVE'],
          gates.map(({ gate, changes, before, after }) => [
            gate,
            changes.join(', '),
            turn(levelOf(before), levelOf(after)),
            turn(defaultOf(before), defaultOf(after)),
            turn(effectiveOf(before), effectiveOf(after)),
          ]),
        ),
    plugins.length === 0
      ? []
      : tableOf(
          ['PLUGIN', 'CHANGES', 'LEVEL', 'VERDICT'],
          plugins.map(({ plugin, changes, before, after }) => [
            plugin,
            changes.join(', '),
            turn(levelOf(before), levelOf(after)),
            turn(before.verdict ?? '-', after.verdict ?? '-'),
          ]),
        ),
    [sumOf(preview)],
  ].filter((part) => part.length > 0);
  return [
    `${featureSet} (${component} ${from} → ${to}${back})`,
    ...parts.flatMap((part, index) => (index === 0 ? part : ['', ...part])).map(indented),
  ];
}

function blockerLines(preview: UpgradePreview): string[] {
  return blockerRows(preview).flatMap(({ reason, message, replacement }) =>
    paragraph(`Blocker ${reason}${replacement === 'NotReady' ? ' (its replacement is not ready there)' : ''}`, message),
  );
}

function turn(before: string, after: string): string {
  return before === after ? before : `${before} → ${after}`;
}

function defaultOf(position: GatePosition): string {
  if (!isThere(position)) return '-';
  return position.default + (position.locked ? ' (locked)' : '');
}

function effectiveOf(position: GatePosition): string {
  return isThere(position) ? position.effective : '-';
}

function sumOf({ gates, plugins, blockers }: UpgradePreview): string {
  if (gates.length + plugins.length + blockers.length === 0) return 'Nothing changes.';
  const used = plugins.length > 0 ? ` and ${counted(plugins.length, 'plugin')} in use` : '';
  return `${counted(gates.length, 'gate')}${used} changed, ${counted(blockers.length, 'blocker')}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
