import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeatureSetSpec } from '../../../src/api/featureset.ts';
import { readingSource, sourceStateOf, type ConfigMapContent } from '../../../src/formats/source-state.ts';
import type { ConfigReading } from '../../../src/lifecycle/config/config-reading.ts';

type Format = FeatureSetSpec['sources'][number]['format'];
const FORMATS: readonly Format[] = ['EndpointPickerConfig', 'KeyValue', 'FlagString', 'GateMap'];

const LAST: ConfigReading = { entries: [{ key: 'Old', value: 'true', at: 'data.Old' }], plugins: [], problems: [] };

function stateOf(format: Format, key: string | undefined, content: Partial<ConfigMapContent> | undefined) {
  const configMap = { name: 'config', ...(key !== undefined && { key }) };
  const whole = content && { data: {}, binary: [], ...content };
  return sourceStateOf({ configMap, format, optional: 'Disallow' }, whole, LAST);
}

/** What becomes of reading a key that holds this text, and in how many steps. */
function stepsOf(format: Format, k: string) {
  const source = { configMap: { name: 'config', key: 'k' }, format, optional: 'Disallow' } as const;
  const reading = readingSource(source, { data: { k }, binary: [] });
  for (let steps = 1; ; steps += 1) {
    const step = reading.next();
    if (step.done) return { state: step.value, steps };
  }
}

/** `key=value` of each entry that was read, or what is wrong. */
function told(format: Format, key: string | undefined, content: Partial<ConfigMapContent> | undefined): unknown {
  const state = stateOf(format, key, content);
  if (state.kind === 'Read') return state.reading.entries.map((entry) => `${entry.key}=${entry.value}`);
  return state.kind === 'Malformed' ? state.problem : state;
}

describe('a source with a key', () => {
  test.each<[Format, string]>([
    ['EndpointPickerConfig', 'featureGates: [A, B=false]'],
    ['KeyValue', 'A: true\nB: false'],
    ['KeyValue', 'A=true\nB=false'],
    ['FlagString', 'A=true,B=false,'],
    ['GateMap', 'A: true\nB: false'],
    ['GateMap', 'featureGates: {A: true, B: false}'],
  ])('of format %s is the text of that key: %j (R22, R122, R123)', (format, text) => {
    expect(told(format, 'k', { data: { k: text, other: '[' } })).toEqual(['A=true', 'B=false']);
  });

  test('that is not there is missing, and the last good reading is held to', () => {
    expect(stateOf('GateMap', 'k', { data: { other: '' } })).toEqual({ kind: 'Missing', what: 'Key', last: LAST });
    expect(stateOf('GateMap', 'k', undefined)).toEqual({ kind: 'Missing', what: 'ConfigMap', last: LAST });
    // A name that every object has is no key either.
    expect(stateOf('GateMap', 'constructor', {})).toMatchObject({ kind: 'Missing', what: 'Key' });
  });

  test('in binaryData is malformed', () => {
    expect(told('GateMap', 'k', { binary: ['k'] })).toBe('key k stands in binaryData; put it into data');
  });
});

describe('a source without a key', () => {
  test.each<Format>(['KeyValue', 'GateMap'])(
    'of format %s is the whole ConfigMap, _example left out (R122)',
    (format) => {
      const data = { 'enable-api-fields': 'beta', _example: 'A: [', 'await-sidecar-readiness': 'true' };
      expect(stateOf(format, undefined, { data })).toEqual({
        kind: 'Read',
        reading: {
          entries: [
            { key: 'enable-api-fields', value: 'beta', at: 'data.enable-api-fields' },
            { key: 'await-sidecar-readiness', value: 'true', at: 'data.await-sidecar-readiness' },
          ],
          plugins: [],
          problems: [],
        },
      });
      expect(told(format, undefined, {})).toEqual([]);
      expect(told(format, undefined, { data, binary: ['a'] })).toBe('key a stands in binaryData; put it into data');
    },
  );

  test.each<[Format, string, string]>([
    ['GateMap', 'values.yaml', 'image: a\nfeatureGates: {A: true}'],
    ['GateMap', 'gates.json', '{"A": true}'],
    ['KeyValue', 'flags.yml', 'A: true'],
  ])('of format %s is the text of its only key where that is a file: %s', (format, key, text) => {
    expect(told(format, undefined, { data: { [key]: text, _example: '' } })).toEqual(['A=true']);
    expect(told(format, undefined, { data: { [key]: text, B: 'false' } })).toEqual([`${key}=${text}`, 'B=false']);
    expect(told(format, undefined, { binary: [key] })).toBe(`key ${key} stands in binaryData; put it into data`);
  });

  test.each<[Format, string]>([
    ['EndpointPickerConfig', 'featureGates: [A]'],
    ['FlagString', 'A=true'],
  ])('of format %s is its only key', (format, text) => {
    expect(told(format, undefined, { data: { 'any.yaml': text, _example: '' } })).toEqual(['A=true']);
    expect(told(format, undefined, { binary: ['a'] })).toBe('key a stands in binaryData; put it into data');
    for (const [keys, data] of [
      [0, {}],
      [2, { a: text, b: text }],
    ] as const)
      expect(told(format, undefined, { data })).toBe(
        `the ConfigMap has ${keys} keys and must have one; say which with configMap.key`,
      );
  });
});

const flags = (count: number): string => Array.from({ length: count }, (_, index) => `A${index}=true`).join(',');
const plugins = (count: number): string => `plugins: [${'{type: a},'.repeat(count)}]`;
const plugin = (index: number): string => `- type: p${index}\n  parameters: {text: "${'x'.repeat(1000)}"}\n`;

