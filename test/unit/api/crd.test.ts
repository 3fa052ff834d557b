import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { customResourceDefinition } from '../../../hack/gen/crd.ts';
import { generatedFiles } from '../../../hack/gen/files.ts';
import { KIND_NAMES, KINDS } from '../../../src/api/kinds.ts';
import { versionsOf } from './schema-walk.ts';

const root = path.resolve(import.meta.dirname, '../../..');

describe('the CRD files', () => {
  test.each([...generatedFiles()])('%s is what `npm run gen` writes', (file, content) => {
    expect(readFileSync(path.join(root, file), 'utf8') === content, 'run `npm run gen` and commit what it writes').toBe(
      true,
    );
  });

  test('stand alone in crds/, one object a file, so that `kubectl apply -f crds/` works', () => {
    const files = readdirSync(path.join(root, 'crds'));
    expect(files.toSorted()).toEqual(KIND_NAMES.map((kind) => `stagegate.dev_${KINDS[kind].plural}.yaml`).toSorted());
    for (const file of files) {
      const object = parse(readFileSync(path.join(root, 'crds', file), 'utf8')) as { kind: string };
      expect(object.kind).toBe('CustomResourceDefinition');
    }
  });

  test.each([...generatedFiles()])('%s fits into the annotation of a client-side apply (256 KiB)', (_, content) => {
    const annotation = JSON.stringify(parse(content));
    expect(Buffer.byteLength(content)).toBeLessThan(256 * 1024);
    expect(Buffer.byteLength(annotation)).toBeLessThan(256 * 1024);
  });
});

describe.each(KIND_NAMES)('the CRD of %s', (kind) => {
  const crd = customResourceDefinition(kind) as { spec: Record<string, unknown> };

  test('serves both versions with one schema, byte for byte, and stores v1beta1', () => {
    const [old, stored, ...others] = versionsOf(kind);
    expect(others).toEqual([]);
    expect(JSON.stringify(old?.schema)).toBe(JSON.stringify(stored?.schema));
    const { schema: _old, name: _a, ...deprecated } = old ?? { schema: {}, name: '' };
    const { schema: _stored, name: _b, ...current } = stored ?? { schema: {}, name: '' };
    expect(deprecated).toEqual({
      ...current,
      storage: false,
      deprecated: true,
      deprecationWarning: `stagegate.dev/v1alpha1 ${kind} is deprecated; use stagegate.dev/v1beta1: the schema is the same`,
    });
    expect(current).toMatchObject({ served: true, storage: true, subresources: { status: {} } });
    expect(crd.spec['conversion']).toEqual({ strategy: 'None' });
  });

  test('prints READY and AGE, age last, with titles of one word, and keeps sentences for -o wide', () => {
    const columns = versionsOf(kind)[1]?.additionalPrinterColumns ?? [];
    expect(columns.at(-1)).toMatchObject({ name: 'Age', type: 'date' });
    const narrow = columns.filter(({ priority }) => priority === undefined).map(({ name }) => name);
    expect(narrow.slice(-2)).toEqual(['Ready', 'Age']);
    expect(narrow.length).toBeLessThanOrEqual(5);
    for (const { name } of columns) expect(name).toMatch(/^[A-Z][a-z]+$/);
    expect(columns.filter(({ name }) => ['Reason', 'Message'].includes(name)).map(({ priority }) => priority)).toEqual([
      1, 1,
    ]);
  });

  test('reads its columns and selectable fields from fields that exist', () => {
    const [version] = versionsOf(kind);
    const paths = [...(version?.additionalPrinterColumns ?? []), ...(version?.selectableFields ?? [])]
      .map(({ jsonPath }) => jsonPath)
      .filter((jsonPath) => !jsonPath.startsWith('.metadata.'));
    expect(version?.selectableFields?.length ?? 0).toBeLessThanOrEqual(8);
    for (const jsonPath of paths) {
      const fields = jsonPath
        .replace(/\[\?.*\]/, '.items')
        .split('.')
        .slice(1);
      let node: unknown = version?.schema.openAPIV3Schema;
      for (const field of fields) {
        const { properties, items } = (node ?? {}) as { properties?: Record<string, unknown>; items?: unknown };
        node = field === 'items' && items ? items : properties?.[field];
      }
      expect(node, jsonPath).toBeDefined();
    }
  });
});
