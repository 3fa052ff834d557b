import { describe, expect, test } from 'vitest';
import { KIND_NAMES } from '../../../src/api/kinds.ts';
import { parseManifest, parseObject } from '../../../src/api/parse.ts';
import { REFUSED } from './refused/refusals.ts';
import { schemaOf, walk } from './schema-walk.ts';
import { manifest } from './valid-objects.ts';

function problemsOf(...[kind, raw]: Parameters<typeof parseManifest>): readonly string[] {
  const parsed = parseManifest(kind, raw);
  return parsed.valid ? [] : parsed.problems;
}

test.each(KIND_NAMES)('the least %s is accepted', (kind) => {
  expect(problemsOf(kind, manifest(kind))).toEqual([]);
});

describe.each(KIND_NAMES)('a bad %s', (of) => {
  const rows = REFUSED.filter(({ kind }) => kind === of);

  test.each(rows)('$title is refused by field, value and the way out', ({ kind, fields, offline }) => {
    expect(problemsOf(kind, manifest(kind, fields))).toEqual([offline].flat());
  });
});

test('every CEL rule but the transition rules has an object that it refuses', () => {
  const told = REFUSED.flatMap(({ server }) => server).join('\n');
  const silent = KIND_NAMES.flatMap((kind) => [schemaOf(kind), ...[...walk(kind)].map(({ node }) => node)])
    .flatMap((node) => node['x-kubernetes-validations'] ?? [])
    .filter(
      ({ rule, message = '' }) => !rule.includes('oldSelf') && !told.includes(message.replace(/^must be the /, 'the ')),
    );
  expect(silent).toEqual([]);
});

describe('an object that is read', () => {
  test('takes a field that is null for absent where a person wrote it, as the API server does', () => {
    const gate = manifest('FeatureGate', { 'spec.regime': null, 'spec.tracking': null, 'spec.requires': null });
    const parsed = parseManifest('FeatureGate', gate);
    expect(parsed).toMatchObject({ valid: true, object: { spec: { regime: 'PerFeature', requires: [] } } });
    expect(problemsOf('FeatureGate', manifest('FeatureGate', { 'spec.gate': null }))).toEqual([
      'spec.gate: must be set to a string',
    ]);
  });

  test('may have a setting whose default is the empty string, as Tekton has one', () => {
    const settings = [{ name: 'disable-inline-spec', type: 'Text', default: '' }];
    expect(problemsOf('MaturityPolicy', manifest('MaturityPolicy', { 'spec.settings': settings }))).toEqual([]);
  });

  test('may have fields that only a newer server knows, unless a person wrote them', () => {
    const newer = manifest('FeatureSet', { 'spec.novelty': 1, 'status.novelty': 2 });
    expect(parseObject('FeatureSet', newer).valid).toBe(true);
    expect(problemsOf('FeatureSet', newer)).toEqual([
      'spec.novelty: is not a field of FeatureSet; `kubectl explain` lists those there are',
    ]);
  });

  test.each([null, 7, 'text', [], {}, { metadata: 7 }, { metadata: { name: '' } }, { metadata: { name: 'A_B' } }])(
    'gets an answer and never an exception: %j',
    (raw) => {
      for (const kind of KIND_NAMES) {
        const parsed = parseObject(kind, raw);
        expect(parsed.valid).toBe(false);
        expect(problemsOf(kind, raw)).not.toEqual([]);
      }
    },
  );

  test('keeps its name and namespace where the rest is refused, so that it can still have a status', () => {
    const parsed = parseObject('FeatureSet', { metadata: { name: 'Bad_Name', namespace: 'team', uid: 7 } });
    expect(parsed).toMatchObject({ valid: false, metadata: { name: 'Bad_Name', namespace: 'team' } });
    expect(parseObject('FeatureSet', {})).toMatchObject({ metadata: { name: '(unnamed)' } });
  });

  test('hears of eight problems at most, and how many more there are', () => {
    const overrides = Array.from({ length: 12 }, () => ({ gate: 'A' }));
    const problems = problemsOf('FeatureSet', manifest('FeatureSet', { 'spec.overrides': overrides }));
    expect(problems).toHaveLength(9);
    expect(problems[0]).toBe('spec.overrides[0].state: must be set to one of Enabled, Disabled, Discovery');
    expect(problems[8]).toMatch(/^and \d+ more$/);
  });

  test('is told to quote a date that YAML made a date', () => {
    const gate = manifest('FeatureGate', { 'spec.tracking': new Date(0) });
    expect(problemsOf('FeatureGate', gate)).toEqual(['spec.tracking: must be a string, not a date: quote it']);
  });
});
