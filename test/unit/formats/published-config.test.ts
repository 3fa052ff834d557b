import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeatureSetSpec } from '../../../src/api/featureset.ts';
import { gatesInData, publishedData } from '../../../src/formats/published-config.ts';
import { sourceStateOf } from '../../../src/formats/source-state.ts';
import type { PublishedContent } from '../../../src/lifecycle/install/published-content.ts';

type Format = FeatureSetSpec['sources'][number]['format'];

const CONTENT: PublishedContent = {
  component: 'tekton-pipelines',
  release: 'v1.15.0',
  gates: [
    { gate: 'b', state: 'Disabled' },
    { gate: 'a', state: 'Enabled' },
    { gate: 'c', state: 'Discovery' },
  ],
  groups: [{ name: 'enable-api-fields', value: 'beta' }],
  settings: [{ name: 'results-from', value: 'sidecar-logs' }],
};

describe('what is published', () => {
  test('as FlagString is A=true,B=false in the order of names, without Discovery', () => {
    expect(publishedData(CONTENT, ['FlagString'])).toEqual({ FlagString: 'a=true,b=false' });
    expect(publishedData({ ...CONTENT, gates: [] }, ['FlagString'])).toEqual({ FlagString: '' });
  });

  test('as KeyValue is a key each, as the component itself reads them', () => {
    expect(publishedData(CONTENT, ['KeyValue'])).toEqual({
      a: 'true',
      b: 'false',
      'enable-api-fields': 'beta',
      'results-from': 'sidecar-logs',
    });
  });

  test('as JSON says everything, Discovery too', () => {
    const { JSON: json = '' } = publishedData(CONTENT, ['JSON']);
    expect(JSON.parse(json)).toEqual({
      component: 'tekton-pipelines',
      release: 'v1.15.0',
      gates: { a: 'Enabled', b: 'Disabled', c: 'Discovery' },
      groups: { 'enable-api-fields': 'beta' },
      settings: { 'results-from': 'sidecar-logs' },
    });
    expect(json).toMatch(/^\{\n {2}"component": .*\n\}\n$/s);
  });

  test('is the same text whatever the order of formats and lists', () => {
    const mixed = { ...CONTENT, gates: CONTENT.gates.toReversed() };
    const one = publishedData(CONTENT, ['FlagString', 'JSON', 'KeyValue']);
    expect(JSON.stringify(publishedData(mixed, ['KeyValue', 'JSON', 'FlagString']))).toBe(JSON.stringify(one));
    expect(Object.keys(one)).toEqual(['FlagString', 'JSON', 'a', 'b', 'enable-api-fields', 'results-from']);
  });
});

describe('the gates that published data holds', () => {
  test.each<[formats: Parameters<typeof publishedData>[1], gates: string[]]>([
    [['JSON'], ['a', 'b', 'c']],
    [
      ['JSON', 'FlagString', 'KeyValue'],
      ['a', 'b', 'c'],
    ],
    [
      ['FlagString', 'KeyValue'],
      ['a', 'b'],
    ],
    [['KeyValue'], ['a', 'b']],
  ])('as %j are %j', (formats, gates) => {
    expect(gatesInData(publishedData(CONTENT, formats))).toEqual(gates);
  });

  test('are told from what is left where somebody broke the JSON', () => {
    for (const broken of ['{', '[]', 'null', '{"gates": 1}'])
      expect(gatesInData({ JSON: broken, FlagString: 'b=true,a=false' })).toEqual(['a', 'b']);
    expect(gatesInData({})).toEqual([]);
  });
});

describe('what is published is read back as it was by a source of the same format', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
  const gates = fc.uniqueArray(
    fc.record({ gate: name, state: fc.constantFrom('Enabled' as const, 'Disabled' as const) }),
    { selector: ({ gate }) => gate },
  );
  const readBack = (format: Format, key: string | undefined, data: Record<string, string>): unknown => {
    const configMap = { name: 'published', ...(key !== undefined && { key }) };
    const state = sourceStateOf({ configMap, format, optional: 'Disallow' }, { data, binary: [] }, undefined);
    if (state.kind !== 'Read') return state;
    return Object.fromEntries(state.reading.entries.map((entry) => [entry.key, entry.value]));
  };

  test('FlagString', () => {
    fc.assert(
      fc.property(gates, (list) => {
        const data = publishedData({ ...CONTENT, gates: list }, ['FlagString', 'JSON']);
        const said = Object.fromEntries(list.map(({ gate, state }) => [gate, String(state === 'Enabled')]));
        expect(readBack('FlagString', 'FlagString', data)).toEqual(said);
        expect(gatesInData(data)).toEqual(Object.keys(said).toSorted());
      }),
    );
  });

  test('KeyValue', () => {
    fc.assert(
      fc.property(gates, (list) => {
        const data = publishedData({ ...CONTENT, gates: list }, ['KeyValue']);
        const said = Object.fromEntries(list.map(({ gate, state }) => [gate, String(state === 'Enabled')]));
        const others = { 'enable-api-fields': 'beta', 'results-from': 'sidecar-logs' };
        expect(readBack('KeyValue', undefined, data)).toEqual({ ...said, ...others });
      }),
    );
  });
});
