import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import { gateStatusOf } from '../../../../src/report/status/gate-status.ts';
import { pluginStatusOf } from '../../../../src/report/status/plugin-status.ts';
import { featureSet, gate, NOW, plugin, policy, world } from '../../../support/sample.ts';

const GATES = [gate('X', ['0.1 Alpha off'], { component: 'thing' })];
const PLUGINS = [plugin('thing', 'x', ['0.1 Beta'])];

/** Statuses of a gate and a plugin where FeatureSets in that order run these releases. */
function statuses(installs: readonly { release: string; minCompatibility?: string }[]) {
  const featureSets = installs.map((spec) =>
    featureSet(
      { component: 'thing', ...spec },
      `at-${spec.release}-${spec.minCompatibility ?? ''}`.replace(/\W+$/, ''),
    ),
  );
  const told = evaluate(
    world({ component: 'thing', policy: policy('thing'), gates: GATES, plugins: PLUGINS, featureSets }),
  );
  const standing = { generation: 1, status: undefined, now: NOW };
  const [gateVerdict] = told.gates.values();
  const [pluginVerdict] = told.plugins.values();
  if (!gateVerdict || !pluginVerdict) throw new Error('nothing was judged');
  return { gate: gateStatusOf(gateVerdict, standing), plugin: pluginStatusOf(pluginVerdict, standing) };
}

describe('two names of one release', () => {
  test.each([
    [['v1.2.0', 'v1.2'], 'v1.2'],
    [['0.10.0', 'v0.10.0'], '0.10.0'],
    [['1.2', '1.2.0', 'v1.2.0', 'v1.2'], '1.2'],
  ])('%j are one row, the same in whatever order the FeatureSets come', (names, told) => {
    const orders = [names, names.toReversed(), [...names.slice(1), ...names.slice(0, 1)]];
    const answers = orders.map((order) => statuses(order.map((release) => ({ release }))));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const [first] = answers;
    expect([first?.gate.asOf, first?.plugin.asOf]).toEqual([told, told]);
    expect(first?.gate.releases.map(({ release }) => release)).toEqual([told]);
    expect(first?.plugin.releases.map(({ release }) => release)).toEqual([told]);
  });

  test('are two rows where they stay compatible with different releases, and one where those too are equal', () => {
    const rows = (...floors: string[]) =>
      statuses(floors.map((minCompatibility) => ({ release: 'v1.2', minCompatibility }))).gate.releases.map(
        ({ release, minCompatibility }) => `${release} ${minCompatibility}`,
      );
    expect(rows('v1.1', 'v1.0')).toEqual(['v1.2 v1.1', 'v1.2 v1.0']);
    expect(rows('v1.0', 'v1.1')).toEqual(['v1.2 v1.1', 'v1.2 v1.0']);
    expect(rows('v1.1.0', 'v1.1')).toEqual(['v1.2 v1.1']);
    expect(rows('v1.1', 'v1.1.0')).toEqual(['v1.2 v1.1']);
  });

  test('count their installs together', () => {
    const enabled = (...states: [string, string]) => {
      const sets = states.map((state, index) =>
        featureSet(
          { component: 'thing', release: ['1.2', 'v1.2.0'][index], overrides: [{ gate: 'X', state }] },
          `s${index}`,
        ),
      );
      const told = evaluate(world({ component: 'thing', policy: policy('thing'), gates: GATES, featureSets: sets }));
      return told.gates.get('thing.x')?.releases.map(({ enabled: extent }) => extent);
    };
    expect(enabled('Enabled', 'Enabled')).toEqual(['All']);
    expect(enabled('Enabled', 'Disabled')).toEqual(['Some']);
    expect(enabled('Disabled', 'Enabled')).toEqual(['Some']);
  });
});
