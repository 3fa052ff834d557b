import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/lifecycle/component/evaluate.ts';
import { FAMILIES } from '../../../src/report/metrics/families.ts';
import { gate, NOW, plugin, policy, world } from '../../support/sample.ts';

const releases = [
  { name: '1.0', date: '2026-01-01' },
  { name: '1.1', date: '2026-02-01' },
  { name: '1.2', date: '2026-03-01' },
  { name: '1.3', date: '2026-04-01' },
];

/** Level and day of the series that say since when a gate or plugin with these stages has its level. */
function entered(kind: 'gate' | 'plugin', stages: string[]): string[] {
  const declared = policy('thing', { releases, skipLevels: 'Allow' });
  const deprecation = stages.some((one) => one.includes('Deprecated')) ? { deprecation: { message: 'it goes' } } : {};
  const parts =
    kind === 'gate'
      ? { gates: [gate('X', stages, { component: 'thing', ...deprecation })] }
      : {
          plugins: [
            plugin(
              'thing',
              'x',
              stages.map((one) => one.split(' ').slice(0, 2).join(' ')),
              deprecation,
            ),
          ],
        };
  const evaluation = evaluate(world({ component: 'thing', policy: declared, now: NOW, ...parts }));
  const name = `stagegate_${kind === 'gate' ? 'feature' : 'plugin'}_level_entered_timestamp_seconds`;
  const family = FAMILIES.find((one) => one.name === name);
  if (!family) throw new Error(`no series ${name}`);
  return family
    .samples(evaluation, 'All')
    .map(({ labels, value }) => `${labels['level']} ${new Date(value * 1000).toISOString().slice(0, 10)}`);
}

describe('the day a level was entered', () => {
  test.each(['gate', 'plugin'] as const)('of a %s is that of the first stage of the run that has it', (kind) => {
    expect(entered(kind, ['1.0 Beta off', '1.2 Deprecated'])).toEqual(['Beta 2026-01-01']);
    expect(entered(kind, ['1.0 Alpha off', '1.1 Beta off', '1.3 Deprecated'])).toEqual(['Beta 2026-02-01']);
    expect(entered(kind, ['1.0 Beta off', '1.1 Deprecated', '1.2 Removed'])).toEqual(['Removed 2026-03-01']);
    expect(entered(kind, ['0.9 Beta off', '1.2 Deprecated'])).toEqual([]);
  });

  test('is not moved by a default that changed', () => {
    expect(entered('gate', ['1.0 Beta off', '1.1 Beta on', '1.2 Beta off'])).toEqual(['Beta 2026-01-01']);
  });
});
