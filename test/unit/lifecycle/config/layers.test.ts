import { describe, expect, test } from 'vitest';
import type { ConfigEntry, ConfigReading } from '../../../../src/lifecycle/config/config-reading.ts';
import { evaluate } from '../../../../src/lifecycle/component/evaluate.ts';
import type { PublishedState, SourceState } from '../../../../src/lifecycle/config/observed-configs.ts';
import { sentenceOf } from '../../../../src/report/words/fact-words.ts';
import { featureSet, gate, on, plugin, policy, said, verdictOn, world } from '../../../support/sample.ts';

const component = 'thing';
const POLICY = policy(component, {
  flagPrefix: 'th',
  levels: [
    { name: 'Alpha', default: 'Disabled', locked: false },
    { name: 'Beta', default: 'Enabled', locked: false },
    { name: 'Stable', default: 'Enabled', locked: true },
  ],
  groups: [
    { name: 'AllBeta', levels: ['Beta'] },
    { name: 'fields', cumulative: true, regime: 'Grouped' },
  ],
  settings: [
    {
      name: 'mode',
      type: 'Enum',
      default: 'slow',
      values: [
        { value: 'slow', level: 'Stable' },
        { value: 'fast', level: 'Beta' },
      ],
    },
  ],
  configVersions: [{ apiVersion: 'old/v1', deprecatedFrom: '1.0', use: 'new/v1' }, { apiVersion: 'new/v1' }],
});
const GATES = [
  gate('Alpha', ['0.9 Alpha'], { component }),
  gate('Beta', ['0.9 Beta'], { component }),
  gate('Locked', ['0.9 Stable'], { component }),
  gate('Grouped', ['0.9 Beta'], { component, regime: 'Grouped' }),
  gate('gone', ['0.8 Beta', '0.9 Removed'], {
    component,
    values: [{ value: 'minimal', state: 'Disabled' }],
    deprecation: { message: 'use mode' },
  }),
  gate('coming', ['1.1 Alpha'], { component }),
  gate('worded', ['0.9 Alpha'], { component, values: [{ value: 'minimal', state: 'Disabled' }] }),
];
const PLUGINS = [
  plugin(component, 'young', ['0.9 Alpha']),
  plugin(component, 'late', ['1.1 Beta']),
  plugin(component, 'old', ['0.9 Beta', '1.0 Removed'], { deprecation: { message: 'use new' } }),
];

const reading = (parts: Partial<ConfigReading>): ConfigReading => ({
  entries: [],
  plugins: [],
  problems: [],
  ...parts,
});
const entries = (set: Record<string, string>): ConfigEntry[] =>
  Object.entries(set).map(([key, value]) => ({ key, value, at: `data.${key}` }));
const read = (parts: Partial<ConfigReading>): SourceState => ({ kind: 'Read', reading: reading(parts) });
const sets = (set: Record<string, string>): SourceState => read({ entries: entries(set) });

const FIRST = { configMap: { name: 'first' }, format: 'KeyValue' };
const SECOND = { configMap: { name: 'second', key: 'flags' }, format: 'FlagString' };

/** One install of `thing` 1.0 whose sources were read like that. */
function installed(sources: readonly SourceState[], spec: object = {}, published?: PublishedState) {
  const named = [FIRST, SECOND].slice(0, sources.length);
  const set = featureSet({ component, release: '1.0', sources: named, ...spec });
  const observedConfigs = new Map([['default/set', { sources, published }]]);
  const parts = { component, policy: POLICY, gates: GATES, plugins: PLUGINS, featureSets: [set], observedConfigs };
  const verdict = verdictOn(evaluate(world(parts)));
  return {
    verdict,
    findings: said(verdict.findings),
    row: (name: string) => {
      const { effective, source, layer } = verdict.rows.get(name) ?? {};
      return [effective, source, layer];
    },
    message: (reason: string) => {
      const found = verdict.findings.find(({ fact }) => fact.kind === reason);
      return found && sentenceOf(found.fact, found.subject);
    },
  };
}

