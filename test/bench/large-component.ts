import { featureSet, policy } from '../integration/cluster/declared-objects.ts';
import { gate, type Manifest } from '../support/manifest.ts';

const COMPONENT = 'bench';
const LAST_RELEASED = 23;
const LAST_PLANNED = 27;

const release = (minor: number): string => `v1.${minor}`;
const gateName = (n: number): string => `Feature${n}`;
const pluginType = (n: number): string => `plugin-${n}`;
/** Whether the n-th is one of every `period`, the `phase`-th of each. */
const every = (period: number, phase: number, n: number): boolean => n % period === phase;

/**
 * A component of `gates` gates and a fifth as many plugins, as large ones are: lives of up to five stages over 28 releases, a quarter of the
 * gates require others, some exclude one another, build on an upstream feature, are deprecated or gone; and one installation with an
 * override for every tenth gate, two of them misspelled, group switches, settings, and half of the plugins in use.
 */
export function largeComponent(gates: number): Manifest[] {
  const indices = Array.from({ length: gates }, (_, n) => n);
  const plugins = indices.slice(0, gates / 5);
  return [calendarAndPromises(), ...indices.map(gateOf), ...plugins.map(pluginOf), installation(gates)];
}

function calendarAndPromises(): Manifest {
  const releases = Array.from({ length: LAST_PLANNED + 1 }, (_, minor) => ({
    name: release(minor),
    ...(minor <= LAST_RELEASED && { date: new Date(Date.UTC(2024, 6 + minor, 1)).toISOString().slice(0, 10) }),
  }));
  const criteria = (letter: string, count: number): object[] =>
    Array.from({ length: count }, (_, n) => ({
      id: `${letter}${n + 1}`,
      title: `criterion ${n + 1}`,
      mandatoryFor: every(4, 3, n) ? ['ControlLoop'] : [],
    }));
  return policy(COMPONENT, {
    levels: [
      { name: 'Alpha', default: 'Disabled', soakReleases: 1, criteria: criteria('A', 5) },
      { name: 'Beta', default: 'Enabled', soakReleases: 2, criteria: criteria('B', 8), removal: { afterReleases: 1 } },
      { name: 'Stable', default: 'Enabled', locked: true, removal: { afterReleases: 2, afterMonths: 6 } },
    ].map((level) => ({ ...level, upstreamMinimum: { level: level.name, strength: 'Required' } })),
    lockedGateRemoval: { afterReleases: 2 },
    skipLevels: 'Forbid',
    groups: [
      { name: 'AllAlpha', levels: ['Alpha'] },
      { name: 'AllBeta', levels: ['Beta'] },
    ],
    settings: [{ name: 'legacy-mode', type: 'Boolean', default: 'false', forcesOff: [gateName(1)] }],
    defaultPlugins: [pluginType(0)],
    releases,
  });
}

function gateOf(n: number): Manifest {
  const required = [n - 4, n - 7].filter((other) => other >= 0).map((other) => ({ gate: gateName(other) }));
  const going = goingFrom(n, (replacement) => ({ gate: gateName(replacement) }));
  return gate(COMPONENT, gateName(n), stagesOf(n), {
    ...(every(4, 1, n) && { requires: required }),
    ...(every(20, 6, n) && { excludes: [{ gate: gateName(n - 3) }] }),
    ...(every(15, 2, n) && {
      upstream: [
        { name: `KEP-${n}`, component: 'kubernetes', milestones: [{ level: 'Alpha', release: `1.${20 + (n % 15)}` }] },
      ],
    }),
    ...(going && { deprecation: going }),
    ...(every(3, 0, n) && { category: ['ControlLoop'] }),
    evidence: ['A1', 'A2', 'A3', 'A4', 'A5', 'B1', 'B2']
      .slice(0, n % 8)
      .map((criterion) => ({ criterion, state: 'Met', links: ['https://example.org/evidence'] })),
  });
}

function pluginOf(n: number): Manifest {
  const going = goingFrom(n, (replacement) => ({ plugin: pluginType(replacement) }));
  return {
    apiVersion: 'stagegate.dev/v1beta1',
    kind: 'PluginMaturity',
    metadata: { name: `${COMPONENT}.${pluginType(n)}` },
    spec: {
      component: COMPONENT,
      type: pluginType(n),
      owners: ['bench'],
      stages: stagesOf(n).map(([from, level]) => ({ release: from, level })),
      ...(every(5, 1, n) && { featureGate: gateName(n) }),
      ...(every(6, 2, n) && { requires: [{ plugin: pluginType(n - 2) }] }),
      ...(going && { deprecation: going }),
    },
  };
}

/** From Alpha on, a level every three releases; one of twelve is deprecated, one of 25 gone. */
function stagesOf(n: number): string[] {
  const begin = n % 21;
  const levels: [minor: number, level: string][] = [
    [begin, 'Alpha'],
    [begin + 3, 'Beta'],
    ...(every(12, 5, n) ? ([[begin + 5, 'Deprecated']] as [number, string][]) : []),
    ...(every(12, 5, n) || every(25, 7, n) ? [] : ([[begin + 6, 'Stable']] as [number, string][])),
    ...(every(25, 7, n) ? ([[begin + 7, 'Removed']] as [number, string][]) : []),
  ];
  return levels.filter(([minor]) => minor <= LAST_PLANNED).map(([minor, level]) => `${release(minor)} ${level}`);
}

function goingFrom(n: number, replacement: (n: number) => object): object | undefined {
  if (!every(12, 5, n) && !every(25, 7, n)) return undefined;
  return {
    message: 'use what replaces it',
    removal: { when: 'Release', release: release(Math.min((n % 21) + 9, LAST_PLANNED)) },
    replacement: { mode: 'OneOf', items: [replacement(Math.max(n - 5, 0))] },
  };
}

function installation(gates: number): Manifest {
  const overrides = Array.from({ length: gates / 10 }, (_, n) => ({
    gate: n < 2 ? `Featrue${n}` : gateName(10 * n + 3),
    state: every(2, 0, n) ? 'Enabled' : 'Disabled',
    reason: 'bench',
    ...(every(5, 0, n) && { expires: { date: '2026-12-01' } }),
  }));
  const plugins = Array.from({ length: gates / 10 }, (_, n) => ({ type: pluginType(2 * n), name: `instance-${n}` }));
  return featureSet(
    COMPONENT,
    release(20),
    {},
    {
      overrides: overrides.slice(0, 512),
      plugins: plugins.slice(0, 256),
      groups: [{ name: 'AllAlpha', state: 'Enabled' }],
      settings: [{ name: 'legacy-mode', value: 'true' }],
      experimentalPlugins: 'Allow',
    },
  );
}
