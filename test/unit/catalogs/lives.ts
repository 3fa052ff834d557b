import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { catalogObjects, conditionOf, evaluated, featureSet, releasesOf, statusOf, type Status } from './catalog.ts';

/** A gate or plugin of a catalog, and where it stands at each release of its component. */
export interface Life {
  name: string;
  kind: 'FeatureGate' | 'PluginMaturity';
  /** `NAME | RELEASE: what holds from there on | …`. */
  line: string;
}

function deadline(date: { release?: string; date?: string; releasesToGo?: number } | undefined): string {
  if (!date) return 'nothing';
  const parts = [date.release, date.date, date.releasesToGo === undefined ? undefined : `${date.releasesToGo} to go`];
  return parts.filter((part) => part !== undefined).join(' ') || 'the next major';
}

function removalWords({ deprecation, summary }: Status): string[] {
  if (!deprecation || (summary?.deprecated !== 'True' && summary?.level !== 'Removed')) return [];
  const { scheduled, earliestRemoval, verdict, overdue, removedLateDays } = deprecation;
  return [
    `due ${deadline(scheduled)}`,
    `allowed ${deadline(earliestRemoval)}`,
    verdict,
    ...(overdue ? [`by ${overdue.releases} releases ${overdue.days ?? '?'} days`] : []),
    ...(removedLateDays === undefined ? [] : [`${removedLateDays} days late`]),
  ];
}

function words(status: Status, install: string): string {
  const { level = 'none', deprecated, default: value, locked } = status.summary ?? {};
  const isGate = value !== undefined && level !== 'NotYetAvailable' && level !== 'Removed';
  const replacement = conditionOf(status, 'ReplacementReady');
  return [
    [
      level === 'NotYetAvailable' ? 'not yet' : level,
      ...(isGate ? [value === 'Enabled' ? 'on' : 'off'] : []),
      ...(isGate && locked ? ['locked'] : []),
      ...(deprecated === 'True' ? ['deprecated'] : []),
    ].join(' '),
    install,
    ...removalWords(status),
    ...(deprecated === 'True' && replacement ? [replacement.reason] : []),
  ].join(', ');
}

/** Every gate and plugin of a catalog at every release, in an install that sets each gate on and loads each plugin. */
export function livesOf(component: string): Life[] {
  const objects = catalogObjects(component);
  const named = (kind: string, key: string): { object: DeclaredObject; name: string }[] =>
    objects
      .filter((object) => object.kind === kind)
      .map((object) => ({ object, name: (object.raw['spec'] as Record<string, string>)[key] ?? '' }));
  const gates = named('FeatureGate', 'gate');
  const plugins = named('PluginMaturity', 'type');
  const lines = new Map<string, string[]>();
  for (const { name: release, day } of releasesOf(component)) {
    const install = featureSet('install', {
      component,
      release,
      overrides: gates.map(({ name }) => ({ gate: name, state: 'Enabled' })),
      plugins: plugins.map(({ name }) => ({ type: name })),
    });
    const evaluation = evaluated([...objects, ...install], day);
    const report = evaluation.report[0];
    for (const { object, name } of [...gates, ...plugins]) {
      const found = report?.findings.filter(({ subject }) => subject === name).map(({ reason }) => reason) ?? [];
      const row = report?.plugins.find(({ type }) => type === name);
      const verdict = row ? [row.verdict.toLowerCase()] : [];
      const said = words(
        statusOf(evaluation, object.reference),
        [...verdict, ...new Set(found)].join(' ') || 'settable',
      );
      const so = lines.get(object.reference) ?? [];
      if (so.at(-1)?.split(': ')[1] !== said) so.push(`${release}: ${said}`);
      lines.set(object.reference, so);
    }
  }
  return [...gates, ...plugins].map(({ object, name }) => ({
    name,
    kind: object.kind as Life['kind'],
    line: `${name} | ${lines.get(object.reference)?.join(' | ')}`,
  }));
}