describe('layers of configuration', () => {
  test('a later source wins over an earlier one gate by gate, and the layer that won is told (R24)', () => {
    const { row, findings } = installed([sets({ Alpha: 'true', Beta: 'false' }), sets({ Alpha: 'false' })]);
    expect(row('Alpha')).toEqual(['Disabled', 'Override', 'configmap/second key flags']);
    expect(row('Beta')).toEqual(['Disabled', 'Override', 'configmap/first']);
    expect(findings).toEqual(['Info DuplicateKey Alpha', 'Info OverrideRedundant Alpha']);
  });

  test('the spec wins over every source (R24)', () => {
    const { row, message } = installed([sets({ Alpha: 'false' }), sets({ Alpha: 'false' })], {
      overrides: on('Alpha'),
    });
    expect(row('Alpha')).toEqual(['Enabled', 'Override', 'spec.overrides']);
    expect(message('DuplicateKey')).toBe(
      "'Alpha' is set 3 times, in configmap/first and configmap/second key flags and spec.overrides; the last one counts",
    );
  });

  test('an override that expired and is reverted gives way to the source below it', () => {
    const expired = { gate: 'Alpha', state: 'Disabled', expires: { date: '2026-01-01' }, onExpiry: 'Revert' };
    const { row, findings } = installed([sets({ Alpha: 'true' })], { overrides: [expired] });
    expect(row('Alpha')).toEqual(['Enabled', 'Override', 'configmap/first']);
    expect(findings).toContain('Warning OverrideExpired Alpha');
  });

  test('a key that names a group or a setting sets that, and the spec wins there too', () => {
    const source = sets({ AllBeta: 'false', fields: 'alpha', mode: 'FAST' });
    expect(installed([source]).row('Beta')).toEqual(['Disabled', 'Group', 'group AllBeta in configmap/first']);
    expect(installed([source]).row('Grouped')).toEqual(['Enabled', 'Group', 'group fields in configmap/first']);
    const spec = { groups: [{ name: 'fields', level: 'Stable' }], publish: { configMap: 'out', formats: ['JSON'] } };
    const { row, verdict } = installed([source], spec);
    expect(row('Grouped')).toEqual(['Disabled', 'Group', 'group fields']);
    expect(verdict.publication?.content).toMatchObject({
      groups: [{ name: 'fields', value: 'stable' }],
      settings: [{ name: 'mode', value: 'fast' }],
    });
  });

  test('a flag with the prefix of the component is its own, one of another component is ignored with Info', () => {
    const flags: ConfigEntry[] = [
      { component: 'th', key: 'Alpha', value: 'true', at: 'column 1' },
      { component: 'kube', key: 'Beta', value: 'false', at: 'column 15' },
    ];
    const { row, findings } = installed([read({ entries: flags })]);
    expect(row('Alpha')[0]).toBe('Enabled');
    expect(row('Beta')[0]).toBe('Enabled');
    expect(findings).toEqual(['Info OtherComponent kube:Beta']);
  });

  test('flags with and without the prefix of the component are refused as a whole, as the component does', () => {
    const flags: ConfigEntry[] = [
      { component: 'kube', key: 'Beta', value: 'false', at: 'line 1, column 1' },
      { key: 'Alpha', value: 'true', at: 'line 1, column 17' },
    ];
    const foreign = installed([read({ entries: flags })]);
    expect(foreign.row('Alpha')[0]).toBe('Enabled');
    const own: ConfigEntry = { component: 'th', key: 'Beta', value: 'false', at: 'line 1, column 28' };
    const { row, findings, message } = installed([read({ entries: [...flags, own] })]);
    expect(row('Alpha')[0]).toBe('Disabled');
    expect(row('Beta')[0]).toBe('Enabled');
    expect(findings).toEqual(['Error SourceMalformed configmap/first']);
    expect(message('SourceMalformed')).toBe(
      "Source configmap/first cannot be read: line 1, column 17 has no prefix and line 1, column 28 has 'th:'; write it before all gates of component 'thing' or before none; it is left out of the evaluation; correct it, or the format in spec.sources",
    );
  });

  test('a word of the gate sets it, and the last of several entries counts and is reported (R23)', () => {
    const twice: ConfigEntry[] = [
      { key: 'Alpha', value: '0', at: 'featureGates[0]' },
      { key: 'Alpha', value: 'T', at: 'featureGates[4]' },
      { key: 'worded', value: 'minimal', at: 'featureGates[5]' },
    ];
    const { row, findings, message } = installed([read({ entries: twice })]);
    expect(row('Alpha')[0]).toBe('Enabled');
    expect(row('worded')[0]).toBe('Disabled');
    expect(findings).toEqual(['Warning DuplicateKey Alpha', 'Info OverrideRedundant worded']);
    expect(message('DuplicateKey')).toBe(
      "'Alpha' is set 2 times, in configmap/first featureGates[0] and configmap/first featureGates[4]; the last one counts",
    );
  });
});