describe('a source is read whole or not at all', () => {
  test('one slip leaves the last good reading, with line and column and how many more there are', () => {
    expect(stateOf('GateMap', 'k', { data: { k: 'A: true\nB: [1]\nC: {}\n' } })).toEqual({
      kind: 'Malformed',
      problem: 'line 2, column 1: this key must have a single value such as true; and 1 more like it',
      last: LAST,
    });
    expect(told('GateMap', 'k', { data: { k: 'A: true\nB: "' } })).toBe(
      'line 2, column 5: a quote, bracket, comma, colon or space is missing; add it',
    );
  });

  test('a field that the format does not know is no slip (R127)', () => {
    const k = 'featureGates: [A]\nfeatureGate: [B]\nplugins: [{type: a, parmeters: {}}]\n';
    expect(stateOf('EndpointPickerConfig', 'k', { data: { k } })).toMatchObject({
      kind: 'Read',
      reading: { unknownFields: ['featureGate', 'plugins[0].parmeters'] },
    });
  });

  const limits: [what: string, format: Format, fits: string, exceeds: string, problem: string][] = [
    ['4096 keys', 'FlagString', flags(4096), flags(4097), 'there are 4097 keys; at most 4096 are read'],
    [
      '1024 plugins',
      'EndpointPickerConfig',
      plugins(1024),
      plugins(1025),
      'there are 1025 plugins; at most 1024 are read',
    ],
    [
      'keys of 253 characters',
      'FlagString',
      `${'a'.repeat(253)}=1`,
      `${'a'.repeat(254)}=1`,
      'line 1, column 1: the key is longer than 253 characters; shorten it',
    ],
    [
      'values of 1024 characters',
      'KeyValue',
      `a: ${'b'.repeat(1024)}`,
      `a: ${'b'.repeat(1025)}`,
      'line 1, column 1: the value is longer than 1024 characters; shorten it',
    ],
    [
      'plugin types of 253 characters',
      'EndpointPickerConfig',
      `plugins: [{type: ${'a'.repeat(253)}}]`,
      `plugins: [{type: ${'a'.repeat(254)}}]`,
      'plugins[0]: type and name may have 253 characters; shorten them',
    ],
    [
      '100,000 words and signs',
      'GateMap',
      '#\n'.repeat(49_000),
      `A: true\n${'#\n'.repeat(50_000)}`,
      'line 49998, column 1: there are more than 100000 words and signs; write fewer',
    ],
    [
      'keys that are not empty',
      'FlagString',
      'a=1',
      '=1',
      'line 1, column 1: the key is empty; name a gate or setting',
    ],
  ];
  test.each(limits)('beyond %s, nothing is read', (_what, format, fits, exceeds, problem) => {
    expect(stateOf(format, 'k', { data: { k: fits } })).toMatchObject({ kind: 'Read' });
    expect(stateOf(format, 'k', { data: { k: exceeds } })).toEqual({ kind: 'Malformed', problem, last: LAST });
  });

  test('a config of 512 KiB is read, a longer one is not, in whatever letters', () => {
    const start = `plugins:\n${Array.from({ length: 480 }, (_, index) => plugin(index)).join('')}#`;
    const missing = 512 * 1024 - start.length;
    expect(missing).toBeGreaterThan(0);
    for (const rest of ['x'.repeat(missing), 'é'.repeat(missing / 2) + 'x'.repeat(missing % 2)]) {
      const state = stateOf('EndpointPickerConfig', 'k', { data: { k: start + rest } });
      expect(state.kind === 'Read' && state.reading.plugins.length).toBe(480);
      expect(told('EndpointPickerConfig', 'k', { data: { k: `${start}${rest}x` } })).toBe(
        'key k has 513 KiB, and at most 512 KiB are read; split it into several keys, each a source of its own',
      );
    }
  });

  test.each(FORMATS)('a text of document marks alone is refused after 64 of them, in format %s', (format) => {
    const { state, steps } = stepsOf(format, '---\n'.repeat(131_000));
    const problem = format === 'FlagString' ? "this piece has no '='" : 'there are more than 64 documents; keep one';
    expect(state).toMatchObject({ kind: 'Malformed', problem: expect.stringContaining(problem) });
    expect(steps).toBeLessThan(140);
  });

  test.each(FORMATS)('a long text is read in steps, in format %s', (format) => {
    const sign = format === 'FlagString' ? '=' : ': ';
    const { steps } = stepsOf(
      format,
      Array.from({ length: 4000 }, (_, index) => `gate-${index}${sign}true\n`).join(''),
    );
    expect(steps).toBeGreaterThan(3);
  });
});

describe.each(FORMATS)('whatever text stands where %s is expected', (format) => {
  const sign = fc.constantFrom(
    ...'[]{}:,-?&*!|>\'"%@#=~ \t\n\\<.0a'.split(''),
    ...['<<: ', '---\n', '\n  ', ': ', 'featureGates: ', 'plugins: ', '- type: a\n', 'A: true\n', 'A=true,'],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(sign, { maxLength: 40 }).map((all) => all.join('')),
  );

  test('reading it does not throw: it is read, or malformed with the reason', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (k, whole) => {
        const state = stateOf(format, whole ? undefined : 'k', { data: { k } });
        if (state.kind === 'Read') expect(state.reading.problems).toEqual([]);
        else expect(state).toMatchObject({ kind: 'Malformed', problem: expect.stringMatching(/\w/), last: LAST });
      }),
      { numRuns: 500 },
    );
  });

  test('what is said of a malformed one does not quote it', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const state = stateOf(format, 'k', { data: { k: `${before}hunter2${after}` } });
        if (state.kind === 'Malformed') expect(state.problem).not.toContain('hunter2');
      }),
      { numRuns: 500 },
    );
  });
});
