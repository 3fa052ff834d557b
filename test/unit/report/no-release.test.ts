import { describe, expect, test } from 'vitest';
import type { GateStatus } from '../../../src/api/gate.ts';
import type { PluginStatus } from '../../../src/api/plugin.ts';
import { evaluate } from '../../../src/lifecycle/component/evaluate.ts';
import { gateStatusOf } from '../../../src/report/status/gate-status.ts';
import { pluginStatusOf } from '../../../src/report/status/plugin-status.ts';
import { gate, NOW, plugin, policy, world } from '../../support/sample.ts';

const DAY_MS = 86_400_000;
const levels = [
  { name: 'Beta', default: 'Enabled' },
  { name: 'Alpha', soakReleases: 1 },
];
/** The component at its release 1.1, and where the calendar knows nothing of what its stages name. */
const KNOWN = policy('thing', {
  skipLevels: 'Allow',
  levels,
  releases: [
    { name: '0.9', date: '2025-01-01' },
    { name: '1.0', date: '2026-01-01' },
    { name: '1.1', date: '2026-05-01' },
  ],
});
const UNKNOWN = policy('thing', { skipLevels: 'Allow', levels, releases: [{ name: '9.0', date: '2030-01-01' }] });

type Statuses = { gate: GateStatus; plugin: PluginStatus };

/** What is told of a gate and a plugin with these stages, beside what stands. */
function told(stages: readonly string[], declared: typeof KNOWN, previous?: Statuses, days = 0): Statuses {
  const now = NOW + days * DAY_MS;
  const removal = { when: 'Release', release: '1.1' };
  const spec = stages.some((one) => one.includes('Deprecated')) ? { deprecation: { message: 'it goes', removal } } : {};
  const gates = [gate('X', stages, { component: 'thing', ...spec })];
  const plugins = [plugin('thing', 'x', stages, { featureGate: 'X', ...spec })];
  const evaluation = evaluate(world({ component: 'thing', policy: declared, gates, plugins, now }));
  const [gateVerdict] = evaluation.gates.values();
  const [pluginVerdict] = evaluation.plugins.values();
  if (!gateVerdict || !pluginVerdict) throw new Error('nothing was judged');
  const generation = days + 1;
  return {
    gate: gateStatusOf(gateVerdict, { generation, status: previous?.gate, now }),
    plugin: pluginStatusOf(pluginVerdict, { generation, status: previous?.plugin, now }),
  };
}

/** A status as of a generation, without the condition Ready: what the object declares is judged all the same. */
function butReady(status: GateStatus | PluginStatus, generation: number): unknown {
  const conditions = status.conditions.filter(({ type }) => type !== 'Ready');
  return {
    ...status,
    observedGeneration: generation,
    conditions: conditions.map((one) => ({ ...one, observedGeneration: generation })),
  };
}

describe('where no release is known any more', () => {
  test.each([
    ['at Alpha, and may go on', ['1.0 Alpha']],
    ['at Beta', ['1.0 Beta']],
    ['deprecated, and overdue', ['0.9 Beta', '1.0 Deprecated']],
    ['gone', ['0.9 Beta', '1.0 Deprecated', '1.1 Removed']],
  ])('what was said of a gate or plugin that is %s stands, and its coming back announces nothing', (_what, stages) => {
    const before = told(stages, KNOWN);
    const lost = told(stages, UNKNOWN, before, 1);
    const back = told(stages, KNOWN, lost, 2);
    for (const kind of ['gate', 'plugin'] as const) {
      expect(before[kind].asOf).toBe('1.1');
      expect(before[kind].conditions[0]).toMatchObject({ type: 'Ready', status: 'True' });
      expect(lost[kind].conditions[0]).toMatchObject({ type: 'Ready', status: 'False', reason: 'ReleaseUnknown' });
      expect(butReady(lost[kind], 2)).toEqual(butReady(before[kind], 2));
      expect(butReady(back[kind], 3)).toEqual(butReady(before[kind], 3));
      expect(back[kind].conditions[0]).toMatchObject({ type: 'Ready', status: 'True' });
    }
  });

  test('nothing is said of a level, as long as none ever was', () => {
    const first = told(['1.0 Beta'], UNKNOWN);
    expect([first.gate.asOf, first.gate.summary, first.gate.notices]).toEqual([undefined, undefined, []]);
    const known = told(['1.0 Beta'], KNOWN, first, 1);
    expect([known.gate.asOf, known.gate.summary?.level, known.gate.notices]).toEqual(['1.1', 'Beta', []]);
  });
});