describe('what is wrong in a source is an Error that names its key and never quotes a value', () => {
  const secret = 'tru3-hunter2';
  const rows: Record<string, [set: Record<string, string>, finding: string, advice: string]> = {
    'a gate nobody declares, with the nearest name (R125)': [
      { Betta: 'true' },
      'Error UnknownFeatureGate Betta',
      "did you mean 'Beta'?",
    ],
    'a key that is nothing, with the nearest name (R125)': [
      { Betta: secret },
      'Error UnknownSetting Betta',
      "did you mean 'Beta'?",
    ],
    'a gate that is no boolean': [{ Alpha: secret }, 'Error InvalidValue Alpha', "'Alpha' in configmap/first"],
    'a group that is no boolean': [{ AllBeta: secret }, 'Error InvalidValue AllBeta', 'must be true or false'],
    'a cumulative group that is no level': [
      { fields: secret },
      'Error InvalidValue fields',
      'must be one of alpha, beta, stable',
    ],
    'a cumulative group with the proposed value none': [
      { fields: 'none' },
      'Error InvalidValue fields',
      'must be one of alpha, beta, stable',
    ],
    'a cumulative group with a level of which the policy says nothing': [
      { fields: 'dev' },
      'Error InvalidValue fields',
      'must be one of alpha, beta, stable',
    ],
    'a gate that is gone, whatever its value': [{ gone: secret }, 'Error RemovedFeatureGate gone', 'use mode'],
    'a gate that has not begun, whatever its value': [{ coming: secret }, 'Error NotYetAvailable coming', 'until 1.1'],
    'a setting with a wrong value': [{ mode: secret }, 'Error InvalidValue mode', 'must be one of slow, fast'],
    'a locked gate set otherwise (R21)': [
      { Locked: 'false' },
      'Error GateLocked Locked',
      'delete it from configmap/first: the value stays on',
    ],
    'a grouped gate (R111)': [{ Grouped: 'false' }, 'Error GroupedFeatureGate Grouped', "set 'AllBeta', 'fields'"],
  };
  test.each(Object.entries(rows))('%s', (_sentence, [set, finding, advice]) => {
    const { findings, message, verdict } = installed([sets(set)]);
    expect(findings).toEqual([finding]);
    expect(message(finding.split(' ')[1] ?? '')).toContain(advice);
    expect(verdict.findings.map(({ fact, subject }) => sentenceOf(fact, subject)).join()).not.toContain(secret);
  });
});

describe('a source that cannot be read', () => {
  const last = reading({ entries: entries({ Alpha: 'true' }) });
  const rows: Record<string, [state: SourceState, finding: string, alpha: string, advice: string]> = {
    'is not there': [
      { kind: 'Missing', what: 'ConfigMap', last: undefined },
      'Error SourceMissing configmap/first',
      'Disabled',
      'create it with the label stagegate.dev/source=Allowed',
    ],
    'is gone: what it said last holds': [
      { kind: 'Missing', what: 'ConfigMap', last },
      'Error SourceMissing configmap/first',
      'Enabled',
      'what it said last still holds',
    ],
    'lacks its key: what it said last holds': [
      { kind: 'Missing', what: 'Key', last },
      'Error SourceMissing configmap/first',
      'Enabled',
      'has no such key',
    ],
    'is not known in time: what it said last holds': [
      { kind: 'Missing', what: 'Answer', last },
      'Error SourceMissing configmap/first',
      'Enabled',
      'the API server does not answer; what it said last still holds',
    ],
    'is malformed: what it said last holds': [
      { kind: 'Malformed', problem: 'line 3, column 5: a map is not closed', last },
      'Error SourceMalformed configmap/first',
      'Enabled',
      'line 3, column 5',
    ],
    'lacks the label': [
      { kind: 'NotAllowed', lacks: 'Label' },
      'Error SourceNotAllowed configmap/first',
      'Disabled',
      'kubectl label configmap first -n default stagegate.dev/source=Allowed',
    ],
    'may not be read': [
      { kind: 'NotAllowed', lacks: 'Right', grantee: '--user=me' },
      'Error SourceNotAllowed configmap/first',
      'Disabled',
      'kubectl create rolebinding stagegate-config-reader -n default --clusterrole=stagegate-config-reader --user=me',
    ],
  };
  test.each(Object.entries(rows))('%s', (_sentence, [state, finding, alpha, advice]) => {
    const { findings, message, row } = installed([state]);
    expect(findings).toEqual([finding]);
    expect(message(finding.split(' ')[1] ?? '')).toContain(advice);
    expect(row('Alpha')[0]).toBe(alpha);
  });

  test('is missing where nothing is known of it, and is no finding where it is optional', () => {
    const set = { component, release: '1.0', sources: [FIRST] };
    const parts = { component, policy: POLICY, gates: GATES };
    const unknown = verdictOn(evaluate(world({ ...parts, featureSets: [featureSet(set)] })));
    expect(said(unknown.findings)).toEqual(['Error SourceMissing configmap/first']);
    const optional = featureSet({ ...set, sources: [{ ...FIRST, optional: 'Allow' }] });
    expect(verdictOn(evaluate(world({ ...parts, featureSets: [optional] }))).findings).toEqual([]);
    // It may be there, and what it holds is not to be left out of what is published.
    const unanswered: SourceState = { kind: 'Missing', what: 'Answer', last: undefined };
    const observedConfigs = new Map([['default/set', { sources: [unanswered], published: undefined }]]);
    const waiting = verdictOn(evaluate(world({ ...parts, featureSets: [optional], observedConfigs })));
    expect(said(waiting.findings)).toEqual(['Error SourceMissing configmap/first']);
  });
});

