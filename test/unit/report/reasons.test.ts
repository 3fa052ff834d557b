import { describe, expect, test } from 'vitest';
import type { Gate, Plugin, Policy } from '../../../src/api/declared.ts';
import type { FeatureSetStatus } from '../../../src/api/featureset-status.ts';
import { evaluate } from '../../../src/lifecycle/component/evaluate.ts';
import { featureSetStatusOf } from '../../../src/report/status/feature-set-status.ts';
import { pluginStatusOf } from '../../../src/report/status/plugin-status.ts';
import { featureSet, gate, NOW, on, plugin, policy, verdictOn, world } from '../../support/sample.ts';
import { noticesOf } from './sample-status.ts';

interface Declared {
  policy?: Policy;
  gates?: Gate[];
  plugins?: Plugin[];
}

function statusOf(declared: Declared, spec: Record<string, unknown>): FeatureSetStatus {
  const verdict = verdictOn(evaluate(world({ ...declared, featureSets: [featureSet(spec)] })));
  return featureSetStatusOf(verdict, { generation: 1, status: undefined, now: NOW });
}

/** The conditions that are False, with their reasons. */
function falseIn({ conditions }: FeatureSetStatus): string[] {
  return conditions.filter(({ status }) => status === 'False').map(({ type, reason }) => `${type} ${reason}`);
}

const ALPHA = gate('Alpha', ['1.30 Alpha off']);
const BETA = gate('Beta', ['1.30 Beta on']);
const SETTINGS = {
  settings: [
    { name: 'results-from', type: 'Enum', values: [{ value: 'sidecar-logs', level: 'Alpha' }] },
    { name: 'host-managed', type: 'Boolean', forcesOff: ['Beta'] },
  ],
  groups: [{ name: 'AllAlpha', levels: ['Alpha'] }],
};

describe('what is refused makes the condition False that speaks of it, and is announced as what it is', () => {
  test.each([
    [
      'an override below the minimum',
      { gates: [ALPHA] },
      { minimumLevel: 'Beta', overrides: on('Alpha') },
      ['Ready BelowMinimumLevel', 'OverridesAccepted BelowMinimumLevel'],
      ['OverrideRejected Alpha'],
    ],
    [
      'a group switch below the minimum',
      { gates: [ALPHA], policy: policy('kubernetes', SETTINGS) },
      { minimumLevel: 'Beta', groups: [{ name: 'AllAlpha', state: 'Enabled' }] },
      ['Ready BelowMinimumLevel'],
      [],
    ],
    [
      'a plugin below the minimum',
      { plugins: [plugin('kubernetes', 'low', ['1.30 Beta'])] },
      { minimumLevel: 'Stable', plugins: [{ type: 'low' }] },
      ['Ready BelowMinimumLevel', 'PluginsAdmitted BelowMinimumLevel'],
      ['PluginRefused low'],
    ],
    [
      'the value of a setting below the minimum',
      { policy: policy('kubernetes', SETTINGS) },
      { minimumLevel: 'Beta', settings: [{ name: 'results-from', value: 'sidecar-logs' }] },
      ['Ready BelowMinimumLevel'],
      [],
    ],
    [
      'an override of a gate that a setting switches off',
      { gates: [BETA], policy: policy('kubernetes', SETTINGS) },
      { settings: [{ name: 'host-managed', value: 'true' }], overrides: on('Beta') },
      ['Ready ForcedOff', 'OverridesAccepted ForcedOff'],
      ['OverrideRejected Beta', 'OverrideRedundant Beta'],
    ],
    [
      'a plugin that refers to a less stable one, where the policy rejects that',
      {
        plugins: [
          plugin('kubernetes', 'above', ['1.30 Stable'], { requires: [{ plugin: 'below' }] }),
          plugin('kubernetes', 'below', ['1.30 Beta']),
        ],
        policy: policy('kubernetes', { lessStableDependency: 'Reject' }),
      },
      { plugins: [{ type: 'above' }, { type: 'below' }] },
      ['Ready LessStableDependency', 'PluginsAdmitted LessStableDependency'],
      ['PluginRefused above'],
    ],
    [
      'nothing, where the policy admits unregistered plugins with a warning',
      { policy: policy('kubernetes', { unregisteredPlugins: 'Warn' }) },
      { plugins: [{ type: 'nobody' }] },
      [],
      [],
    ],
  ])('%s', (_, declared, spec, conditions, notices) => {
    const status = statusOf(declared, spec);
    expect(falseIn(status)).toEqual(conditions);
    expect(noticesOf(status)).toEqual(notices);
  });
});

test('a plugin is called a plugin', () => {
  const plugins = [
    plugin('kubernetes', 'above', ['1.30 Stable'], { requires: [{ plugin: 'below' }] }),
    plugin('kubernetes', 'below', ['1.30 Beta']),
  ];
  const { findings } = statusOf({ plugins }, { plugins: [{ type: 'above' }, { type: 'below' }] });
  const remark = findings.find(({ reason }) => reason === 'LessStableDependency');
  expect(remark?.message).toBe("In 1.36 plugin 'above' is Stable and requires 'below', which is Beta there");

  const back = plugin('kubernetes', 'back', ['1.30 Beta', '1.31 Deprecated', '1.32 Stable'], {
    deprecation: { message: 'use something else' },
  });
  const [verdict] = evaluate(world({ plugins: [back] })).plugins.values();
  if (!verdict) throw new Error('the world has no plugin');
  const { conditions } = pluginStatusOf(verdict, { generation: 1, status: undefined, now: NOW });
  expect(conditions[0]?.reason).toBe('DeprecationWithdrawn');
  expect(conditions[0]?.message).not.toContain('gate');
});
