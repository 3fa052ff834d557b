import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { KIND_NAMES, KINDS, type KindName } from '../../../src/api/kinds.ts';
import { parseManifest } from '../../../src/api/parse.ts';
import { unknownFields } from '../../../src/api/raw-object.ts';
import { walk } from './schema-walk.ts';
import type { Manifest } from './valid-objects.ts';

const file = path.join(import.meta.dirname, 'every-field.yaml');
const { items: objects } = parse(readFileSync(file, 'utf8')) as { items: Manifest[] };

/** Every path that an object has, in the words of the schema: `spec.stages[].level`. */
function pathsIn(value: unknown, at: string): string[] {
  if (Array.isArray(value)) return [at, ...value.flatMap((item) => pathsIn(item, `${at}[]`))];
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([field, item]) => pathsIn(item, `${at}.${field}`))];
}

describe.each(KIND_NAMES)('the %s that sets every field', (kind) => {
  const mine = objects.filter((object) => object['kind'] === kind);

  test('is accepted, its status too, with no field unknown', () => {
    expect(mine).not.toEqual([]);
    for (const object of mine) {
      expect(parseManifest(kind satisfies KindName, object)).toMatchObject({ valid: true });
      const { status } = object;
      if (status === undefined) continue;
      expect(KINDS[kind].status.safeParse(status).error?.issues).toBeUndefined();
      expect(unknownFields(KINDS[kind].status, status)).toEqual([]);
    }
  });

  test('leaves no field of the schema out', () => {
    const set = new Set(mine.flatMap(({ spec, status }) => [...pathsIn(spec, 'spec'), ...pathsIn(status, 'status')]));
    const fields = [...walk(kind)].filter(({ field }) => field !== undefined).map((place) => place.path);
    expect(fields.filter((field) => !set.has(field))).toEqual([]);
  });
});
