import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { KIND_NAMES, type KindName } from '../../../src/api/kinds.ts';
import { parseManifest } from '../../../src/api/parse.ts';
import { inline, printed } from '../../support/command-run.ts';

interface Sample {
  kind: string;
  metadata: { name: string };
}

const folder = path.resolve(import.meta.dirname, '../../../config/samples');
const files = readdirSync(folder).filter((file) => file !== 'kustomization.yaml');
const samples = files.flatMap((file) => {
  const documents = parseAllDocuments(readFileSync(path.join(folder, file), 'utf8'));
  return documents.map((document) => document.toJS() as Sample);
});

test('the samples are all listed in their kustomization', () => {
  const { resources } = parse(readFileSync(path.join(folder, 'kustomization.yaml'), 'utf8')) as { resources: string[] };
  expect(resources.toSorted()).toEqual(files.toSorted());
});

test('there is a minimal and a realistic sample of each kind', () => {
  for (const kind of KIND_NAMES) {
    const sizes = samples.filter((sample) => sample.kind === kind).map((sample) => JSON.stringify(sample).length);
    expect(Math.min(...sizes), kind).toBeLessThan(300);
    expect(Math.max(...sizes), kind).toBeGreaterThan(500);
  }
});

test.each(samples.filter(({ kind }) => KIND_NAMES.some((known) => known === kind)))(
  'the sample $kind $metadata.name is accepted, with no field that nobody knows',
  (sample) => {
    expect(parseManifest(sample.kind as KindName, sample)).toMatchObject({ valid: true });
  },
);

test('every sample is Ready, and no FeatureSet among them has an Error', () => {
  const ran = inline('evaluate', '-f', folder, '--release', 'kubernetes=1.36', '-o', 'json');
  const { items, report } = printed(ran);
  const unready = items.flatMap(({ kind, metadata, status }) =>
    status.conditions
      .filter(({ type, status: is }) => type === 'Ready' && is !== 'True')
      .map(({ message }) => `${kind} ${metadata.name}: ${message}`),
  );
  const errors = report.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'Error'));
  expect({ unready, errors }).toEqual({ unready: [], errors: [] });
  expect(ran.code).toBe(0);
  expect(items).toHaveLength(samples.filter(({ kind }) => KIND_NAMES.some((known) => known === kind)).length);
});