describe('what a config says of itself', () => {
  test('an unknown field is a Warning with its path (R127)', () => {
    const { findings } = installed([read({ unknownFields: ['plugins[0].parmeters'] })]);
    expect(findings).toEqual(['Warning UnknownField plugins[0].parmeters']);
  });

  test.each([
    ['old/v1', 'Warning DeprecatedApiVersion old/v1', "use 'new/v1'"],
    ['other/v1', 'Error UnknownApiVersion other/v1', "use one of 'old/v1', 'new/v1'"],
    ['', 'Error UnknownApiVersion ', 'There is no apiVersion in configmap/first'],
  ])('its apiVersion %j is judged at the release (R65)', (apiVersion, finding, advice) => {
    const { findings, message } = installed([read({ apiVersion })]);
    expect(findings).toEqual([finding]);
    expect(message(finding.split(' ')[1] ?? '')).toContain(advice);
    expect(installed([read({ apiVersion: 'new/v1' })]).findings).toEqual([]);
  });

  test('a section is ignored while the gate of its name is off, and what still applies is said (R28)', () => {
    const config = { sections: ['Alpha', 'profiles', 'Beta'] };
    const { findings, message } = installed([read(config)]);
    expect(findings).toEqual(['Warning ConfigIgnored Alpha']);
    expect(message('ConfigIgnored')).toBe(
      "Section 'Alpha' in configmap/first is ignored while gate 'Alpha' is not on in 1.0 ('profiles', 'Beta' still apply); enable the gate or delete the section",
    );
    expect(installed([read({ ...config, entries: entries({ Alpha: 'true' }) })]).findings).toEqual([]);
  });

  test('a section that stands twice is told as a Warning, like a gate that does (R23)', () => {
    const repeatedFields = [{ key: 'plugins', places: ['line 1, column 1', 'line 9, column 1'] }];
    const { findings, message } = installed([read({ repeatedFields })]);
    expect(findings).toEqual(['Warning DuplicateKey plugins']);
    expect(message('DuplicateKey')).toBe(
      "'plugins' is set 2 times, in configmap/first line 1, column 1 and configmap/first line 9, column 1; the last one counts",
    );
  });

  test('a removed plugin with parameters is told that they do not move by themselves (R58)', () => {
    const { findings, message } = installed([read({ plugins: [{ type: 'old', parameters: ['size', 'ttl'] }] })]);
    expect(findings).toEqual(['Error RemovedPlugin old']);
    expect(message('RemovedPlugin')).toContain("its parameters 'size', 'ttl' in configmap/first are not migrated");
  });

  const refused: Record<string, [type: string, reason: string, message: string]> = {
    'is gone': ['old', 'RemovedPlugin', 'remove it from configmap/first: use new'],
    'nobody registers': [
      'youn',
      'UnregisteredPlugin',
      "Plugin 'youn' in configmap/first is not registered; did you mean 'young'?",
    ],
    'begins later': [
      'late',
      'UnregisteredPlugin',
      'in configmap/first is not registered in 1.0; it begins in 1.1; remove it until then',
    ],
    'is Alpha': ['young', 'AlphaPluginNeedsOptIn', "Plugin 'young' of type 'young' in configmap/first is Alpha; set"],
  };
  test.each(Object.entries(refused))('a refused plugin that %s is told with the source that lists it', (_what, row) => {
    const [type, reason, message] = row;
    expect(installed([read({ plugins: [{ type }] })]).message(reason)).toContain(message);
    expect(installed([], { plugins: [{ type }] }).message(reason)).not.toContain('configmap');
  });

  test('a plugin name that stands twice is told with every source that has it', () => {
    const one = read({ plugins: [{ type: 'old', name: 'x' }] });
    const { message } = installed([one, one], { plugins: [{ type: 'old', name: 'x' }] });
    expect(message('DuplicatePluginName')).toBe(
      "3 plugins are named 'x', in configmap/first and configmap/second key flags; give each a name of its own",
    );
    const two = [{ type: 'old' }, { type: 'young', name: 'old' }];
    expect(installed([], { plugins: two }).message('DuplicatePluginName')).toBe(
      "2 plugins are named 'old'; give each a name of its own",
    );
  });
});
