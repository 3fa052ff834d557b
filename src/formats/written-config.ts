import { compareWords } from '../lifecycle/names/compare-words.ts';
import type { PublishedContent } from '../lifecycle/install/published-content.ts';

/** `A=true,B=false` under one key, as --feature-gates takes it. */
export function flagString(content: PublishedContent): Record<string, string> {
  const pairs = switches(content).map(([gate, value]) => `${gate}=${value}`);
  return { FlagString: pairs.join(',') };
}

/** All that is known, under one key. */
export function json({ component, release, gates, groups, settings }: PublishedContent): Record<string, string> {
  const all = {
    component,
    release,
    gates: sorted(gates.map(({ gate, state }) => [gate, state])),
    groups: sorted(groups.map(({ name, value }) => [name, value])),
    settings: sorted(settings.map(({ name, value }) => [name, value])),
  };
  return { JSON: `${JSON.stringify(all, undefined, 2)}\n` };
}

/** A key each, as the component itself reads them. */
export function keyValue(content: PublishedContent): Record<string, string> {
  return Object.fromEntries([
    ...switches(content),
    ...[...content.groups, ...content.settings].map(({ name, value }): [string, string] => [name, value]),
  ]);
}

function switches({ gates }: PublishedContent): [string, string][] {
  const said = gates.flatMap(({ gate, state }): [string, string][] =>
    state === 'Discovery' ? [] : [[gate, String(state === 'Enabled')]],
  );
  return said.sort(([a], [b]) => compareWords(a, b));
}

/** An object whose keys stand in order. */
export function sorted(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(pairs.toSorted(([a], [b]) => compareWords(a, b)));
}
